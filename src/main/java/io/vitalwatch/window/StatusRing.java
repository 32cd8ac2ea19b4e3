package io.vitalwatch.window;

import io.vitalwatch.model.Ternary;

import java.util.Arrays;

/**
 * The {@link RowStatus} of the activity rows of one patient within the late reach, in order of sample time, as runs of rows that say the
 * same.
 *
 * <p>Invariant: the beginnings of the runs rise strictly and neighbours differ, so the runs do not depend on the order in which the rows
 * came. A row that says what the newest one said costs O(1), any other row O(log n) and the number of newer runs. Memory is 16 bytes for a
 * run; of a bracelet that is worn a run is as long as its charge stays the same. At most {@value #MOST} runs are kept: of the time before
 * them only the last wearing is known, and late rows of that time change nothing.
 */
public final class StatusRing {
    /** The most runs that are kept. */
    public static final int MOST = 1 << 14;

    private static final long NEVER = Long.MIN_VALUE;
    private static final int FIRST_CAPACITY = 2;

    /** For each run the time of its first row, then what its rows say. */
    private long[] words = new long[2 * FIRST_CAPACITY];
    private int head;
    private int size;
    /** The last status before the oldest run that says whether the bracelet is on the patient, and since when it had been off by then. */
    private long edge = RowStatus.NOTHING;
    private long edgeOffSince = NEVER;

    /** The same runs, in an array of their own. */
    public StatusRing copy() {
        StatusRing copy = new StatusRing();
        copy.words = Arrays.copyOfRange(words, 2 * head, 2 * Math.max(head + size, head + FIRST_CAPACITY));
        copy.size = size;
        copy.edge = edge;
        copy.edgeOffSince = edgeOffSince;
        return copy;
    }

    /** The number of runs. */
    public int size() {
        return size;
    }

    /** Sample time of the first row of a run, Unix milliseconds; index 0 is the oldest. */
    public long from(int index) {
        return words[2 * (head + index)];
    }

    /** What the rows of a run say. */
    public long status(int index) {
        return words[2 * (head + index) + 1];
    }

    /** The last wearing before the oldest run. */
    public long edge() {
        return edge;
    }

    /** Since when the bracelet had been off before the oldest run, or {@code Long.MIN_VALUE}. */
    public long edgeOffSince() {
        return edgeOffSince;
    }

    /** Continues with what was stored: first this, then the runs by {@link #put}. */
    public void restoreEdge(long status, long offSince) {
        edge = status;
        edgeOffSince = offSince;
    }

    /** What the row of this time says; of a time between two rows what the one before says. */
    public long at(long time) {
        int index = indexOf(time);
        return index < 0 ? RowStatus.NOTHING : status(index);
    }

    /** What the last row up to this time says that says whether the bracelet is on the patient; {@link RowStatus#NOTHING} if there is none. */
    public long wearing(long time) {
        for (int index = indexOf(time); index >= 0; index--) {
            if (RowStatus.on(status(index)) != Ternary.UNKNOWN) {
                return status(index);
            }
        }
        return edge;
    }

    /** Sample time of the first of the rows since which the bracelet has been off at this time, which is the time of such a row. */
    public long offSince(long time) {
        long since = time;
        for (int index = indexOf(time); index >= 0; index--) {
            Ternary on = RowStatus.on(status(index));
            if (on == Ternary.TRUE) {
                return since;
            }
            since = on == Ternary.FALSE ? from(index) : since;
        }
        return edgeOffSince == NEVER ? since : edgeOffSince;
    }

    /** Whether a row of this time can change anything; not if it is older than what is kept. */
    public boolean takes(long time) {
        return size == 0 || edge == RowStatus.NOTHING || from(0) <= time;
    }

    /**
     * Puts a row in its place.
     *
     * @param next the time of the next row, or {@code Long.MAX_VALUE}
     * @return whether something else is known now of this time
     */
    public boolean put(long time, long next, long status) {
        if (!takes(time)) {
            return false;
        }
        int index = indexOf(time);
        if (index < 0) {
            add(0, time, status);
            merge(1);
            return true;
        }
        long before = status(index);
        if (before == status) {
            return false;
        }
        if (next < (index + 1 < size ? from(index + 1) : Long.MAX_VALUE)) {
            add(index + 1, next, before);
        }
        if (from(index) == time) {
            words[2 * (head + index) + 1] = status;
            merge(index + 1);
            merge(index);
        } else {
            add(index + 1, time, status);
            merge(index + 2);
        }
        while (size > MOST) {
            dropOldest();
        }
        return true;
    }

    /** Forgets the runs that ended before a time; of the oldest one that is kept the beginning stays. */
    public void evict(long before) {
        while (size > 1 && from(1) <= before) {
            dropOldest();
        }
    }

    private void dropOldest() {
        long status = status(0);
        Ternary on = RowStatus.on(status);
        if (on != Ternary.UNKNOWN) {
            edgeOffSince = on == Ternary.TRUE ? NEVER : RowStatus.on(edge) == Ternary.FALSE ? edgeOffSince : from(0);
            edge = status;
        }
        head++;
        size--;
    }

    /** Index of the run of this time, or −1. */
    private int indexOf(long time) {
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

    private void add(int index, long from, long status) {
        ensureRoom();
        int at = 2 * (head + index);
        System.arraycopy(words, at, words, at + 2, 2 * (size - index));
        words[at] = from;
        words[at + 1] = status;
        size++;
    }

    /** Makes one run of this one and the one before if they say the same. */
    private void merge(int index) {
        if (index > 0 && index < size && status(index) == status(index - 1)) {
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
