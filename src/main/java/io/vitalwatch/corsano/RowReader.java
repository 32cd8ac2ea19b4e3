package io.vitalwatch.corsano;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.Row.Field;
import io.vitalwatch.model.SampleType;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads one sample object into a row: every known field once, whatever its JSON type; unknown fields are passed over. */
final class RowReader {
    private static final int LONGEST_TEXT = 64;
    private static final Map<String, Field> FIELDS = new HashMap<>();
    private static final String TIMEZONE = "timezone";

    static {
        for (Field field : Field.values()) {
            FIELDS.put(field.name().toLowerCase(java.util.Locale.ROOT), field);
        }
    }

    private String duplicateKey;
    private String timestampText;

    /** The parser stands on the opening brace; reads to the closing one. The type is told by the fields: temp_sk1 means temperature. */
    Row read(JsonParser parser) throws IOException {
        duplicateKey = null;
        timestampText = null;
        Row row = new Row();
        int seen = 0;
        boolean timezone = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field field = FIELDS.get(name);
            JsonToken value = parser.nextToken();
            if (field != null) {
                int bit = 1 << field.ordinal();
                if ((seen & bit) != 0) {
                    duplicateKey = name;
                }
                seen |= bit;
                row.set(field, number(parser, value, field, row));
            } else if (TIMEZONE.equals(name)) {
                if (timezone) {
                    duplicateKey = name;
                }
                timezone = true;
                row.offsetMinutes(value == JsonToken.VALUE_STRING ? Timezone.minutes(parser.getText()) : 0);
                parser.skipChildren();
            } else {
                parser.skipChildren();
            }
        }
        row.type(row.get(Field.TEMP_SK1) == Row.MISSING ? SampleType.ACTIVITY : SampleType.TEMPERATURE);
        return row;
    }

    /** The first key that stood twice in the last row, or null. */
    String duplicateKey() {
        return duplicateKey;
    }

    /** The last row's timestamp as received where it was no number, or null. */
    String timestampText() {
        return timestampText;
    }

    private long number(JsonParser parser, JsonToken token, Field field, Row row) throws IOException {
        boolean time = field == Field.TIMESTAMP;
        return switch (token) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                char[] text = parser.getTextCharacters();
                int offset = parser.getTextOffset();
                int length = parser.getTextLength();
                long parsed = time ? Thousandths.parse(text, offset, length, 0) : Thousandths.saturate(Thousandths.parse(text, offset, length));
                if (parsed == Row.MALFORMED) {
                    note(row, time, new String(text, offset, Math.min(length, LONGEST_TEXT)));
                }
                yield parsed;
            }
            case VALUE_TRUE -> 1000;
            case VALUE_FALSE -> 0;
            case VALUE_NULL -> Row.MISSING;
            default -> {
                note(row, time, token == JsonToken.START_ARRAY ? "[…]" : "{…}");
                parser.skipChildren();
                yield Row.MALFORMED;
            }
        };
    }

    private void note(Row row, boolean time, String text) {
        if (time) {
            timestampText = text;
        } else if (row.malformedText() == null) {
            row.malformedText(text);
        }
    }
}
