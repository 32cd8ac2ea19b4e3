package io.vitalwatch.window;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

/**
 * The trailing window of one measurement group of one patient: its readings in order of sample time, usable or not.
 *
 * <p>Invariant: times rise strictly from index 0 (oldest) to {@code size() - 1} (newest), so there is one reading a moment.
 * Appending and evicting cost amortised O(1), a late reading O(number of newer readings), a search O(log n).
 * Memory is 16 bytes a reading (24 of a blood pressure), side by side in one array, because with many patients each touch of another array
 * is a wait for memory; the number of readings never exceeds the given bound (the oldest makes room).
 */
public final class ReadingRing {
    private static final int FIRST_CAPACITY = 8;

    private static final byte WORDS = 2;
    private static final byte WORDS_OF_A_PAIR = 3;

    /**
     * Of each reading its time, then value (32 bits), quality (16), verdict (8) and activity (8), and of a blood pressure the diastolic one.
     */
    private long[] words;
    private int capacity = FIRST_CAPACITY;
    private int head;
    private int size;
    private byte wordsEach = WORDS;
    private boolean overdue;

    public ReadingRing() {
        this(new long[FIRST_CAPACITY * WORDS]);
    }

    private ReadingRing(long[] words) {
        this.words = words;
    }

    /** The same readings, in an array of their own. */
    public ReadingRing copy() {
        ReadingRing copy = new ReadingRing(words.clone());
        copy.wordsEach = wordsEach;
        copy.overdue = overdue;
        copy.capacity = capacity;
        copy.head = head;
        copy.size = size;
        return copy;
    }

    public int size() {
        return size;
    }

    /** Sample time of the reading at this index, Unix milliseconds. */
    public long time(int index) {
        return words[at(index)];
    }

    /** Thousandths of the unit. */
    public int value(int index) {
        return (int) (words[at(index) + 1] >> 32);
    }

    /** The diastolic pressure of a blood-pressure reading, thousandths; 0 for other groups. */
    public int second(int index) {
        return wordsEach == WORDS ? 0 : (int) words[at(index) + 2];
    }

    public int quality(int index) {
        return (short) (words[at(index) + 1] >> 16);
    }

    public Verdict verdict(int index) {
        return Verdict.of((byte) (words[at(index) + 1] >> 8));
    }

    public boolean usable(int index) {
        return (words[at(index) + 1] & 0xFF00) == 0;
    }

    /** How many of the newest readings, back to this index, are usable; counting stops beyond {@code most}. */
    public int countUsable(int oldest, int most) {
        int usable = 0;
        for (int index = size - 1; index >= oldest && usable <= most; index--) {
            usable += usable(index) ? 1 : 0;
        }
        return usable;
    }

    /** The vendor's activity code at the reading, or −1. */
    public int activity(int index) {
        return (byte) words[at(index) + 1];
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
            System.arraycopy(words, at(i - 1), words, at(i), wordsEach);
        }
        size++;
        int at = at(index);
        words[at] = time;
        words[at + 1] = (long) reading.value() << 32 | (reading.quality() & 0xFFFFL) << 16 | (long) reading.verdict().ordinal() << 8 | activity & 0xFF;
        if (wordsEach == WORDS_OF_A_PAIR) {
            words[at + 2] = reading.second();
        }
        return index;
    }

    /** Makes room in an empty ring, so that it need not grow step by step; readings may then be put in as ever. */
    public void reserve(int readings, boolean paired) {
        wordsEach = paired ? WORDS_OF_A_PAIR : WORDS;
        capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, 2 * readings - 1)));
        words = new long[capacity * wordsEach];
    }

    /** Forgets readings older than {@code before}, but never the newest {@code keep}. */
    public void evict(long before, int keep) {
        int drop = 0;
        while (size - drop > keep && time(drop) < before) {
            drop++;
        }
        dropOldest(drop);
        overdue = size > 0 && size <= keep && time(0) < before;
    }

    /** Whether the last eviction left readings that are too old because there are so few: with the next reading one of them has to go. */
    public boolean overdue() {
        return overdue;
    }

    private void dropOldest(int count) {
        head = (head + count) & (capacity - 1);
        size -= count;
    }

    private int at(int index) {
        return ((head + index) & (capacity - 1)) * wordsEach;
    }

    private void ensureRoom(boolean paired) {
        byte needed = paired ? WORDS_OF_A_PAIR : wordsEach;
        if (size < capacity && needed == wordsEach) {
            return;
        }
        int wanted = size < capacity ? capacity : capacity * 2;
        long[] roomier = new long[wanted * needed];
        for (int i = 0; i < size; i++) {
            System.arraycopy(words, at(i), roomier, i * needed, wordsEach);
        }
        words = roomier;
        wordsEach = needed;
        capacity = wanted;
        head = 0;
    }
}
