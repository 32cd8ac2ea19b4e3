package io.vitalwatch.cli;

import io.vitalwatch.job.RawDelivery;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The deliveries of one recording, in the order of its lines: NDJSON, plain or gzip (told by its first bytes), or {@code -} for stdin.
 *
 * <p>A line that cannot be read becomes a delivery too, with the reason in {@link RawDelivery#unreadable} and the line as its body: it
 * arrives with the delivery before it, or, at the top of a file, with the first one after it. Blank lines are skipped.
 */
final class DeliveryFile implements Closeable {
    static final String STDIN = "-";
    /** Longest line that is read, bytes. */
    static final int LONGEST_LINE = 64 * 1024 * 1024;
    /** What is kept of a longer one. */
    private static final int KEPT_OF_LONGER = 1024 * 1024;
    /** How much unreadable stuff at the top of a file is held back until an arrival is found below it; beyond that it arrives at 0. */
    private static final int WAITING_BYTES = 16 * 1024 * 1024;

    private final String path;
    private final String name;
    private final Lines lines;
    private final Queue<RawDelivery> ready = new ArrayDeque<>();
    private final Queue<RawDelivery> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean arrivalKnown;
    private long arrival;
    private boolean ended;

    /**
     * Opens a recording.
     *
     * @param bytesRead counts the file's bytes (compressed ones, in a gzip file) as they are read
     * @throws IOException when it cannot be opened; the message names it
     */
    DeliveryFile(String path, AtomicLong bytesRead) throws IOException {
        this(path, path.equals(STDIN) ? System.in : Files.newInputStream(Path.of(path)), bytesRead);
    }

    /**
     * Reads a recording from a stream.
     *
     * @param path what to call it; its last part is the deliveries' topic
     */
    DeliveryFile(String path, InputStream raw, AtomicLong bytesRead) throws IOException {
        this.path = path;
        this.name = path.equals(STDIN) ? "stdin" : Path.of(path).getFileName().toString();
        this.lines = new Lines(plain(new BufferedInputStream(new Counted(raw, bytesRead), 1 << 16)), LONGEST_LINE);
    }

    /**
     * The next delivery, or null at the end.
     *
     * @throws IOException when the file itself breaks off or fails; the message names file and line
     */
    RawDelivery next() throws IOException {
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
        DeliveryLine read = lines.cut()
                ? new DeliveryLine(0, null, "the line is longer than " + LONGEST_LINE + " bytes")
                : DeliveryLine.read(line);
        RawDelivery delivery = new RawDelivery(name, 0, lines.number(), 0, read.body());
        if (read.unreadable() == null) {
            arrival = read.receivedAt();
            arrivalKnown = true;
            releaseWaiting();
        } else {
            delivery.unreadable = read.unreadable();
            delivery.body = lines.cut() ? java.util.Arrays.copyOf(line, KEPT_OF_LONGER) : line;
        }
        delivery.arrival = arrival;
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

    private void releaseWaiting() {
        for (RawDelivery delivery : waiting) {
            delivery.arrival = arrival;
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
        } catch (ZipException e) {
            throw failed(" is damaged after line " + lines.number() + ": " + e.getMessage() + ". Fetch the file again.", e);
        } catch (IOException e) {
            throw failed(" cannot be read after line " + lines.number() + ": " + e.getMessage(), e);
        }
    }

    /** Not a cause but suppressed: a job's failure is told in the words of its innermost cause, and these are the better words. */
    private IOException failed(String what, IOException why) {
        IOException failure = new IOException(path + what);
        failure.addSuppressed(why);
        return failure;
    }

    private InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        try {
            return gzip ? new GZIPInputStream(new HonestlyAvailable(in), 1 << 16) : in;
        } catch (EOFException | ZipException e) {
            throw failed(" is no whole gzip file: its header is damaged. Fetch the file again.", e);
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

    private static final class Counted extends FilterInputStream {
        private final AtomicLong bytes;

        Counted(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            bytes.addAndGet(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            bytes.addAndGet(Math.max(0, n));
            return n;
        }
    }

    /**
     * GZIPInputStream takes {@code available() == 0} for the end of the file and would drop the later members of a concatenated
     * gzip that comes through a pipe; so this one looks whether there really is nothing more.
     */
    private static final class HonestlyAvailable extends FilterInputStream {
        HonestlyAvailable(BufferedInputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            in.mark(1);
            boolean more = in.read() >= 0;
            in.reset();
            return more ? 1 : 0;
        }
    }
}
