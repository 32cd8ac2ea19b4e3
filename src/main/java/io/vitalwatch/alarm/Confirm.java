package io.vitalwatch.alarm;

import java.io.Serializable;

/**
 * How a condition is confirmed.
 *
 * <p>Without a statistic: at least {@code count} of the last {@code of} usable readings show it, and have done so from reading to reading
 * for {@code duration} (from the first to the last of the readings that show it). With a statistic: the statistic of the usable readings of
 * the last {@code window} shows it, given at least {@code readings} of them.
 *
 * @param count k
 * @param of n
 * @param duration milliseconds
 * @param statistic what is compared
 * @param window milliseconds; 0 without a statistic
 * @param readings the fewest usable readings a statistic is taken of
 */
public record Confirm(int count, int of, long duration, Statistic statistic, long window, int readings) implements Serializable {
    /** What is compared with the limit. */
    public enum Statistic {
        /** Each reading by itself. */
        NONE,
        MEAN,
        MEDIAN,
        MIN,
        MAX
    }

    /** k of n readings over a duration. */
    public static Confirm kOfN(int count, int of, long duration) {
        return new Confirm(count, of, duration, Statistic.NONE, 0, 0);
    }

    /** True when one sample is enough. */
    public boolean oneSampleIsEnough() {
        return statistic == Statistic.NONE && count == 1 && duration == 0;
    }
}
