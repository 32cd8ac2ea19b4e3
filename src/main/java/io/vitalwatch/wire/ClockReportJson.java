package io.vitalwatch.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** A record of the topic vitals.receivers, written and read. */
public final class ClockReportJson {
    private static final String RECEIVER = "receiver";
    private static final String PROCESS = "process";
    private static final String STAMP = "stamp";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ClockReportJson() {}

    /** The record's bytes, UTF-8. */
    public static byte[] of(ClockReport report) {
        try {
            return MAPPER.writeValueAsBytes(MAPPER.createObjectNode().put(RECEIVER, report.receiver()).put(PROCESS, report.process())
                    .put(STAMP, report.stamp()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receiver's report could not be written as JSON", e);
        }
    }

    /** Reads a report; returns null for anything else. Additional fields are ignored, so that a newer receiver may add some. */
    public static ClockReport read(byte[] value) {
        try {
            JsonNode read = value == null ? null : MAPPER.readTree(value);
            if (read == null || !read.path(RECEIVER).isTextual() || !read.path(PROCESS).isTextual()
                    || !read.path(STAMP).isIntegralNumber() || !read.path(STAMP).canConvertToLong()) {
                return null;
            }
            return new ClockReport(read.get(RECEIVER).textValue(), read.get(PROCESS).textValue(), read.get(STAMP).longValue());
        } catch (IOException e) {
            return null;
        }
    }
}
