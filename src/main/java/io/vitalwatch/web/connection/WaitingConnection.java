package io.vitalwatch.web.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection that was accepted and has not sent a whole head yet. It has no thread and no buffer, only the bytes that have arrived. */
final class WaitingConnection implements ConnectionTable.Member {
    static final long NOT_AWAITED = -1;

    private final SocketChannel channel;
    private final String address;
    private final FirstBytes first;
    private final Runnable ended;
    private volatile boolean begun;
    private volatile boolean passed;
    /** When the head was first seen to be awaited; NOT_AWAITED before. */
    private volatile long headSeen = NOT_AWAITED;

    /** @param ended called after another thread has closed the connection, so that its number becomes free soon */
    WaitingConnection(SocketChannel channel, FirstBytes first, Runnable ended) throws IOException {
        this.channel = channel;
        this.first = first;
        this.ended = ended;
        this.address = channel.getRemoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress() : "";
    }

    SocketChannel channel() {
        return channel;
    }

    long headSeen() {
        return headSeen;
    }

    /** The bytes that have arrived. */
    byte[] bytes() {
        return first.all();
    }

    /** Reads what has arrived, and returns whether the connection is ready to be passed on. Its end is noticed by whoever reads next. */
    boolean read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count > 0) {
            begun = true;
            return first.add(buffer.flip());
        }
        if (count < 0 && first.isEmpty()) {
            throw new IOException("closed without a request");
        }
        return count < 0;
    }

    /** From now on somebody else reads from this connection. */
    void pass() {
        passed = true;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public ConnectionTable.Phase phase() {
        return passed ? ConnectionTable.Phase.BUSY : begun ? ConnectionTable.Phase.PARTIAL_HEAD : ConnectionTable.Phase.NEW;
    }

    @Override
    public boolean hasUnread() {
        try {
            return channel.isOpen() && channel.socket().getInputStream().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isHeadOverdue(long now, long longest) {
        if (passed) {
            // Where nobody took it, only this entry is left of it.
            return !channel.isOpen();
        }
        if (headSeen == NOT_AWAITED) {
            headSeen = now;
        }
        return now - headSeen > longest && !hasUnread();
    }

    @Override
    public void end() {
        close();
        ended.run();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
