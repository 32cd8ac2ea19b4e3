package io.vitalwatch.simulator;

import java.util.Map;

/**
 * Something that happens to a patient.
 *
 * @param atMillis when, after the start of the simulation
 * @param forMillis how long
 * @param numbers what the scenario set; the rest is the type's default
 * @param expected whether the type's alarm must come of it
 */
public record Injection(InjectionType type, long atMillis, long forMillis, Map<String, Double> numbers, boolean expected) {
    public Injection {
        numbers = Map.copyOf(numbers);
    }

    /** A number of the type's, as set or by default. */
    double number(String field) {
        Double set = numbers.get(field);
        return set == null ? type.fields().get(field).standard() : set;
    }

    /** The end, after the start of the simulation, without the way back. */
    long endMillis() {
        return atMillis + forMillis;
    }
}
