package io.vitalwatch.web.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection that was accepted and has not sent a whole head yet. It has no thread and no buffer, only the bytes that have arrived. One
 * that has sent what cannot become a head is answered here; what it sends after that is thrown away, until it ends or its time is over.
 */
final class WaitingConnection implements ConnectionTable.Member {
    static final long NOT_AWAITED = -1;

    private final SocketChannel channel;
    private String address;
    private FirstBytes first;
    private final Runnable ended;
    private volatile boolean begun;
    private volatile boolean passed;
    private volatile boolean refused;
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

    /** Takes the bytes that have arrived; they are not kept here. */
    byte[] takeBytes() {
        byte[] bytes = first.all();
        first = null;
        return bytes;
    }

    /**
     * Reads what has arrived, and returns whether the connection is ready to be passed on.
     *
     * @throws IOException if it has ended, also after a part of a head
     */
    boolean read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        if (count < 0) {
            throw new IOException("it ended without a request");
        }
        if (count == 0 || refused) {
            return false;
        }
        begun = true;
        FirstBytes.Outcome outcome = first.add(buffer.flip());
        switch (outcome) {
            case WHOLE -> {
                return true;
            }
            case BAD_REQUEST -> refuse("400 Bad Request");
            case LINE_TOO_LONG -> refuse("414 URI Too Long");
            case HEAD_TOO_LARGE -> refuse("431 Request Header Fields Too Large");
            default -> { }
        }
        return false;
    }

    /** Answers and ends this direction only: where unread bytes come in, the answer would be lost with the whole connection. */
    private void refuse(String status) throws IOException {
        refused = true;
        first = null;
        channel.write(ByteBuffer.wrap(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1)));
        channel.shutdownOutput();
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
    public void countFor(String other) {
        address = other;
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
    public boolean isOverdue(long now, long longest) {
        if (passed) {
            // Where nobody took it, only this entry is left of it.
            return !channel.isOpen();
        }
        if (headSeen == NOT_AWAITED) {
            headSeen = now;
        }
        return now - headSeen > longest && (refused || !hasUnread());
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
