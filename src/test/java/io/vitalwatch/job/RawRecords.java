package io.vitalwatch.job;

import java.nio.charset.StandardCharsets;

/** Records of the raw topic for tests of the arrival clock: heartbeats, deliveries with one row, and rows with a flag. */
final class RawRecords {
    static final long T0 = 1_767_600_000_000L;
    static final long MINUTE = 60_000;
    static final long YEAR_2100 = 4_102_444_800_000L;

    private RawRecords() {}

    static RawDelivery heartbeat(int partition, long offset, long stamp) {
        byte[] body = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.UTF_8);
        RawDelivery raw = new RawDelivery("corsano.raw", partition, offset, stamp, body);
        raw.kind = RawDelivery.HEARTBEAT;
        raw.receiver = "a";
        return raw;
    }

    static RawDelivery delivery(int partition, long offset, long stamp, String user, long sampleTime) {
        return new RawDelivery("corsano.raw", partition, offset, stamp, body(user, sampleTime, ""));
    }

    static RawDelivery arrest(int partition, long offset, long stamp, String user, long sampleTime) {
        return new RawDelivery("corsano.raw", partition, offset, stamp, body(user, sampleTime, ",\"cardiac_arrest\":\"1\""));
    }

    static byte[] body(String user, long sampleTime, String more) {
        return ("{\"user_uuid\":\"" + user + "\",\"study\":\"S\",\"data\":[[{\"timestamp\":\"" + sampleTime
                + "\",\"bpm\":\"72\",\"bpm_q\":\"4\",\"wearing\":\"4\"" + more + "}]]}").getBytes(StandardCharsets.UTF_8);
    }
}
