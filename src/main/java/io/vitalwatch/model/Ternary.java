package io.vitalwatch.model;

/** A truth value with three states: true, false or unknown. Unknown never counts as normal. Ordinals are in the state's bytes. */
public enum Ternary {
    TRUE,
    FALSE,
    UNKNOWN;

    private static final Ternary[] ALL = values();

    /** TRUE or FALSE, never UNKNOWN. */
    public static Ternary of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** The value with this ordinal, without the copy that {@code values()} makes. */
    public static Ternary of(int ordinal) {
        return ALL[ordinal];
    }
}
