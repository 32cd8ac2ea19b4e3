package io.vitalwatch.model;

/** The event type of a sample. Together with user and timestamp it is the vendor's natural key of a row. */
public enum SampleType {
    ACTIVITY,
    TEMPERATURE;

    private static final SampleType[] ALL = values();

    public static SampleType of(int ordinal) {
        return ALL[ordinal];
    }
}
