package io.vitalwatch.model;

/** Whether an alarm was found on data fresh enough to wake somebody. */
public enum Freshness {
    LIVE,
    HISTORICAL;

    private static final Freshness[] ALL = values();

    /** Lower-case name, as in records. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Freshness of(int ordinal) {
        return ALL[ordinal];
    }
}
