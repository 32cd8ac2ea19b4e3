package io.vitalwatch.simulator.score;

import io.vitalwatch.simulator.patient.IsoTimes;

import java.time.OffsetDateTime;

/**
 * The beginning of an alarm episode: those fields of an alert record that scoring needs.
 *
 * @param id the record's id; a repeated record has the same id
 * @param onset when the condition began, Unix milliseconds
 * @param arrived when the data that raised it arrived, Unix milliseconds
 * @param offsetMinutes the patient's offset from UTC
 */
public record AlarmOnset(String id, String episode, String kind, String rule, String user, long onset, long arrived, int offsetMinutes) {
    /**
     * Reads an alert record, one line of NDJSON.
     *
     * @return null for updates and ends
     * @throws IllegalArgumentException with a message that says what is wrong
     */
    public static AlarmOnset parse(String line) {
        LineFields fields = LineFields.of(line);
        String id = fields.need("id");
        if (!fields.need("phase").equals("start")) {
            return null;
        }
        OffsetDateTime onset = fields.time("onset");
        OffsetDateTime arrived = fields.time(fields.text("arrived") == null ? "observed" : "arrived");
        return new AlarmOnset(id, fields.need("episode"), fields.need("kind"), fields.need("rule"), fields.need("user"),
                onset.toInstant().toEpochMilli(), arrived.toInstant().toEpochMilli(), onset.getOffset().getTotalSeconds() / 60);
    }

    /** The onset in ISO-8601 with the patient's own offset. */
    public String onsetText() {
        return IsoTimes.iso(onset, offsetMinutes);
    }
}
