package io.vitalwatch.monitor;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.control.ControlCopy;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Serialises a delivery for the shuffle, in about 39 bytes for a sample, without reflection. Deliveries are never in keyed state, only in
 * flight.
 *
 * <p>A record is assembled in memory and written in one piece after its length, because each call goes through the layers of a network
 * buffer. It is also read in one piece. Not thread-safe: Flink duplicates serializers.
 */
public final class DeliverySerializer extends TypeSerializer<Delivery> {
    private static final long serialVersionUID = 1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Sizes in bytes: a delivery without texts and samples, a sample without readings, a reading with one value, a reading with two. */
    private static final int HEAD = 33;
    private static final int SAMPLE = 23;
    private static final int READING = 7;
    private static final int PAIR = 11;
    /** Set in the byte of the part when rows without a credible time follow the samples. */
    private static final int HAS_UNDATED = 0x80;
    /** Size of such a row without its sample: why, claimed time, fingerprint. */
    private static final int UNDATED = 17;
    /** Size of a change without its texts and content: partition, seq, two times, length of the content. */
    private static final int CONTROL = 40;
    /** In the byte of the number of readings: names of fields follow the readings. */
    private static final int NAMES = 0x80;
    /** A buffer that grew larger than this, in bytes, is not kept for the next delivery. */
    private static final int MOST_TO_KEEP = 1 << 20;

    private transient Writer writer;
    private transient Reader reader;

    @Override
    public TypeSerializer<Delivery> duplicate() {
        return new DeliverySerializer();
    }

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
        if (writer == null || writer.bytes.length > MOST_TO_KEEP) {
            writer = new Writer();
        }
        writer.write(delivery);
        out.writeInt(writer.at);
        out.write(writer.bytes, 0, writer.at);
    }

    @Override
    public Delivery deserialize(DataInputView in) throws IOException {
        if (reader == null || reader.bytes.length > MOST_TO_KEEP) {
            reader = new Reader();
        }
        return reader.read(in);
    }

    @Override
    public Delivery deserialize(Delivery reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeliverySerializer;
    }

    @Override
    public int hashCode() {
        return DeliverySerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Delivery> snapshotConfiguration() {
        return new Snapshot();
    }

    private static final class Writer {
        private byte[] bytes = new byte[2048];
        private int at;
        private char[] chars = new char[128];

        private void write(Delivery delivery) {
            at = 0;
            text(delivery.user());
            text(delivery.study());
            text(delivery.origin().topic());
            room(HEAD);
            LONG.set(bytes, at, delivery.arrival());
            LONG.set(bytes, at + 8, delivery.origin().offset());
            INT.set(bytes, at + 16, delivery.origin().partition());
            List<Sample> samples = delivery.samples();
            INT.set(bytes, at + 20, samples.size());
            LONG.set(bytes, at + 24, delivery.stamp());
            List<Undated> undated = delivery.undated();
            bytes[at + 32] = (byte) (delivery.part().ordinal() | (undated.isEmpty() ? 0 : HAS_UNDATED));
            at += HEAD;
            if (delivery.control() != null) {
                write(delivery.control());
                return;
            }
            for (int i = 0; i < samples.size(); i++) {
                write(samples.get(i));
            }
            if (!undated.isEmpty()) {
                room(4);
                INT.set(bytes, at, undated.size());
                at += 4;
                undated.forEach(this::write);
            }
        }

        private void write(ControlCopy control) {
            text(control.hash());
            byte[] content = control.content();
            room(CONTROL + (content == null ? 0 : content.length));
            INT.set(bytes, at, control.partition());
            LONG.set(bytes, at + 4, control.seq());
            LONG.set(bytes, at + 12, control.effectiveAt());
            LONG.set(bytes, at + 20, control.appliedAt());
            LONG.set(bytes, at + 28, control.clock());
            INT.set(bytes, at + 36, content == null ? -1 : content.length);
            at += CONTROL;
            if (content != null) {
                System.arraycopy(content, 0, bytes, at, content.length);
                at += content.length;
            }
        }

        private void write(Undated undated) {
            room(UNDATED);
            bytes[at] = (byte) undated.why().ordinal();
            LONG.set(bytes, at + 1, undated.claimed());
            LONG.set(bytes, at + 9, undated.fingerprint());
            at += UNDATED;
            write(undated.row());
        }

        private void write(Sample sample) {
            List<Reading> readings = sample.readings();
            int count = readings.size();
            room(SAMPLE + count * PAIR);
            byte[] to = bytes;
            int start = at;
            LONG.set(to, start, sample.time());
            INT.set(to, start + 8, sample.cardiacArrest());
            SHORT.set(to, start + 12, (short) sample.offsetMinutes());
            SHORT.set(to, start + 14, (short) sample.activity());
            to[start + 16] = (byte) sample.battery();
            to[start + 17] = (byte) (sample.type().ordinal() << 4 | sample.worn().ordinal() << 2 | sample.charging().ordinal());
            List<String> names = sample.unknownFields();
            to[start + 18] = (byte) (names.isEmpty() ? count : count | NAMES);
            INT.set(to, start + 19, sample.fields());
            start += SAMPLE;
            for (int i = 0; i < count; i++) {
                Reading reading = readings.get(i);
                INT.set(to, start, reading.value());
                SHORT.set(to, start + 4, (short) reading.quality());
                to[start + 6] = (byte) (reading.group().ordinal() << 4 | reading.verdict().ordinal());
                start += READING;
                if (reading.group().paired()) {
                    INT.set(to, start, reading.second());
                    start += PAIR - READING;
                }
            }
            at = start;
            if (!names.isEmpty()) {
                write(names);
            }
        }

        private void write(List<String> names) {
            room(1);
            bytes[at++] = (byte) names.size();
            for (String name : names) {
                text(name);
            }
        }

        /** One byte for a character if all characters are Latin-1; else two bytes, and the length inverted ({@code ~length}). */
        private void text(String text) {
            int length = text.length();
            room(4 + 2 * length);
            if (chars.length < length) {
                chars = new char[2 * length];
            }
            text.getChars(0, length, chars, 0);
            int all = 0;
            for (int i = 0; i < length; i++) {
                all |= chars[i];
                bytes[at + 4 + i] = (byte) chars[i];
            }
            if (all <= 0xFF) {
                INT.set(bytes, at, length);
                at += 4 + length;
                return;
            }
            INT.set(bytes, at, ~length);
            at += 4;
            for (int i = 0; i < length; i++) {
                SHORT.set(bytes, at, (short) chars[i]);
                at += 2;
            }
        }

        private void room(int more) {
            if (bytes.length - at < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
            }
        }
    }

    private static final class Reader {
        private byte[] bytes = new byte[2048];
        private int at;
        /** Texts of the previous delivery. The next one usually has the same texts. */
        private String study = "";
        private String topic = "";

        private Delivery read(DataInputView in) throws IOException {
            int length = in.readInt();
            if (bytes.length < length) {
                bytes = new byte[Math.max(2 * bytes.length, length)];
            }
            in.readFully(bytes, 0, length);
            at = 0;
            String user = text("");
            study = text(study);
            topic = text(topic);
            long arrival = (long) LONG.get(bytes, at);
            Origin origin = new Origin(topic, (int) INT.get(bytes, at + 16), (long) LONG.get(bytes, at + 8));
            int count = (int) INT.get(bytes, at + 20);
            long stamp = (long) LONG.get(bytes, at + 24);
            int marks = bytes[at + 32] & 0xFF;
            Delivery.Part part = Delivery.Part.of(marks & ~HAS_UNDATED);
            at += HEAD;
            if (part == Delivery.Part.CONTROL) {
                return new Delivery(user, study, arrival, stamp, part, origin, List.of(), List.of(), control());
            }
            List<Sample> samples = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                samples.add(sample());
            }
            return new Delivery(user, study, arrival, stamp, part, origin, samples, (marks & HAS_UNDATED) == 0 ? List.of() : undated());
        }

        private ControlCopy control() {
            String hash = text("");
            int length = (int) INT.get(bytes, at + 36);
            byte[] content = length < 0 ? null : Arrays.copyOfRange(bytes, at + CONTROL, at + CONTROL + length);
            ControlCopy control = new ControlCopy((int) INT.get(bytes, at), (long) LONG.get(bytes, at + 4), (long) LONG.get(bytes, at + 12),
                    (long) LONG.get(bytes, at + 20), (long) LONG.get(bytes, at + 28), hash, content);
            at += CONTROL + Math.max(0, length);
            return control;
        }

        private List<Undated> undated() {
            int count = (int) INT.get(bytes, at);
            at += 4;
            List<Undated> undated = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Undated.Why why = Undated.Why.of(bytes[at]);
                long claimed = (long) LONG.get(bytes, at + 1);
                long fingerprint = (long) LONG.get(bytes, at + 9);
                at += UNDATED;
                undated.add(new Undated(why, claimed, fingerprint, sample()));
            }
            return undated;
        }

        private Sample sample() {
            byte[] from = bytes;
            int start = at;
            int flags = from[start + 17] & 0xFF;
            int count = from[start + 18] & NAMES - 1;
            List<Reading> readings = count == 0 ? List.of() : new ArrayList<>(count);
            int next = start + SAMPLE;
            for (int i = 0; i < count; i++) {
                int head = from[next + 6] & 0xFF;
                Group group = Group.of(head >>> 4);
                int value = (int) INT.get(from, next);
                int quality = (short) SHORT.get(from, next + 4);
                next += READING;
                int second = 0;
                if (group.paired()) {
                    second = (int) INT.get(from, next);
                    next += PAIR - READING;
                }
                readings.add(new Reading(group, value, second, quality, Verdict.of(head & 15)));
            }
            at = next;
            List<String> names = (from[start + 18] & NAMES) == 0 ? List.of() : names();
            return new Sample(SampleType.of(flags >>> 4), (long) LONG.get(from, start), (short) SHORT.get(from, start + 12),
                    Ternary.of(flags >>> 2 & 3), Ternary.of(flags & 3), from[start + 16], (short) SHORT.get(from, start + 14),
                    (int) INT.get(from, start + 8), readings, (int) INT.get(from, start + 19), names);
        }

        private List<String> names() {
            int count = bytes[at++] & 0xFF;
            List<String> names = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                names.add(text(""));
            }
            return names;
        }

        /** @param likely the text that is expected; it is returned if it is the text, which saves a copy */
        private String text(String likely) {
            int length = (int) INT.get(bytes, at);
            int start = at + 4;
            if (length >= 0) {
                at = start + length;
                return is(start, length, likely) ? likely : new String(bytes, start, length, StandardCharsets.ISO_8859_1);
            }
            // Character by character, so that a lone surrogate stays unchanged.
            char[] wide = new char[~length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = (char) (short) SHORT.get(bytes, start + 2 * i);
            }
            at = start + 2 * wide.length;
            return new String(wide);
        }

        private boolean is(int start, int length, String text) {
            if (length != text.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if ((char) (bytes[start + i] & 0xFF) != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Describes this serializer in a checkpoint. Needed for the records in flight of an unaligned checkpoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Delivery> {
        public Snapshot() {
            super(DeliverySerializer::new);
        }
    }
}
