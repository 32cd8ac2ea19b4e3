package io.vitalwatch.simulator.patient;

import java.util.List;

/**
 * A field that a scenario may set: a number, or one of a few words. A word is kept as its position in the list.
 *
 * @param name the key in the scenario file
 * @param standard the default
 * @param least the smallest number allowed
 * @param most the largest number allowed
 * @param words the words allowed; empty for a number
 */
public record FaultField(String name, double standard, double least, double most, List<String> words) {
    public FaultField {
        words = List.copyOf(words);
    }

    /** A number with its default and range. */
    public static FaultField number(String name, double standard, double least, double most) {
        return new FaultField(name, standard, least, most, List.of());
    }

    /** One of these words; the first is the default. */
    public static FaultField choice(String name, List<String> words) {
        return new FaultField(name, 0, 0, words.size() - 1.0, words);
    }
}
