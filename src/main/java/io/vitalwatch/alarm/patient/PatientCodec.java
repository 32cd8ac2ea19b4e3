package io.vitalwatch.alarm.patient;

import static io.vitalwatch.window.PackedNumbers.moment;
import static io.vitalwatch.window.PackedNumbers.signed;
import static io.vitalwatch.window.PackedNumbers.unsigned;

import io.vitalwatch.alarm.episode.EpisodeCodec;
import io.vitalwatch.alarm.episode.SignalCodec;
import io.vitalwatch.alarm.row.UndatedRows;
import io.vitalwatch.alarm.version.PersonalCodec;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.FieldsCodec;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.PackedNumbers;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.TimeSet;
import io.vitalwatch.window.WindowCodec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;

/**
 * A patient's state as bytes, for checkpoints and savepoints.
 *
 * <p>The first byte is the format's version. Every newer version must still read all older ones. Names of classes and fields are not in the
 * bytes, so code may be renamed freely. Numbers have variable length and times are differences: a reading takes about 5 bytes.
 */
public final class PatientCodec {
    /** The version that is written. */
    public static final int VERSION = 2;

    private static final int OLDEST = 1;
    private static final SampleType[] TYPES = SampleType.values();

    private PatientCodec() {}

    public static void write(Patient patient, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(patient.clock.now());
        out.writeUTF(patient.study);
        signed(patient.offsetMinutes, out);
        out.writeLong(patient.lastArrival);
        out.writeLong(patient.summarisedTo);
        out.writeLong(patient.lastHour);
        out.writeLong(patient.timer());
        unsigned(TYPES.length, out);
        for (SampleType type : TYPES) {
            WindowCodec.writeTimes(patient.rows.times(type), out);
        }
        WindowCodec.writeTimes(patient.flags.all(), out);
        unsigned(patient.rings.length, out);
        for (int i = 0; i < patient.rings.length; i++) {
            WindowCodec.writeRing(patient.rings[i], Group.of(i), out);
        }
        EpisodeCodec.write(patient.episodes, out);
        writeContact(patient, out);
        writeContent(patient, out);
    }

    /** What version 2 added. Moments are written as differences from the last contact. */
    private static void writeContact(Patient patient, DataOutput out) throws IOException {
        long base = patient.lastContact;
        out.writeLong(base);
        moment(patient.firstContact, base, out);
        unsigned(patient.idleDeliveries, out);
        writeUndated(patient.undated, base, out);
        moment(patient.notLiveSince, base, out);
        WindowCodec.writeLag(patient.clock, base, out);
        unsigned(patient.lastUsable.length, out);
        for (long each : patient.lastUsable) {
            moment(each, base, out);
        }
        moment(patient.lastOff, base, out);
        moment(patient.explainedUntil, base, out);
        unsigned(patient.flags.codes().size(), out);
        for (Map.Entry<Long, Integer> flag : patient.flags.codes().entrySet()) {
            moment(flag.getKey(), base, out);
            signed(flag.getValue(), out);
        }
    }

    private static void readContact(Patient patient, DataInput in) throws IOException {
        long base = in.readLong();
        patient.lastContact = base;
        patient.firstContact = moment(base, in);
        patient.idleDeliveries = (int) unsigned(in);
        patient.undated = readUndated(base, in);
        patient.notLiveSince = moment(base, in);
        WindowCodec.readLag(patient.clock, base, in);
        int groups = count(in);
        for (int i = 0; i < groups; i++) {
            patient.lastUsable[i] = moment(base, in);
        }
        patient.lastOff = moment(base, in);
        patient.explainedUntil = moment(base, in);
        for (int left = count(in); left > 0; left--) {
            patient.flags.restoreCode(moment(base, in), (int) signed(in));
        }
    }

    private static void writeUndated(UndatedRows undated, long base, DataOutput out) throws IOException {
        moment(undated.since(), base, out);
        unsigned((long) undated.count() << 2 | undated.why().ordinal(), out);
        signed(undated.ahead(), out);
        long[] flags = undated.flags();
        unsigned(flags.length, out);
        for (long each : flags) {
            out.writeLong(each);
        }
    }

    private static UndatedRows readUndated(long base, DataInput in) throws IOException {
        long since = moment(base, in);
        long rows = unsigned(in);
        long ahead = signed(in);
        long[] flags = new long[count(in)];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = in.readLong();
        }
        return UndatedRows.of(since, (int) (rows >>> 2), Undated.Why.of((int) (rows & 3)), ahead, flags);
    }

    /** What is kept of the content of rows, since version 2. */
    private static void writeContent(Patient patient, DataOutput out) throws IOException {
        WindowCodec.writeStatus(patient.status, patient.lastContact, out);
        unsigned(patient.left.length, out);
        for (LeftReadings left : patient.left) {
            WindowCodec.writeLeft(left, out);
        }
        unsigned(TYPES.length, out);
        for (SampleType type : TYPES) {
            FieldsCodec.write(patient.rows.fields(type), type, patient.lastContact, out);
        }
        moment(patient.rulesFrom, patient.lastContact, out);
        unsigned(patient.partition + 1L, out);
        PersonalCodec.write(patient.personal(), patient.stay, out);
        SignalCodec.write(patient.signals, out);
    }

    private static void readContent(Patient patient, DataInput in) throws IOException {
        WindowCodec.readStatus(patient.status, patient.lastContact, in);
        int groups = count(in);
        for (int i = 0; i < groups; i++) {
            patient.left[i] = WindowCodec.readLeft(in);
        }
        int types = count(in);
        for (int i = 0; i < types; i++) {
            patient.rows.restoreFields(TYPES[i], FieldsCodec.read(TYPES[i], patient.clock(), patient.lastContact, in));
        }
        patient.rulesFrom = moment(patient.lastContact, in);
        int partition = (int) unsigned(in) - 1;
        PersonalCodec.Personal personal = PersonalCodec.read(in);
        patient.personal(personal.limits(), partition);
        patient.stay = personal.stay();
        patient.signals = SignalCodec.read(in);
    }

    /** @throws IOException if the bytes are cut short, damaged or of a version that this release cannot read */
    public static Patient read(DataInput in) throws IOException {
        try {
            int version = in.readUnsignedByte();
            if (version < OLDEST || version > VERSION) {
                throw new IOException("patient state of version " + version + ", this release reads " + OLDEST + " to " + VERSION
                        + "; restore with the release that wrote it, or a newer one");
            }
            Patient patient = readBody(in, version);
            if (version == OLDEST) {
                EarlierStates.deriveContact(patient);
            } else {
                readContact(patient, in);
                readContent(patient, in);
            }
            EarlierStates.deriveFields(patient);
            return patient;
        } catch (EOFException e) {
            throw new IOException("patient state is cut short: its bytes are damaged", e);
        } catch (RuntimeException e) {
            throw new IOException("patient state cannot be read: its bytes are damaged", e);
        }
    }

    private static Patient readBody(DataInput in, int version) throws IOException {
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
        if (version == OLDEST) {
            EarlierStates.readStatus(patient, in);
        }
        patient.timer(in.readLong());
        int types = (int) unsigned(in);
        for (int i = 0; i < types; i++) {
            WindowCodec.readTimes(patient.rows.times(TYPES[i]), in);
        }
        TimeSet flags = new TimeSet();
        WindowCodec.readTimes(flags, in);
        patient.flags.restore(flags);
        int groups = (int) unsigned(in);
        for (int i = 0; i < groups; i++) {
            patient.rings[i] = WindowCodec.readRing(Group.of(i), in);
        }
        EpisodeCodec.read(patient.episodes, version == OLDEST, in);
        return patient;
    }

    private static int count(DataInput in) throws IOException {
        return PackedNumbers.count("groups, types, times or flags in a row", in);
    }
}
