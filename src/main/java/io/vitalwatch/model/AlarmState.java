package io.vitalwatch.model;

/** What is known of an episode's condition after a record. */
public enum AlarmState {
    /** The condition holds. */
    ACTIVE,
    /** It held when last seen, and there is no usable data to tell whether it still does. */
    UNKNOWN,
    /** It cleared, or the episode was closed. */
    ENDED;

    private static final AlarmState[] ALL = values();

    /** Lower-case name, as in records. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static AlarmState of(int ordinal) {
        return ALL[ordinal];
    }
}
