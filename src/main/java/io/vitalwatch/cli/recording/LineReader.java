package io.vitalwatch.cli.recording;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits a stream of bytes at its line feeds. It decodes no characters, since a body may hold any bytes. The last line needs no line
 * feed.
 */
final class LineReader implements Closeable {
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int filled;
    private long number;
    private boolean cut;

    /**
     * @param longest bytes that are kept of a line; the rest of a longer line is skipped
     */
    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its line feed, or null at the end. A byte order mark before the first line is removed. */
    byte[] next() throws IOException {
        if (position == filled && !fill()) {
            return null;
        }
        cut = false;
        byte[] line = upToLineFeed();
        // Not before: if reading fails inside a line, that line does not count as read.
        number++;
        return number == 1 ? withoutByteOrderMark(line) : line;
    }

    /** The number of the last line returned, counted from 1; 0 before the first. */
    long number() {
        return number;
    }

    /** True if the last line returned was longer than the limit and is cut. */
    boolean cut() {
        return cut;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte[] upToLineFeed() throws IOException {
        ByteArrayOutputStream parts = null;
        while (true) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < filled;
            if (whole && parts == null) {
                byte[] line = java.util.Arrays.copyOfRange(buffer, position, end);
                position = end + 1;
                return line;
            }
            if (parts == null) {
                parts = new ByteArrayOutputStream();
            }
            int room = longest - parts.size();
            cut |= end - position > room;
            parts.write(buffer, position, Math.min(end - position, room));
            position = whole ? end + 1 : end;
            if (whole || !fill()) {
                return parts.toByteArray();
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.read(buffer, 0, buffer.length));
        return filled > 0;
    }

    private static byte[] withoutByteOrderMark(byte[] line) {
        boolean marked = line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
        return marked ? java.util.Arrays.copyOfRange(line, 3, line.length) : line;
    }
}
