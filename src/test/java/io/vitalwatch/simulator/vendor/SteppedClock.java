package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.Simulations;

import java.util.concurrent.BlockingQueue;

/** A clock that moves only when no request is open; while one is open, it stands and waits for the answer. */
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
