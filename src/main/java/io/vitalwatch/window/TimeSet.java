package io.vitalwatch.window;

/**
 * A bounded, ordered set of sample times: those of one event type that the patient already has.
 *
 * <p>Adding at the end and evicting cost amortised O(1), adding late O(number of newer times), looking up O(log n). 8 bytes for each time.
 */
public final class TimeSet {
    private static final int FIRST_CAPACITY = 8;
    private static final long[] NONE = {};

    /** Its length is a power of two, or 0: most patients have samples of one event type only. */
    private long[] times = NONE;
    private int head;
    private int size;

    /** The same times, in an array of their own. */
    public TimeSet copy() {
        TimeSet copy = new TimeSet();
        copy.times = times.length == 0 ? NONE : times.clone();
        copy.head = head;
        copy.size = size;
        return copy;
    }

    public int size() {
        return size;
    }

    /** The time at this index; index 0 is the oldest. */
    public long get(int index) {
        return times[(head + index) & (times.length - 1)];
    }

    /** The newest time, or {@code Long.MIN_VALUE} if empty. */
    public long newest() {
        return size == 0 ? Long.MIN_VALUE : get(size - 1);
    }

    /** The first time at or after the given one, or {@code Long.MAX_VALUE}. */
    public long from(long time) {
        int index = lowerBound(time);
        return index < size ? get(index) : Long.MAX_VALUE;
    }

    /** The number of times before the given one: O(log of it), for what is about to be forgotten. */
    public int countBefore(long time) {
        return countBefore(time, 0);
    }

    /**
     * As {@link #countBefore(long)}; O(log of the difference).
     *
     * @param known so many are certainly before it
     */
    int countBefore(long time, int known) {
        int low = known;
        int step = 1;
        while (low + step <= size && get(low + step - 1) < time) {
            low += step;
            step *= 2;
        }
        return lowerBound(time, low, Math.min(low + step - 1, size));
    }

    public boolean contains(long time) {
        int index = lowerBound(time);
        return index < size && get(index) == time;
    }

    /**
     * Adds a time. A full set removes its oldest, which may be this one. A bound below the size first removes the oldest.
     *
     * @param bound the most times to keep, at least 1
     * @return false if the set has this time already
     */
    public boolean add(long time, int bound) {
        int index = lowerBound(time);
        if (index < size && get(index) == time) {
            return false;
        }
        int excess = size - bound + 1;
        if (excess > 0) {
            if (index < excess) {
                drop(excess - 1);
                return true;
            }
            drop(excess);
            index -= excess;
        }
        if (size == times.length) {
            grow();
        }
        int place = (head + index) & (times.length - 1);
        if (index < size) {
            RingShift.onwards(times, 1, place, size - index);
        }
        times[place] = time;
        size++;
        return true;
    }

    /** Makes room in an empty set, so that it does not grow step by step. */
    public void reserve(int count) {
        times = count == 0 ? NONE : new long[Math.max(FIRST_CAPACITY, Integer.highestOneBit(2 * count - 1))];
    }

    /** Removes all times before the given one. */
    public void evict(long before) {
        drop(countBefore(before));
    }

    private void drop(int count) {
        head = (head + count) & (times.length - 1);
        size -= count;
    }

    /** O(log of the number of newer times): what comes is among the newest. */
    private int lowerBound(long time) {
        int high = size;
        int low = size - 1;
        for (int step = 1; low >= 0 && get(low) >= time; step *= 2) {
            high = low;
            low -= step;
        }
        return lowerBound(time, Math.max(low, -1) + 1, high);
    }

    /** The first index from one to another whose time is not before the given one; the latter if all before it are older. */
    private int lowerBound(long time, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void grow() {
        long[] larger = new long[Math.max(FIRST_CAPACITY, times.length * 2)];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        times = larger;
        head = 0;
    }
}
