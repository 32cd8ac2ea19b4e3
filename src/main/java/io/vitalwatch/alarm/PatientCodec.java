package io.vitalwatch.alarm;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.TimeSet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;

/**
 * A patient's state as bytes, for checkpoints and savepoints.
 *
 * <p>The first byte is the format's version. A newer version must go on reading every older one; names of classes and fields are not in the
 * bytes, so code may be renamed freely. Numbers are variable-length, times are differences: a reading takes some 5 bytes.
 */
public final class PatientCodec {
    /** The version that is written. */
    public static final int VERSION = 1;

    private static final int MOST = 1 << 20;

    private PatientCodec() {}

    public static void write(Patient patient, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(patient.clock.now());
        out.writeUTF(patient.study);
        signed(patient.offsetMinutes, out);
        out.writeLong(patient.lastArrival);
        out.writeLong(patient.summarisedTo);
        out.writeLong(patient.lastHour);
        out.writeByte(patient.on.ordinal());
        out.writeLong(patient.statusSince);
        out.writeBoolean(patient.charging);
        out.writeLong(patient.timer());
        unsigned(patient.known.length, out);
        for (TimeSet known : patient.known) {
            writeTimes(known, out);
        }
        writeTimes(patient.flags, out);
        unsigned(patient.rings.length, out);
        for (int i = 0; i < patient.rings.length; i++) {
            writeRing(patient.rings[i], Group.of(i), out);
        }
        unsigned(patient.episodes.size(), out);
        for (Episode episode : patient.episodes) {
            writeEpisode(episode, out);
        }
        unsigned(patient.past.size(), out);
        for (Map.Entry<String, Past> entry : patient.past.entrySet()) {
            out.writeUTF(entry.getKey());
            Past past = entry.getValue();
            unsigned(past.size(), out);
            for (int i = 0; i < past.size(); i++) {
                out.writeLong(past.onset(i));
                unsigned(past.end(i) - past.onset(i), out);
            }
        }
    }

    /** @throws IOException when the bytes are cut short, damaged or of a version that this release does not know */
    public static Patient read(DataInput in) throws IOException {
        try {
            return readAnyVersion(in);
        } catch (EOFException e) {
            throw new IOException("patient state is cut short: its bytes are damaged", e);
        } catch (RuntimeException e) {
            throw new IOException("patient state cannot be read: its bytes are damaged", e);
        }
    }

    private static Patient readAnyVersion(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("patient state of version " + version + ", this release reads " + VERSION
                    + "; restore with the release that wrote it, or a newer one");
        }
        Patient patient = new Patient();
        long clock = in.readLong();
        if (clock != PatientClock.UNSET) {
            patient.clock.advance(clock);
        }
        patient.study = in.readUTF();
        patient.offsetMinutes = (int) signed(in);
        patient.lastArrival = in.readLong();
        patient.summarisedTo = in.readLong();
        patient.lastHour = in.readLong();
        patient.on = Known.of(in.readUnsignedByte());
        patient.statusSince = in.readLong();
        patient.charging = in.readBoolean();
        patient.timer(in.readLong());
        int types = (int) unsigned(in);
        for (int i = 0; i < types; i++) {
            readTimes(patient.known[i], in);
        }
        readTimes(patient.flags, in);
        int groups = (int) unsigned(in);
        for (int i = 0; i < groups; i++) {
            readRing(patient, Group.of(i), in);
        }
        for (long left = unsigned(in); left > 0; left--) {
            patient.episodes.add(readEpisode(in));
        }
        for (long left = unsigned(in); left > 0; left--) {
            String rule = in.readUTF();
            Past past = new Past();
            for (long stretches = unsigned(in); stretches > 0; stretches--) {
                long onset = in.readLong();
                past.add(onset, onset + unsigned(in));
            }
            patient.past.put(rule, past);
        }
        return patient;
    }

    private static void writeEpisode(Episode episode, DataOutput out) throws IOException {
        out.writeUTF(episode.rule);
        out.writeByte(episode.kind == Kind.PHYSIOLOGICAL ? 0 : 1);
        out.writeLong(episode.onset);
        unsigned(episode.sequence, out);
        out.writeByte(episode.priority.ordinal());
        out.writeByte(episode.state.ordinal());
        out.writeByte(episode.freshness.ordinal());
        unsigned(episode.clearNeeded.length, out);
        out.write(episode.clearNeeded);
        out.writeLong(episode.lastTrue);
        out.writeLong(episode.notified);
        signed(episode.subject, out);
        unsigned(episode.recovered, out);
    }

    private static Episode readEpisode(DataInput in) throws IOException {
        String rule = in.readUTF();
        Kind kind = in.readUnsignedByte() == 0 ? Kind.PHYSIOLOGICAL : Kind.TECHNICAL;
        Episode episode = new Episode(rule, kind, in.readLong());
        episode.sequence = (int) unsigned(in);
        episode.priority = Priority.of(in.readUnsignedByte());
        episode.state = AlarmState.of(in.readUnsignedByte());
        episode.freshness = Freshness.of(in.readUnsignedByte());
        long rungs = unsigned(in);
        if (rungs < 0 || rungs > MOST) {
            throw new IOException("an episode of " + rungs + " rungs: the state's bytes are damaged");
        }
        episode.clearNeeded = new byte[(int) rungs];
        in.readFully(episode.clearNeeded);
        episode.lastTrue = in.readLong();
        episode.notified = in.readLong();
        episode.subject = (int) signed(in);
        episode.recovered = (int) unsigned(in);
        return episode;
    }

    private static void writeRing(ReadingRing ring, Group group, DataOutput out) throws IOException {
        int size = ring == null ? 0 : ring.size();
        unsigned(size, out);
        long before = 0;
        for (int i = 0; i < size; i++) {
            time(ring.time(i) - before, out);
            before = ring.time(i);
            value(ring.value(i), group, out);
            if (group == Group.BLOOD_PRESSURE) {
                value(ring.second(i), group, out);
            }
            unsigned(ring.quality(i) + 1L, out);
            unsigned((ring.activity(i) + 1L) << 4 | ring.verdict(i).ordinal(), out);
        }
    }

    private static void readRing(Patient patient, Group group, DataInput in) throws IOException {
        int size = count(in);
        if (size == 0) {
            return;
        }
        ReadingRing ring = patient.ringToFill(group);
        ring.reserve(size, group == Group.BLOOD_PRESSURE);
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += time(in);
            int value = value(group, in);
            int second = group == Group.BLOOD_PRESSURE ? value(group, in) : 0;
            int quality = (int) unsigned(in) - 1;
            long rest = unsigned(in);
            Reading reading = new Reading(group, value, second, quality, Verdict.of((int) (rest & 15)));
            ring.insert(time, reading, (int) (rest >>> 4) - 1, MOST);
        }
    }

    private static void writeTimes(TimeSet times, DataOutput out) throws IOException {
        unsigned(times.size(), out);
        long before = 0;
        for (int i = 0; i < times.size(); i++) {
            time(times.get(i) - before, out);
            before = times.get(i);
        }
    }

    private static void readTimes(TimeSet times, DataInput in) throws IOException {
        int size = count(in);
        times.reserve(size);
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += time(in);
            times.add(time, MOST);
        }
    }

    private static int count(DataInput in) throws IOException {
        long count = unsigned(in);
        if (count < 0 || count > MOST) {
            throw new IOException(count + " readings or times in a row: the state's bytes are damaged");
        }
        return (int) count;
    }

    /** Whole seconds, the common case, are written as seconds. */
    private static void time(long millis, DataOutput out) throws IOException {
        unsigned(millis % 1000 == 0 ? millis / 1000 << 1 : millis << 1 | 1, out);
    }

    private static long time(DataInput in) throws IOException {
        long coded = unsigned(in);
        return (coded & 1) == 0 ? (coded >>> 1) * 1000 : coded >>> 1;
    }

    private static void value(int milli, Group group, DataOutput out) throws IOException {
        int step = group.resolutionMilli();
        signed(milli % step == 0 ? (long) (milli / step) << 1 : (long) milli << 1 | 1, out);
    }

    private static int value(Group group, DataInput in) throws IOException {
        long coded = signed(in);
        return (int) ((coded & 1) == 0 ? (coded >> 1) * group.resolutionMilli() : coded >> 1);
    }

    private static void signed(long value, DataOutput out) throws IOException {
        unsigned(value << 1 ^ value >> 63, out);
    }

    private static long signed(DataInput in) throws IOException {
        long coded = unsigned(in);
        return coded >>> 1 ^ -(coded & 1);
    }

    private static void unsigned(long value, DataOutput out) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long unsigned(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits: the state's bytes are damaged");
    }
}
