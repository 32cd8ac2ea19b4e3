package io.vitalwatch.cli.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the user of a body without parsing it, for the key of its record. The key only distributes load; the job reads the user from the
 * body.
 */
public final class UserKey {
    private static final byte[] NAME = "\"user_uuid\"".getBytes(StandardCharsets.US_ASCII);

    private UserKey() {}

    /** The bytes of the first {@code user_uuid}; null if there is none, or if it is not a string, is empty or has escapes. */
    public static byte[] of(byte[] body) {
        int at = afterName(body);
        at = skip(body, at, ':');
        at = skip(body, at, '"');
        if (at < 0) {
            return null;
        }
        int end = at;
        while (end < body.length && body[end] != '"') {
            if (body[end] == '\\') {
                return null;
            }
            end++;
        }
        return end < body.length && end > at ? Arrays.copyOfRange(body, at, end) : null;
    }

    private static int afterName(byte[] body) {
        for (int from = 0; from + NAME.length <= body.length; from++) {
            if (body[from] == '"' && Arrays.equals(body, from, from + NAME.length, NAME, 0, NAME.length)) {
                return from + NAME.length;
            }
        }
        return -1;
    }

    /** The position after white space and this character, or -1 if another character follows. */
    private static int skip(byte[] body, int from, char wanted) {
        int at = from;
        while (at >= 0 && at < body.length && (body[at] == ' ' || body[at] == '\t' || body[at] == '\n' || body[at] == '\r')) {
            at++;
        }
        return at >= 0 && at < body.length && body[at] == wanted ? at + 1 : -1;
    }
}
