package io.vitalwatch.receiver.http;

import io.vitalwatch.web.connection.StrictHttp;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reads a request's body without blocking a thread. It keeps a body up to a limit. The rest of a longer body is read and discarded, up to
 * four times the limit, so that the sender gets the answer instead of a broken connection.
 */
final class BodyReader implements Runnable {
    /** How reading ended. */
    enum End {
        COMPLETE,
        /** The body is larger than the limit. */
        TOO_LARGE,
        /** Bytes in flight have reached their high mark. */
        NO_ROOM,
        /** The body did not arrive completely in time. */
        TOO_SLOW,
        /** The sender closed the connection before the end of the body. */
        BROKEN
    }

    /** How many bytes are kept of the body of a refused request. */
    static final int PREFIX = 4096;
    private static final int FIRST = 4096;
    private static final int DISCARD_FACTOR = 4;

    private final Request request;
    private final InFlight.Room room;
    private final int limit;
    private final long deadlineNanos;
    private final long discardLimit;
    private final Consumer<End> done;
    /** Held while reading. */
    private final ReentrantLock turn = new ReentrantLock();
    private boolean givenUp;
    private byte[] kept = new byte[0];
    private int length;
    private volatile long total;
    private End failure;

    /**
     * @param room the memory for this body
     * @param limit the largest body that is kept, bytes; a longer body is TOO_LARGE
     * @param deadlineNanos time by System.nanoTime() after which the body is TOO_SLOW
     * @param bodyLimit the largest body that the receiver accepts, bytes; up to four times as many are read
     * @param done called once, on the thread that read the end
     */
    BodyReader(Request request, InFlight.Room room, int limit, long deadlineNanos, int bodyLimit, Consumer<End> done) {
        this.request = request;
        this.room = room;
        this.limit = limit;
        this.deadlineNanos = deadlineNanos;
        this.discardLimit = (long) bodyLimit * DISCARD_FACTOR;
        this.done = done;
        StrictHttp.timeOutReadersOnly(request);
    }

    @Override
    public void run() {
        turn.lock();
        try {
            readAvailable();
        } finally {
            turn.unlock();
        }
    }

    private void readAvailable() {
        while (true) {
            if (givenUp) {
                done.accept(failure == null ? End.TOO_SLOW : failure);
                return;
            }
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                done.accept(System.nanoTime() > deadlineNanos || chunk.getFailure() instanceof TimeoutException
                        ? End.TOO_SLOW : End.BROKEN);
                return;
            }
            take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last || total > discardLimit) {
                done.accept(failure == null ? End.COMPLETE : failure);
                return;
            }
            if (System.nanoTime() > deadlineNanos) {
                done.accept(failure == null ? End.TOO_SLOW : failure);
                return;
            }
        }
    }

    /**
     * Ends reading as TOO_SLOW, now if nothing arrives, else at the next bytes. Call it again until reading has ended. May be called by
     * any thread.
     */
    void giveUp() {
        if (turn.tryLock()) {
            try {
                givenUp = true;
                StrictHttp.expire(request);
            } finally {
                turn.unlock();
            }
        }
    }

    /** The whole body if it is complete, else its beginning. */
    byte[] bytes() {
        return kept.length == length ? kept : Arrays.copyOf(kept, length);
    }

    /** Number of bytes that arrived, kept or not. */
    long total() {
        return total;
    }

    /** Releases the memory; {@link #bytes} is empty afterwards. */
    void release() {
        room.resize(0);
        kept = new byte[0];
        length = 0;
    }

    private void take(ByteBuffer buffer) {
        int more = buffer.remaining();
        total = total + more;
        if (failure != null || more == 0) {
            return;
        }
        if (total > limit) {
            fill(buffer, limit - length);
            fail(End.TOO_LARGE);
        } else {
            fill(buffer, more);
        }
    }

    private void fill(ByteBuffer buffer, int count) {
        if (length + count > kept.length && !grow(length + count)) {
            fail(End.NO_ROOM);
            return;
        }
        buffer.get(kept, length, count);
        length += count;
    }

    private boolean grow(int needed) {
        long announced = request.getLength();
        // Memory grows with the bytes that arrive, not with the length that the sender announces.
        int wanted = Math.max(needed, Math.max(FIRST, kept.length * 2));
        int capacity = announced >= needed && announced < wanted ? (int) announced : Math.min(wanted, Math.max(limit, needed));
        if (!room.resize(capacity)) {
            return false;
        }
        kept = Arrays.copyOf(kept, capacity);
        return true;
    }

    private void fail(End reason) {
        failure = reason;
        length = Math.min(length, PREFIX);
        kept = Arrays.copyOf(kept, length);
        room.resize(length);
    }
}
