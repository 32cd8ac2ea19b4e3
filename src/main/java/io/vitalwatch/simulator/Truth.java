package io.vitalwatch.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * Something that was injected, as a line of the truth file.
 *
 * @param user whom it happened to
 * @param rule the id of the rule that must raise an alarm, or null where none must
 * @param kind {@code physiological}, {@code technical}, or {@link #FAULT} where nothing must be raised
 * @param event the scenario's word for it
 * @param onset beginning, Unix milliseconds
 * @param until the end of its effects, Unix milliseconds
 * @param offsetMinutes the patient's local time, for the notation
 * @param note a remark, or empty
 */
public record Truth(String user, String rule, String kind, String event, long onset, long until, int offsetMinutes, String note) {
    /** The kind of what must raise nothing. */
    public static final String FAULT = "fault";
    private static final JsonFactory JSON = new JsonFactory();

    /** The onset as ISO-8601 with the patient's own offset. */
    public String onsetText() {
        return Times.iso(onset, offsetMinutes);
    }

    /** The line, without its line feed. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("user", user);
            json.writeStringField("rule", rule);
            json.writeStringField("kind", kind);
            json.writeStringField("event", event);
            json.writeStringField("onset", Times.iso(onset, offsetMinutes));
            json.writeStringField("until", Times.iso(until, offsetMinutes));
            if (!note.isEmpty()) {
                json.writeStringField("note", note);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads a line of a truth file; unknown keys are passed over.
     *
     * @throws IllegalArgumentException with a message that says what is wrong with it
     */
    public static Truth parse(String line) {
        Map<String, String> fields = JsonLine.scalars(line);
        String kind = JsonLine.need(fields, "kind");
        OffsetDateTime onset = JsonLine.time(fields, "onset");
        OffsetDateTime until = fields.containsKey("until") ? JsonLine.time(fields, "until") : onset;
        String rule = fields.get("rule");
        if (rule == null && !kind.equals(FAULT)) {
            throw new IllegalArgumentException("rule is missing; only a " + FAULT + " has none");
        }
        return new Truth(JsonLine.need(fields, "user"), rule, kind, fields.getOrDefault("event", ""), onset.toInstant().toEpochMilli(),
                until.toInstant().toEpochMilli(), onset.getOffset().getTotalSeconds() / 60, fields.getOrDefault("note", ""));
    }
}
