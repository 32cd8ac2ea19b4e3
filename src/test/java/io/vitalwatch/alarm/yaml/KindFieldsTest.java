package io.vitalwatch.alarm.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.RuleKind;
import io.vitalwatch.alarm.evaluate.RuleKinds;
import io.vitalwatch.alarm.rule.RuleException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each field of each kind of rule either changes the rule or is refused by name. No kind ignores a field. */
class KindFieldsTest {
    /** A rule of each kind with nothing but what it needs. */
    private static final Map<String, String> LEAST = new TreeMap<>(Map.ofEntries(
            Map.entry("reading", "{type: reading, kind: technical, vital: pulse, medium: pulse >= 131, unknown: {after: 10min}}"),
            Map.entry("flag", "{type: flag, kind: technical, codes: {1: high}, clear: {after: 5min}}"),
            Map.entry("silence", "{type: silence, kind: technical, priority: medium, after: 10min}"),
            Map.entry("clock-wrong", "{type: clock-wrong, kind: technical, priority: medium, after: 10min}"),
            Map.entry("not-live", "{type: not-live, kind: technical, priority: medium, after: 10min}"),
            Map.entry("no-reading", "{type: no-reading, kind: technical, priority: low, vital: pulse}"),
            Map.entry("not-worn", "{type: not-worn, kind: technical, priority: low, after: 15min}"),
            Map.entry("battery", "{type: battery, kind: technical, low: battery <= 10}"),
            Map.entry("poor-signal", "{type: poor-signal, kind: technical, priority: low, share: 80, window: 30min}"),
            Map.entry("implausible", "{type: implausible, kind: technical, priority: low, quality: 4}"),
            Map.entry("fields-missing", "{type: fields-missing, kind: technical, priority: low}")));

    /** Every field that any kind has, with a value that differs from {@link #LEAST} and from every default; what it needs beside it follows. */
    private static final List<List<String>> FIELDS = List.of(
            List.of("kind", "physiological"), List.of("priority", "high"), List.of("vital", "spo2", "medium", "spo2 >= 131"),
            List.of("low", "pulse >= 120"), List.of("low", "battery <= 12"), List.of("medium", "pulse >= 132"),
            List.of("medium", "battery <= 4"),
            List.of("high", "pulse >= 150"), List.of("high", "battery <= 2"), List.of("low.when", "pulse >= 121"),
            List.of("medium.confirm.count", "2"), List.of("medium.confirm.of", "3"), List.of("medium.confirm.duration", "1min"),
            List.of("medium.clear.count", "3"), List.of("low.confirm.count", "2"), List.of("low.clear.count", "2"),
            List.of("repeated.priority", "high"), List.of("repeated.count", "3"), List.of("repeated.of", "4"), List.of("repeated.within", "2h"),
            List.of("confirm.count", "2"), List.of("confirm.of", "3"), List.of("confirm.duration", "1min"), List.of("confirm.within", "2h"),
            List.of("confirm.statistic", "mean", "confirm.window", "10min"), List.of("confirm.window", "10min"),
            List.of("confirm.readings", "3"), List.of("escalate.count", "2"), List.of("escalate.duration", "1min"),
            List.of("escalate.duration", "1min", "escalate.count", "2"), List.of("clear.margin", "3"), List.of("clear.charge", "30"),
            List.of("ignore", "bpm_q, battery"), List.of("clear.count", "2"),
            List.of("clear.after", "6min"), List.of("clear.share", "50"), List.of("unknown.after", "20min"), List.of("codes.2", "high"),
            List.of("after", "20min"), List.of("share", "90"), List.of("window", "20min"), List.of("readings", "7"), List.of("quality", "3"),
            List.of("unless", "walking"), List.of("unless", "charging"), List.of("unless", "not-worn"), List.of("raise.after", "1min"),
            List.of("expected", "true"), List.of("vital", "spo2"));

    static List<String> kinds() {
        return RuleKinds.ALL.stream().map(RuleKind::type).toList();
    }

    @Test
    void everyKindIsTried() {
        assertThat(LEAST.keySet()).containsExactlyInAnyOrderElementsOf(kinds());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFieldChangesTheRuleOrIsRefusedByItsName(String kind) {
        Evaluation plain = read(kind, List.of());
        List<String> honoured = new ArrayList<>();
        for (List<String> field : FIELDS) {
            try {
                assertThat(read(kind, field)).as(kind + " " + field).isNotEqualTo(plain);
                honoured.add(field.get(0));
            } catch (RuleException e) {
                assertThat(e).as(kind + " " + field).hasMessageContaining("rule r (");
            }
        }
        assertThat(honoured).as("fields of " + kind).contains("kind").hasSizeGreaterThan(2);
    }

    @Test
    void aFieldOfAnotherKindIsRefusedWithTheFieldsOfThisOne() {
        try {
            read("battery", List.of("confirm.count", "2"));
        } catch (RuleException e) {
            assertThat(e).hasMessageContaining("unknown field confirm.count")
                    .hasMessageContaining("A rule of type battery has the fields clear.charge, clear.margin, enabled, high,");
            return;
        }
        throw new AssertionError("confirm.count of a battery rule was accepted");
    }

    private static Evaluation read(String kind, List<String> pairs) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            overrides.put("r." + pairs.get(i), pairs.get(i + 1));
        }
        return RuleReader.read("r: " + LEAST.get(kind) + "\n", "rules.yaml", overrides).rule("r");
    }
}
