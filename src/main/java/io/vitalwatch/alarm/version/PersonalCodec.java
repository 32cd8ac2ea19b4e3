package io.vitalwatch.alarm.version;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Limits and groups of a patient as bytes, a part of the state of a patient: one byte for a patient without any. */
public final class PersonalCodec {
    private PersonalCodec() {}

    public static void write(PersonalLimits personal, DataOutput out) throws IOException {
        boolean any = !personal.equals(PersonalLimits.NONE);
        out.writeBoolean(any);
        if (!any) {
            return;
        }
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

    public static PersonalLimits read(DataInput in) throws IOException {
        if (!in.readBoolean()) {
            return PersonalLimits.NONE;
        }
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
