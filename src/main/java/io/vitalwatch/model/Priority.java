package io.vitalwatch.model;

/** Alarm priority after IEC 60601-1-8, mildest first: be aware, act promptly, act at once. */
public enum Priority {
    LOW,
    MEDIUM,
    HIGH;

    private static final Priority[] ALL = values();

    /** Lower-case name, as in rules and records. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Priority of(int ordinal) {
        return ALL[ordinal];
    }
}
