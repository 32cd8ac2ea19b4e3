package io.vitalwatch.model;

/** Whom an alarm is about (IEC 60601-1-8): the patient, or our ability to monitor the patient. */
public enum Kind {
    PHYSIOLOGICAL,
    TECHNICAL;

    /** Lower-case name, as in rules and records. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
