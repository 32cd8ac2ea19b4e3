package io.vitalwatch.simulator;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The machine's own time: the only place of this room that looks at it. */
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
