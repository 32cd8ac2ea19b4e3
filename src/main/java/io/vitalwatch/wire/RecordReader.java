package io.vitalwatch.wire;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the fields of one record, or of one object inside it. Unknown fields are ignored, so that an old reader can read newer
 * records. Not for the hot path: the whole record is kept as a tree.
 *
 * <p>Every method throws {@link IllegalArgumentException} for a value that it cannot read; the message names the record, the field and
 * the value.
 */
final class RecordReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final int LAST_YEAR = 9999;

    private final JsonNode object;
    private final String path;

    private RecordReader(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** @param kind the kind of record, for messages, such as {@code alert} */
    static RecordReader of(byte[] json, String kind) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(kind + ": the record is not valid JSON", e);
        }
        if (!tree.isObject()) {
            throw new IllegalArgumentException(kind + ": the record is not a JSON object");
        }
        return new RecordReader(tree, kind + ": ");
    }

    boolean has(String field) {
        return object.hasNonNull(field);
    }

    String text(String field) {
        JsonNode value = need(field);
        if (!value.isTextual()) {
            throw wrong(field, value, "a string");
        }
        return value.textValue();
    }

    /** The text, or null if the field is absent. */
    String textOrNull(String field) {
        return has(field) ? text(field) : null;
    }

    long number(String field) {
        JsonNode value = need(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, value, "a whole number");
        }
        return value.longValue();
    }

    int integer(String field) {
        long number = number(field);
        if (number != (int) number) {
            throw wrong(field, object.get(field), "a whole number of 32 bits");
        }
        return (int) number;
    }

    /** A decimal as thousandths: 38.1 is 38100. */
    long thousandths(String field) {
        JsonNode value = need(field);
        if (!value.isNumber()) {
            throw wrong(field, value, "a number");
        }
        try {
            return value.decimalValue().movePointRight(3).longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(field, value, "a number with at most three decimals");
        }
    }

    /** A decimal as thousandths that fit into 32 bits, as all values of vitals do. */
    int value(String field) {
        long thousandths = thousandths(field);
        if (thousandths != (int) thousandths) {
            throw wrong(field, object.get(field), "within -2147483.648 to 2147483.647");
        }
        return (int) thousandths;
    }

    boolean flag(String field) {
        JsonNode value = need(field);
        if (!value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value.booleanValue();
    }

    byte[] base64(String field) {
        try {
            return need(field).binaryValue();
        } catch (IOException e) {
            throw wrong(field, object.get(field), "Base64");
        }
    }

    /** An RFC 3339 time as Unix milliseconds. */
    long time(String field) {
        return dateTime(field).toInstant().toEpochMilli();
    }

    /** The offset in which a time is written, minutes east of UTC. */
    int offsetMinutes(String field) {
        return dateTime(field).getOffset().getTotalSeconds() / 60;
    }

    /** The enum constant that has the field's text as its label. */
    <E> E word(String field, E[] values, Function<E, String> label) {
        String text = text(field);
        for (E value : values) {
            if (label.apply(value).equals(text)) {
                return value;
            }
        }
        throw wrong(field, object.get(field), "a known word");
    }

    RecordReader object(String field) {
        return inner(need(field), field);
    }

    <T> List<T> list(String field, Function<RecordReader, T> element) {
        JsonNode value = need(field);
        if (!value.isArray()) {
            throw wrong(field, value, "an array");
        }
        List<T> elements = new ArrayList<>();
        for (JsonNode each : value) {
            elements.add(element.apply(inner(each, field + "[" + elements.size() + "]")));
        }
        return List.copyOf(elements);
    }

    /** A list of strings. */
    List<String> texts(String field) {
        JsonNode value = need(field);
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw wrong(field, value, "an array of strings");
            }
            texts.add(each.textValue());
        }
        if (!value.isArray()) {
            throw wrong(field, value, "an array of strings");
        }
        return List.copyOf(texts);
    }

    private RecordReader inner(JsonNode value, String field) {
        if (!value.isObject()) {
            throw wrong(field, value, "an object");
        }
        return new RecordReader(value, path + field + ".");
    }

    private OffsetDateTime dateTime(String field) {
        String text = text(field);
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
                throw wrong(field, object.get(field), "an RFC 3339 time, whose year has four digits");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw wrong(field, object.get(field), "an RFC 3339 time with its offset");
        }
    }

    private JsonNode need(String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException(path + field + " is missing");
        }
        return value;
    }

    private IllegalArgumentException wrong(String field, JsonNode value, String wanted) {
        String text = value.toString();
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return new IllegalArgumentException(path + field + " is " + shown + "; it must be " + wanted);
    }
}
