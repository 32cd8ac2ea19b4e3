package io.vitalwatch.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a record of a topic. */
final class RecordFields {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RecordFields() {}

    /** The JSON of each field by its name, in their order. */
    static Map<String, String> of(String record) {
        try {
            Map<String, String> fields = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> each : MAPPER.readTree(record).properties()) {
                fields.put(each.getKey(), each.getValue().toString());
            }
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
