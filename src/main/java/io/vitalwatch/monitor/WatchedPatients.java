package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.window.ReadingRing;
import org.apache.flink.api.java.tuple.Tuple2;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the patients of a subtask, and of these the watched ones: arrival clock − sample time of the last usable pulse is at most ten
 * minutes. For operations; it decides nothing.
 *
 * <p>Patients are counted by the second of their last usable pulse. A change of a patient moves one count from a second to another, O(1)
 * besides the search for the last usable pulse, which ends ten minutes before the clock. Seconds that are over are dropped, so at most some
 * 600 are kept, plus those of {@code future.tolerance}.
 *
 * <p>Error: a patient counts at most one second too long. The clock here is the later of the watermark and the newest arrival of this
 * subtask, so a watermark that stands still does not hide that patients are not watched. The sum over all subtasks is right. After a
 * rescale the counts from before are in subtask 0, so those of another subtask alone may be below zero: watched for ten minutes, known for
 * good.
 */
final class WatchedPatients {
    /** A pulse is not older than this, milliseconds. */
    static final long AGE_MILLIS = 600_000;
    /** Of a patient without a usable pulse in the last ten minutes. */
    static final long NO_PULSE = Long.MIN_VALUE;
    /** The count of all patients, among the counts by second in the state. */
    private static final long ALL = Long.MIN_VALUE;

    private final SecondCounts bySecond = new SecondCounts();
    private long floor = Long.MIN_VALUE;
    private volatile long known;
    private volatile long watched;

    /** Takes the counts of the state. */
    void restore(Iterable<Tuple2<Long, Long>> counts) {
        for (Tuple2<Long, Long> each : counts) {
            if (each.f0 == ALL) {
                known += each.f1;
            } else {
                bySecond.add(each.f0, each.f1);
                watched += each.f1;
            }
        }
    }

    /** The counts for the state; never empty. */
    List<Tuple2<Long, Long>> snapshot() {
        List<Tuple2<Long, Long>> counts = new ArrayList<>();
        counts.add(Tuple2.of(ALL, known));
        bySecond.forEach((second, count) -> counts.add(Tuple2.of(second, count)));
        return counts;
    }

    /**
     * The second of the last usable pulse, or {@link #NO_PULSE}; both for {@link #change}.
     *
     * @param patient may be null
     */
    long lastPulse(Patient patient) {
        ReadingRing ring = patient == null ? null : patient.ring(Group.PULSE);
        for (int i = ring == null ? -1 : ring.size() - 1; i >= 0; i--) {
            long second = Math.floorDiv(ring.time(i), 1000L);
            if (second < floor) {
                return NO_PULSE;
            }
            if (ring.usable(i)) {
                return second;
            }
        }
        return NO_PULSE;
    }

    /** Counts a change of one patient: the last pulse before and after it. The clock must not move between the two. */
    void change(long before, long after) {
        if (before == after) {
            return;
        }
        if (before != NO_PULSE) {
            bySecond.add(before, -1);
        }
        if (after != NO_PULSE) {
            bySecond.add(after, 1);
        }
        int more = (after == NO_PULSE ? 0 : 1) - (before == NO_PULSE ? 0 : 1);
        if (more != 0) {
            watched += more;
        }
    }

    /** Counts a patient who came (1) or was forgotten (−1). */
    void addKnown(int patients) {
        if (patients != 0) {
            // A volatile write waits until all writes before it are done.
            known += patients;
        }
    }

    /** Moves the clock, Unix milliseconds; an earlier time changes nothing, nor does {@link Delivery#NO_CLOCK}. */
    void advance(long clock) {
        if (clock == Delivery.NO_CLOCK) {
            return;
        }
        long first = Math.floorDiv(clock - AGE_MILLIS, 1000L);
        if (first > floor) {
            floor = first;
            long over = bySecond.dropBefore(first);
            if (over != 0) {
                watched -= over;
            }
        }
    }

    /** Patients of this subtask. */
    long known() {
        return known;
    }

    /** Watched patients of this subtask. */
    long watched() {
        return watched;
    }
}
