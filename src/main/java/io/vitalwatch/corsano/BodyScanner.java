package io.vitalwatch.corsano;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads bodies as the vendor sends them, straight from the bytes: objects with known keys, plain ASCII strings, plain numbers.
 *
 * <p>It reads only a part of what {@link BodyDecoder} accepts, with the same result (a test compares both with mutated bodies). For any
 * other body it returns false, and the decoder reads the whole body again with a JSON parser. So bad input is judged in one place.
 *
 * <p>Why it is fast: rows of one phone have the same keys in the same order. A row of a form that was seen before is read by a
 * {@link RowPlan}. In other rows each key is first compared as a whole with the key that came next in the previous row, so most keys need no
 * lookup.
 */
final class BodyScanner {
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_NUMBER = 30;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_KEYS = 128;
    private static final String TIMEZONE = "timezone";
    static final int TIMEZONE_FIELD = -1;
    /** A field that the program does not use. */
    static final int UNUSED_FIELD = -2;
    private static final int TIMESTAMP_FIELD = Field.TIMESTAMP.ordinal();
    private static final int TIMESTAMP_BIT = 1 << TIMESTAMP_FIELD;
    private static final int TIMEZONE_BIT = Integer.MIN_VALUE;
    /** By the field's ordinal. */
    private static final boolean[] TRUE_OR_FALSE = new boolean[Field.count()];
    private static final Map<String, Integer> FIELDS = new HashMap<>();

    static {
        for (Field field : Field.values()) {
            TRUE_OR_FALSE[field.ordinal()] = field.trueOrFalse();
            FIELDS.put(field.key(), field.ordinal());
        }
        FIELDS.put(TIMEZONE, TIMEZONE_FIELD);
    }

    /** Null if each row is read field by field. */
    private final RowPlans plans;
    private final Map<String, Key> keys = new HashMap<>();
    private final Key first = new Key("", UNUSED_FIELD);
    private final char[] number = new char[LONGEST_NUMBER];

    private byte[] body;
    private int at;
    private String study = "";
    private String type = "";
    private byte[] timezone = {};
    private int offsetMinutes;
    private long parsed;
    /** Fields of the current row that were read, one bit each by ordinal; the sign bit is the time zone's. */
    private int seen;
    private boolean ended;
    private int plain;

    BodyScanner() {
        this(new RowPlans());
    }

    /** @param plans forms of rows, or null to read each row field by field */
    BodyScanner(RowPlans plans) {
        this.plans = plans;
        FIELDS.forEach((name, field) -> keys.put(name, new Key(name, field)));
    }

    /** A key of a row as it stands in a body without white space, with quotes and colon, and the two keys that came next most recently. */
    private static final class Key extends FixedText {
        /** The field's ordinal, {@link #TIMEZONE_FIELD} or {@link #UNUSED_FIELD}. */
        private final int field;
        private Key next;
        private Key other;

        private Key(String name, int field) {
            super(("\"" + name + "\":").getBytes(StandardCharsets.ISO_8859_1));
            this.field = field;
        }
    }

    /** @return whether the whole body was read; if not, the content of the envelope is undefined */
    boolean scan(byte[] bytes, Envelope into) {
        body = bytes;
        at = 0;
        plain = 0;
        try {
            space();
            if (body[at] != '{' || !readEnvelope(into, true)) {
                return false;
            }
            while (at < body.length) {
                if (!isSpace(body[at++])) {
                    return false;
                }
            }
            return true;
        } catch (ArrayIndexOutOfBoundsException e) {
            // The body ends too early. Checking the length at every byte instead would slow down good bodies.
            return false;
        } finally {
            body = null;
        }
    }

    /** The field of a key: its ordinal, {@link #TIMEZONE_FIELD} or {@link #UNUSED_FIELD}. */
    static int fieldOf(byte[] text, int from, int to) {
        return FIELDS.getOrDefault(new String(text, from, to - from, StandardCharsets.ISO_8859_1), UNUSED_FIELD);
    }

    /** How many fields of the last body were read by the fast loop. For tests: the result does not show which way a field was read. */
    int plainFields() {
        return plain;
    }

    private boolean readEnvelope(Envelope into, boolean outermost) {
        int seen = 0;
        for (boolean more = open('}'); more; more = next()) {
            int start = at + 1;
            if (!skipString()) {
                return false;
            }
            int length = at - 1 - start;
            int bit = is(start, length, "study") ? 1 : is(start, length, "type") ? 2 : is(start, length, "user_uuid") ? 4
                    : is(start, length, "data") ? 8 : 0;
            if ((seen & bit) != 0 || length > LONGEST_KEY || is(start, length, "event_type") || !colon()) {
                return false;
            }
            seen |= bit;
            if (bit == 8) {
                if (body[at] == '[') {
                    into.hasData = true;
                    if (!readBatches(into)) {
                        return false;
                    }
                } else if (body[at] != '{' || !outermost || !readEnvelope(into, false)) {
                    return false;
                }
            } else if (bit == 0) {
                if (!skipScalar()) {
                    return false;
                }
            } else {
                start = at + 1;
                if (!skipString()) {
                    return false;
                }
                length = at - 1 - start;
                if (bit == 1) {
                    into.study = study = is(start, length, study) ? study : text(start, length);
                } else if (bit == 2) {
                    into.type = type = is(start, length, type) ? type : text(start, length);
                } else {
                    into.user = text(start, length);
                }
            }
        }
        return closed('}');
    }

    private boolean readBatches(Envelope into) {
        for (boolean more = open(']'); more; more = next()) {
            if (body[at] == '[') {
                for (boolean inner = open(']'); inner; inner = next()) {
                    if (body[at] != '{' || !readRow(into)) {
                        return false;
                    }
                }
                if (!closed(']')) {
                    return false;
                }
            } else if (body[at] != '{' || !readRow(into)) {
                return false;
            }
        }
        return closed(']');
    }

    private boolean readRow(Envelope into) {
        Row row = into.emptyRow();
        int start = at;
        int end = plans == null ? -1 : plans.read(body, start, row);
        if (end >= 0) {
            at = end;
        } else if (!readFields(row)) {
            return false;
        } else if (plans != null) {
            plans.learn(body, start, at, row);
        }
        into.samples++;
        into.add(row);
        return true;
    }

    private boolean readFields(Row row) {
        seen = 0;
        Key key = first;
        boolean more = open('}');
        while (more) {
            key = readPlain(row, key);
            if (ended) {
                break;
            }
            key = readKey(key);
            if (key == null || !readValue(row, key)) {
                return false;
            }
            more = next();
        }
        int known = seen & ~TIMESTAMP_BIT & ~TIMEZONE_BIT;
        if (!closed('}') || row.get(Field.TIMESTAMP) <= 0 || known == 0) {
            return false;
        }
        row.fields(known | TIMESTAMP_BIT, List.of());
        row.typeByFields();
        return true;
    }

    /**
     * Reads fields as the vendor writes them, in the order of the previous row: {@code "key":"whole number",}. Nearly all fields have this
     * form and this loop takes most of the time, so the index is a local variable, and white space is left to the slower way.
     *
     * @return the last key that was read; next is the closing brace ({@link #ended}), or a field that needs the slower way
     */
    private Key readPlain(Row row, Key before) {
        byte[] bytes = body;
        int start = at;
        int fields = seen;
        Key last = before;
        ended = false;
        while (true) {
            Key key = last.next;
            if (key == null || !key.standsIn(bytes, start)) {
                key = last.other;
                if (key == null || !key.standsIn(bytes, start)) {
                    break;
                }
                last.other = last.next;
                last.next = key;
            }
            int i = start + key.text.length;
            if (bytes[i] != '"') {
                break;
            }
            i++;
            int first = i;
            long value = 0;
            if (key.field == TIMEZONE_FIELD) {
                int end = i + timezone.length;
                if (fields < 0 || timezone.length == 0
                        || !Arrays.equals(bytes, i, Math.min(end, bytes.length), timezone, 0, timezone.length)) {
                    break;
                }
                i = end;
            } else if (key.field < 0) {
                for (byte c = bytes[i]; c != '"' && c >= ' ' && c != '\\'; c = bytes[i]) {
                    i++;
                }
            } else {
                for (char digit = (char) (bytes[i] - '0'); digit <= 9; digit = (char) (bytes[i] - '0')) {
                    value = value * 10 + digit;
                    i++;
                }
                if (i == first || i - first > MOST_DIGITS || (fields >>> key.field & 1) != 0) {
                    break;
                }
            }
            // A field is read here only if the next field or the closing brace follows at once.
            if (bytes[i] != '"') {
                break;
            }
            boolean comma = bytes[i + 1] == ',' && bytes[i + 2] == '"';
            if (!comma && bytes[i + 1] != '}') {
                break;
            }
            if (key.field >= 0) {
                fields |= 1 << key.field;
                row.set(key.field, key.field == TIMESTAMP_FIELD ? value : Math.min(value * 1000, Thousandths.LARGEST));
            } else if (key.field == TIMEZONE_FIELD) {
                fields |= TIMEZONE_BIT;
                row.offsetMinutes(offsetMinutes);
            }
            last = key;
            plain++;
            start = comma ? i + 2 : i + 1;
            if (!comma) {
                ended = true;
                break;
            }
        }
        at = start;
        seen = fields;
        return last;
    }

    private boolean readValue(Row row, Key key) {
        if (key.field >= 0) {
            int bit = 1 << key.field;
            if ((seen & bit) != 0 || !readNumber(key.field)) {
                return false;
            }
            seen |= bit;
            row.set(key.field, parsed);
            return true;
        }
        if (key.field != TIMEZONE_FIELD) {
            return skipScalar();
        }
        if (seen < 0 || !readTimezone(row)) {
            return false;
        }
        seen |= TIMEZONE_BIT;
        return true;
    }

    /** Reads a key and its colon; null if this scanner cannot read the key. */
    private Key readKey(Key before) {
        Key expected = before.next;
        if (expected != null) {
            if (stands(expected)) {
                return expected;
            }
            Key other = before.other;
            if (other != null && stands(other)) {
                before.other = expected;
                before.next = other;
                return other;
            }
        }
        int start = at + 1;
        if (!skipString() || at - 1 - start > LONGEST_KEY) {
            return null;
        }
        String name = text(start, at - 1 - start);
        if (!colon()) {
            return null;
        }
        Key found = keys.get(name);
        if (found == null) {
            if (FieldNames.almostKnown(name)) {
                return null;
            }
            found = new Key(name, UNUSED_FIELD);
            if (keys.size() >= MOST_KEYS) {
                return found;
            }
            keys.put(name, found);
        }
        before.other = before.next;
        before.next = found;
        return found;
    }

    /** Reads this key and the white space after it, if the key is next. */
    private boolean stands(Key key) {
        if (!key.standsIn(body, at)) {
            return false;
        }
        at += key.text.length;
        space();
        return true;
    }

    /** Reads a number, quoted or not, or a literal into {@link #parsed}, as {@link RowReader} does. */
    private boolean readNumber(int field) {
        byte c = body[at];
        if (c != '"' && c != '-' && (c < '0' || c > '9')) {
            return readLiteral() && (parsed == Row.MISSING || TRUE_OR_FALSE[field]);
        }
        boolean time = field == TIMESTAMP_FIELD;
        boolean quoted = c == '"';
        int start = quoted ? at + 1 : at;
        int i = start;
        long value = 0;
        for (int digit = body[i] - '0'; digit >= 0 && digit <= 9; digit = body[++i] - '0') {
            value = value * 10 + digit;
        }
        int digits = i - start;
        boolean plain = digits > 0 && digits <= MOST_DIGITS;
        if (quoted ? plain && body[i] == '"' : plain && ends(body[i]) && (body[start] != '0' || digits == 1)) {
            at = quoted ? i + 1 : i;
            parsed = time ? value : Math.min(value * 1000, Thousandths.LARGEST);
            return true;
        }
        int end = quoted ? endOfString(start) : endOfNumber(start);
        if (end < 0 || end - start > LONGEST_NUMBER) {
            return false;
        }
        for (i = start; i < end; i++) {
            number[i - start] = (char) body[i];
        }
        long exact = time ? Thousandths.parse(number, 0, end - start, 0) : Thousandths.saturate(Thousandths.parse(number, 0, end - start));
        at = quoted ? end + 1 : end;
        parsed = exact;
        return exact != Row.MALFORMED;
    }

    private boolean readLiteral() {
        if (literal("null")) {
            parsed = Row.MISSING;
        } else if (literal("true")) {
            parsed = 1000;
        } else if (literal("false")) {
            parsed = 0;
        } else {
            return false;
        }
        return true;
    }

    private boolean readTimezone(Row row) {
        if (body[at] != '"') {
            return literal("null");
        }
        int start = at + 1;
        if (!skipString()) {
            return false;
        }
        int end = at - 1;
        if (!Arrays.equals(body, start, end, timezone, 0, timezone.length)) {
            String text = text(start, end - start);
            if (!Timezone.readable(text)) {
                return false;
            }
            timezone = Arrays.copyOfRange(body, start, end);
            offsetMinutes = Timezone.minutes(text);
        }
        row.offsetMinutes(offsetMinutes);
        return true;
    }

    /** Skips a string, a plain number or a literal. */
    private boolean skipScalar() {
        byte c = body[at];
        if (c == '"') {
            return skipString();
        }
        if (c == '-' || c >= '0' && c <= '9') {
            at = endOfNumber(at);
            return at >= 0;
        }
        return readLiteral();
    }

    /** Skips a string, from the opening quote to after the closing one. */
    private boolean skipString() {
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
    private int endOfString(int from) {
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
    private int endOfNumber(int from) {
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

    private boolean literal(String text) {
        if (!is(at, text.length(), text) || !ends(body[at + text.length()])) {
            return false;
        }
        at += text.length();
        return true;
    }

    private boolean is(int start, int length, String text) {
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

    private String text(int start, int length) {
        return new String(body, start, length, StandardCharsets.ISO_8859_1);
    }

    private boolean colon() {
        space();
        if (body[at] != ':') {
            return false;
        }
        at++;
        space();
        return true;
    }

    /** Moves after the opening bracket; returns whether an element follows. */
    private boolean open(char close) {
        at++;
        space();
        return body[at] != close;
    }

    /** Moves after an element and its comma; returns false if there is no comma, so no further element. */
    private boolean next() {
        space();
        if (body[at] != ',') {
            return false;
        }
        at++;
        space();
        return true;
    }

    /** Reads the closing bracket; false if something else is next. */
    private boolean closed(char close) {
        if (body[at] != close) {
            return false;
        }
        at++;
        return true;
    }

    private void space() {
        while (isSpace(body[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte c) {
        return c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t');
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a number or literal ends before this byte. */
    private static boolean ends(byte c) {
        return c == ',' || c == '}' || c == ']' || isSpace(c);
    }
}
