package io.vitalwatch.corsano;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/**
 * Makes JSON readable that is beyond the limits of the JSON parser: objects and arrays nested too deep become {@code null}, names too long
 * become empty. Everything else is copied byte for byte, broken or not, and is judged by the parser. Linear in the length of the body; a
 * level of nesting costs one bit.
 */
final class ShortenedJson {
    /** How many levels are kept. A body needs six. */
    static final int LEVELS = 32;
    /** The longest name that is kept, bytes. */
    static final int LONGEST_NAME = 1_000;

    private final byte[] body;
    private final ByteArrayOutputStream out;
    private int at;

    private ShortenedJson(byte[] body, int from) {
        this.body = body;
        this.at = from;
        this.out = new ByteArrayOutputStream(body.length);
    }

    /** @return the shortened copy, or null where the brackets of what would be left out do not match */
    static byte[] of(byte[] body, int from) {
        return new ShortenedJson(body, from).shortened();
    }

    private byte[] shortened() {
        int depth = 0;
        while (at < body.length) {
            byte c = body[at];
            if (c == '"') {
                copyString();
                continue;
            }
            if ((c == '{' || c == '[') && depth == LEVELS) {
                if (!skipStructure()) {
                    return null;
                }
                out.writeBytes(new byte[] {'n', 'u', 'l', 'l'});
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            out.write(c);
            at++;
        }
        return out.toByteArray();
    }

    private void copyString() {
        int from = at;
        skipString();
        int next = at;
        while (next < body.length && (body[next] == ' ' || body[next] == '\n' || body[next] == '\r' || body[next] == '\t')) {
            next++;
        }
        boolean name = next < body.length && body[next] == ':';
        if (name && at - from > LONGEST_NAME) {
            out.write('"');
            out.write('"');
        } else {
            out.write(body, from, at - from);
        }
    }

    /** From the opening quote to behind the closing one, or to the end of the body. */
    private void skipString() {
        at++;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, body.length);
    }

    /** From an opening bracket to behind the one that closes it; false where there is none. */
    private boolean skipStructure() {
        BitSet objects = new BitSet();
        int depth = 0;
        while (at < body.length) {
            byte c = body[at];
            if (c == '"') {
                skipString();
                continue;
            }
            at++;
            if (c == '{' || c == '[') {
                objects.set(depth++, c == '{');
            } else if (c == '}' || c == ']') {
                if (objects.get(--depth) != (c == '}')) {
                    return false;
                }
                if (depth == 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
