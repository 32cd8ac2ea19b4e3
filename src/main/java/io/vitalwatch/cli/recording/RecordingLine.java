package io.vitalwatch.cli.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * One line of a recording: {@code {"received_at":ms,"body":…}} or {@code {"received_at":ms,"body_base64":"…"}}, keys in any order; a
 * receiver's heartbeat is {@code {"received_at":ms,"heartbeat":{"receiver":"id"}}}, a control record
 * {@code {"received_at":ms,"control":{…}}}.
 *
 * <p>The body is copied from the line byte by byte and is not parsed and written again: a replay must give the job exactly what the
 * receiver got, including duplicate keys, {@code NaN} and invalid UTF-8. So brackets and strings are followed only to find the end of a
 * value. If a key is repeated, the last one counts; unknown keys are ignored.
 *
 * @param receivedAt arrival at the receiver, Unix milliseconds
 * @param body the exact bytes, or null for a tombstone ({@code null}, or no body)
 * @param heartbeat the id of the receiver whose heartbeat this is, empty where the line does not name it; null where it is a delivery
 * @param control the exact bytes of a control record; null where it is none
 * @param unreadable why the line cannot be used, one sentence, or null; if it is set, the others mean nothing
 */
record RecordingLine(long receivedAt, byte[] body, String heartbeat, byte[] control, String unreadable) {
    /** 9999-12-31T23:59:59.999Z: later times have no ISO-8601 date with a year of four digits. */
    static final long LATEST = 253_402_300_799_999L;
    /** As milliseconds these are days from 1970 to 1973, as seconds years from 2001 on. */
    private static final long SMALLEST_SECONDS = 1_000_000_000L;
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private static final byte[] RECEIVED_AT = "received_at".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = "heartbeat".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTROL = "control".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIVER = "receiver".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY_BASE64 = "body_base64".getBytes(StandardCharsets.US_ASCII);

    /** Reads a line, in time linear in its length; throws no exception, whatever the bytes are. */
    static RecordingLine read(byte[] line) {
        try {
            return new Scanner(line).delivery();
        } catch (Unreadable e) {
            return unreadable(e.getMessage());
        }
    }

    /** A line that cannot be used. */
    static RecordingLine unreadable(String why) {
        return new RecordingLine(0, null, null, null, why);
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

        RecordingLine delivery() throws Unreadable {
            Slice receivedAt = null;
            Slice body = null;
            Slice base64 = null;
            Slice heartbeat = null;
            Slice control = null;
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
                } else if (is(key, HEARTBEAT) && !text(value).equals("null")) {
                    heartbeat = value;
                } else if (is(key, CONTROL) && !text(value).equals("null")) {
                    control = value;
                }
            } while (more());
            if (peek() != -1) {
                throw new Unreadable("something follows the object, at byte " + at);
            }
            long time = receivedAt(receivedAt);
            if (body != null && base64 != null) {
                throw new Unreadable("the line has both body and body_base64: leave one out");
            }
            if (control != null) {
                if (body != null || base64 != null || heartbeat != null) {
                    throw new Unreadable("the line has a control record and something else: leave one out");
                }
                return new RecordingLine(time, null, null, bytes(control), null);
            }
            if (heartbeat != null) {
                if (body != null || base64 != null) {
                    throw new Unreadable("the line has both a heartbeat and a body: leave one out");
                }
                return new RecordingLine(time, null, new Scanner(Arrays.copyOfRange(line, heartbeat.from, heartbeat.to)).receiver(), null,
                        null);
            }
            return new RecordingLine(time, base64 != null ? decoded(base64) : bytes(body), null, null, null);
        }

        /** Reads the object of a heartbeat. */
        private String receiver() throws Unreadable {
            expect('{', "heartbeat is no JSON object; write {\"receiver\":\"id\"}");
            String receiver = "";
            if (peek() == '}') {
                return receiver;
            }
            do {
                Slice key = key();
                expect(':', "a key is not followed by a colon");
                Slice value = value();
                if (is(key, RECEIVER)) {
                    receiver = line[value.from] == '"' ? text(new Slice(value.from + 1, value.to - 1)) : text(value);
                }
            } while (more());
            return receiver;
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

        /** The next byte that is not white space, or -1 at the end. */
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
                if (time >= SMALLEST_SECONDS && time < LARGEST_SECONDS) {
                    throw new Unreadable("received_at looks like Unix seconds, write milliseconds: " + text);
                }
                if (time >= 0 && time <= LATEST && text.charAt(0) != '+') {
                    return time;
                }
            } catch (NumberFormatException e) {
                // Reported below.
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
            // JSON allows an escaped slash, and some writers use it.
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
