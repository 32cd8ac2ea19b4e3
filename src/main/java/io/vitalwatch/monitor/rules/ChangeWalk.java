package io.vitalwatch.monitor.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Visits all patients of a subtask once after rules changed, in slices, so that deliveries do not wait. A patient to whom a delivery comes
 * first applies the change then, so slices change no record.
 */
public final class ChangeWalk {
    /** Nothing is to be visited. */
    public static final long NONE = Long.MIN_VALUE;
    /** The longest slice. */
    private static final long SLICE_MILLIS = 5;
    /** So many are visited before the time is looked at. */
    private static final int AT_ONCE = 16;

    private final Supplier<List<String>> patients;
    private final Visit visit;
    private final LongSupplier millis;
    private List<String> left = new ArrayList<>();
    private int next;
    private long moment = NONE;
    private long following = NONE;
    private long newest = NONE;
    private long restored = NONE;

    /** What is done for a patient. */
    public interface Visit {
        /** @param moment up to which rules are applied, arrival clock */
        void patient(String user, long moment) throws Exception;
    }

    /**
     * @param patients takes the patients of the subtask
     * @param millis a clock by which slices end
     */
    public ChangeWalk(Supplier<List<String>> patients, Visit visit, LongSupplier millis) {
        this.patients = patients;
        this.visit = visit;
        this.millis = millis;
    }

    /**
     * Begins at a moment at which rules took effect; if a walk is under way, after it. Each key group has a timer for that moment, and one walk
     * is for all of them.
     */
    public void start(long time) {
        if (time <= newest) {
            return;
        }
        newest = time;
        begin(time);
    }

    private void begin(long time) {
        if (moment != NONE) {
            following = Math.max(following, time);
            return;
        }
        moment = time;
        left = patients.get();
        next = 0;
    }

    /**
     * Takes a walk that a restore interrupted.
     *
     * @param time its moment, or {@link #NONE}
     */
    public void restore(long time) {
        restored = Math.max(restored, time);
    }

    /**
     * Begins the restored walk again when the clock is there. It may be behind, where partitions are new.
     *
     * @param clock the arrival clock
     * @return whether the walk has begun
     */
    public boolean advance(long clock) {
        if (restored == NONE || clock < restored) {
            return false;
        }
        start(restored);
        restored = NONE;
        return true;
    }

    /** The moment of the last walk that is under way, follows or was restored, or {@link #NONE}. */
    public long moment() {
        return Math.max(restored, Math.max(moment, following));
    }

    public boolean isUnderWay() {
        return moment != NONE;
    }

    /** Visits some patients. */
    public void slice() throws Exception {
        long end = millis.getAsLong() + SLICE_MILLIS;
        while (moment != NONE && millis.getAsLong() < end) {
            for (int i = 0; i < AT_ONCE && next < left.size(); i++) {
                visit.patient(left.get(next++), moment);
            }
            if (next == left.size()) {
                long then = following;
                moment = NONE;
                following = NONE;
                left = new ArrayList<>();
                if (then != NONE) {
                    begin(then);
                }
            }
        }
    }

    /** Visits all that are left. */
    public void finish() throws Exception {
        while (moment != NONE) {
            slice();
        }
    }
}
