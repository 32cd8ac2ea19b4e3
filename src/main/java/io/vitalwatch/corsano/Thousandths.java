package io.vitalwatch.corsano;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Converts decimal text to whole thousandths, exactly: 38.1 is 38100, never 38099.99. Half a thousandth is rounded away from zero. */
final class Thousandths {
    /** Larger than any measurement. Larger numbers are replaced by it; the quality gate then finds them implausible. */
    static final long LARGEST = 2_000_000_000L;

    private static final long LARGEST_BEFORE_A_DIGIT = 100_000_000_000_000_000L;
    private static final int MOST_DIGITS = 400;

    private Thousandths() {}

    /** @return thousandths, or {@link Row#MISSING} for blank text, or {@link Row#MALFORMED} for text that is not a finite decimal number */
    static long parse(char[] text, int offset, int length) {
        return parse(text, offset, length, 3);
    }

    /** As {@link #parse(char[], int, int)}, with another number of decimal places; 0 for whole numbers. */
    static long parse(char[] text, int offset, int length, int places) {
        int at = offset;
        int end = offset + length;
        while (at < end && text[at] <= ' ') {
            at++;
        }
        while (end > at && text[end - 1] <= ' ') {
            end--;
        }
        if (at == end) {
            return Row.MISSING;
        }
        int start = at;
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        long value = 0;
        int digits = 0;
        int decimals = -1;
        boolean up = false;
        for (; at < end; at++) {
            char c = text[at];
            if (c == '.' && decimals < 0) {
                decimals = 0;
            } else if (c >= '0' && c <= '9') {
                if (value > LARGEST_BEFORE_A_DIGIT) {
                    return slowly(text, start, end, places);
                }
                if (decimals < places) {
                    value = value * 10 + (c - '0');
                } else if (decimals == places) {
                    up = c >= '5';
                }
                decimals += decimals < 0 ? 0 : 1;
                digits++;
            } else {
                return slowly(text, start, end, places);
            }
        }
        if (digits == 0) {
            return Row.MALFORMED;
        }
        for (int i = Math.max(0, decimals); i < places; i++) {
            if (value > LARGEST_BEFORE_A_DIGIT) {
                return slowly(text, start, end, places);
            }
            value *= 10;
        }
        value += up ? 1 : 0;
        return negative ? -value : value;
    }

    /** Parses numbers with an exponent and very long numbers. */
    private static long slowly(char[] text, int start, int end, int places) {
        if (end - start > MOST_DIGITS) {
            return Row.MALFORMED;
        }
        for (int i = start; i < end; i++) {
            char c = text[i];
            if (!(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
                return Row.MALFORMED;
            }
        }
        String number = new String(text, start, end - start);
        try {
            if (Double.isInfinite(Double.parseDouble(number))) {
                return Row.MALFORMED;
            }
            BigDecimal exact = new BigDecimal(number);
            if (exact.signum() != 0 && (long) exact.precision() - exact.scale() > 17 - places) {
                return exact.signum() * LARGEST_BEFORE_A_DIGIT;
            }
            if (exact.signum() == 0 || (long) exact.precision() - exact.scale() < -20) {
                return 0;
            }
            return exact.movePointRight(places).setScale(0, RoundingMode.HALF_UP).longValue();
        } catch (NumberFormatException e) {
            return Row.MALFORMED;
        }
    }

    /** Limits a number to ±{@link #LARGEST}; MISSING and MALFORMED stay as they are. */
    static long saturate(long milli) {
        return milli <= Row.MALFORMED ? milli : Math.max(-LARGEST, Math.min(LARGEST, milli));
    }
}
