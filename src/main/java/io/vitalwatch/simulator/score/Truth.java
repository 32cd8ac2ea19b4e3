package io.vitalwatch.simulator.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitalwatch.simulator.patient.ExpectedAlarm;
import io.vitalwatch.simulator.patient.Injection;
import io.vitalwatch.simulator.patient.IsoTimes;

import java.time.OffsetDateTime;
import java.util.function.LongPredicate;

/**
 * Something that was injected, as a line of the truth file.
 *
 * @param user the patient
 * @param rule the id of the rule that must raise an alarm, or null where none must
 * @param kind {@code physiological}, {@code technical}, or {@link #FAULT} where no alarm must follow
 * @param event the scenario's word for it
 * @param onset beginning, Unix milliseconds
 * @param until the end of its effects, Unix milliseconds
 * @param offsetMinutes the patient's offset from UTC, for the notation
 * @param note a remark, or empty
 */
public record Truth(String user, String rule, String kind, String event, long onset, long until, int offsetMinutes, String note) {
    /** The kind of an injection that no alarm must follow. */
    public static final String FAULT = "fault";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How the note of an injection begins of which the alarm may come, but is not demanded. */
    private static final String NOT_DUE = "not due: ";

    /**
     * The truth about an injection.
     *
     * @param injection in Unix time
     * @param end the end of the simulation, Unix milliseconds; an injection that it cuts off demands no alarm
     * @param sent whether the rows of a moment are sent before the end; an injection of which they are not demands no alarm
     */
    public static Truth of(String user, int offsetMinutes, Injection injection, long end, LongPredicate sent) {
        ExpectedAlarm alarm = injection.kind().alarm();
        boolean expected = injection.expected() && alarm != null;
        String note = "";
        if (expected) {
            long known = injection.fromMillis() + alarm.shortestMillis();
            note = known > end ? NOT_DUE + "cut off by the end of the simulation"
                    : sent.test(known) ? "" : NOT_DUE + "its data are sent after the end of the simulation";
        }
        long until = injection.toMillis() + injection.kind().rampMillis();
        return new Truth(user, expected ? alarm.rule() : null, expected ? alarm.kind().label() : FAULT, injection.kind().word(),
                injection.fromMillis(), until, offsetMinutes, note);
    }

    /** Whether the alarm is demanded. If not, it may come all the same: a part of the data may be enough. */
    public boolean due() {
        return !note.startsWith(NOT_DUE);
    }

    /** The onset in ISO-8601 with the patient's own offset. */
    public String onsetText() {
        return IsoTimes.iso(onset, offsetMinutes);
    }

    /** The line, without its line feed. */
    public String json() {
        ObjectNode line = JSON.createObjectNode()
                .put("user", user)
                .put("rule", rule)
                .put("kind", kind)
                .put("event", event)
                .put("onset", IsoTimes.iso(onset, offsetMinutes))
                .put("until", IsoTimes.iso(until, offsetMinutes));
        if (!note.isEmpty()) {
            line.put("note", note);
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a flat object of texts can be written", e);
        }
    }

    /**
     * Reads a line of a truth file; unknown keys are ignored.
     *
     * @throws IllegalArgumentException with a message that says what is wrong
     */
    public static Truth parse(String line) {
        LineFields fields = LineFields.of(line);
        String kind = fields.need("kind");
        OffsetDateTime onset = fields.time("onset");
        OffsetDateTime until = fields.text("until") == null ? onset : fields.time("until");
        String rule = fields.text("rule");
        if (rule == null && !kind.equals(FAULT)) {
            throw new IllegalArgumentException("rule is missing; only a " + FAULT + " has none");
        }
        return new Truth(fields.need("user"), rule, kind, fields.textOr("event", ""), onset.toInstant().toEpochMilli(),
                until.toInstant().toEpochMilli(), onset.getOffset().getTotalSeconds() / 60, fields.textOr("note", ""));
    }
}
