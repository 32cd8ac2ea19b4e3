package io.vitalwatch.cli.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitalwatch.cli.terminal.JobCounters;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The counters of a run as the metrics file of {@code replay --metrics}: one JSON object with the numbers of the equations. */
public final class CountersJson {
    private static final JsonMapper JSON = new JsonMapper();

    private CountersJson() {}

    /** The bytes of the file, UTF-8; a counter that never counted is 0. */
    public static byte[] of(JobCounters counters) {
        ObjectNode json = JSON.createObjectNode();
        group(json, counters, "deliveries", List.of("in", "decoded", "rejected", "test", "heartbeat"));
        group(json, counters, "samples", List.of("in", "accepted", "rejected", "duplicate", "conflict", "stale"));
        group(json, counters, "readings", List.of("in", "usable"));
        ObjectNode rejected = json.withObject("readings").putObject("rejected");
        counters.below("readings.rejected").forEach(rejected::put);
        group(json, counters, "alerts", List.of("start", "update", "end"));
        json.put("patients", counters.patients());
        json.put("windows", counters.get("windows"));
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers can always be written as JSON", e);
        }
    }

    private static void group(ObjectNode json, JobCounters counters, String group, List<String> names) {
        ObjectNode inner = json.putObject(group);
        names.forEach(name -> inner.put(name, counters.get(group + "." + name)));
    }
}
