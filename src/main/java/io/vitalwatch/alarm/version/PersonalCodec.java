package io.vitalwatch.alarm.version;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Limits, groups and stay of a patient as bytes, a part of the patient's state: one byte for a patient without any. */
public final class PersonalCodec {
    private static final int HAS_LIMITS = 1;
    private static final int HAS_STAY = 2;

    /** What was read. */
    public record Personal(PersonalLimits limits, Stay stay) {}

    private PersonalCodec() {}

    public static void write(PersonalLimits personal, Stay stay, DataOutput out) throws IOException {
        boolean limits = !personal.equals(PersonalLimits.NONE);
        boolean stays = !stay.equals(Stay.FIRST);
        out.writeByte((limits ? HAS_LIMITS : 0) | (stays ? HAS_STAY : 0));
        if (limits) {
            writeLimits(personal, out);
        }
        if (stays) {
            writeStay(stay, out);
        }
    }

    private static void writeStay(Stay stay, DataOutput out) throws IOException {
        out.writeInt(stay.number());
        out.writeLong(stay.wall());
        out.writeLong(stay.since());
        out.writeByte(stay.observations().size());
        for (Stay.Observation each : stay.observations()) {
            out.writeUTF(each.what());
            out.writeUTF(each.value());
            out.writeLong(each.at());
            out.writeLong(each.until());
            out.writeLong(each.seq());
        }
    }

    private static Stay readStay(DataInput in) throws IOException {
        int number = in.readInt();
        long wall = in.readLong();
        long since = in.readLong();
        List<Stay.Observation> observations = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            observations.add(new Stay.Observation(in.readUTF(), in.readUTF(), in.readLong(), in.readLong(), in.readLong()));
        }
        return new Stay(number, wall, since, observations);
    }

    private static void writeLimits(PersonalLimits personal, DataOutput out) throws IOException {
        out.writeByte(personal.limits().size());
        for (LimitsRecord each : personal.limits()) {
            out.writeLong(each.from());
            out.writeLong(each.seq());
            out.writeLong(each.until());
            out.writeShort(each.set().size());
            for (Map.Entry<String, String> field : new TreeMap<>(each.set()).entrySet()) {
                out.writeUTF(field.getKey());
                out.writeUTF(field.getValue());
            }
            write(each.clear(), out);
        }
        out.writeByte(personal.groups().size());
        for (PersonalLimits.Groups each : personal.groups()) {
            out.writeLong(each.from());
            out.writeLong(each.seq());
            write(each.names(), out);
        }
    }

    private static void write(List<String> texts, DataOutput out) throws IOException {
        out.writeShort(texts.size());
        for (String each : texts) {
            out.writeUTF(each);
        }
    }

    public static Personal read(DataInput in) throws IOException {
        int parts = in.readUnsignedByte();
        return new Personal((parts & HAS_LIMITS) == 0 ? PersonalLimits.NONE : readLimits(in),
                (parts & HAS_STAY) == 0 ? Stay.FIRST : readStay(in));
    }

    private static PersonalLimits readLimits(DataInput in) throws IOException {
        List<LimitsRecord> limits = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            long from = in.readLong();
            long seq = in.readLong();
            long until = in.readLong();
            Map<String, String> set = new TreeMap<>();
            for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
                set.put(in.readUTF(), in.readUTF());
            }
            limits.add(new LimitsRecord(from, seq, until, set, texts(in)));
        }
        List<PersonalLimits.Groups> groups = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            groups.add(new PersonalLimits.Groups(in.readLong(), in.readLong(), texts(in)));
        }
        return new PersonalLimits(limits, groups);
    }

    private static List<String> texts(DataInput in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            texts.add(in.readUTF());
        }
        return texts;
    }
}
