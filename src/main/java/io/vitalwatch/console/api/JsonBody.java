package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.web.Exchange;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The JSON object of a request, read strictly: an unknown field, or one that stands twice, is refused. */
final class JsonBody {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final int LONGEST_TEXT = 500;

    private final JsonNode body;

    private JsonBody(JsonNode body) {
        this.body = body;
    }

    /** @param fields those that it may have */
    static JsonBody of(Exchange exchange, Set<String> fields) {
        if (!exchange.hasJson()) {
            throw new BadParameter("the body must be application/json");
        }
        try {
            JsonNode read = JSON.readTree(exchange.body());
            if (read == null || !read.isObject()) {
                throw new BadParameter("the body must be a JSON object");
            }
            for (Map.Entry<String, JsonNode> each : read.properties()) {
                if (!fields.contains(each.getKey())) {
                    throw new BadParameter("the body must have only " + String.join(", ", new TreeSet<>(fields)));
                }
            }
            return new JsonBody(read);
        } catch (IOException e) {
            throw new BadParameter("the body must be a JSON object");
        }
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    /** A text without spaces around it, or what is usual where it is not given. */
    String text(String field, String usual) {
        return body.has(field) ? document(field, LONGEST_TEXT).strip() : usual;
    }

    /** A text as it is given, empty where it is not given. */
    String document(String field, int longest) {
        JsonNode given = body.get(field);
        if (given == null) {
            return "";
        }
        if (!given.isTextual() || given.textValue().length() > longest) {
            throw new BadParameter(field + " must be a text of at most " + longest + " characters");
        }
        return given.textValue();
    }

    /** The name of the request: the same when it is repeated, so that it counts once. */
    String id() {
        String id = text("id", null);
        if (id == null || !id.matches("[A-Za-z0-9-]{8,64}")) {
            throw new BadParameter("id must be 8 to 64 letters, digits or hyphens, the same when the request is repeated");
        }
        return id;
    }

    /** The reason, which must be given. */
    String reason(String what) {
        String reason = text("reason", "");
        if (reason.isEmpty()) {
            throw new BadParameter("reason must be given for " + what);
        }
        return reason;
    }

    boolean flag(String field) {
        JsonNode given = body.path(field);
        if (!given.isMissingNode() && !given.isBoolean()) {
            throw new BadParameter(field + " must be true or false");
        }
        return given.booleanValue();
    }

    /** A whole number from 0. */
    int number(String field, String meaning) {
        JsonNode given = body.path(field);
        if (!given.isInt() || given.intValue() < 0) {
            throw new BadParameter(field + " must be " + meaning);
        }
        return given.intValue();
    }

    /** A time as Unix milliseconds, {@link ControlRecord#NOT_SET} where it is not given. */
    long time(String field) {
        String text = text(field, null);
        if (text == null) {
            return ControlRecord.NOT_SET;
        }
        try {
            return ApiAnswers.millis(text);
        } catch (DateTimeException e) {
            throw new BadParameter(field + " must be a time such as 2026-11-29T14:03:00Z");
        }
    }

    /** Texts by name; numbers and booleans count as their text. Empty where it is not given. */
    Map<String, String> texts(String field) {
        JsonNode given = body.path(field);
        Map<String, String> texts = new LinkedHashMap<>();
        if (!given.isMissingNode() && !given.isObject()) {
            throw new BadParameter(field + " must be an object of texts and numbers");
        }
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                throw new BadParameter(field + " must be an object of texts and numbers");
            }
            texts.put(each.getKey(), each.getValue().asText());
        }
        return texts;
    }

    /** A list of texts, empty where it is not given. */
    List<String> list(String field) {
        JsonNode given = body.path(field);
        List<String> texts = new ArrayList<>();
        if (!given.isMissingNode() && !given.isArray()) {
            throw new BadParameter(field + " must be a list of texts");
        }
        for (JsonNode each : given) {
            if (!each.isTextual()) {
                throw new BadParameter(field + " must be a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }
}
