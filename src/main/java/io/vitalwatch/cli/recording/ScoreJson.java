package io.vitalwatch.cli.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vitalwatch.simulator.score.AlarmOnset;
import io.vitalwatch.simulator.score.Score;
import io.vitalwatch.simulator.score.Score.RuleScore;
import io.vitalwatch.simulator.score.Truth;

import java.nio.charset.StandardCharsets;

/** A score as the file of {@code score --json}: one JSON object. */
public final class ScoreJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ScoreJson() {}

    /** The bytes of the file, UTF-8. A delay is null if no injection of its rule was found. */
    public static byte[] of(Score score) {
        ObjectNode json = JSON.createObjectNode();
        json.put("passed", score.passed());
        json.put("hits", score.hits().size());
        json.put("faults", score.faults());
        json.put("repeated", score.repeated());
        ObjectNode rules = json.putObject("rules");
        for (RuleScore rule : score.rules()) {
            rules.putObject(rule.rule())
                    .put("kind", rule.kind())
                    .put("injected", rule.injected())
                    .put("hits", rule.hits())
                    .put("misses", rule.misses())
                    .put("false_alarms", rule.falseAlarms())
                    .put("median_delay_ms", delay(rule.medianDelayMillis()))
                    .put("max_delay_ms", delay(rule.maxDelayMillis()));
        }
        ArrayNode misses = json.putArray("misses");
        for (Truth miss : score.misses()) {
            misses.addRawValue(new RawValue(miss.json()));
        }
        ArrayNode notDue = json.putArray("not_due");
        for (Truth each : score.notDue()) {
            notDue.addRawValue(new RawValue(each.json()));
        }
        ArrayNode falseAlarms = json.putArray("false_alarms");
        for (AlarmOnset alarm : score.falseAlarms()) {
            falseAlarms.addObject()
                    .put("id", alarm.id())
                    .put("kind", alarm.kind())
                    .put("rule", alarm.rule())
                    .put("user", alarm.user())
                    .put("onset", alarm.onsetText());
        }
        try {
            return (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can always be written as JSON", e);
        }
    }

    private static Long delay(long millis) {
        return millis < 0 ? null : millis;
    }
}
