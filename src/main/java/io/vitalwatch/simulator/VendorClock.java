package io.vitalwatch.simulator;

import java.util.concurrent.BlockingQueue;

/** Real time as the delivery side sees it; tests step it. */
interface VendorClock {
    /** A steady clock, nanoseconds. */
    long nanos();

    /** The time of day, Unix milliseconds. */
    long unixMillis();

    /**
     * Waits for an event.
     *
     * @param nanos at most so long
     * @param expected whether an event can come at all: requests are open
     * @return null when none came in time
     */
    <T> T await(BlockingQueue<T> events, long nanos, boolean expected) throws InterruptedException;
}
