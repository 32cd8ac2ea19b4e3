package io.vitalwatch.receiver;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of bodies held in memory, between a high and a low water mark. Never more than the high mark; once it was reached, nothing new is
 * let in until the low mark, so that an overloaded receiver recovers instead of refusing every other request.
 */
final class InFlight {
    private final long high;
    private final long low;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean shedding;

    InFlight(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** Whether a new request may begin. */
    boolean open() {
        if (shedding && bytes.get() <= low) {
            shedding = false;
        }
        return !shedding;
    }

    /** Takes room for so many bytes, or returns false and closes the door. */
    boolean reserve(long count) {
        if (bytes.addAndGet(count) > high) {
            bytes.addAndGet(-count);
            shedding = true;
            return false;
        }
        return true;
    }

    void release(long count) {
        bytes.addAndGet(-count);
    }

    void began() {
        requests.incrementAndGet();
    }

    void ended() {
        requests.decrementAndGet();
    }

    long bytes() {
        return bytes.get();
    }

    int requests() {
        return requests.get();
    }
}
