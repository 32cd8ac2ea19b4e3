package io.vitalwatch.job;

import io.vitalwatch.intake.clock.RecordFormat;
import io.vitalwatch.intake.clock.WaitingRecord;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the arrival clock needs of a record of the raw topic, and the record's bytes while it waits. */
final class RawDeliveryFormat implements RecordFormat<RawDelivery> {
    @Override
    public int partition(RawDelivery record) {
        return record.partition;
    }

    @Override
    public long offset(RawDelivery record) {
        return record.offset;
    }

    @Override
    public long stamp(RawDelivery record) {
        return record.stamp;
    }

    @Override
    public boolean isHeartbeat(RawDelivery record) {
        return RawDelivery.HEARTBEAT.equals(record.kind);
    }

    @Override
    public long bytes(RawDelivery record) {
        return record.body == null ? 0 : record.body.length;
    }

    @Override
    public void write(RawDelivery record, DataOutput out) throws IOException {
        new WaitingRecord(record.topic, record.partition, record.offset, record.stamp, record.kind, record.receiver, record.body,
                record.unreadable).write(out);
    }

    @Override
    public RawDelivery read(DataInput in) throws IOException {
        WaitingRecord read = WaitingRecord.read(in);
        RawDelivery record = new RawDelivery(read.topic(), read.partition(), read.offset(), read.stamp(), read.body());
        record.kind = read.kind();
        record.receiver = read.receiver();
        record.unreadable = read.unreadable();
        return record;
    }
}
