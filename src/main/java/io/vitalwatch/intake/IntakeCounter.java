package io.vitalwatch.intake;

import io.vitalwatch.corsano.Field;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the intake counts. The names are a contract, and these equations hold: deliveries.in = decoded + rejected + test + heartbeat +
 * control;
 * samples.in = samples that are passed on + samples.rejected. The two rejected counters and the notices are also counted by reason, the
 * unreadable fields by field.
 */
public enum IntakeCounter {
    /** Every record. */
    DELIVERIES("deliveries.in"),
    /** Deliveries of samples. */
    DECODED("deliveries.decoded"),
    /** Deliveries of which nothing could be used. */
    REJECTED("deliveries.rejected", "bad-line", "duplicate-key", "empty", "invalid-utf8", "malformed-json", "no-samples", "too-deep",
            "too-large", "unknown-event", "unknown-type", "user", "wrong-shape"),
    /** The vendor's test events. */
    TEST("deliveries.test"),
    /** The receiver's own signs of life. */
    HEARTBEAT("deliveries.heartbeat"),
    /** Copies of control records. */
    CONTROL("deliveries.control"),
    /** Samples in decoded deliveries, good or bad. */
    SAMPLES("samples.in"),
    /** Samples that could not be used. */
    SAMPLES_REJECTED("samples.rejected", "duplicate-key", "future", "past", "timestamp", "too-many-samples", "wrong-shape"),
    /** Oddities of bodies that were used, one for each row of scope notice. */
    NOTICES("notices", "byte-order-mark", "duplicate-key", "more-rejections", "study", "too-deep", "unknown-fields", "unreadable-field"),
    /** Fields about the bracelet's state, and cardiac-arrest flags, that are in a row and cannot be read. */
    FIELDS_UNREADABLE("fields.unreadable", fields());

    private final String label;
    private final List<String> reasons;

    IntakeCounter(String label, String... reasons) {
        this.label = label;
        this.reasons = List.of(reasons);
    }

    /** Each field of a row, and the time zone. */
    private static String[] fields() {
        return Stream.concat(Arrays.stream(Field.values()).map(Field::key), Stream.of("timezone")).distinct().toArray(String[]::new);
    }

    /** The counter's name in metrics, such as {@code deliveries.in}. */
    public String label() {
        return label;
    }

    /** The reasons, or for {@link #FIELDS_UNREADABLE} the fields, by which it is counted besides; empty if by none. */
    public List<String> reasons() {
        return reasons;
    }
}
