package io.vitalwatch.simulator.vendor;

import java.util.concurrent.BlockingQueue;

/** Real time for the delivery side; tests step it. */
interface VendorClock {
    /** A steady clock, nanoseconds. */
    long nanos();

    /** The time of day, Unix milliseconds. */
    long unixMillis();

    /**
     * Waits for an event.
     *
     * @param nanos the longest wait
     * @param expected whether an event can come at all, since requests are open
     * @return the event, or null when none came in time
     */
    <T> T await(BlockingQueue<T> events, long nanos, boolean expected) throws InterruptedException;
}
