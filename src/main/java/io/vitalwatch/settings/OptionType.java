package io.vitalwatch.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How the text of an option becomes a value. Types can be combined:
 * {@code duration().only(millis -> millis > 0, "must be longer than 0s")}.
 */
@FunctionalInterface
public interface OptionType<T> {
    /**
     * Reads a value.
     *
     * @param text without blanks around it; may be empty
     * @throws IllegalArgumentException with a message that says what is wrong and what to write; callers put the option and the text before
     *     it
     */
    T parse(String text);

    /** This type, restricted to allowed values; any other value is refused with the message. */
    default OptionType<T> only(Predicate<T> allowed, String message) {
        return text -> {
            T value = parse(text);
            if (!allowed.test(value)) {
                throw new IllegalArgumentException(message);
            }
            return value;
        };
    }

    /** This type with its values converted; the function may throw an IllegalArgumentException as {@link #parse} does. */
    default <R> OptionType<R> map(Function<? super T, ? extends R> into) {
        return text -> into.apply(parse(text));
    }

    /** Any text. */
    static OptionType<String> text() {
        return text -> text;
    }

    /** A value that may be missing: empty text means none. */
    static <T> OptionType<Optional<T>> optional(OptionType<T> type) {
        return text -> text.isEmpty() ? Optional.empty() : Optional.of(type.parse(text));
    }

    /** Milliseconds, see {@link Durations}. */
    static OptionType<Long> duration() {
        return Durations::parse;
    }

    /** Milliseconds, at least {@code leastMillis}. */
    static OptionType<Long> durationFrom(long leastMillis) {
        return duration().only(millis -> millis >= leastMillis, "must be " + Durations.format(leastMillis) + " or longer");
    }

    /** Bytes, see {@link Sizes}. */
    static OptionType<Long> size() {
        return Sizes::parse;
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    static OptionType<Integer> whole(int least, int most) {
        return text -> {
            long number = text.matches("-?\\d{1,10}") ? Long.parseLong(text) : Long.MIN_VALUE;
            if (number < least || number > most) {
                throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
            }
            return (int) number;
        };
    }

    /** {@code true} or {@code false}. */
    static OptionType<Boolean> trueOrFalse() {
        return oneOf(List.of("true", "false")).map(Boolean::valueOf);
    }

    /** One of several words. */
    static OptionType<String> oneOf(List<String> words) {
        return text().only(words::contains, "must be one of " + String.join(", ", words));
    }

    /** One of an enum's constants, written as its {@link #label}. */
    static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> labels = Arrays.stream(constants).map(OptionType::label).toList();
        return oneOf(labels).map(label -> constants[labels.indexOf(label)]);
    }

    /** How users write an enum's constant: {@code AT_LEAST_ONCE} is {@code at-least-once}. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts between separators, without blanks around them; empty ones are left out. */
    static OptionType<List<String>> list(String separator) {
        return text -> {
            List<String> parts = new ArrayList<>();
            for (String part : text.split(separator)) {
                if (!part.isBlank()) {
                    parts.add(part.trim());
                }
            }
            return List.copyOf(parts);
        };
    }

    /** At least one code of up to three digits, separated by commas. */
    static OptionType<Set<Integer>> codes() {
        return text -> {
            Set<Integer> codes = new HashSet<>();
            for (String code : text.split(",", -1)) {
                if (!code.trim().matches("\\d{1,3}")) {
                    throw new IllegalArgumentException("must be codes separated by commas, such as 2,3,4");
                }
                codes.add(Integer.parseInt(code.trim()));
            }
            return codes;
        };
    }

    /** The name of a Kafka topic. */
    static OptionType<String> topic() {
        return text().only(name -> name.matches("[a-zA-Z0-9._-]{1,249}"),
                "must be the name of a Kafka topic: letters, digits, dots, hyphens and underscores");
    }

    /** A TCP port from 0 to 65535. */
    static OptionType<Integer> port() {
        return whole(0, 65_535);
    }

    /** The path of a file, which need not exist. */
    static OptionType<Path> path() {
        return text().map(Path::of);
    }
}
