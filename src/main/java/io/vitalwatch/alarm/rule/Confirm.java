package io.vitalwatch.alarm.rule;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a condition is confirmed.
 *
 * <p>Without a statistic: at least {@code count} of the last {@code of} usable readings meet it, and this has been so at each reading for
 * {@code duration} (from the first to the last reading that meets it). With a statistic: the statistic of the usable readings of the last
 * {@code window} meets it, if there are at least {@code readings} of them.
 *
 * @param count k
 * @param of n
 * @param duration milliseconds
 * @param statistic what is compared
 * @param window milliseconds; 0 without a statistic
 * @param readings the smallest number of usable readings for a statistic
 */
public record Confirm(int count, int of, long duration, Statistic statistic, long window, int readings) implements Serializable {
    /** What is compared with the limit. */
    public enum Statistic {
        /** Each reading by itself. */
        NONE,
        MEAN,
        MEDIAN,
        MIN,
        MAX;

        /** Lower-case name, as in rules and records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** k of n readings over a duration. */
    public static Confirm kOfN(int count, int of, long duration) {
        return new Confirm(count, of, duration, Statistic.NONE, 0, 0);
    }
}
