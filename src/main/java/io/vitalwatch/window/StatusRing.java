package io.vitalwatch.window;

import io.vitalwatch.model.Ternary;


/**
 * The {@link RowStatus} of the activity rows of one patient within the late reach, in order of sample time, as runs of rows that say the
 * same.
 *
 * <p>Invariant: the beginnings of the runs rise strictly and neighbours differ, so the runs do not depend on the order in which the rows
 * came. A row that says what the newest one said costs O(1), any other row O(log n) and the number of newer runs. Memory is 16 bytes for a
 * run; of a bracelet that is worn a run is as long as its charge stays the same. At most {@value #MOST} runs are kept: of the time before
 * them only the last wearing is known, and late rows of that time change nothing.
 */
public final class StatusRing extends RunRing {
    /** The most runs that are kept. */
    public static final int MOST = 1 << 14;

    private static final long NEVER = Long.MIN_VALUE;

    /** The last status before the oldest run that says whether the bracelet is on the patient, and since when it had been off by then. */
    private long edge = RowStatus.NOTHING;
    private long edgeOffSince = NEVER;

    /** Of no rows. */
    public StatusRing() {}

    private StatusRing(StatusRing from) {
        super(from);
        edge = from.edge;
        edgeOffSince = from.edgeOffSince;
    }

    /** The same runs, in an array of their own. */
    public StatusRing copy() {
        return new StatusRing(this);
    }

    /** What the rows of a run say. */
    public long status(int index) {
        return content(index);
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
        return size() == 0 || edge == RowStatus.NOTHING || from(0) <= time;
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
        boolean changed = putRow(time, next, status);
        while (size() > MOST) {
            dropOldest();
        }
        return changed;
    }

    /** Forgets the runs that ended before a time; of the oldest one that is kept the beginning stays. */
    public void evict(long before) {
        while (size() > 1 && from(1) <= before) {
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
        dropFirst();
    }
}
