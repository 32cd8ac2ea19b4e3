package io.vitalwatch.wire.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** A row of the delivery history as its record on the topic corsano.deliveries, written and read. */
public final class HistoryRowJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private HistoryRowJson() {}

    /** The record's bytes, UTF-8, without the {@link HistoryRow#details()}, which stay in memory. */
    public static byte[] of(HistoryRow row) {
        try {
            return MAPPER.writeValueAsBytes(row.withoutDetails());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row of the delivery history could not be written as JSON", e);
        }
    }

    /**
     * Reads a record. The fields time and http are mandatory; other missing fields are 0 or null. Unknown fields are ignored.
     *
     * @param value the bytes, or null for a tombstone
     * @return the row with number 0, or null if the record cannot be read
     */
    public static HistoryRow read(byte[] value) {
        if (value == null) {
            return null;
        }
        try {
            HistoryRow row = MAPPER.readValue(value, HistoryRow.class);
            return row == null ? null : row.numbered(0, row.attempt()).withoutDetails();
        } catch (IOException e) {
            return null;
        }
    }
}
