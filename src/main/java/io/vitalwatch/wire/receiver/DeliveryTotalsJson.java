package io.vitalwatch.wire.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** The totals of a receiver as their record on the topic corsano.totals, written and read. */
public final class DeliveryTotalsJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private DeliveryTotalsJson() {}

    /** The record's bytes, UTF-8. */
    public static byte[] of(DeliveryTotals totals) {
        try {
            return MAPPER.writeValueAsBytes(totals);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("totals could not be written as JSON", e);
        }
    }

    /** Reads a record; null for one that cannot be read. */
    public static DeliveryTotals read(byte[] value) {
        try {
            return value == null ? null : MAPPER.readValue(value, DeliveryTotals.class);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
