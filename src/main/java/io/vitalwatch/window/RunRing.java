package io.vitalwatch.window;

import java.util.Arrays;

/**
 * Runs of rows that have the same content, in order of sample time, in one array of 16 bytes a run. What a run is about, how many are kept and
 * what becomes of the dropped ones the subclass says: as a superclass, it costs a patient no object of its own.
 *
 * <p>Invariant: the beginnings of the runs rise strictly and neighbours differ, so the runs do not depend on the order in which the rows came.
 * The newest run is found in O(1), any other in O(log n); a change costs the number of newer runs.
 */
abstract class RunRing {
    private static final int FIRST_CAPACITY = 1;

    /** For each run the time of its first row, then the content of its rows. */
    private long[] words;
    private int head;
    private int size;

    RunRing() {
        words = new long[2 * FIRST_CAPACITY];
    }

    /** The same runs, in an array of their own. */
    RunRing(RunRing from) {
        words = Arrays.copyOfRange(from.words, 2 * from.head, 2 * Math.max(from.head + from.size, from.head + FIRST_CAPACITY));
        size = from.size;
    }

    /** The number of runs. */
    public final int size() {
        return size;
    }

    /** Sample time of the first row of a run, Unix milliseconds; index 0 is the oldest. */
    public final long from(int index) {
        return words[2 * (head + index)];
    }

    /** What the rows of a run have or say: for the bytes of the state, and for the methods of the subclass that say what it means. */
    public final long content(int index) {
        return words[2 * (head + index) + 1];
    }

    /** Index of the run of this time, or −1. */
    final int indexOf(long time) {
        if (size == 0 || from(size - 1) <= time) {
            return size - 1;
        }
        int low = -1;
        int high = size - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (from(middle) <= time) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds a run after all others. */
    final void append(long from, long content) {
        add(size, from, content);
    }

    /**
     * Puts a row in its place: rows before it keep their content, and so do those after it.
     *
     * @param next the time of the next row, or {@code Long.MAX_VALUE}
     * @return whether something else is known now of this time
     */
    final boolean putRow(long time, long next, long content) {
        int index = indexOf(time);
        if (index < 0) {
            add(0, time, content);
            merge(1);
            return true;
        }
        long before = content(index);
        if (before == content) {
            return false;
        }
        if (next < (index + 1 < size ? from(index + 1) : Long.MAX_VALUE)) {
            add(index + 1, next, before);
        }
        if (from(index) == time) {
            words[2 * (head + index) + 1] = content;
            merge(index + 1);
            merge(index);
        } else {
            add(index + 1, time, content);
            merge(index + 2);
        }
        return true;
    }

    /** Drops the oldest run. */
    final void dropFirst() {
        head++;
        size--;
    }

    private void add(int index, long from, long content) {
        ensureRoom();
        int at = 2 * (head + index);
        System.arraycopy(words, at, words, at + 2, 2 * (size - index));
        words[at] = from;
        words[at + 1] = content;
        size++;
    }

    /** Makes one run of this one and the one before if they have the same content. */
    private void merge(int index) {
        if (index > 0 && index < size && content(index) == content(index - 1)) {
            int at = 2 * (head + index);
            System.arraycopy(words, at + 2, words, at, 2 * (size - index - 1));
            size--;
        }
    }

    private void ensureRoom() {
        if (2 * (head + size) < words.length) {
            return;
        }
        long[] roomier = head > size ? words : new long[2 * Math.max(FIRST_CAPACITY, 2 * size)];
        System.arraycopy(words, 2 * head, roomier, 0, 2 * size);
        words = roomier;
        head = 0;
    }
}
