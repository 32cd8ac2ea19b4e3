package io.vitalwatch.web.connection;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Executor;

/** A connection for Jetty whose first bytes were read before by a {@link HeadGate}. */
final class GatedEndPoint extends SocketChannelEndPoint {
    private final WaitingConnection waiting;
    private final Executor executor;
    /** The first bytes, or null when they have been read. Only one thread reads at a time. */
    private volatile ByteBuffer early;

    GatedEndPoint(WaitingConnection waiting, ManagedSelector selector, SelectionKey key, Scheduler scheduler, Executor executor) {
        super(waiting.channel(), selector, key, scheduler);
        this.waiting = waiting;
        this.executor = executor;
        byte[] bytes = waiting.takeBytes();
        this.early = bytes.length > 0 ? ByteBuffer.wrap(bytes) : null;
    }

    /** The connection under this one and its TLS, or null. */
    static GatedEndPoint under(EndPoint endPoint) {
        Object transport = endPoint;
        while (transport instanceof EndPoint inner && !(inner instanceof GatedEndPoint)) {
            transport = inner.getTransport();
        }
        return transport instanceof GatedEndPoint gated ? gated : null;
    }

    WaitingConnection waiting() {
        return waiting;
    }

    /** Whether something has arrived that was not read yet. */
    boolean hasUnread() {
        return early != null || waiting.hasUnread();
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        ByteBuffer bytes = early;
        if (bytes == null) {
            return super.fill(buffer);
        }
        if (isInputShutdown()) {
            return -1;
        }
        notIdle();
        int position = BufferUtil.flipToFill(buffer);
        int count = BufferUtil.put(bytes, buffer);
        BufferUtil.flipToFlush(buffer, position);
        if (!bytes.hasRemaining()) {
            early = null;
        }
        return count;
    }

    @Override
    protected void needsFillInterest() {
        if (early == null) {
            super.needsFillInterest();
        } else {
            executor.execute(getFillInterest()::fillable);
        }
    }
}
