package io.vitalwatch.control;

import io.vitalwatch.settings.Nearest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one object of a control record, as JSON and YAML readers give them: texts, numbers, booleans, lists, maps. It notes which fields
 * were asked for; {@link #refuseTheRest} refuses all others, because they would be ignored.
 */
final class ControlFields {
    private static final int LONGEST_SHOWN = 60;
    /** Years of four digits, with room for every offset: Unix milliseconds. */
    private static final long EARLIEST = 0;
    private static final long LATEST = 253_402_128_000_000L;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final String path;
    private final Set<String> asked = new LinkedHashSet<>();

    ControlFields(Map<?, ?> fields, String path) {
        this.path = path;
        fields.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new ControlRefusal(path + "a name of a field is not a text");
            }
            if (value != null) {
                this.fields.put(text, value);
            }
        });
    }

    boolean has(String field) {
        asked.add(field);
        return fields.containsKey(field);
    }

    /** A text of 1 to so many characters, without control characters. */
    String text(String field, int longest) {
        return printable(field, document(field, longest), longest);
    }

    /** As {@link #text}, or what is given where the field is missing. */
    String text(String field, int longest, String otherwise) {
        return has(field) ? text(field, longest) : otherwise;
    }

    /** A text of 1 to so many characters, which may have several lines. */
    String document(String field, int longest) {
        Object value = need(field);
        if (!(value instanceof String text)) {
            throw wrong(field, value, "a text");
        }
        if (text.isBlank() || text.length() > longest) {
            throw new ControlRefusal(path + field + " has " + text.length() + " characters; it must have 1 to " + longest
                    + " and not only spaces");
        }
        return text;
    }

    /** A whole number from 0 up. */
    int count(String field, int otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        Object value = fields.get(field);
        boolean whole = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
        if (!whole || new BigInteger(value.toString()).bitLength() > 31 || new BigInteger(value.toString()).signum() < 0) {
            throw wrong(field, value, "a whole number from 0 up");
        }
        return ((Number) value).intValue();
    }

    boolean isTrue(String field) {
        return need(field) instanceof Boolean value && value;
    }

    /** An RFC 3339 time with its offset, as Unix milliseconds. */
    long time(String field) {
        Object value = need(field);
        try {
            long millis = OffsetDateTime.parse(String.valueOf(value)).toInstant().toEpochMilli();
            if (value instanceof String && millis >= EARLIEST && millis < LATEST) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Refused below, like a time that is out of range.
        }
        throw wrong(field, value, "an RFC 3339 time with its offset, such as 2026-03-01T10:00:00Z");
    }

    long time(String field, long otherwise) {
        return has(field) ? time(field) : otherwise;
    }

    <E> E word(String field, E[] values, Function<E, String> label) {
        Object value = need(field);
        for (E each : values) {
            if (label.apply(each).equals(value)) {
                return each;
            }
        }
        List<String> labels = Arrays.stream(values).map(label).toList();
        throw new ControlRefusal(path + field + " is " + shown(value) + "; it must be one of " + String.join(", ", labels));
    }

    ControlFields object(String field) {
        return new ControlFields(map(field), path + field + ".");
    }

    /** A map of texts; numbers and booleans count as their text. */
    Map<String, String> texts(String field, int most, int longest) {
        if (!has(field)) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : map(field).entrySet()) {
            String name = String.valueOf(each.getKey());
            Object value = each.getValue();
            // 1e999999999 has a thousand million digits when it is written out.
            boolean writtenOut = value instanceof BigDecimal number && Math.abs((long) number.scale()) <= longest;
            String text = writtenOut ? ((BigDecimal) value).toPlainString() : String.valueOf(value);
            boolean plain = value instanceof String || value instanceof Boolean
                    || value instanceof Number && (writtenOut || !(value instanceof BigDecimal));
            if (!plain || text.isBlank() || text.length() > longest) {
                throw wrong(field + "." + name, value, "a text of 1 to " + longest + " characters, a number, true or false");
            }
            texts.put(printable(field, name, longest), printable(field + "." + name, text, longest));
        }
        if (texts.size() > most) {
            throw new ControlRefusal(path + field + " has " + texts.size() + " entries; it may have " + most);
        }
        return texts;
    }

    List<String> list(String field, int most, int longest) {
        if (!has(field)) {
            return List.of();
        }
        if (!(fields.get(field) instanceof List<?> values) || values.size() > most) {
            throw wrong(field, fields.get(field), "a list of at most " + most + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (Object each : values) {
            if (!(each instanceof String text) || text.isBlank() || text.length() > longest) {
                throw wrong(field, each, "a list of texts of 1 to " + longest + " characters");
            }
            if (!texts.contains(printable(field, text, longest))) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    /** Refuses every field that was not asked for. */
    void refuseTheRest() {
        for (String each : fields.keySet()) {
            if (!asked.contains(each)) {
                String nearest = Nearest.to(each, asked);
                throw new ControlRefusal(path + cut(each) + " is no field of this record"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
    }

    /** Refuses a field that has no meaning beside the others. */
    void refuse(String field, String why) {
        if (has(field)) {
            throw new ControlRefusal(path + field + " " + why);
        }
    }

    private Map<?, ?> map(String field) {
        Object value = need(field);
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(field, value, "an object");
    }

    private Object need(String field) {
        if (!has(field)) {
            throw new ControlRefusal(path + field + " is missing");
        }
        return fields.get(field);
    }

    private String printable(String field, String text, int longest) {
        if (text.length() > longest) {
            throw new ControlRefusal(path + cut(field) + " has a name or value of more than " + longest + " characters");
        }
        if (text.codePoints().anyMatch(each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE)) {
            throw new ControlRefusal(path + cut(field) + " has a control character or half of a character");
        }
        return text;
    }

    /** The value of a scope may be a user, who is not named in messages. */
    private ControlRefusal wrong(String field, Object value, String wanted) {
        String its = path.startsWith("scope") ? "is wrong" : "is " + shown(value);
        return new ControlRefusal(path + cut(field) + " " + its + "; it must be " + wanted);
    }

    private static String shown(Object value) {
        return cut(String.valueOf(value));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
