package io.vitalwatch.wire.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Set;

/** A study's state as its record on the topic corsano.studies, written and read. */
public final class StudyJson {
    private static final String ENABLED = "enabled";
    private static final String CHANGED_AT = "changed_at";
    private static final String CHANGED_BY = "changed_by";
    private static final Set<String> ASKED = Set.of(ENABLED, CHANGED_AT);
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private StudyJson() {}

    /** The record's bytes, UTF-8. */
    public static byte[] of(StudyState state) {
        try {
            ObjectNode record = MAPPER.createObjectNode().put(ENABLED, state.enabled()).put(CHANGED_AT, state.changedAt());
            return MAPPER.writeValueAsBytes(state.changedBy() == null ? record : record.put(CHANGED_BY, state.changedBy()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a study's state could not be written as JSON", e);
        }
    }

    /** Reads a record of the topic. Unknown fields are ignored; returns null for anything that is not a study's state. */
    public static StudyState read(byte[] value) {
        return read(value, false);
    }

    /**
     * Reads {@code {"enabled":false}} as people write it, with or without {@code changed_at}; returns null for anything else, also for an
     * unknown field or a key that stands twice: a typing error must not change a study.
     */
    public static StudyState readRequest(byte[] value) {
        return read(value, true);
    }

    private static StudyState read(byte[] value, boolean strict) {
        try {
            JsonNode read = value == null ? null : MAPPER.readTree(value);
            if (read == null || !read.path(ENABLED).isBoolean()
                    || strict && !read.properties().stream().allMatch(each -> ASKED.contains(each.getKey()))) {
                return null;
            }
            boolean enabled = read.get(ENABLED).booleanValue();
            String by = read.path(CHANGED_BY).isTextual() ? read.get(CHANGED_BY).textValue() : null;
            JsonNode changedAt = read.get(CHANGED_AT);
            if (changedAt == null) {
                return new StudyState(enabled, 0, by);
            }
            return changedAt.isIntegralNumber() && changedAt.canConvertToLong()
                    ? new StudyState(enabled, changedAt.longValue(), by) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
