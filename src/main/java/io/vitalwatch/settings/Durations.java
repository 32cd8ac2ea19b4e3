package io.vitalwatch.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of durations in settings, rules, scenarios and on the command line: {@code 250ms}, {@code 15s}, {@code 10min},
 * {@code 1h30min}, {@code 7d}. The unit is mandatory.
 */
public final class Durations {
    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,12}(?:\\.\\d{1,3})?)\\s*(ms|s|min|h|d)");
    private static final double LONGEST_MILLIS = 1e13;

    private Durations() {}

    /**
     * Reads a duration; blanks around it are ignored.
     *
     * @return milliseconds, at least 0
     * @throws IllegalArgumentException with a message that starts with the value: "10 has no unit; write 10min or 10s"
     */
    public static long parse(String text) {
        String trimmed = text == null ? "" : text.trim();
        if (trimmed.matches("[+-]?\\d+(\\.\\d+)?")) {
            throw new IllegalArgumentException(trimmed + " has no unit; write " + trimmed + "min or " + trimmed + "s");
        }
        Matcher matcher = PART.matcher(trimmed);
        double millis = 0;
        int at = 0;
        while (at < trimmed.length() && matcher.find(at) && matcher.start() == at) {
            millis += Double.parseDouble(matcher.group(1)) * millisOf(matcher.group(2));
            at = matcher.end();
        }
        if (trimmed.isEmpty() || at < trimmed.length()) {
            throw new IllegalArgumentException(
                    "\"" + trimmed + "\" is not a duration; write a number and a unit: ms, s, min, h or d");
        }
        if (millis > LONGEST_MILLIS) {
            throw new IllegalArgumentException(trimmed + " is too long; the longest duration is " + format((long) LONGEST_MILLIS));
        }
        return Math.round(millis);
    }

    /** Writes milliseconds in the largest unit that keeps them whole. */
    public static String format(long millis) {
        String[] units = {"d", "h", "min", "s"};
        for (String unit : units) {
            long length = millisOf(unit);
            if (millis != 0 && millis % length == 0) {
                return millis / length + unit;
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "d" -> 86_400_000;
            case "h" -> 3_600_000;
            case "min" -> 60_000;
            case "s" -> 1000;
            default -> 1;
        };
    }
}
