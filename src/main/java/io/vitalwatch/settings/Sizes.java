package io.vitalwatch.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of sizes in bytes: {@code 1000B}, {@code 256KiB}, {@code 4MiB}, {@code 2GiB}. The unit is mandatory. */
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)");
    private static final String[] UNITS = {"GiB", "MiB", "KiB"};

    private Sizes() {}

    /**
     * Reads a size; blanks around it are ignored.
     *
     * @return bytes, at least 0
     * @throws IllegalArgumentException with a message that starts with the value: "4 has no unit; write 4MiB or 4KiB"
     */
    public static long parse(String text) {
        String trimmed = text == null ? "" : text.trim();
        if (trimmed.matches("\\d+")) {
            throw new IllegalArgumentException(trimmed + " has no unit; write " + trimmed + "MiB or " + trimmed + "KiB");
        }
        Matcher matcher = FORM.matcher(trimmed);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + trimmed + "\" is not a size; write a number and a unit, such as 4MiB, 256KiB or 1000B");
        }
        long number = Long.parseLong(matcher.group(1));
        long unit = bytesOf(matcher.group(2));
        if (number > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(trimmed + " is too large");
        }
        return number * unit;
    }

    /** Writes bytes in the largest unit that keeps them whole. */
    public static String format(long bytes) {
        for (String unit : UNITS) {
            if (bytes != 0 && bytes % bytesOf(unit) == 0) {
                return bytes / bytesOf(unit) + unit;
            }
        }
        return bytes + "B";
    }

    private static long bytesOf(String unit) {
        return switch (unit) {
            case "GiB" -> 1L << 30;
            case "MiB" -> 1L << 20;
            case "KiB" -> 1L << 10;
            default -> 1;
        };
    }
}
