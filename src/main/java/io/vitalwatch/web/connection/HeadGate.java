package io.vitalwatch.web.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Accepts connections and keeps each until it has sent a whole head. One thread does that for all, without parsing: a connection that sends
 * nothing, or a head without an end, costs a few microseconds and the bytes that it sent. So the threads that answer requests work only for
 * those who ask something, and connections are accepted as fast as they come.
 *
 * <p>When the process has too many open files, the least useful connections are closed. Where all are in use it accepts again soon;
 * meanwhile it goes on reading.
 */
class HeadGate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadGate.class);
    private static final int ACCEPTED_AT_ONCE = 64;
    private static final long PAUSE_MILLIS = 5;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ServerSocketChannel server;
    private final ConnectionTable table;
    private final boolean tls;
    private final int largestHead;
    private final Consumer<WaitingConnection> next;
    private final Selector selector;
    private final SelectionKey accepting;
    private final ByteBuffer buffer;
    private Thread thread;
    private long warned = System.nanoTime() - QUIET_NANOS;
    /** Whether room was made since a connection was accepted last. */
    private boolean madeRoom;
    /** How many rounds have ended without a failure. */
    private volatile int rounds;
    private int roundsSeen;
    private volatile long roundSeenAt;

    /**
     * @param server accepts connections; it is made non-blocking
     * @param table limits the connections
     * @param tls whether TLS is spoken
     * @param largestHead bytes
     * @param next takes a connection that has sent a whole head; it must not block
     */
    HeadGate(ServerSocketChannel server, ConnectionTable table, boolean tls, int largestHead, Consumer<WaitingConnection> next)
            throws IOException {
        this.server = server;
        this.table = table;
        this.tls = tls;
        this.largestHead = largestHead;
        this.next = next;
        this.buffer = ByteBuffer.allocateDirect(largestHead);
        server.configureBlocking(false);
        this.selector = Selector.open();
        this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Waits until something happens on a connection, and does what there is to do then. Call it again and again, from one thread. */
    void round() throws IOException {
        thread = Thread.currentThread();
        boolean paused = accepting.isValid() && accepting.interestOps() == 0;
        selector.select(paused ? PAUSE_MILLIS : 0);
        if (paused && accepting.isValid()) {
            accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
        boolean accept = false;
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext();) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key == accepting) {
                accept = true;
            } else if (key.isValid()) {
                read((WaitingConnection) key.attachment(), key);
            }
        }
        if (accept) {
            acceptWaiting();
        }
        rounds++;
    }

    /**
     * Looks whether rounds go on, and wakes the thread for another one. Call it several times a second, from one thread.
     *
     * @param now nanoseconds of a clock that stands still while the process does
     */
    void look(long now) {
        if (rounds != roundsSeen) {
            roundsSeen = rounds;
            roundSeenAt = now;
        }
        selector.wakeup();
    }

    /**
     * Whether rounds go on. Where they do not, nobody can connect.
     *
     * @param now nanoseconds, as in {@link #look}
     */
    boolean alive(long now) {
        return now - roundSeenAt < DEAD_NANOS;
    }

    /** Closes all connections that have not been passed on. A second call does nothing. */
    @Override
    public void close() throws IOException {
        if (!selector.isOpen()) {
            return;
        }
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof WaitingConnection each && key.isValid()) {
                table.remove(each);
                each.close();
            }
        }
        selector.close();
    }

    private void acceptWaiting() throws IOException {
        for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
            SocketChannel channel;
            try {
                channel = accept();
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                notAccepted(e);
                return;
            }
            if (channel == null) {
                return;
            }
            madeRoom = false;
            boolean kept = false;
            try {
                channel.configureBlocking(false);
                admit(new WaitingConnection(channel, new FirstBytes(tls, largestHead), this::wake));
                kept = true;
            } catch (IOException e) {
                // The other end has closed it already.
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
    }

    /** The next connection, or null; fails where the process can open no more files. */
    SocketChannel accept() throws IOException {
        return server.accept();
    }

    private void admit(WaitingConnection connection) {
        if (table.admit(connection)) {
            read(connection, null);
        } else {
            connection.close();
        }
    }

    private void read(WaitingConnection connection, SelectionKey key) {
        boolean kept = false;
        try {
            if (connection.read(buffer)) {
                connection.pass();
                if (key != null) {
                    key.cancel();
                }
                next.accept(connection);
            } else if (key == null) {
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
            }
            kept = true;
        } catch (IOException | IllegalStateException | RejectedExecutionException e) {
            // It has ended, or this server has.
        } finally {
            // Also where memory is short: nobody would look at it again.
            if (!kept) {
                table.remove(connection);
                connection.close();
            }
        }
    }

    /**
     * The numbers of connections that are closed here become free in the next round, which accepts at once. Those that requests are read from
     * are closed by another thread: it gets its time before others are closed too.
     */
    private void notAccepted(IOException failure) {
        madeRoom = !madeRoom && table.makeRoom();
        if (!madeRoom) {
            accepting.interestOps(0);
        }
        long now = System.nanoTime();
        if (now - warned >= QUIET_NANOS) {
            warned = now;
            LOG.warn("A connection could not be accepted ({}); the next one is tried soon", failure.getMessage());
        }
    }

    /** The number of a closed connection becomes free in the next round. */
    private void wake() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }
}
