package io.vitalwatch.window;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

/**
 * The trailing window of one measurement group of one patient: its readings in order of sample time, usable or not.
 *
 * <p>Invariant: times rise strictly from index 0 (oldest) to {@code size() - 1} (newest), so there is at most one reading for each time.
 * Appending and evicting cost amortised O(1), a late reading O(number of newer readings), a search O(log n).
 * Memory is 16 bytes for a reading (24 for a pair). All readings are in one array, because with many patients each access to another array
 * waits for memory. The number of readings never exceeds the given bound: the oldest is removed for a new one.
 */
public final class ReadingRing {
    private static final int FIRST_CAPACITY = 8;

    private static final int VERDICT = 0x0F;
    private static final int REPLACED = 0x10;
    private static final int WAS_IMPLAUSIBLE = 0x20;

    private static final byte WORDS = 2;
    private static final byte WORDS_OF_A_PAIR = 3;

    /**
     * For each reading: its time, then value (32 bits), quality (16), verdict (8) and activity (8), and for a pair the second value. Of the
     * verdict's bits the lower four are the verdict, and the two above them say what it was before {@link #set(int, Verdict)}.
     */
    private long[] words;
    private int capacity = FIRST_CAPACITY;
    private int head;
    private int size;
    private int unusable;
    private byte wordsEach = WORDS;

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
        copy.capacity = capacity;
        copy.head = head;
        copy.size = size;
        copy.unusable = unusable;
        return copy;
    }

    public int size() {
        return size;
    }

    /** How many of the readings are not usable. */
    public int unusable() {
        return unusable;
    }

    /** As {@link KnownRows#touch}: reads the newest reading. */
    public long touch() {
        return size == 0 ? 0 : words[at(size - 1)];
    }

    /** Sample time of the reading at this index, Unix milliseconds. */
    public long time(int index) {
        return words[at(index)];
    }

    /** Thousandths of the unit. */
    public int value(int index) {
        return (int) (words[at(index) + 1] >> 32);
    }

    /** The second value of a pair (diastolic pressure), thousandths; 0 for other groups. */
    public int second(int index) {
        return wordsEach == WORDS ? 0 : (int) words[at(index) + 2];
    }

    public int quality(int index) {
        return (short) (words[at(index) + 1] >> 16);
    }

    public Verdict verdict(int index) {
        return Verdict.of((int) (words[at(index) + 1] >> 8 & VERDICT));
    }

    /** The verdict of the gate, whatever other rows say of the moment. */
    public Verdict own(int index) {
        int bits = (int) (words[at(index) + 1] >> 8 & 0xFF);
        return (bits & REPLACED) == 0 ? Verdict.of(bits & VERDICT) : (bits & WAS_IMPLAUSIBLE) == 0 ? Verdict.USABLE : Verdict.IMPLAUSIBLE;
    }

    /**
     * Sets the verdict that follows from other rows, where the gate's own is usable or implausible; the own one is kept.
     *
     * @param verdict the own one, or another one that is not usable
     */
    public void set(int index, Verdict verdict) {
        Verdict own = own(index);
        int bits = verdict.ordinal() | (verdict == own ? 0 : REPLACED | (own == Verdict.IMPLAUSIBLE ? WAS_IMPLAUSIBLE : 0));
        int at = at(index) + 1;
        unusable += (verdict == Verdict.USABLE ? 0 : 1) - unusable(at);
        words[at] = words[at] & ~0xFF00L | (long) bits << 8;
    }

    public boolean usable(int index) {
        return unusable(at(index) + 1) == 0;
    }

    /** 1 for a reading that is not usable, else 0. */
    private int unusable(int at) {
        return (words[at] & 0xFF00) == 0 ? 0 : 1;
    }

    /** How many of the readings from one index to another are usable. Stops counting at {@code most + 1}. */
    public int countUsable(int oldest, int newest, int most) {
        int usable = 0;
        for (int index = newest; index >= oldest && usable <= most; index--) {
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

    /** As {@link #reading}, with the verdict of the gate. */
    public Reading ownReading(Group group, int index) {
        return new Reading(group, value(index), second(index), quality(index), own(index));
    }

    /**
     * The first index whose time is not before the given one; {@code size()} if all are older. O(log of the number of newer readings): what is
     * looked for is mostly among the newest.
     */
    public int lowerBound(long time) {
        int high = size;
        int low = size - 1;
        for (int step = 1; low >= 0 && time(low) >= time; step *= 2) {
            high = low;
            low -= step;
        }
        low = Math.max(low, -1) + 1;
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

    /** True if there is a reading with exactly this sample time. */
    public boolean contains(long time) {
        return indexOf(time) >= 0;
    }

    /** The index of the reading with exactly this sample time, or −1. */
    public int indexOf(long time) {
        int index = lowerBound(time);
        return index < size && time(index) == time ? index : -1;
    }

    /**
     * Inserts a reading in order of time. A bound below the size, as after a restore with shorter windows, first removes the oldest
     * readings.
     *
     * @param activity the vendor's activity code in the same row, or −1
     * @param bound the most readings to keep, at least 1
     * @return its index, or −1 if there is a reading with the same time already (which stays), or if it would be the oldest of a full ring
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
        ensureRoom(reading.group().paired());
        int at = at(index);
        if (index < size) {
            RingShift.onwards(words, wordsEach, at / wordsEach, size - index);
        }
        size++;
        words[at] = time;
        set(at, reading, activity);
        unusable += unusable(at + 1);
        return index;
    }

    /**
     * Replaces a reading by another one of the same time and group.
     *
     * @param activity the vendor's activity code in the same row, or −1
     */
    public void replace(int index, Reading reading, int activity) {
        int at = at(index);
        unusable -= unusable(at + 1);
        set(at, reading, activity);
        unusable += unusable(at + 1);
    }

    private void set(int at, Reading reading, int activity) {
        words[at + 1] = (long) reading.value() << 32 | (reading.quality() & 0xFFFFL) << 16
                | (long) reading.verdict().ordinal() << 8 | activity & 0xFF;
        if (wordsEach == WORDS_OF_A_PAIR) {
            words[at + 2] = reading.second();
        }
    }

    /** Makes room in an empty ring, so that it does not grow step by step. Inserting works as before. */
    public void reserve(int readings, boolean paired) {
        wordsEach = paired ? WORDS_OF_A_PAIR : WORDS;
        capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, 2 * readings - 1)));
        words = new long[capacity * wordsEach];
    }

    /**
     * How far rules look back from the oldest late reading.
     *
     * @param readings how many usable readings
     * @param within for skipped ones not further than this, milliseconds
     * @param skipped activity codes below 64 of readings that are not counted, a bit each
     */
    public record LookBack(int readings, long within, long skipped) {
        static final LookBack NONE = new LookBack(0, 0, 0);

        private boolean skips(int activity) {
            return activity >= 0 && activity < Long.SIZE && (skipped >>> activity & 1) != 0;
        }
    }

    /** Removes readings older than {@code before}, but keeps at least the newest {@code keep}. */
    public void evict(long before, int keep) {
        evict(before, keep, LookBack.NONE);
    }

    /**
     * Removes readings older than {@code before}, but keeps at least the newest {@code keep}, and before that moment as many usable ones
     * as a rule looks back.
     */
    public void evict(long before, int keep, LookBack lookBack) {
        dropOldest(overdue(before, keep, lookBack));
    }

    /**
     * As {@link #evict(long, int, LookBack)}; what is removed is noted.
     *
     * @param left notes the times of what is removed
     * @param since times before this one are not needed there
     * @param bound the most times to keep there
     */
    public void evict(long before, int keep, LookBack lookBack, LeftReadings left, long since, int bound) {
        int drop = overdue(before, keep, lookBack);
        for (int i = 0; i < drop; i++) {
            left.add(time(i), verdict(i), bound);
        }
        left.evict(since);
        dropOldest(drop);
    }

    /** How many readings are to be removed. */
    private int overdue(long before, int keep, LookBack lookBack) {
        int first = 0;
        while (first < size && time(first) < before) {
            first++;
        }
        int usable = 0;
        for (int counted = 0; first > 0 && counted < lookBack.readings();) {
            if (usable >= lookBack.readings() && time(first - 1) < before - lookBack.within()) {
                break;
            }
            first--;
            usable += usable(first) ? 1 : 0;
            counted += usable(first) && !lookBack.skips(activity(first)) ? 1 : 0;
        }
        return Math.max(0, Math.min(first, size - keep));
    }

    private void dropOldest(int count) {
        for (int i = 0; i < count && unusable > 0; i++) {
            unusable -= unusable(at(i) + 1);
        }
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
