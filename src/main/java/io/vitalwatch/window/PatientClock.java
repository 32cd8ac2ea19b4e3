package io.vitalwatch.window;

/**
 * The latest accepted sample time of one patient. It decides windows, durations, onset and end; it never goes back and the wall clock
 * has no part in it.
 */
public final class PatientClock {
    /** No sample yet. */
    public static final long UNSET = Long.MIN_VALUE;

    private long now = UNSET;

    public PatientClock() {}

    /** A clock that stands at the given moment, or {@link #UNSET}. */
    public PatientClock(long now) {
        this.now = now;
    }

    /** Where a sample stands to the clock. */
    public enum Place {
        /** It moves the clock on (or is the first, or of the same moment). */
        NEW,
        /** It is older than the clock and still finds its place. */
        LATE,
        /** It is older than the reach. */
        STALE
    }

    public long now() {
        return now;
    }

    public boolean isSet() {
        return now != UNSET;
    }

    /** Places a sample time without moving the clock. */
    public Place place(long time, long reach) {
        if (now == UNSET || time >= now) {
            return Place.NEW;
        }
        return time >= now - reach ? Place.LATE : Place.STALE;
    }

    /** Moves the clock on to an accepted sample's time; an older one leaves it where it is. */
    public void advance(long time) {
        now = Math.max(now, time);
    }
}
