package io.vitalwatch.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;

/** The fields of a record of a topic, one after the other. */
final class RecordFields {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RecordFields() {}

    /** Passes each field's name and JSON. */
    static void each(String record, BiConsumer<String, String> field) {
        try {
            for (var each : MAPPER.readTree(record).properties()) {
                JsonNode value = each.getValue();
                field.accept(each.getKey(), value.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
