package io.vitalwatch.simulator;

import java.util.concurrent.BlockingQueue;

/** Time that moves only when there is nothing else to wait for: while requests are open it stands, and the wait is for the answer. */
final class SteppedClock implements VendorClock {
    private long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long unixMillis() {
        return Simulations.START + nanos / 1_000_000;
    }

    @Override
    public <T> T await(BlockingQueue<T> events, long wait, boolean expected) throws InterruptedException {
        if (expected) {
            return events.take();
        }
        nanos += wait;
        return events.poll();
    }

    long millis() {
        return nanos / 1_000_000;
    }
}
