package io.vitalwatch.model;

/** A truth value that may be missing: unknown is not normal. */
public enum Known {
    TRUE,
    FALSE,
    UNKNOWN;

    private static final Known[] ALL = values();

    public static Known of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static Known of(int ordinal) {
        return ALL[ordinal];
    }
}
