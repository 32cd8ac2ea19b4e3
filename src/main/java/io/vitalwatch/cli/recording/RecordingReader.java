package io.vitalwatch.cli.recording;

import io.vitalwatch.corsano.BodySummary;
import io.vitalwatch.corsano.BodySummaryReader;
import io.vitalwatch.job.RawDelivery;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the deliveries of one recording in the order of its lines. A recording is NDJSON, plain or gzip (recognized by its first bytes;
 * also several gzip files in a row), or {@code -} for stdin.
 *
 * <p>A line that cannot be read becomes a delivery too: {@link RawDelivery#unreadable} holds the reason, and the line is its body. Its
 * arrival is that of the delivery before it, or at the top of a file that of the first delivery after it. Blank lines are skipped.
 */
public final class RecordingReader implements Closeable {
    /** The path that means stdin. */
    public static final String STDIN = "-";
    /** The longest line that is read, bytes. */
    static final int LONGEST_LINE = 64 * 1024 * 1024;
    /** The bytes that are kept of a longer line. */
    private static final int KEPT_OF_LONGER = 1024 * 1024;
    /** Bytes of unreadable lines at the top of a file that wait for a known arrival; if there are more, their arrival is 0. */
    private static final int WAITING_BYTES = 16 * 1024 * 1024;

    private static final int LONGEST_HEARTBEAT = 200;

    private final BodySummaryReader summaries = new BodySummaryReader("", LONGEST_HEARTBEAT);
    private final String path;
    private final String name;
    private final CountingInput source;
    private final boolean gzip;
    private final LineReader lines;
    private final Queue<RawDelivery> ready = new ArrayDeque<>();
    private final Queue<RawDelivery> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean arrivalKnown;
    private long arrival;
    private boolean ended;

    /**
     * Opens a recording.
     *
     * @param bytesRead counts the bytes of the file as they are read (of a gzip file, the compressed bytes)
     * @throws IOException if it cannot be opened; the message names it
     */
    public RecordingReader(String path, AtomicLong bytesRead) throws IOException {
        this(path, path.equals(STDIN) ? System.in : Files.newInputStream(Path.of(path)), bytesRead);
    }

    /**
     * Reads a recording from a stream.
     *
     * @param path the name of the recording in messages; its last part is the topic of the deliveries
     */
    public RecordingReader(String path, InputStream raw, AtomicLong bytesRead) throws IOException {
        this.path = path;
        this.name = path.equals(STDIN) ? "stdin" : Path.of(path).getFileName().toString();
        this.source = new CountingInput(raw, bytesRead);
        BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
        this.gzip = isGzip(buffered);
        this.lines = new LineReader(gzip ? unpacked(buffered) : buffered, LONGEST_LINE);
    }

    /** Size of all these files on the disk, bytes; -1 if one of them is stdin. */
    public static long totalBytes(Iterable<String> paths) throws IOException {
        long total = 0;
        for (String path : paths) {
            if (path.equals(STDIN)) {
                return -1;
            }
            total += Files.size(Path.of(path));
        }
        return total;
    }

    /**
     * The next delivery, or null at the end.
     *
     * @throws IOException if the file is incomplete, damaged or cannot be read; the message names file and line
     */
    public RawDelivery next() throws IOException {
        while (ready.isEmpty() && !ended) {
            readLine();
        }
        return ready.poll();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private void readLine() throws IOException {
        byte[] line = nextLine();
        if (line == null) {
            ended = true;
            releaseWaiting();
            return;
        }
        if (isBlank(line)) {
            return;
        }
        RecordingLine read = lines.cut()
                ? RecordingLine.unreadable("the line is longer than " + LONGEST_LINE + " bytes")
                : RecordingLine.read(line);
        RawDelivery delivery = new RawDelivery(name, 0, lines.number(), 0, read.body());
        if (read.heartbeat() != null || isOldHeartbeat(read.body())) {
            delivery.kind = RawDelivery.HEARTBEAT;
            delivery.receiver = read.heartbeat();
        }
        if (read.control() != null) {
            delivery.kind = RawDelivery.CONTROL;
            delivery.body = read.control();
            delivery.control = new String[] {null, null, Long.toString(read.receivedAt()), null};
        }
        if (read.unreadable() == null) {
            arrival = read.receivedAt();
            arrivalKnown = true;
            releaseWaiting();
        } else {
            delivery.unreadable = read.unreadable();
            delivery.body = lines.cut() ? Arrays.copyOf(line, KEPT_OF_LONGER) : line;
        }
        delivery.stamp = arrival;
        if (arrivalKnown) {
            ready.add(delivery);
            return;
        }
        waiting.add(delivery);
        waitingBytes += line.length;
        if (waitingBytes > WAITING_BYTES) {
            releaseWaiting();
        }
    }

    /** Older recordings hold heartbeats as bodies. In Kafka only the headers count, because a sender of deliveries chooses its bodies. */
    private boolean isOldHeartbeat(byte[] body) {
        return body != null && body.length <= LONGEST_HEARTBEAT && summaries.read(body).content() == BodySummary.Content.HEARTBEAT;
    }

    private void releaseWaiting() {
        for (RawDelivery delivery : waiting) {
            delivery.stamp = arrival;
        }
        ready.addAll(waiting);
        waiting.clear();
        waitingBytes = 0;
    }

    private byte[] nextLine() throws IOException {
        try {
            return lines.next();
        } catch (EOFException e) {
            throw failed(" breaks off after line " + lines.number() + ": the gzip data is incomplete. Fetch the file again.", e);
        } catch (IOException e) {
            throw gzip && !source.failed
                    ? failed(" is damaged after line " + lines.number() + ": " + e.getMessage() + ". Fetch the file again.", e)
                    : failed(" cannot be read after line " + lines.number() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The original failure is suppressed and not the cause: commands show the innermost cause of a job's failure, and this text is
     * better.
     */
    private IOException failed(String what, IOException why) {
        IOException failure = new IOException(path + what);
        failure.addSuppressed(why);
        return failure;
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private InputStream unpacked(BufferedInputStream in) throws IOException {
        try {
            return new Unpacked(new GzipCompressorInputStream(in, true));
        } catch (IOException e) {
            if (source.failed) {
                throw e;
            }
            throw failed(" is not a complete gzip file: its header is damaged. Fetch the file again.", e);
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns all bytes before a failure and throws at the next call. The library throws at once and drops what it unpacked in the same
     * call, so the last lines before the damage would be lost.
     */
    private static final class Unpacked extends FilterInputStream {
        private final GzipCompressorInputStream gzip;
        private IOException failure;

        Unpacked(GzipCompressorInputStream gzip) {
            super(gzip);
            this.gzip = gzip;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (failure != null) {
                throw failure;
            }
            long before = gzip.getBytesRead();
            try {
                return gzip.read(b, off, len);
            } catch (IOException e) {
                int unpacked = (int) (gzip.getBytesRead() - before);
                if (unpacked == 0) {
                    throw e;
                }
                failure = e;
                return unpacked;
            }
        }
    }

    /** Counts the bytes that are read, and remembers whether reading failed: such a failure says nothing about the gzip data. */
    private static final class CountingInput extends FilterInputStream {
        private final AtomicLong bytes;
        private boolean failed;

        CountingInput(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            try {
                int n = super.read(b, off, len);
                bytes.addAndGet(Math.max(0, n));
                return n;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
