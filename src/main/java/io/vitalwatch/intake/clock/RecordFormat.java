package io.vitalwatch.intake.clock;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a clock needs to know about a record, and how the record is kept in state while it waits. The clock holds the record itself, so
 * the record must not change after it was read.
 *
 * @param <R> a record of the log
 */
public interface RecordFormat<R> {
    /** The partition. */
    int partition(R record);

    /** The offset in its partition. */
    long offset(R record);

    /** The record's own timestamp, Unix milliseconds. */
    long stamp(R record);

    /** Whether it is a receiver's heartbeat. */
    boolean isHeartbeat(R record);

    /** About how many bytes it takes in memory, 0 or more; always the same for the same content. */
    long bytes(R record);

    /** Writes all of it. */
    void write(R record, DataOutput out) throws IOException;

    /** @throws IOException when the bytes are damaged */
    R read(DataInput in) throws IOException;
}
