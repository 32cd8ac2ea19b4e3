package io.vitalwatch.model;

import java.util.Locale;

/** What is known about an episode's condition after a record. Ordinals are in the state's bytes. */
public enum AlarmState {
    /** The condition holds. */
    ACTIVE,
    /** The condition held at the last usable reading. There is no usable data now, so it may or may not still hold. */
    UNKNOWN,
    /** It cleared, or the episode was closed. */
    ENDED;

    private final String label = name().toLowerCase(Locale.ROOT);
    private static final AlarmState[] ALL = values();

    /** Lower-case name, as in records. */
    public String label() {
        return label;
    }

    /** The state with this ordinal, without the copy that {@code values()} makes. */
    public static AlarmState of(int ordinal) {
        return ALL[ordinal];
    }
}
