package io.vitalwatch.window;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

/**
 * The trailing window of one measurement group of one patient: its readings in order of sample time, usable or not.
 *
 * <p>Invariant: times rise strictly from index 0 (oldest) to {@code size() - 1} (newest), so there is one reading a moment.
 * Appending and evicting cost amortised O(1), a late reading O(number of newer readings), a search O(log n).
 * Memory is some 20 bytes a reading; the number of readings never exceeds the given bound (the oldest makes room).
 */
public final class ReadingRing {
    private static final int FIRST_CAPACITY = 8;

    private long[] times = new long[FIRST_CAPACITY];
    private int[] values = new int[FIRST_CAPACITY];
    private int[] seconds;
    private short[] qualities = new short[FIRST_CAPACITY];
    private byte[] verdicts = new byte[FIRST_CAPACITY];
    private byte[] activities = new byte[FIRST_CAPACITY];
    private int head;
    private int size;

    public int size() {
        return size;
    }

    /** Sample time of the reading at this index, Unix milliseconds. */
    public long time(int index) {
        return times[slot(index)];
    }

    /** Thousandths of the unit. */
    public int value(int index) {
        return values[slot(index)];
    }

    /** The diastolic pressure of a blood-pressure reading, thousandths; 0 for other groups. */
    public int second(int index) {
        return seconds == null ? 0 : seconds[slot(index)];
    }

    public int quality(int index) {
        return qualities[slot(index)];
    }

    public Verdict verdict(int index) {
        return Verdict.of(verdicts[slot(index)]);
    }

    public boolean usable(int index) {
        return verdicts[slot(index)] == 0;
    }

    /** The vendor's activity code at the reading, or −1. */
    public int activity(int index) {
        return activities[slot(index)];
    }

    /** The reading at this index as a record. */
    public Reading reading(Group group, int index) {
        return new Reading(group, value(index), second(index), quality(index), verdict(index));
    }

    /** The first index whose time is not before the given one; {@code size()} where all are older. */
    public int lowerBound(long time) {
        if (size == 0 || time(size - 1) < time) {
            return size;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** True when there is a reading of exactly this moment. */
    public boolean contains(long time) {
        int index = lowerBound(time);
        return index < size && time(index) == time;
    }

    /**
     * Puts a reading in its place.
     *
     * @param activity the vendor's activity code in the same row, or −1
     * @param bound the most readings to keep, at least 1
     * @return its index, or −1 when that moment is taken (the first reading stays), or when it would be the oldest of a full ring.
     *     A bound below the size, as after a restore with shorter windows, drops the oldest readings down to it.
     */
    public int insert(long time, Reading reading, int activity, int bound) {
        int index = lowerBound(time);
        if (index < size && time(index) == time) {
            return -1;
        }
        int excess = size - bound + 1;
        if (excess > 0) {
            if (index < excess) {
                dropOldest(excess - 1);
                return -1;
            }
            dropOldest(excess);
            index -= excess;
        }
        ensureRoom(reading.group() == Group.BLOOD_PRESSURE);
        for (int i = size; i > index; i--) {
            copy(slot(i - 1), slot(i));
        }
        size++;
        int slot = slot(index);
        times[slot] = time;
        values[slot] = reading.value();
        if (seconds != null) {
            seconds[slot] = reading.second();
        }
        qualities[slot] = (short) reading.quality();
        verdicts[slot] = (byte) reading.verdict().ordinal();
        activities[slot] = (byte) activity;
        return index;
    }

    /** Forgets readings older than {@code before}, but never the newest {@code keep}. */
    public void evict(long before, int keep) {
        int drop = 0;
        while (size - drop > keep && time(drop) < before) {
            drop++;
        }
        dropOldest(drop);
    }

    private void dropOldest(int count) {
        head = (head + count) & (times.length - 1);
        size -= count;
    }

    private int slot(int index) {
        return (head + index) & (times.length - 1);
    }

    private void copy(int from, int to) {
        times[to] = times[from];
        values[to] = values[from];
        if (seconds != null) {
            seconds[to] = seconds[from];
        }
        qualities[to] = qualities[from];
        verdicts[to] = verdicts[from];
        activities[to] = activities[from];
    }

    private void ensureRoom(boolean paired) {
        if (paired && seconds == null) {
            seconds = new int[times.length];
        }
        if (size < times.length) {
            return;
        }
        int capacity = times.length * 2;
        long[] newTimes = new long[capacity];
        int[] newValues = new int[capacity];
        int[] newSeconds = seconds == null ? null : new int[capacity];
        short[] newQualities = new short[capacity];
        byte[] newVerdicts = new byte[capacity];
        byte[] newActivities = new byte[capacity];
        for (int i = 0; i < size; i++) {
            int slot = slot(i);
            newTimes[i] = times[slot];
            newValues[i] = values[slot];
            if (newSeconds != null) {
                newSeconds[i] = seconds[slot];
            }
            newQualities[i] = qualities[slot];
            newVerdicts[i] = verdicts[slot];
            newActivities[i] = activities[slot];
        }
        times = newTimes;
        values = newValues;
        seconds = newSeconds;
        qualities = newQualities;
        verdicts = newVerdicts;
        activities = newActivities;
        head = 0;
    }
}
