package io.vitalwatch.simulator.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** The fields of one line of a truth file or of a file of alert records. */
record LineFields(JsonNode line) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when the line is not a JSON object */
    static LineFields of(String line) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the line is broken JSON");
        }
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException("the line is not a JSON object");
        }
        return new LineFields(node);
    }

    /** The text of a field, or null where it is missing, null, an array or an object. */
    String text(String name) {
        JsonNode value = line.get(name);
        return value == null || value.isNull() || !value.isValueNode() ? null : value.asText();
    }

    String textOr(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /** @throws IllegalArgumentException when there is none */
    String need(String name) {
        String value = text(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    /** @throws IllegalArgumentException when it is missing or not ISO-8601 */
    OffsetDateTime time(String name) {
        String text = need(name);
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " is not an ISO-8601 time with offset: " + text);
        }
    }
}
