package io.vitalwatch.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A closed range of a quantity.
 *
 * @param min smallest value inside, thousandths of the unit
 * @param max largest value inside, thousandths of the unit; not below {@code min}
 */
public record Range(int min, int max) implements Serializable {
    private static final String NUMBER = "\\s*(-?\\d{1,6}(?:\\.\\d{1,3})?)\\s*";
    private static final Pattern TEXT = Pattern.compile(NUMBER + "\\.\\." + NUMBER);

    public Range {
        if (min > max) {
            throw new IllegalArgumentException("starts with the larger number; write the smaller number first");
        }
    }

    /**
     * Reads a range as people write it, in whole units: {@code 20..250} or {@code 3.5..40}.
     *
     * @throws IllegalArgumentException if the text is not a range; the message is made to stand after the text: "20: must be a range …"
     */
    public static Range parse(String text) {
        return parse(text, "20..250");
    }

    /** As {@link #parse(String)}, with another example of a range in the message. */
    public static Range parse(String text, String example) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a range such as " + example);
        }
        return new Range(thousandths(matcher.group(1)), thousandths(matcher.group(2)));
    }

    /** Whether the value (thousandths) is inside; both ends belong to the range. */
    public boolean contains(long milli) {
        return milli >= min && milli <= max;
    }

    /** The range in whole units, as {@link #parse} reads it: {@code 20..250}. */
    @Override
    public String toString() {
        return units(min) + ".." + units(max);
    }

    private static int thousandths(String number) {
        return new BigDecimal(number).movePointRight(3).intValueExact();
    }

    private static String units(int milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }
}
