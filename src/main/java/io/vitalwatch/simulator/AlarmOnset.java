package io.vitalwatch.simulator;

import java.time.OffsetDateTime;
import java.util.Map;

/**
 * The beginning of an alarm episode, of all that an alert record says as much as scoring needs.
 *
 * @param id the record's id: the same record twice has the same
 * @param onset when the condition began, Unix milliseconds
 * @param arrived when the data arrived that raised it, Unix milliseconds
 */
public record AlarmOnset(String id, String episode, String kind, String rule, String user, long onset, long arrived, int offsetMinutes) {
    /**
     * Reads an alert record, one line of NDJSON.
     *
     * @return null for records that are no beginning: updates and ends
     * @throws IllegalArgumentException with a message that says what is wrong with it
     */
    public static AlarmOnset parse(String line) {
        Map<String, String> fields = JsonLine.scalars(line);
        String id = JsonLine.need(fields, "id");
        if (!JsonLine.need(fields, "phase").equals("start")) {
            return null;
        }
        OffsetDateTime onset = JsonLine.time(fields, "onset");
        OffsetDateTime arrived = JsonLine.time(fields, fields.containsKey("arrived") ? "arrived" : "observed");
        return new AlarmOnset(id, JsonLine.need(fields, "episode"), JsonLine.need(fields, "kind"), JsonLine.need(fields, "rule"),
                JsonLine.need(fields, "user"), onset.toInstant().toEpochMilli(), arrived.toInstant().toEpochMilli(),
                onset.getOffset().getTotalSeconds() / 60);
    }

    /** The onset as ISO-8601 with the patient's own offset. */
    public String onsetText() {
        return Times.iso(onset, offsetMinutes);
    }
}
