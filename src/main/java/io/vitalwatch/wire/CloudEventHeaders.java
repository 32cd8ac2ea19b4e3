package io.vitalwatch.wire;

import io.vitalwatch.model.Alert;

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

    private CloudEventHeaders() {}

    /**
     * Passes each header of an alert's record, name and value, to a consumer, always in the same order. {@code ce_time} is left out if
     * RFC 3339 cannot express the time.
     *
     * @param source the system that writes the alerts, a URI reference
     */
    public static void write(Alert alert, String source, BiConsumer<String, String> header) {
        header.accept("ce_specversion", "1.0");
        header.accept(ID, alert.id());
        header.accept("ce_type", ALERT_TYPE);
        header.accept("ce_dataschema", ALERT_SCHEMA);
        header.accept("ce_source", source);
        header.accept("ce_subject", alert.episode());
        String time = RecordText.time(alert.observed(), 0);
        if (time != null) {
            header.accept("ce_time", time);
        }
        header.accept("content-type", "application/json");
    }
}
