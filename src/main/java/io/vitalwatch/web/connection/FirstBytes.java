package io.vitalwatch.web.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first bytes of a connection, until they are worth reading: a whole head of a request, or the first record of a TLS handshake. Bytes
 * that can never become one are worth reading too, because they have to be refused. They are only looked through here, each byte once.
 */
final class FirstBytes {
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
    private boolean ended;

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

    /** Adds bytes, and returns whether all of them are worth reading now. */
    boolean add(ByteBuffer more) {
        int from = length;
        int count = more.remaining();
        if (length + count > bytes.length) {
            // Most connections send a small head at once. Many bytes at once are often all that come.
            bytes = Arrays.copyOf(bytes, Math.max(Math.min(Math.max(FIRST, bytes.length * 2), most), length + count));
        }
        more.get(bytes, length, count);
        length += count;
        ended |= tls ? recordEnds() : headEnds(from);
        return ended;
    }

    private boolean recordEnds() {
        if (bytes[0] != HANDSHAKE) {
            return true;
        }
        if (length < RECORD_HEADER) {
            return false;
        }
        int record = (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
        return record > LARGEST_RECORD || length >= RECORD_HEADER + record;
    }

    private boolean headEnds(int from) {
        for (int i = from; i < length; i++) {
            byte each = bytes[i];
            boolean afterReturn = i > 0 && bytes[i - 1] == '\r';
            if (each == '\n' ? !afterReturn || endsAt(i - 1) : afterReturn || !isText(each)) {
                return true;
            }
        }
        return length >= most;
    }

    /** Whether a head may contain this byte. */
    private boolean isText(byte each) {
        return each >= ' ' && each != DELETE || each == '\t' || each == '\r' || each < 0 && lines > 0;
    }

    /** Whether the head ends with the line that ends at this index, or will be refused because of it. */
    private boolean endsAt(int end) {
        int begin = line;
        line = end + 2;
        if (end == begin) {
            return lines > 0;
        }
        lines++;
        return lines == 1 ? !isRequestLine(begin, end) : lines > StrictHttp.MOST_HEADERS + 1;
    }

    private boolean isRequestLine(int begin, int end) {
        int version = end - " HTTP/1.1".length();
        return version > begin && bytes[version] == ' ' && bytes[version + 1] == 'H' && bytes[version + 6] == '1'
                && (bytes[end - 1] == '1' || bytes[end - 1] == '0');
    }
}
