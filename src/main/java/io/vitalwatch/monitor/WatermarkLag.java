package io.vitalwatch.monitor;

/**
 * How far the watermark of a subtask is behind the newest arrival that it has seen. It grows where one partition stands still while others
 * go on: the deadlines of all patients wait then.
 */
final class WatermarkLag {
    private static final long NONE = Long.MIN_VALUE;

    private volatile long arrival = NONE;
    /** The newest watermark; before the first one the first arrival. */
    private volatile long watermark = NONE;

    /** A delivery arrived, Unix milliseconds. */
    void arrived(long time) {
        arrival = Math.max(arrival, time);
        if (watermark == NONE) {
            watermark = time;
        }
    }

    /** The watermark moved, Unix milliseconds. */
    void advanced(long time) {
        watermark = Math.max(watermark, time);
    }

    /** Seconds, 0 or more; rounded down. */
    long seconds() {
        return arrival == NONE || watermark == NONE ? 0 : Math.max(0, arrival - watermark) / 1000;
    }
}
