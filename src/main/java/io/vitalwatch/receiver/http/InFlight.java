package io.vitalwatch.receiver.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shares the memory for bodies. Small bodies come first: the first 8 KiB of a body always have room (the number of connections limits
 * them). A quarter of the memory is only for what bodies have up to 64 KiB; the rest is for all. So senders of large bodies cannot stop
 * small ones.
 *
 * <p>Each of the two parts has a high and a low mark. After the high mark was reached, more is refused until the low mark is reached again,
 * so an overloaded receiver recovers instead of refusing every second request. One address gets at most half of a part while another
 * address uses it too.
 */
public final class InFlight {
    /** So many bytes of each body always have room. */
    static final int ALWAYS = 8 << 10;
    /** A body up to this size is a small one. */
    static final int SMALL = 64 << 10;

    private static final int SHARE_OF_SMALL = 4;

    /** Memory for one class of bodies. */
    private static final class Part {
        private final long high;
        private final long low;
        private final Map<String, Long> held = new HashMap<>();
        private long bytes;
        private boolean shedding;

        private Part(long high, long low) {
            this.high = high;
            this.low = low;
        }

        private boolean open() {
            shedding &= bytes > low;
            return !shedding;
        }

        /** @param last whether nothing else can serve this request, so that the part sheds if it has no room */
        private boolean take(String address, long count, boolean last) {
            if (count == 0) {
                return true;
            }
            long own = held.getOrDefault(address, 0L);
            boolean fair = held.size() - (own > 0 ? 1 : 0) == 0 || own + count <= high / 2;
            if (bytes + count > high || !fair) {
                shedding |= last && bytes + count > high;
                return false;
            }
            bytes += count;
            held.put(address, own + count);
            return true;
        }

        private void give(String address, long count) {
            if (count > 0) {
                bytes -= count;
                held.computeIfPresent(address, (any, own) -> own > count ? own - count : null);
            }
        }
    }

    /** The memory of one body. Not thread-safe. */
    final class Room {
        private final String address;
        private long size;
        private long ofSmall;
        private long ofLarge;

        private Room(String address) {
            this.address = address;
        }

        /** Makes the room larger or smaller; returns false, and leaves it as it is, if there is no memory for more. */
        boolean resize(long to) {
            long held = ofSmall + ofLarge;
            long needed = Math.max(0, to - ALWAYS);
            if (needed != held && !(needed > held ? grow(needed - held, to) : shrink(held - needed))) {
                return false;
            }
            total.addAndGet(to - size);
            size = to;
            return true;
        }

        /** The memory that it takes, bytes. */
        long size() {
            return size;
        }

        private boolean grow(long more, long to) {
            synchronized (InFlight.this) {
                long beyond = Math.min(more, Math.max(0, to - SMALL));
                long within = more - beyond;
                boolean reserved = small.take(address, within, large.bytes + within > large.high);
                if (!large.take(address, reserved ? beyond : more, true)) {
                    small.give(address, reserved ? within : 0);
                    return false;
                }
                ofSmall += reserved ? within : 0;
                ofLarge += reserved ? beyond : more;
                return true;
            }
        }

        private boolean shrink(long less) {
            synchronized (InFlight.this) {
                long back = Math.min(less, ofLarge);
                large.give(address, back);
                small.give(address, less - back);
                ofLarge -= back;
                ofSmall -= less - back;
                return true;
            }
        }
    }

    private final Part small;
    private final Part large;
    private final AtomicLong total = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * @param high most bytes in memory, besides the first 8 KiB of each body
     * @param low bytes at which more is accepted again
     */
    public InFlight(long high, long low) {
        this.small = new Part(high / SHARE_OF_SMALL, low / SHARE_OF_SMALL);
        this.large = new Part(high - high / SHARE_OF_SMALL, low - low / SHARE_OF_SMALL);
    }

    /**
     * Whether a new request may begin.
     *
     * @param announced the length of its body, or -1 if it is not known
     */
    boolean open(long announced) {
        if (announced >= 0 && announced <= ALWAYS) {
            return true;
        }
        synchronized (this) {
            boolean room = small.open();
            return announced <= SMALL && room || large.open();
        }
    }

    /** Whether memory is short, so that slow bodies have to give theirs back. */
    synchronized boolean isShort() {
        boolean open = small.open();
        return !(large.open() && open);
    }

    /** Memory for one body of a sender. */
    Room room(String address) {
        return new Room(address);
    }

    void recordBegin() {
        requests.incrementAndGet();
    }

    void recordEnd() {
        requests.decrementAndGet();
    }

    long bytes() {
        return total.get();
    }

    int requests() {
        return requests.get();
    }
}
