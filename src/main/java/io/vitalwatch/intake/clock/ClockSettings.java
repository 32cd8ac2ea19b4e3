package io.vitalwatch.intake.clock;

/**
 * What a user may set about arrival clocks.
 *
 * @param stepMillis {@code clock.step}: how far ahead of its partition's clock a stamp is believed at once, 1 ms or more
 * @param idleMillis {@code source.idle}: after how much processing time without a record a partition no longer holds the watermark back;
 *     0 for never
 * @param waitingBytes how much may wait in one partition, 1 byte or more
 */
public record ClockSettings(long stepMillis, long idleMillis, long waitingBytes) {
    /** {@code clock.step} where nothing is set: a minute. */
    public static final long DEFAULT_STEP_MILLIS = 60_000;
    /** {@code source.idle} where nothing is set: two minutes. */
    public static final long DEFAULT_IDLE_MILLIS = 120_000;
    /** How much may wait in a partition where nothing is set: 16 MiB. */
    public static final long DEFAULT_WAITING_BYTES = 16L << 20;

    /** @throws IllegalArgumentException when a number is out of range; the message names the parameter */
    public ClockSettings {
        if (stepMillis < 1) {
            throw new IllegalArgumentException("clock.step must be at least 1 ms, not " + stepMillis + " ms");
        }
        if (idleMillis < 0) {
            throw new IllegalArgumentException("source.idle must be 0 s or longer, not " + idleMillis + " ms");
        }
        if (waitingBytes < 1) {
            throw new IllegalArgumentException("at least 1 byte must be able to wait in a partition, not " + waitingBytes);
        }
    }

    /** The defaults: a step of a minute, idle after two minutes, 16 MiB. */
    public static ClockSettings defaults() {
        return new ClockSettings(DEFAULT_STEP_MILLIS, DEFAULT_IDLE_MILLIS, DEFAULT_WAITING_BYTES);
    }
}
