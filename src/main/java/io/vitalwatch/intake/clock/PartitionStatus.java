package io.vitalwatch.intake.clock;

/**
 * What people who run the system watch of one partition.
 *
 * @param partition the partition
 * @param read whether a record was read since this subtask started; without one, another subtask may be reading the partition
 * @param clock its clock, Unix milliseconds, or {@link PartitionClock#UNSET}
 * @param nextOffset the offset after the last record read
 * @param quietMillis processing time since the last record, or since the start where none was read
 * @param heartbeats whether heartbeats come
 * @param waiting how many records wait
 * @param waitingBytes how much waits, bytes
 * @param behindMillis how far the last record's stamp lies behind the clock where that is more than a step, else 0
 */
public record PartitionStatus(
        int partition,
        boolean read,
        long clock,
        long nextOffset,
        long quietMillis,
        Heartbeats heartbeats,
        int waiting,
        long waitingBytes,
        long behindMillis) {
    /** After so much processing time without a record a partition stands still. */
    public static final long STANDS_STILL_MILLIS = 60_000;

    /** Whether nothing was read for a minute of processing time. */
    public boolean standsStill() {
        return quietMillis >= STANDS_STILL_MILLIS;
    }
}
