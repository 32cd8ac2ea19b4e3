package io.vitalwatch.model;

import java.util.Locale;

/** Why an alert record was written. */
public enum Reason {
    /** The condition was confirmed. */
    CONFIRMED,
    /** The priority rose. */
    ESCALATED,
    /** The priority fell; the alarm continues. */
    DEESCALATED,
    /** No usable reading of the vital for the rule's {@code unknown.after}. */
    NO_USABLE_READING,
    /** Nothing arrives from the patient any more. */
    NO_DATA,
    /** Usable data is back and the condition still holds. */
    DATA_BACK,
    /** A historical alarm still holds on fresh data. */
    LIVE,
    /** The priority is still high after the reminder interval. */
    REMINDER,
    /** Older evidence arrived late and belongs to this episode. */
    LATE_EVIDENCE,
    /** Enough usable readings in a row were inside the limit by the margin. */
    CLEARED,
    /** The alarm was found in data older than the window's reach; newer data shows what happened afterwards. */
    PASSED,
    /** Nothing arrived from the patient for longer than the state's time to live. */
    EXPIRED,
    /** The rule was taken out of the catalogue. */
    RULE_REMOVED,
    /** Other limits took effect: by them the alarm has another priority, or does not hold. */
    LIMITS_CHANGED,
    /** Late data show that the alarm goes on after the end that was said. */
    REOPENED,
    /** Late data show that there never was such an alarm. */
    WITHDRAWN,
    /** Late data show that the alarm is a part of another episode. */
    MERGED,
    /** Somebody takes care of the alarm. */
    ACKNOWLEDGED,
    /** The time of an acknowledgement is over and the condition lasts. */
    RE_ALARM,
    /** Nobody has acknowledged the alarm in time: the next people are called. */
    ESCALATED_TO_PEOPLE,
    /** Alarms of the rule are paused for the patient. */
    PAUSED,
    /** The pause is over and the condition lasts. */
    RESUMED,
    /** A latched alarm was acknowledged or closed. */
    CLOSED,
    /** Somebody wrote something about the alarm. */
    NOTE,
    /** The patient was discharged, or the bracelet handed over to another one. */
    DISCHARGED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Lower-case, hyphenated, as in records. */
    public String label() {
        return label;
    }
}
