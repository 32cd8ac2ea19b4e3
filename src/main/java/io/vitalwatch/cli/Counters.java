package io.vitalwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job counted: its accumulators by name, such as {@code samples.accepted} or {@code readings.rejected.implausible}. A counter
 * that never counted is missing and means 0.
 */
record Counters(Map<String, Long> values) {
    Counters {
        values = new TreeMap<>(values);
    }

    long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    /** How many different patients; where nobody kept them all, how often one was met for the first time or again after being forgotten. */
    long patients() {
        return values.containsKey("patients.distinct") ? get("patients.distinct") : get("patients");
    }

    /** All counters below a prefix, by the rest of their names, in alphabetical order. */
    Map<String, Long> below(String prefix) {
        Map<String, Long> found = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix + ".") && value != 0) {
                found.put(name.substring(prefix.length() + 1), value);
            }
        });
        return found;
    }

    /** The metrics file: one JSON object, the numbers of the equations. */
    byte[] json() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            group(json, "deliveries", List.of("in", "decoded", "rejected", "test", "heartbeat"));
            group(json, "samples", List.of("in", "accepted", "rejected", "duplicate", "stale"));
            json.writeObjectFieldStart("readings");
            json.writeNumberField("in", get("readings.in"));
            json.writeNumberField("usable", get("readings.usable"));
            json.writeObjectFieldStart("rejected");
            for (Map.Entry<String, Long> reason : below("readings.rejected").entrySet()) {
                json.writeNumberField(reason.getKey(), reason.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            group(json, "alerts", List.of("start", "update", "end"));
            json.writeNumberField("patients", patients());
            json.writeNumberField("windows", get("windows"));
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private void group(JsonGenerator json, String group, List<String> names) throws IOException {
        json.writeObjectFieldStart(group);
        for (String name : names) {
            json.writeNumberField(name, get(group + "." + name));
        }
        json.writeEndObject();
    }
}
