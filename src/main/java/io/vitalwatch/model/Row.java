package io.vitalwatch.model;

/**
 * One row as the decoder read it, before anything was judged: numbers in thousandths, missing and malformed kept apart.
 *
 * <p>Mutable, filled by the decoder and read once by the quality gate.
 */
public final class Row {
    /** The field was absent, null or an empty string. */
    public static final long MISSING = Long.MIN_VALUE;
    /** The field held something that is no finite number; its text is in {@link #malformedText()}. */
    public static final long MALFORMED = Long.MIN_VALUE + 1;

    /** The vendor's fields that mean something to us. */
    public enum Field {
        TIMESTAMP, BPM, BPM_Q, SPO2, SPO2_Q, RESPIRATION_RATE, RESP_Q, WEARING, IS_CHARGING, BATTERY, ACTIVITY_TYPE, CARDIAC_ARREST,
        NIBP_SYSTOLIC, NIBP_DIASTOLIC, NIBP_SYSTOLIC_LONG_TERM, NIBP_DIASTOLIC_LONG_TERM, NIBP_SYSTOLIC_COMBINE, NIBP_DIASTOLIC_COMBINE,
        TEMP_SK1;

        private static final int COUNT = values().length;
    }

    private static final long[] NOTHING = new long[Field.COUNT];

    static {
        java.util.Arrays.fill(NOTHING, MISSING);
    }

    private final long[] values = NOTHING.clone();
    private SampleType type;
    private int offsetMinutes;
    private String malformedText;

    public Row() {}

    /** Thousandths of the field's unit (for the timestamp: milliseconds × 1), or {@link #MISSING} or {@link #MALFORMED}. */
    public long get(Field field) {
        return values[field.ordinal()];
    }

    public void set(Field field, long value) {
        values[field.ordinal()] = value;
    }

    /** The same by the field's ordinal. */
    public void set(int ordinal, long value) {
        values[ordinal] = value;
    }

    /** True when the field holds a number. */
    public boolean has(Field field) {
        return values[field.ordinal()] > MALFORMED;
    }

    public SampleType type() {
        return type;
    }

    public void type(SampleType value) {
        type = value;
    }

    /** Minutes east of UTC; 0 where the row names no offset. */
    public int offsetMinutes() {
        return offsetMinutes;
    }

    public void offsetMinutes(int value) {
        offsetMinutes = value;
    }

    /** The first malformed value of this row as received (at most 64 characters), or null. */
    public String malformedText() {
        return malformedText;
    }

    public void malformedText(String value) {
        malformedText = value;
    }
}
