package io.vitalwatch.web;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock for deadlines of work that goes on by itself. Read it at least once a second: a longer time between two readings counts as one
 * second. So when the process or its machine stood still, nothing is overdue at once that had no chance to be done.
 */
public final class AwakeClock {
    private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private long read;
    private long time;

    /** @param nanos a clock such as System.nanoTime() */
    public AwakeClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.read = nanos.getAsLong();
    }

    /** The time since this clock was made, without that in which nobody read it; nanoseconds. */
    public synchronized long nanos() {
        long now = nanos.getAsLong();
        time += Math.min(now - read, LONGEST_STEP);
        read = now;
        return time;
    }
}
