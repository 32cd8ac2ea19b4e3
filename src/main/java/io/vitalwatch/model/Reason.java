package io.vitalwatch.model;

import java.util.Locale;

/** Why an alert record was written. */
public enum Reason {
    /** The condition was confirmed. */
    CONFIRMED,
    /** The priority rose. */
    ESCALATED,
    /** The priority fell; the alarm goes on. */
    DEESCALATED,
    /** No usable reading of the vital for the rule's {@code unknown.after}. */
    NO_USABLE_READING,
    /** Nothing arrives from the patient any more. */
    NO_DATA,
    /** Usable data is back and the condition still holds. */
    DATA_BACK,
    /** A historical alarm still holds on fresh data. */
    LIVE,
    /** Still high after the reminder interval. */
    REMINDER,
    /** Evidence older than what is known came late and belongs to this episode. */
    LATE_EVIDENCE,
    /** Enough usable readings in a row were inside the limit by the margin. */
    CLEARED,
    /** Found in data older than the window's reach; newer data tells how it went on. */
    PASSED,
    /** Nothing was heard of the patient for the state's time to live. */
    EXPIRED,
    /** The rule was taken out of the catalogue. */
    RULE_REMOVED;

    /** Lower-case, hyphenated, as in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
