package io.vitalwatch.web.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first bytes of a connection, until they are a whole head of a request, or the first record of a TLS handshake. They are only looked
 * through here, each byte once. A whole head may still be malformed.
 */
final class FirstBytes {
    /** What the bytes are by now. */
    enum Outcome {
        UNFINISHED, WHOLE, BAD_REQUEST, LINE_TOO_LONG, HEAD_TOO_LARGE
    }

    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER = 5;
    private static final int LARGEST_RECORD = (1 << 14) + 256;
    private static final int FIRST = 512;
    private static final int DELETE = 127;

    private final boolean tls;
    private final int most;
    private byte[] bytes = {};
    private int length;
    private int lines;
    /** Where the line begins whose end is awaited. */
    private int line;

    /**
     * @param tls whether TLS is spoken
     * @param most bytes of the longest head that is accepted
     */
    FirstBytes(boolean tls, int most) {
        this.tls = tls;
        this.most = most;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** All bytes that were added; the caller may keep them. */
    byte[] all() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Adds bytes, and returns what all of them are now. None may be added to bytes that were not unfinished. */
    Outcome add(ByteBuffer more) {
        int from = length;
        int count = more.remaining();
        if (length + count > bytes.length) {
            // Most connections send a small head at once. Many bytes at once are often all that come.
            bytes = Arrays.copyOf(bytes, Math.max(Math.min(Math.max(FIRST, bytes.length * 2), most), length + count));
        }
        more.get(bytes, length, count);
        length += count;
        return tls ? record() : head(from);
    }

    /** A connection that does not begin with a handshake is left to the TLS library. */
    private Outcome record() {
        int record = length < RECORD_HEADER ? 0 : (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
        boolean whole = bytes[0] != HANDSHAKE || record > LARGEST_RECORD || length >= RECORD_HEADER + record && length >= RECORD_HEADER;
        return whole ? Outcome.WHOLE : Outcome.UNFINISHED;
    }

    private Outcome head(int from) {
        for (int i = from; i < length; i++) {
            byte each = bytes[i];
            boolean afterReturn = i > 0 && bytes[i - 1] == '\r';
            if (each == '\n' && afterReturn) {
                Outcome outcome = lineEnds(i - 1);
                if (outcome != Outcome.UNFINISHED) {
                    return outcome;
                }
            } else if (afterReturn || !isText(each)) {
                return Outcome.BAD_REQUEST;
            }
        }
        return length < most ? Outcome.UNFINISHED : lines == 0 ? Outcome.LINE_TOO_LONG : Outcome.HEAD_TOO_LARGE;
    }

    /** Whether a head may contain this byte. */
    private boolean isText(byte each) {
        return each >= ' ' && each != DELETE || each == '\t' || each == '\r' || each < 0 && lines > 0;
    }

    private Outcome lineEnds(int end) {
        int begin = line;
        line = end + 2;
        if (end == begin) {
            // Blank lines before a request are skipped.
            return lines > 0 ? Outcome.WHOLE : Outcome.UNFINISHED;
        }
        lines++;
        if (lines == 1) {
            return isRequestLine(begin, end) ? Outcome.UNFINISHED : Outcome.BAD_REQUEST;
        }
        return lines > StrictHttp.MOST_HEADERS + 1 ? Outcome.HEAD_TOO_LARGE : Outcome.UNFINISHED;
    }

    private boolean isRequestLine(int begin, int end) {
        int version = end - " HTTP/1.1".length();
        return version > begin && bytes[version] == ' ' && bytes[version + 1] == 'H' && bytes[version + 6] == '1'
                && (bytes[end - 1] == '1' || bytes[end - 1] == '0');
    }
}
