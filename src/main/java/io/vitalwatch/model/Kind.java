package io.vitalwatch.model;

import java.util.Locale;

/** What an alarm is about (IEC 60601-1-8): the patient, or the ability to monitor the patient. */
public enum Kind {
    PHYSIOLOGICAL,
    TECHNICAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Lower-case name, as in rules and records. */
    public String label() {
        return label;
    }
}
