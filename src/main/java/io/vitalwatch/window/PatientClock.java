package io.vitalwatch.window;

/**
 * The latest accepted sample time of one patient, and how far it lags behind the arrivals. Windows, durations, onsets and ends follow this
 * clock. It never goes back and does not use the wall clock.
 */
public final class PatientClock {
    /** No sample yet. */
    public static final long UNSET = Long.MIN_VALUE;

    private static final long STEADY_WITHIN = 120_000;
    private static final long STEADY_FOR = 600_000;

    private long now = UNSET;
    /**
     * The lag (arrival − newest sample) of the deliveries since it last jumped: arrival and sample time of the first, smallest and largest
     * lag; then the lag of the last delivery.
     */
    long lagSince = UNSET;
    long lagSinceSample;
    long leastLag;
    long mostLag;
    long lag;

    public PatientClock() {}

    private PatientClock(PatientClock from) {
        now = from.now;
        lagSince = from.lagSince;
        lagSinceSample = from.lagSinceSample;
        leastLag = from.leastLag;
        mostLag = from.mostLag;
        lag = from.lag;
    }

    /** A clock of its own that shows the same. */
    public PatientClock copy() {
        return new PatientClock(this);
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

    /**
     * Notes the lag of a delivery whose newest row moves the clock.
     *
     * @param newest sample time of that row
     */
    public void noteLag(long arrival, long newest) {
        lag = arrival - newest;
        boolean jumped = lagSince == UNSET || Math.max(mostLag, lag) - Math.min(leastLag, lag) > 2 * STEADY_WITHIN;
        if (jumped) {
            lagSince = arrival;
            lagSinceSample = newest;
        }
        leastLag = jumped ? lag : Math.min(leastLag, lag);
        mostLag = jumped ? lag : Math.max(mostLag, lag);
    }

    /** The lag that was noted last, milliseconds; 0 before that. */
    public long lag() {
        return lag;
    }

    /**
     * Whether the lag has stayed the same for ten minutes of both clocks, up to a delivery: then a clock or zone is wrong, and the newest data
     * are of now. Data of an upload that catches up have a lag that shrinks.
     */
    public boolean lagIsSteady(long arrival, long newest) {
        return lagSince != UNSET && arrival - lagSince >= STEADY_FOR && newest - lagSinceSample >= STEADY_FOR;
    }
}
