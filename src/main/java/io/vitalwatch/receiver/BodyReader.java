package io.vitalwatch.receiver;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a request's body without holding a thread. Keeps up to a limit and never cuts short: a longer body is read on and thrown away, so
 * that the sender gets to see the answer instead of a broken connection, until it is clear that it does not end.
 */
final class BodyReader implements Runnable {
    /** How the reading ended. */
    enum End {
        COMPLETE,
        /** More than the limit. */
        TOO_LARGE,
        /** No room in memory. */
        NO_ROOM,
        /** Not all of it came in time. */
        TOO_SLOW,
        /** The sender went away in the middle. */
        BROKEN
    }

    /** How much of a body is kept of a request that is refused anyway. */
    static final int PREFIX = 4096;
    private static final int FIRST = 4096;
    private static final int DISCARD_FACTOR = 4;

    private final Request request;
    private final InFlight inFlight;
    private final int limit;
    private final long deadlineNanos;
    private final long discardLimit;
    private final Consumer<End> done;
    private byte[] kept = new byte[0];
    private int length;
    private long total;
    private long reserved;
    private End trouble;

    /**
     * @param limit bytes that are kept; one more makes it TOO_LARGE
     * @param deadlineNanos System.nanoTime() after which the body is TOO_SLOW
     * @param bodyLimit what any body may have; discarding goes on for a few times as much
     * @param done called once, on the thread that read the end
     */
    BodyReader(Request request, InFlight inFlight, int limit, long deadlineNanos, int bodyLimit, Consumer<End> done) {
        this.request = request;
        this.inFlight = inFlight;
        this.limit = limit;
        this.deadlineNanos = deadlineNanos;
        this.discardLimit = (long) bodyLimit * DISCARD_FACTOR;
        this.done = done;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                done.accept(System.nanoTime() > deadlineNanos || chunk.getFailure() instanceof java.util.concurrent.TimeoutException
                        ? End.TOO_SLOW : End.BROKEN);
                return;
            }
            take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last || total > discardLimit) {
                done.accept(trouble == null ? End.COMPLETE : trouble);
                return;
            }
            if (System.nanoTime() > deadlineNanos) {
                done.accept(trouble == null ? End.TOO_SLOW : trouble);
                return;
            }
        }
    }

    /** The whole body when it is complete, else its beginning. */
    byte[] bytes() {
        return kept.length == length ? kept : Arrays.copyOf(kept, length);
    }

    /** Bytes that came. */
    long total() {
        return total;
    }

    /** Gives the memory back; {@link #bytes} is empty from now on. */
    void release() {
        inFlight.release(reserved);
        reserved = 0;
        kept = new byte[0];
        length = 0;
    }

    private void take(ByteBuffer buffer) {
        int more = buffer.remaining();
        total += more;
        if (trouble != null || more == 0) {
            return;
        }
        if (total > limit) {
            fill(buffer, limit - length);
            giveUp(End.TOO_LARGE);
        } else {
            fill(buffer, more);
        }
    }

    private void fill(ByteBuffer buffer, int count) {
        if (length + count > kept.length && !grow(length + count)) {
            giveUp(End.NO_ROOM);
            return;
        }
        buffer.get(kept, length, count);
        length += count;
    }

    private boolean grow(int needed) {
        long announced = request.getLength();
        // What a sender announces is taken at its word only up to a little: memory follows what really comes.
        int wanted = Math.max(needed, Math.max(FIRST, kept.length * 2));
        int capacity = announced >= needed && announced < wanted ? (int) announced : Math.min(wanted, Math.max(limit, needed));
        if (!inFlight.reserve(capacity - reserved)) {
            return false;
        }
        reserved = capacity;
        kept = Arrays.copyOf(kept, capacity);
        return true;
    }

    private void giveUp(End why) {
        trouble = why;
        length = Math.min(length, PREFIX);
        kept = Arrays.copyOf(kept, length);
        inFlight.release(reserved - length);
        reserved = length;
    }
}
