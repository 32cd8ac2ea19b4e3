package io.vitalwatch.model;

import java.util.Locale;

/** Whether an alarm was found on data that is fresh enough to notify people. Ordinals are in the state's bytes. */
public enum Freshness {
    /** Found on fresh data. */
    LIVE,
    /** Found on old data: recorded, not for notifying people. */
    HISTORICAL;

    private final String label = name().toLowerCase(Locale.ROOT);
    private static final Freshness[] ALL = values();

    /** Lower-case name, as in records. */
    public String label() {
        return label;
    }

    /** The value with this ordinal, without the copy that {@code values()} makes. */
    public static Freshness of(int ordinal) {
        return ALL[ordinal];
    }
}
