package io.vitalwatch.receiver.clock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of a receiver's timestamps: the broker's clock as this receiver measures it, or its machine's own clock where the broker's
 * cannot be measured.
 *
 * <p>A measurement is the broker's time at a moment between sending and acknowledgement. It is taken for the middle of the two, so it is
 * wrong by at most half the round trip. Of the last eight measurements the one with the shortest round trip counts; the machine's steady
 * clock continues it. A measurement that contradicts older ones removes these: one of the clocks was set.
 *
 * <p>The time never falls. Where it is ahead of its source it runs at half speed until the source has caught up. It jumps ahead where it is
 * behind.
 *
 * <p>For several threads.
 */
public final class StampClock {
    /** Where the time comes from. */
    public enum Source {
        /** Nothing was decided yet. The receiver must not write records. */
        UNDECIDED,
        /** The machine's clock: the broker's could not be measured. */
        OWN,
        /** The broker's clock. */
        BROKER
    }

    private static final int KEPT = 8;
    private static final double DRIFT = 200e-6;
    /** Both clocks are read in milliseconds. */
    private static final double RESOLUTION_MILLIS = 2;
    private static final long NONE = Long.MIN_VALUE;

    private final LongSupplier machine;
    private final LongSupplier steadyNanos;
    private final Deque<Measurement> recent = new ArrayDeque<>();
    private Measurement best;
    private boolean ownAllowed;
    private long measuredNanos;

    private long last = NONE;
    private boolean slow;
    private long slowSinceNanos;
    private long slowSinceMillis;

    /**
     * @param machine the machine's clock, Unix milliseconds; it may be set back
     * @param steadyNanos a clock that is never set, nanoseconds
     */
    public StampClock(LongSupplier machine, LongSupplier steadyNanos) {
        this.machine = machine;
        this.steadyNanos = steadyNanos;
    }

    /** The broker's time at a moment of the steady clock, with the round trip in milliseconds. */
    private record Measurement(long nanos, double roundTripMillis, long brokerMillis) {
        /** The broker's time that follows from this measurement. */
        long at(long steady) {
            return brokerMillis + TimeUnit.NANOSECONDS.toMillis(steady - nanos);
        }

        boolean agreesWith(Measurement later) {
            double apart = Math.abs((double) later.brokerMillis - at(later.nanos));
            return apart <= (roundTripMillis + later.roundTripMillis) / 2 + RESOLUTION_MILLIS + drift(later.nanos);
        }

        double uncertainty(long steady) {
            return roundTripMillis / 2 + drift(steady);
        }

        private double drift(long steady) {
            return DRIFT * Math.abs(steady - nanos) / 1e6;
        }
    }

    /**
     * The time for the next record, Unix milliseconds; never less than before. While the source is undecided it is the machine's time, for
     * display only.
     */
    public synchronized long now() {
        long nanos = steadyNanos.getAsLong();
        long target = target(nanos);
        if (best == null && !ownAllowed) {
            return target;
        }
        if (!slow) {
            slowSinceNanos = nanos;
            slowSinceMillis = last;
        }
        long slowed = slowSinceMillis + TimeUnit.NANOSECONDS.toMillis(nanos - slowSinceNanos) / 2;
        slow = last != NONE && target < slowed;
        last = slow ? Math.max(last, slowed) : target;
        return last;
    }

    /**
     * Takes a measurement.
     *
     * @param sentNanos when the record was sent, by the steady clock
     * @param acknowledgedNanos when its acknowledgement came, by the steady clock
     * @param brokerMillis the broker's time in the acknowledgement, Unix milliseconds
     */
    public synchronized void measured(long sentNanos, long acknowledgedNanos, long brokerMillis) {
        long middle = sentNanos + (acknowledgedNanos - sentNanos) / 2;
        Measurement latest = new Measurement(middle, (acknowledgedNanos - sentNanos) / 1e6, brokerMillis);
        recent.removeIf(each -> !each.agreesWith(latest));
        recent.addLast(latest);
        if (recent.size() > KEPT) {
            recent.removeFirst();
        }
        best = latest;
        for (Measurement each : recent) {
            best = each.uncertainty(acknowledgedNanos) < best.uncertainty(acknowledgedNanos) ? each : best;
        }
        measuredNanos = acknowledgedNanos;
    }

    /** Takes the machine's clock until the broker's has been measured. */
    public synchronized void useOwn() {
        ownAllowed = true;
    }

    /** Where the time comes from now. */
    public synchronized Source source() {
        return best != null ? Source.BROKER : ownAllowed ? Source.OWN : Source.UNDECIDED;
    }

    /** How far the machine's clock is ahead of the broker's, milliseconds; 0 before the first measurement. */
    public synchronized long machineAheadMillis() {
        return best == null ? 0 : machine.getAsLong() - best.at(steadyNanos.getAsLong());
    }

    /** How far timestamps are ahead of their source, because they must not fall; milliseconds, 0 or more. */
    public synchronized long stampsAheadMillis() {
        return last == NONE ? 0 : Math.max(0, now() - target(steadyNanos.getAsLong()));
    }

    /** Time since the last measurement, milliseconds; −1 before the first. */
    public synchronized long measuredAgoMillis() {
        return best == null ? -1 : TimeUnit.NANOSECONDS.toMillis(steadyNanos.getAsLong() - measuredNanos);
    }

    /** The round trip of the measurement that counts, milliseconds; 0 before the first. */
    public synchronized double roundTripMillis() {
        return best == null ? 0 : best.roundTripMillis();
    }

    /** The time of the machine's clock, Unix milliseconds. */
    public long machineMillis() {
        return machine.getAsLong();
    }

    private long target(long nanos) {
        return best == null ? machine.getAsLong() : best.at(nanos);
    }
}
