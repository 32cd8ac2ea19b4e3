package io.vitalwatch.corsano;

import java.nio.charset.StandardCharsets;

/**
 * A place in the bytes of JSON whose strings are printable ASCII without escapes, and what can be read there. Each method that returns a
 * boolean returns false if something else stands there than it reads; then the place is undefined.
 *
 * <p>The end of the bytes is not looked for: beyond it there is an {@link ArrayIndexOutOfBoundsException}, which {@link BodyScanner}
 * expects. To compare the index at every byte would slow down good bodies.
 */
abstract class PlainJson {
    static final int LONGEST_NUMBER = 30;

    byte[] body;
    int at;

    /** Skips a string, a plain number or a literal. */
    final boolean skipScalar() {
        byte c = body[at];
        if (c == '"') {
            return skipString();
        }
        if (c == '-' || c >= '0' && c <= '9') {
            at = endOfNumber(at);
            return at >= 0;
        }
        return literal("null") || literal("true") || literal("false");
    }

    /** Skips a string, from the opening quote to after the closing one. */
    final boolean skipString() {
        if (body[at] != '"') {
            return false;
        }
        int end = endOfString(at + 1);
        at = end + 1;
        return end >= 0;
    }

    /**
     * Index of the closing quote, or −1 if there is an escape or a byte before it that is not printable ASCII (bytes from 128 up are
     * negative).
     */
    final int endOfString(int from) {
        for (int i = from;; i++) {
            byte c = body[i];
            if (c == '"') {
                return i;
            }
            if (c < ' ' || c == '\\') {
                return -1;
            }
        }
    }

    /** Index after a number without exponent, or −1 if there is no such number. */
    final int endOfNumber(int from) {
        int i = body[from] == '-' ? from + 1 : from;
        int whole = i;
        while (isDigit(body[i])) {
            i++;
        }
        if (i == whole || i - whole > 1 && body[whole] == '0') {
            return -1;
        }
        if (body[i] == '.') {
            int fraction = ++i;
            while (isDigit(body[i])) {
                i++;
            }
            if (i == fraction) {
                return -1;
            }
        }
        return ends(body[i]) && i - from <= LONGEST_NUMBER ? i : -1;
    }

    final boolean literal(String text) {
        if (!is(at, text.length(), text) || !ends(body[at + text.length()])) {
            return false;
        }
        at += text.length();
        return true;
    }

    final boolean is(int start, int length, String text) {
        if (length != text.length() || start + length > body.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (body[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    final String text(int start, int length) {
        return new String(body, start, length, StandardCharsets.ISO_8859_1);
    }

    /** Moves after the colon of a key. */
    final boolean colon() {
        return separator(':');
    }

    /** Moves after the opening bracket; returns whether an element follows. */
    final boolean open(char close) {
        at++;
        space();
        return body[at] != close;
    }

    /** Moves after an element and its comma; returns false if there is no comma, so no further element. */
    final boolean next() {
        return separator(',');
    }

    private boolean separator(char which) {
        space();
        if (body[at] != which) {
            return false;
        }
        at++;
        space();
        return true;
    }

    /** Reads the closing bracket; false if something else is next. */
    final boolean closed(char close) {
        if (body[at] != close) {
            return false;
        }
        at++;
        return true;
    }

    final void space() {
        while (isSpace(body[at])) {
            at++;
        }
    }

    static boolean isSpace(byte c) {
        return c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t');
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a number or literal ends before this byte. */
    static boolean ends(byte c) {
        return c == ',' || c == '}' || c == ']' || isSpace(c);
    }
}
