package io.vitalwatch.corsano;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row that was read before, as text with holes. A row with the same text around the holes has the same fields, and the same values outside
 * of them, so only what stands in the holes is read. Holes are the values that have differed between rows of this form.
 *
 * <p>A hole takes only what {@link BodyScanner} reads in the same way: plain numbers, plain strings of fields that are not used, and offsets
 * such as {@code +01:00}. For anything else the plan does not fit.
 */
final class RowPlan {
    /** A value that differs is not read by a plan. */
    private static final int NO_HOLE = 0;
    private static final int QUOTED_NUMBER = 1;
    private static final int BARE_NUMBER = 2;
    private static final int UNUSED_TEXT = 3;
    private static final int OFFSET = 4;

    private static final int LONGEST_ROW = 4096;
    private static final int MOST_VALUES = 64;
    /** With more digits a number of thousandths might not fit into a long. */
    private static final int MOST_DIGITS = 15;
    private static final int MOST_DECIMALS = 3;
    private static final int[] TO_THOUSANDTHS = {1000, 100, 10, 1};

    /** Where the values are in {@link #text}, without quotes: start and end in turn. */
    private final int[] bounds;
    /** What may stand in place of each value. */
    private final int[] kinds;
    private final int[] fields;
    private final byte[] text;
    private final Row row;
    private final boolean[] differs;

    /** The plan that the next row had when this one fitted last. */
    RowPlan next;

    private FixedText[] fixed;
    private int[] holes;

    private RowPlan(byte[] text, Row row, int[] bounds, int[] kinds, int[] fields) {
        this.text = text;
        this.row = row;
        this.bounds = bounds;
        this.kinds = kinds;
        this.fields = fields;
        this.differs = new boolean[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            differs[i] = fields[i] == Field.TIMESTAMP.ordinal() && kinds[i] != NO_HOLE;
        }
        divide();
    }

    /**
     * The plan of a row that the scanner has read.
     *
     * @param from index of the opening brace in the body
     * @param to index after the closing brace
     * @return null for a row that is too long
     */
    static RowPlan of(byte[] body, int from, int to, Row row) {
        if (to - from > LONGEST_ROW) {
            return null;
        }
        byte[] text = Arrays.copyOfRange(body, from, to);
        int[] bounds = new int[2 * MOST_VALUES];
        int[] kinds = new int[MOST_VALUES];
        int[] fields = new int[MOST_VALUES];
        int count = 0;
        for (int at = indexOf(text, '"', 1); at >= 0; count++) {
            if (count == MOST_VALUES) {
                return null;
            }
            int keyEnd = indexOf(text, '"', at + 1);
            fields[count] = RowScanner.fieldOf(text, at + 1, keyEnd);
            int start = indexOf(text, ':', keyEnd) + 1;
            while (text[start] <= ' ') {
                start++;
            }
            boolean quoted = text[start] == '"';
            int end = quoted ? indexOf(text, '"', ++start) : start;
            while (!quoted && text[end] > ' ' && text[end] != ',' && text[end] != '}') {
                end++;
            }
            bounds[2 * count] = start;
            bounds[2 * count + 1] = end;
            kinds[count] = kind(fields[count], quoted, text, start, end);
            at = indexOf(text, '"', quoted ? end + 1 : end);
        }
        Row kept = new Row();
        kept.copyOf(row);
        return new RowPlan(text, kept, Arrays.copyOf(bounds, 2 * count), Arrays.copyOf(kinds, count), Arrays.copyOf(fields, count));
    }

    private static int kind(int field, boolean quoted, byte[] text, int start, int end) {
        if (field == RowScanner.UNUSED_FIELD && quoted) {
            return UNUSED_TEXT;
        }
        if (field == RowScanner.TIMEZONE_FIELD) {
            return quoted && isOffset(text, start) && end - start == 6 ? OFFSET : NO_HOLE;
        }
        return endOfNumber(text, start, quoted, field == Field.TIMESTAMP.ordinal()) != end ? NO_HOLE : quoted ? QUOTED_NUMBER : BARE_NUMBER;
    }

    /** Makes a hole of each value that differs in another row of this form; false, and nothing is changed, if the row has another form. */
    boolean widen(RowPlan other) {
        if (kinds.length != other.kinds.length || !Arrays.equals(kinds, other.kinds) || !sameAround(other)) {
            return false;
        }
        boolean[] more = differs.clone();
        for (int i = 0; i < kinds.length; i++) {
            more[i] |= !Arrays.equals(text, bounds[2 * i], bounds[2 * i + 1], other.text, other.bounds[2 * i], other.bounds[2 * i + 1]);
            if (more[i] && kinds[i] == NO_HOLE) {
                return false;
            }
        }
        System.arraycopy(more, 0, differs, 0, more.length);
        divide();
        return true;
    }

    private boolean sameAround(RowPlan other) {
        int from = 0;
        int otherFrom = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (!Arrays.equals(text, from, bounds[2 * i], other.text, otherFrom, other.bounds[2 * i])) {
                return false;
            }
            from = bounds[2 * i + 1];
            otherFrom = other.bounds[2 * i + 1];
        }
        return Arrays.equals(text, from, text.length, other.text, otherFrom, other.text.length);
    }

    /** Divides the text at its holes. */
    private void divide() {
        List<FixedText> parts = new ArrayList<>();
        int[] order = new int[kinds.length];
        int count = 0;
        int from = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (differs[i]) {
                parts.add(new FixedText(Arrays.copyOfRange(text, from, bounds[2 * i])));
                from = bounds[2 * i + 1];
                order[count++] = i;
            }
        }
        parts.add(new FixedText(Arrays.copyOfRange(text, from, text.length)));
        fixed = parts.toArray(FixedText[]::new);
        holes = Arrays.copyOf(order, count);
    }

    /**
     * Reads a row of this form.
     *
     * @param at index of the opening brace
     * @param into a row without fields; its content is undefined if the plan does not fit
     * @return index after the closing brace, or −1 if the plan does not fit
     * @throws ArrayIndexOutOfBoundsException if the body ends in a hole
     */
    int read(byte[] body, int at, Row into) {
        if (!fixed[0].standsIn(body, at)) {
            return -1;
        }
        into.copyOf(row);
        int i = at;
        for (int part = 0; part < holes.length; part++) {
            FixedText before = fixed[part];
            if (!before.standsIn(body, i)) {
                return -1;
            }
            i += before.text.length;
            int hole = holes[part];
            int field = fields[hole];
            int kind = kinds[hole];
            if (kind <= BARE_NUMBER) {
                boolean time = field == Field.TIMESTAMP.ordinal();
                int start = i;
                long value = 0;
                for (char digit = (char) (body[i] - '0'); digit <= 9; digit = (char) (body[i] - '0')) {
                    value = value * 10 + digit;
                    i++;
                }
                if (i == start || i - start > MOST_DIGITS || kind == BARE_NUMBER && body[start] == '0' && i - start > 1) {
                    return -1;
                }
                int decimals = 0;
                if (body[i] == '.') {
                    int point = i++;
                    for (char digit = (char) (body[i] - '0'); digit <= 9; digit = (char) (body[i] - '0')) {
                        value = value * 10 + digit;
                        i++;
                    }
                    decimals = i - point - 1;
                    if (time || decimals == 0 || decimals > MOST_DECIMALS || i - start > MOST_DIGITS) {
                        return -1;
                    }
                }
                if (time && value == 0) {
                    return -1;
                }
                if (field >= 0) {
                    into.set(field, time ? value : Math.min(value * TO_THOUSANDTHS[decimals], Thousandths.LARGEST));
                }
            } else if (kind == UNUSED_TEXT) {
                for (byte c = body[i]; c != '"' && c >= ' ' && c != '\\'; c = body[i]) {
                    i++;
                }
            } else {
                if (!isOffset(body, i)) {
                    return -1;
                }
                int minutes = number(body, i + 1) * 60 + number(body, i + 4);
                into.offsetMinutes(body[i] == '-' ? -minutes : minutes);
                i += 6;
            }
        }
        FixedText rest = fixed[holes.length];
        return rest.standsIn(body, i) ? i + rest.text.length : -1;
    }

    /** Index after a number that a hole takes, or −1. */
    private static int endOfNumber(byte[] text, int start, boolean quoted, boolean whole) {
        int i = start;
        while (isDigit(text[i])) {
            i++;
        }
        if (i == start || !quoted && text[start] == '0' && i - start > 1) {
            return -1;
        }
        if (text[i] == '.' && !whole) {
            int point = i++;
            while (isDigit(text[i])) {
                i++;
            }
            if (i == point + 1 || i - point - 1 > MOST_DECIMALS) {
                return -1;
            }
        }
        return i - start <= MOST_DIGITS ? i : -1;
    }

    /** Whether an offset of less than 18 hours is here, such as {@code +01:00}. */
    private static boolean isOffset(byte[] text, int at) {
        return text.length - at >= 6 && (text[at] == '+' || text[at] == '-') && isDigit(text[at + 1]) && isDigit(text[at + 2])
                && text[at + 3] == ':' && text[at + 4] >= '0' && text[at + 4] <= '5' && isDigit(text[at + 5]) && number(text, at + 1) < 18;
    }

    private static int number(byte[] text, int at) {
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static int indexOf(byte[] text, char wanted, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
