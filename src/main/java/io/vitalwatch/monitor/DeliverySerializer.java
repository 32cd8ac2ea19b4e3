package io.vitalwatch.monitor;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Verdict;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What crosses the shuffle: a delivery in some 20 bytes a sample, without reflection. It is in flight only, never in keyed state. */
public final class DeliverySerializer extends TypeSerializerSingleton<Delivery> {
    public static final DeliverySerializer INSTANCE = new DeliverySerializer();

    private static final long serialVersionUID = 1;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Delivery createInstance() {
        return new Delivery("", "", 0, new Origin("", 0, 0), List.of());
    }

    @Override
    public Delivery copy(Delivery from) {
        return from;
    }

    @Override
    public Delivery copy(Delivery from, Delivery reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Delivery delivery, DataOutputView out) throws IOException {
        StringValue.writeString(delivery.user(), out);
        StringValue.writeString(delivery.study(), out);
        out.writeLong(delivery.arrival());
        StringValue.writeString(delivery.origin().topic(), out);
        out.writeInt(delivery.origin().partition());
        out.writeLong(delivery.origin().offset());
        List<Sample> samples = delivery.samples();
        out.writeInt(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            write(samples.get(i), out);
        }
    }

    @Override
    public Delivery deserialize(DataInputView in) throws IOException {
        String user = StringValue.readString(in);
        String study = StringValue.readString(in);
        long arrival = in.readLong();
        Origin origin = new Origin(StringValue.readString(in), in.readInt(), in.readLong());
        int count = in.readInt();
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(read(in));
        }
        return new Delivery(user, study, arrival, origin, samples);
    }

    @Override
    public Delivery deserialize(Delivery reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<Delivery> snapshotConfiguration() {
        return new Snapshot();
    }

    private static void write(Sample sample, DataOutputView out) throws IOException {
        out.writeByte(sample.type().ordinal() << 4 | sample.worn().ordinal() << 2 | sample.charging().ordinal());
        out.writeLong(sample.time());
        out.writeShort(sample.offsetMinutes());
        out.writeByte(sample.battery());
        out.writeShort(sample.activity());
        out.writeInt(sample.cardiacArrest());
        List<Reading> readings = sample.readings();
        out.writeByte(readings.size());
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            out.writeByte(reading.group().ordinal() << 4 | reading.verdict().ordinal());
            out.writeInt(reading.value());
            out.writeShort(reading.quality());
            if (reading.group() == Group.BLOOD_PRESSURE) {
                out.writeInt(reading.second());
            }
        }
    }

    private static Sample read(DataInputView in) throws IOException {
        int flags = in.readUnsignedByte();
        long time = in.readLong();
        int offset = in.readShort();
        int battery = in.readByte();
        int activity = in.readShort();
        int arrest = in.readInt();
        int count = in.readUnsignedByte();
        List<Reading> readings = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int head = in.readUnsignedByte();
            Group group = Group.of(head >>> 4);
            int value = in.readInt();
            int quality = in.readShort();
            int second = group == Group.BLOOD_PRESSURE ? in.readInt() : 0;
            readings.add(new Reading(group, value, second, quality, Verdict.of(head & 15)));
        }
        return new Sample(SampleType.of(flags >>> 4), time, offset, Known.of(flags >>> 2 & 3), Known.of(flags & 3), battery, activity, arrest,
                readings);
    }

    /** What a checkpoint says of this serializer (records in flight of an unaligned checkpoint). */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Delivery> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
