package io.vitalwatch.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * One line of a recording: {@code {"received_at":ms,"body":…}} or {@code {"received_at":ms,"body_base64":"…"}}, keys in any order.
 *
 * <p>The body is cut out of the line byte by byte, never parsed and written again: a replay must give the job what the receiver got,
 * with its duplicate keys, its {@code NaN} and its invalid UTF-8. So brackets and strings are only followed as far as is needed to see
 * where a value ends. Of a repeated key the last one counts; unknown keys are passed over.
 *
 * @param receivedAt when the receiver got it, Unix milliseconds
 * @param body the exact bytes, or null for a tombstone ({@code null}, or no body at all)
 * @param unreadable why the line cannot be used, one sentence, or null when it can; the other two are meaningless then
 */
record DeliveryLine(long receivedAt, byte[] body, String unreadable) {
    /** 9999-12-31T23:59:59.999Z: later times cannot be written as ISO-8601 dates of four-digit years. */
    static final long LATEST = 253_402_300_799_999L;

    private static final byte[] RECEIVED_AT = "received_at".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY_BASE64 = "body_base64".getBytes(StandardCharsets.US_ASCII);

    /** Reads a line; linear in its length, and throws on no bytes whatever. */
    static DeliveryLine read(byte[] line) {
        try {
            return new Scanner(line).delivery();
        } catch (Unreadable e) {
            return new DeliveryLine(0, null, e.getMessage());
        }
    }

    private static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    private record Slice(int from, int to) {}

    private static final class Scanner {
        private final byte[] line;
        private int at;

        Scanner(byte[] line) {
            this.line = line;
        }

        DeliveryLine delivery() throws Unreadable {
            Slice receivedAt = null;
            Slice body = null;
            Slice base64 = null;
            expect('{', "the line is no JSON object");
            if (peek() == '}') {
                throw new Unreadable("the line has no received_at");
            }
            do {
                Slice key = key();
                expect(':', "a key is not followed by a colon");
                Slice value = value();
                if (is(key, RECEIVED_AT)) {
                    receivedAt = value;
                } else if (is(key, BODY)) {
                    body = value;
                } else if (is(key, BODY_BASE64)) {
                    base64 = value;
                }
            } while (more());
            if (peek() != -1) {
                throw new Unreadable("something follows the object, at byte " + at);
            }
            long time = receivedAt(receivedAt);
            if (body != null && base64 != null) {
                throw new Unreadable("the line has both body and body_base64: leave one out");
            }
            return new DeliveryLine(time, base64 != null ? decoded(base64) : bytes(body), null);
        }

        private boolean more() throws Unreadable {
            int next = peek();
            if (next == ',' || next == '}') {
                at++;
                return next == ',';
            }
            throw new Unreadable(next == -1 ? "the line ends inside the object" : "neither comma nor brace after a value, at byte " + at);
        }

        private Slice key() throws Unreadable {
            if (peek() != '"') {
                throw new Unreadable(peek() == -1 ? "the line ends inside the object" : "a key is not in quotes, at byte " + at);
            }
            Slice quoted = string();
            return new Slice(quoted.from + 1, quoted.to - 1);
        }

        private Slice value() throws Unreadable {
            int first = peek();
            if (first == '"') {
                return string();
            }
            int from = at;
            if (first == '{' || first == '[') {
                bracketed();
            } else {
                while (at < line.length && !endsScalar(line[at])) {
                    at++;
                }
            }
            if (at == from) {
                throw new Unreadable(first == -1 ? "the line ends where a value should stand" : "a value is missing, at byte " + at);
            }
            return new Slice(from, at);
        }

        private void bracketed() throws Unreadable {
            int depth = 0;
            do {
                if (at >= line.length) {
                    throw new Unreadable("the line ends inside a value, " + depth + " brackets open");
                }
                switch (line[at]) {
                    case '"' -> string();
                    case '{', '[' -> {
                        depth++;
                        at++;
                    }
                    case '}', ']' -> {
                        depth--;
                        at++;
                    }
                    default -> at++;
                }
            } while (depth > 0);
        }

        private Slice string() throws Unreadable {
            int from = at++;
            while (at < line.length && line[at] != '"') {
                at += line[at] == '\\' ? 2 : 1;
            }
            if (at >= line.length) {
                throw new Unreadable("the line ends inside a string");
            }
            at++;
            return new Slice(from, at);
        }

        private void expect(char wanted, String otherwise) throws Unreadable {
            if (peek() != wanted) {
                throw new Unreadable(otherwise);
            }
            at++;
        }

        /** The next byte that is no white space, or -1 at the end. */
        private int peek() {
            while (at < line.length && isSpace(line[at])) {
                at++;
            }
            return at < line.length ? line[at] & 0xff : -1;
        }

        private long receivedAt(Slice value) throws Unreadable {
            if (value == null) {
                throw new Unreadable("the line has no received_at");
            }
            String text = text(value);
            try {
                long time = Long.parseLong(text);
                if (time >= 0 && time <= LATEST && text.charAt(0) != '+') {
                    return time;
                }
            } catch (NumberFormatException e) {
                // Said below, in the words of the format.
            }
            throw new Unreadable("received_at is not a whole number of Unix milliseconds: " + shortened(text));
        }

        private byte[] bytes(Slice value) {
            return value == null || text(value).equals("null") ? null : Arrays.copyOfRange(line, value.from, value.to);
        }

        private byte[] decoded(Slice value) throws Unreadable {
            if (line[value.from] != '"') {
                if (text(value).equals("null")) {
                    return null;
                }
                throw new Unreadable("body_base64 is no string: " + shortened(text(value)));
            }
            // A slash may stand escaped in JSON, and some writers do escape it.
            String text = text(new Slice(value.from + 1, value.to - 1)).replace("\\/", "/");
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new Unreadable("body_base64 is not Base64: " + e.getMessage());
            }
        }

        private String text(Slice slice) {
            return new String(line, slice.from, slice.to - slice.from, StandardCharsets.UTF_8);
        }

        private boolean is(Slice key, byte[] name) {
            return Arrays.equals(line, key.from, key.to, name, 0, name.length);
        }

        private static String shortened(String text) {
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }

        private static boolean isSpace(byte b) {
            return b == ' ' || b == '\t' || b == '\r' || b == '\n';
        }

        private static boolean endsScalar(byte b) {
            return b == ',' || b == '}' || b == ']' || isSpace(b);
        }
    }
}
