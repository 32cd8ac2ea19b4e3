package io.vitalwatch.wire;

import java.nio.charset.StandardCharsets;

/** The heartbeat that a receiver writes to each partition of the raw topic, so that the arrival clock moves while no deliveries arrive. */
public final class HeartbeatJson {
    private static final byte[] BODY = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.UTF_8);

    private HeartbeatJson() {}

    /** The record's bytes, UTF-8, a new array for each call. */
    public static byte[] body() {
        return BODY.clone();
    }
}
