package io.vitalwatch.receiver.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps a number of connections busy from one thread: each sends its next request when its last one was answered. Understands only HTTP
 * answers without a body.
 */
final class LoadClient {
    private static final int MOST_LATENCIES = 4_000_000;

    /** The result of a run. */
    record Result(long answers, long otherThan204, double seconds, long slowestNanos, long p99Nanos) {}

    private final InetSocketAddress address;
    private final int connections;
    private final byte[][] requests;
    private final long[] latencies = new long[MOST_LATENCIES];
    private int next;
    private long answers;
    private long other;
    private long slowest;

    LoadClient(URI uri, int connections, byte[][] requests) {
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
        this.connections = connections;
        this.requests = requests;
    }

    Result run(int seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channels.add(channel);
                new Connection(channel, selector).sendNext();
            }
            long began = System.nanoTime();
            long end = began + seconds * 1_000_000_000L;
            while (System.nanoTime() < end) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Connection) key.attachment()).ready();
                }
                selector.selectedKeys().clear();
            }
            double took = (System.nanoTime() - began) / 1e9;
            for (SelectionKey key : selector.keys()) {
                slowest = Math.max(slowest, System.nanoTime() - ((Connection) key.attachment()).sent);
            }
            for (SocketChannel channel : channels) {
                channel.close();
            }
            int measured = (int) Math.min(answers, MOST_LATENCIES);
            long[] sorted = Arrays.copyOf(latencies, measured);
            Arrays.sort(sorted);
            return new Result(answers, other, took, slowest, measured == 0 ? 0 : sorted[(int) (measured * 0.99)]);
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final ByteBuffer in = ByteBuffer.allocate(1024);
        private ByteBuffer out;
        private long sent;

        private Connection(SocketChannel channel, Selector selector) throws IOException {
            this.channel = channel;
            this.key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void sendNext() throws IOException {
            out = ByteBuffer.wrap(requests[next++ % requests.length]);
            sent = System.nanoTime();
            write();
        }

        private void write() throws IOException {
            channel.write(out);
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        private void ready() throws IOException {
            if (key.isWritable()) {
                write();
                return;
            }
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed a connection");
            }
            int length = in.position();
            byte[] bytes = in.array();
            if (length >= 16 && bytes[length - 4] == '\r' && bytes[length - 3] == '\n'
                    && bytes[length - 2] == '\r' && bytes[length - 1] == '\n') {
                long took = System.nanoTime() - sent;
                slowest = Math.max(slowest, took);
                if (answers < MOST_LATENCIES) {
                    latencies[(int) answers] = took;
                }
                answers++;
                other += bytes[9] == '2' && bytes[10] == '0' && bytes[11] == '4' ? 0 : 1;
                in.clear();
                sendNext();
            }
        }
    }
}
