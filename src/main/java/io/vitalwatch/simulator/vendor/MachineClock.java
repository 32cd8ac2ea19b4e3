package io.vitalwatch.simulator.vendor;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The machine's own clock; no other class of the simulator reads it. */
final class MachineClock implements VendorClock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long unixMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public <T> T await(BlockingQueue<T> events, long nanos, boolean expected) throws InterruptedException {
        return events.poll(nanos, TimeUnit.NANOSECONDS);
    }
}
