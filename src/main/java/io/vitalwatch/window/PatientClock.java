package io.vitalwatch.window;

/**
 * The latest accepted sample time of one patient. Windows, durations, onsets and ends follow this clock. It never goes back and does not
 * use the wall clock.
 */
public final class PatientClock {
    /** No sample yet. */
    public static final long UNSET = Long.MIN_VALUE;

    private long now = UNSET;

    public PatientClock() {}

    /** A clock that shows the given sample time, or {@link #UNSET}. */
    public PatientClock(long now) {
        this.now = now;
    }

    /** Where a sample's time lies in relation to the clock. */
    public enum Place {
        /** At or after the clock's time, or the first sample: it moves the clock forward. */
        NEW,
        /** Before the clock's time, but within the reach: it is still put in its place. */
        LATE,
        /** Older than the reach. */
        STALE
    }

    public long now() {
        return now;
    }

    public boolean isSet() {
        return now != UNSET;
    }

    /**
     * Compares a sample time with the clock, without moving the clock.
     *
     * @param reach how far a late sample may be behind the clock, milliseconds
     */
    public Place place(long time, long reach) {
        if (now == UNSET || time >= now) {
            return Place.NEW;
        }
        return time >= now - reach ? Place.LATE : Place.STALE;
    }

    /** Moves the clock forward to an accepted sample's time; an older time changes nothing. */
    public void advance(long time) {
        now = Math.max(now, time);
    }
}
