package io.vitalwatch.intake.clock;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How the tests' records look to a clock. */
final class RawFormat implements RecordFormat<WaitingRecord> {
    static final RawFormat INSTANCE = new RawFormat();

    @Override
    public int partition(WaitingRecord record) {
        return record.partition();
    }

    @Override
    public long offset(WaitingRecord record) {
        return record.offset();
    }

    @Override
    public long stamp(WaitingRecord record) {
        return record.stamp();
    }

    @Override
    public boolean isHeartbeat(WaitingRecord record) {
        return "heartbeat".equals(record.kind());
    }

    @Override
    public long bytes(WaitingRecord record) {
        return record.body() == null ? 0 : record.body().length;
    }

    @Override
    public void write(WaitingRecord record, DataOutput out) throws IOException {
        record.write(out);
    }

    @Override
    public WaitingRecord read(DataInput in) throws IOException {
        return WaitingRecord.read(in);
    }
}
