package io.vitalwatch.cli.recording;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.RecordText;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in the end: the last record of each episode, without those that late data took back. One JSON object a line, sorted by user,
 * rule and onset.
 */
public final class EpisodesFile {
    private static final JsonMapper JSON = new JsonMapper();

    private EpisodesFile() {}

    /**
     * Writes the episodes of a file of alert records.
     *
     * @param alerts NDJSON in any order
     */
    public static void write(Path alerts, Path episodes) throws IOException {
        Map<String, Alert> last = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(alerts)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Alert alert = AlertJson.read(line.getBytes(StandardCharsets.UTF_8));
                last.merge(alert.episode(), alert, (one, other) -> one.sequence() > other.sequence() ? one : other);
            }
        }
        List<Alert> standing = last.values().stream()
                .filter(alert -> alert.reason() != Reason.WITHDRAWN && alert.reason() != Reason.MERGED)
                .sorted(Comparator.comparing(Alert::user).thenComparing(Alert::rule).thenComparingLong(Alert::onset)
                        .thenComparing(Alert::episode))
                .toList();
        try (Writer out = Files.newBufferedWriter(episodes)) {
            for (Alert alert : standing) {
                out.write(JSON.writeValueAsString(line(alert)));
                out.write('\n');
            }
        }
    }

    /** An episode that only expired has no end: nobody knows it. */
    private static ObjectNode line(Alert alert) {
        boolean ended = alert.state() == AlarmState.ENDED && alert.reason() != Reason.EXPIRED;
        ObjectNode line = JSON.createObjectNode();
        line.put("user", alert.user());
        line.put("study", alert.study());
        line.put("rule", alert.rule());
        line.put("kind", alert.kind().label());
        line.put("onset", RecordText.time(alert.onset(), alert.offsetMinutes()));
        line.put("end", ended ? RecordText.time(alert.observed(), alert.offsetMinutes()) : null);
        line.put("gravest", alert.gravest().label());
        line.put("state", alert.state().label());
        line.put("freshness", alert.freshness().label());
        line.put("episode", alert.episode());
        line.put("records", alert.sequence() + 1);
        return line;
    }
}
