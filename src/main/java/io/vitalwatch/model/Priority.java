package io.vitalwatch.model;

import java.util.Locale;

/** Alarm priority after IEC 60601-1-8, mildest first: be aware, act promptly, act at once. Ordinals are in the state's bytes. */
public enum Priority {
    LOW,
    MEDIUM,
    HIGH;

    private final String label = name().toLowerCase(Locale.ROOT);
    private static final Priority[] ALL = values();

    /** Lower-case name, as in rules and records. */
    public String label() {
        return label;
    }

    /** The priority with this ordinal, without the copy that {@code values()} makes. */
    public static Priority of(int ordinal) {
        return ALL[ordinal];
    }
}
