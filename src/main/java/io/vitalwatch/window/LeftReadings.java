package io.vitalwatch.window;

import io.vitalwatch.model.Verdict;

/**
 * Sample times of readings of one group that left their {@link ReadingRing}, and whether they were poor: a share over a window that began
 * before the ring needs no more. 8 bytes for each reading; they are kept for one such window.
 */
public final class LeftReadings {
    private final TimeSet all;
    /** Those of a poor signal, and those that count in no share; null without any, which is the usual case. */
    private TimeSet poor;
    private TimeSet uncounted;

    public LeftReadings() {
        this(new TimeSet(), null, null);
    }

    /** With the times that were stored; the second and the third may be null. */
    public LeftReadings(TimeSet all, TimeSet poor, TimeSet uncounted) {
        this.all = all;
        this.poor = poor;
        this.uncounted = uncounted;
    }

    /** The same times, in arrays of their own. */
    public LeftReadings copy() {
        return new LeftReadings(all.copy(), poor == null ? null : poor.copy(), uncounted == null ? null : uncounted.copy());
    }

    public TimeSet all() {
        return all;
    }

    /** Null without any. */
    public TimeSet poor() {
        return poor;
    }

    /** Null without any. */
    public TimeSet uncounted() {
        return uncounted;
    }

    /** Adds a reading that is newer than the others. */
    void add(long time, Verdict verdict, int bound) {
        all.add(time, bound);
        if (verdict.poorSignal()) {
            poor = poor == null ? new TimeSet() : poor;
            poor.add(time, bound);
        } else if (verdict != Verdict.USABLE) {
            uncounted = uncounted == null ? new TimeSet() : uncounted;
            uncounted.add(time, bound);
        }
    }

    /** Forgets the times before the given one, but the newest of them. */
    void evict(long before) {
        int first = all.countBefore(before) - 1;
        if (first <= 0) {
            return;
        }
        long oldest = all.get(first);
        all.evict(oldest);
        poor = evicted(poor, oldest);
        uncounted = evicted(uncounted, oldest);
    }

    private static TimeSet evicted(TimeSet times, long before) {
        if (times == null) {
            return null;
        }
        times.evict(before);
        return times.size() == 0 ? null : times;
    }

    /** How many usable and poor readings there were after a time. */
    public int tried(long after) {
        return after(all, after) - after(uncounted, after);
    }

    /** How many poor ones there were after a time. */
    public int poor(long after) {
        return after(poor, after);
    }

    private static int after(TimeSet times, long time) {
        return times == null ? 0 : times.size() - times.countBefore(time + 1);
    }

    /** The newest time up to the given one, or {@code Long.MIN_VALUE}. */
    public long newestUntil(long time) {
        int count = all.countBefore(time + 1);
        return count == 0 ? Long.MIN_VALUE : all.get(count - 1);
    }
}
