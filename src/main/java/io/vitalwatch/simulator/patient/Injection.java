package io.vitalwatch.simulator.patient;

import java.util.Map;

/**
 * An event that happens to one patient.
 *
 * @param kind what happens
 * @param fromMillis beginning: in a scenario counted from the start of the simulation, in a patient's day Unix milliseconds
 * @param toMillis end, exclusive, counted likewise; the return to healthy values ({@link FaultKind#rampMillis}) follows it
 * @param numbers the fields that the scenario set; the others have their defaults
 * @param expected whether the alarm of this kind must follow
 */
public record Injection(FaultKind kind, long fromMillis, long toMillis, Map<String, Double> numbers, boolean expected) {
    public Injection {
        numbers = Map.copyOf(numbers);
    }

    /** A field of the kind: the scenario's number, or the default. */
    public double number(String field) {
        Double set = numbers.get(field);
        return set == null ? kind.field(field).standard() : set;
    }

    /** The word that a field of words has. */
    public String word(String field) {
        return kind.field(field).words().get((int) number(field));
    }

    /** Whether it happens at this moment. */
    public boolean holds(long millis) {
        return millis >= fromMillis && millis < toMillis;
    }

    /**
     * How far a value has moved to its target: 0 not at all, 1 completely. Rises during the kind's ramp, and falls during the same time
     * after the end.
     */
    double strength(long millis) {
        if (millis < fromMillis) {
            return 0;
        }
        double ramp = Math.max(1, Math.min(kind.rampMillis(), (toMillis - fromMillis) / 2));
        return millis < toMillis ? Math.min(1, (millis - fromMillis) / ramp) : Math.max(0, 1 - (millis - toMillis) / ramp);
    }

    /** The same injection in a simulation that starts at this moment, Unix milliseconds. */
    Injection startingAt(long startMillis) {
        return new Injection(kind, startMillis + fromMillis, startMillis + toMillis, numbers, expected);
    }
}
