package io.vitalwatch.wire;

import io.vitalwatch.model.Alert;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The headers of a record on the alerts topic: CloudEvents 1.0 in binary mode.
 *
 * <p>The subject is the episode, not the user: brokers, proxies and tracing tools log headers.
 */
public final class CloudEventHeaders {
    /** Type of every alert record; an incompatible change gets a new number. */
    static final String ALERT_TYPE = "io.vitalwatch.alert.v1";
    /** The schema of every alert record: schema/alert.json. A consumer of version 1 that allows no unknown fields has to be changed. */
    static final String ALERT_SCHEMA = "urn:vitalwatch:schema:alert:2";
    /** The header with {@link Alert#id()}. Consumers recognise repeated records by it. */
    public static final String ID = "ce_id";

    private static final byte[] VERSION_BYTES = utf8("1.0");
    private static final byte[] TYPE_BYTES = utf8(ALERT_TYPE);
    private static final byte[] SCHEMA_BYTES = utf8(ALERT_SCHEMA);
    private static final byte[] CONTENT_BYTES = utf8("application/json");

    private CloudEventHeaders() {}

    /**
     * Passes each header of an alert's record, name and value in UTF-8, to a consumer, always in the same order. {@code ce_time} is left
     * out if RFC 3339 cannot express the time.
     *
     * @param source the system that writes the alerts, a URI reference
     */
    public static void write(Alert alert, String source, BiConsumer<String, byte[]> header) {
        header.accept("ce_specversion", VERSION_BYTES);
        header.accept(ID, utf8(alert.id()));
        header.accept("ce_type", TYPE_BYTES);
        header.accept("ce_dataschema", SCHEMA_BYTES);
        header.accept("ce_source", utf8(source));
        header.accept("ce_subject", utf8(alert.episode()));
        byte[] time = new byte[RecordText.LONGEST];
        int end = RecordText.time(alert.observed(), 0, time, 0);
        if (end >= 0) {
            header.accept("ce_time", Arrays.copyOf(time, end));
        }
        header.accept("content-type", CONTENT_BYTES);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
