package io.vitalwatch.simulator.patient;

import io.vitalwatch.model.Kind;

/**
 * The alarm that must follow an injection.
 *
 * @param rule the id of the rule in the bundled catalogue
 * @param kind whether the alarm is about the patient or about the technology
 * @param shortestMillis the shortest injection that the rule is sure to find; shorter ones must say {@code expect: false}
 */
public record ExpectedAlarm(String rule, Kind kind, long shortestMillis) {
    static ExpectedAlarm physiological(String rule, int shortestMinutes) {
        return new ExpectedAlarm(rule, Kind.PHYSIOLOGICAL, shortestMinutes * 60_000L);
    }

    /** An alarm about the technology. */
    public static ExpectedAlarm technical(String rule, int shortestMinutes) {
        return new ExpectedAlarm(rule, Kind.TECHNICAL, shortestMinutes * 60_000L);
    }

    boolean aboutPatient() {
        return kind == Kind.PHYSIOLOGICAL;
    }
}
