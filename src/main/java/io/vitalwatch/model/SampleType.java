package io.vitalwatch.model;

/**
 * The event type of a sample. Together with user and timestamp it is the vendor's natural key of a row. Ordinals are in the state's bytes:
 * add new types at the end.
 */
public enum SampleType {
    ACTIVITY("activity"),
    TEMPERATURE("temperature");

    private static final SampleType[] ALL = values();

    private final String label;

    SampleType(String label) {
        this.label = label;
    }

    /** The name, as the vendor writes it. */
    public String label() {
        return label;
    }

    /** The type of this name, compared exactly; null for any other text and for null. */
    public static SampleType labelled(String label) {
        for (SampleType each : ALL) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }

    /** The type with this ordinal, without the copy that {@code values()} makes. */
    public static SampleType of(int ordinal) {
        return ALL[ordinal];
    }
}
