package io.vitalwatch.corsano;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one sample object into a row: each known field, of any JSON type; unknown fields are skipped.
 *
 * <p>A key that stands twice loses only its field, and only if its values differ: it is then unknown which one is right, so the field
 * counts as malformed. {@code null} and blank text are no value, so the other value is used. Of two codes of the cardiac-arrest flag, one
 * from 1 up is used, because a false alarm is the smaller harm.
 */
final class RowReader {
    static final String TIMEZONE = "timezone";

    private static final int LONGEST_TEXT = 64;
    private static final int MOST_NAMES = 256;
    private static final Map<String, Field> FIELDS = new HashMap<>();
    /** Instead of a field's bit; one more than there may be fields. */
    private static final int TIMEZONE_BIT = Integer.MIN_VALUE;

    static {
        for (Field field : Field.values()) {
            FIELDS.put(field.key(), field);
        }
    }

    private final List<String> otherNames = new ArrayList<>();
    private final List<String> almostKnown = new ArrayList<>();
    private final List<String> renamed = new ArrayList<>();
    private boolean unused;
    private String timestampText;
    private int seen;
    private int conflicting;

    /**
     * Reads one object. Its fields decide its event type.
     *
     * @param parser at the opening brace; afterwards at the closing one
     * @param row an empty row, to which the fields are added
     */
    void read(JsonParser parser, Row row) throws IOException {
        timestampText = null;
        otherNames.clear();
        almostKnown.clear();
        renamed.clear();
        unused = false;
        seen = 0;
        conflicting = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field field = FIELDS.get(name);
            JsonToken value = parser.nextToken();
            if (field != null) {
                readField(parser, value, field, row);
            } else if (TIMEZONE.equals(name)) {
                readTimezone(parser, value, row);
            } else {
                parser.skipChildren();
                keepName(name);
            }
        }
        row.typeByFields();
        noteFields(row);
    }

    private void noteFields(Row row) {
        int known = seen & ~bit(Field.TIMESTAMP) & ~TIMEZONE_BIT;
        boolean nothing = known == 0 && (!unused || !otherNames.isEmpty());
        for (String name : almostKnown) {
            Field field = FieldNames.like(name);
            if (field != null && (seen & bit(field)) == 0) {
                renamed.add(name);
            }
        }
        List<String> names = nothing ? otherNames : renamed;
        row.fields(nothing ? 0 : known | bit(Field.TIMESTAMP), names.isEmpty() ? List.of()
                : names.stream().map(FieldNames::shown).distinct().limit(Envelope.MOST_NAMES).toList());
    }

    /** The last row's timestamp as received, if it was not a number; else null. */
    String timestampText() {
        return timestampText;
    }

    /** Whether the last row had a key twice with different values. */
    boolean anyConflict() {
        return conflicting != 0;
    }

    /** The same for one field. */
    boolean conflict(Field field) {
        return (conflicting & bit(field)) != 0;
    }

    /** The same for the time zone. */
    boolean conflictOfTimezone() {
        return (conflicting & TIMEZONE_BIT) != 0;
    }

    /**
     * Names of the last row that are probably fields under another name: all that the vendor does not document where no other field is
     * known but the timestamp and the time zone, else those that are almost the name of a known field.
     */
    List<String> suspectNames() {
        return (seen & ~bit(Field.TIMESTAMP) & ~TIMEZONE_BIT) == 0 ? otherNames : almostKnown;
    }

    private void keepName(String name) {
        if (FieldNames.unused(name)) {
            unused = true;
            return;
        }
        if (otherNames.size() >= MOST_NAMES) {
            return;
        }
        otherNames.add(name);
        if (FieldNames.almostKnown(name)) {
            almostKnown.add(name);
        }
    }

    private void readField(JsonParser parser, JsonToken token, Field field, Row row) throws IOException {
        boolean again = (seen & bit(field)) != 0;
        seen |= bit(field);
        long before = row.get(field);
        long value = number(parser, token, field, row);
        row.set(field, again ? merged(field, before, value, row) : value);
    }

    private long merged(Field field, long before, long value, Row row) {
        if (value == before || value == Row.MISSING) {
            return before;
        }
        if (before == Row.MISSING) {
            return value;
        }
        conflicting |= bit(field);
        if (field == Field.CARDIAC_ARREST && (code(before) || code(value))) {
            return code(before) ? before : value;
        }
        keepMalformed(row, field, cut(printed(field, before, row) + " / " + printed(field, value, row)));
        return Row.MALFORMED;
    }

    private static boolean code(long milli) {
        return milli > 0 && milli % 1000 == 0;
    }

    private static String printed(Field field, long value, Row row) {
        if (value == Row.MALFORMED) {
            return row.text(field);
        }
        return field == Field.TIMESTAMP ? Long.toString(value) : BigDecimal.valueOf(value, 3).stripTrailingZeros().toPlainString();
    }

    private void readTimezone(JsonParser parser, JsonToken value, Row row) throws IOException {
        boolean again = (seen & TIMEZONE_BIT) != 0;
        seen |= TIMEZONE_BIT;
        String text = value == JsonToken.VALUE_NULL ? "" : value.isScalarValue() ? parser.getText() : structure(value);
        parser.skipChildren();
        if (text.isBlank()) {
            return;
        }
        boolean readable = value == JsonToken.VALUE_STRING && Timezone.readable(text);
        int minutes = readable ? Timezone.minutes(text) : 0;
        if (!again || !row.hasTimezone()) {
            row.timezone(minutes, readable ? null : cut(text));
        } else if (!readable || row.timezoneText() != null || minutes != row.offsetMinutes()) {
            conflicting |= TIMEZONE_BIT;
            row.timezone(0, cut(row.timezoneText() == null ? row.offsetMinutes() + " min / " + text : row.timezoneText() + " / " + text));
        }
    }

    private long number(JsonParser parser, JsonToken token, Field field, Row row) throws IOException {
        return switch (token) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                char[] text = parser.getTextCharacters();
                int offset = parser.getTextOffset();
                int length = parser.getTextLength();
                boolean time = field == Field.TIMESTAMP;
                long parsed = time
                        ? Thousandths.parse(text, offset, length, 0)
                        : Thousandths.saturate(Thousandths.parse(text, offset, length));
                if (parsed == Row.MALFORMED && token == JsonToken.VALUE_STRING && field.trueOrFalse()) {
                    parsed = trueOrFalse(text, offset, length);
                }
                if (parsed == Row.MALFORMED) {
                    keepMalformed(row, field, new String(text, offset, Math.min(length, LONGEST_TEXT)));
                }
                yield parsed;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                if (field.trueOrFalse()) {
                    yield token == JsonToken.VALUE_TRUE ? 1000 : 0;
                }
                keepMalformed(row, field, parser.getText());
                yield Row.MALFORMED;
            }
            case VALUE_NULL -> Row.MISSING;
            default -> {
                keepMalformed(row, field, structure(token));
                parser.skipChildren();
                yield Row.MALFORMED;
            }
        };
    }

    /** Text that says true or false, in any letter case. */
    private static long trueOrFalse(char[] text, int offset, int length) {
        if (length > LONGEST_TEXT) {
            return Row.MALFORMED;
        }
        String word = new String(text, offset, length).trim();
        return word.equalsIgnoreCase("true") ? 1000 : word.equalsIgnoreCase("false") ? 0 : Row.MALFORMED;
    }

    private void keepMalformed(Row row, Field field, String text) {
        row.malformed(field, text);
        if (field == Field.TIMESTAMP) {
            timestampText = text;
        }
    }

    private static String structure(JsonToken token) {
        return token == JsonToken.START_ARRAY ? "[…]" : "{…}";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    private static int bit(Field field) {
        return 1 << field.ordinal();
    }
}
