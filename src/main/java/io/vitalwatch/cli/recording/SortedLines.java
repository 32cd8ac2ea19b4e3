package io.vitalwatch.cli.recording;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts lines by time, then by a key, then by their bytes, so that the same lines always make the same file. Lines that do not fit into
 * memory are kept in sorted runs on the disk.
 */
final class SortedLines implements Closeable {
    /** Memory that a line takes in addition to its bytes, approximately. */
    private static final int OVERHEAD = 100;

    private record Line(long time, byte[] key, byte[] bytes) {}

    private static final Comparator<Line> ORDER = Comparator.comparingLong(Line::time)
            .thenComparing(Line::key, Arrays::compareUnsigned)
            .thenComparing(Line::bytes, Arrays::compareUnsigned);

    private final long memory;
    private final List<Line> lines = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private long held;

    /**
     * @param memory bytes of lines in memory before a run is written to the disk
     */
    SortedLines(long memory) {
        this.memory = memory;
    }

    /** Adds a line; its bytes contain no line feed. */
    void add(long time, String key, byte[] bytes) throws IOException {
        Line line = new Line(time, key.getBytes(StandardCharsets.UTF_8), bytes);
        lines.add(line);
        held += line.key.length + bytes.length + OVERHEAD;
        if (held > memory) {
            writeRun();
        }
    }

    /** Writes all lines in order, each with a line feed. Call it only once. */
    void writeTo(OutputStream out) throws IOException {
        lines.sort(ORDER);
        List<Run> open = new ArrayList<>();
        try {
            for (Path path : runs) {
                open.add(new Run(path));
            }
            PriorityQueue<Run> heads = new PriorityQueue<>(Comparator.comparing(run -> run.head, ORDER));
            heads.addAll(open);
            for (Line line : lines) {
                while (!heads.isEmpty() && ORDER.compare(heads.peek().head, line) <= 0) {
                    writeHead(heads, out);
                }
                write(line, out);
            }
            while (!heads.isEmpty()) {
                writeHead(heads, out);
            }
        } finally {
            for (Run run : open) {
                run.in.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.clear();
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }

    private static void writeHead(PriorityQueue<Run> heads, OutputStream out) throws IOException {
        Run run = heads.poll();
        write(run.head, out);
        if (run.advance()) {
            heads.add(run);
        }
    }

    private static void write(Line line, OutputStream out) throws IOException {
        out.write(line.bytes);
        out.write('\n');
    }

    private void writeRun() throws IOException {
        lines.sort(ORDER);
        Path path = Files.createTempFile("vitalwatch-sort-", ".run");
        runs.add(path);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
            for (Line line : lines) {
                out.writeLong(line.time);
                out.writeInt(line.key.length);
                out.write(line.key);
                out.writeInt(line.bytes.length);
                out.write(line.bytes);
            }
        }
        lines.clear();
        held = 0;
    }

    private static final class Run {
        private final DataInputStream in;
        private Line head;

        Run(Path path) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
            advance();
        }

        boolean advance() throws IOException {
            try {
                long time = in.readLong();
                byte[] key = in.readNBytes(in.readInt());
                head = new Line(time, key, in.readNBytes(in.readInt()));
                return true;
            } catch (EOFException e) {
                return false;
            }
        }
    }
}
