package io.vitalwatch.corsano;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a row field by field, for {@link BodyScanner}.
 *
 * <p>Rows of one phone have the same keys in the same order: each key is first compared as a whole with the key that came next in the
 * previous row, so most keys need no lookup.
 */
abstract class RowScanner extends PlainJson {
    static final int LONGEST_KEY = 64;
    static final int TIMEZONE_FIELD = -1;
    /** A field that the program does not use. */
    static final int UNUSED_FIELD = -2;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_KEYS = 128;
    private static final String TIMEZONE = "timezone";
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

    private final Map<String, Key> keys = new HashMap<>();
    private final Key first = new Key("", UNUSED_FIELD);
    private final char[] number = new char[LONGEST_NUMBER];
    private byte[] timezone = {};
    private int offsetMinutes;
    private long parsed;
    /** Fields of the current row that were read, one bit each by ordinal; the sign bit is the time zone's. */
    private int seen;
    private boolean ended;
    /** How many fields of the body were read by the fast loop. */
    int plain;

    RowScanner() {
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

    /** The field of a key: its ordinal, {@link #TIMEZONE_FIELD} or {@link #UNUSED_FIELD}. */
    static int fieldOf(byte[] text, int from, int to) {
        return FIELDS.getOrDefault(new String(text, from, to - from, StandardCharsets.ISO_8859_1), UNUSED_FIELD);
    }

    /** Reads a row; false if this scanner cannot read it. */
    final boolean readFields(Row row) {
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
}
