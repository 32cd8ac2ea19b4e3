package io.vitalwatch.model;

/** What an alert record does to its episode (IHE PCD-04: start, continue, end). */
public enum Phase {
    START,
    UPDATE,
    END;

    /** Lower-case name, as in records. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
