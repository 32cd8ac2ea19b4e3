package io.vitalwatch.alarm.patient;

import static io.vitalwatch.window.PackedNumbers.moment;
import static io.vitalwatch.window.PackedNumbers.signed;
import static io.vitalwatch.window.PackedNumbers.unsigned;

import io.vitalwatch.alarm.episode.EpisodeCodec;
import io.vitalwatch.alarm.episode.SignalCodec;
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
import java.util.TreeMap;

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
        unsigned(patient.known.length, out);
        for (TimeSet known : patient.known) {
            WindowCodec.writeTimes(known, out);
        }
        WindowCodec.writeTimes(patient.flags, out);
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
        moment(patient.undatedSince, base, out);
        unsigned((long) patient.undatedRows << 2 | patient.undatedWhy.ordinal(), out);
        signed(patient.undatedAhead, out);
        unsigned(patient.undatedFlags.length, out);
        for (long each : patient.undatedFlags) {
            out.writeLong(each);
        }
        moment(patient.notLiveSince, base, out);
        moment(patient.lagSince, base, out);
        if (patient.lagSince != Patient.NEVER) {
            moment(patient.lagSinceSample, base, out);
            signed(patient.leastLag, out);
            signed(patient.mostLag - patient.leastLag, out);
            signed(patient.lag - patient.leastLag, out);
        }
        unsigned(patient.lastUsable.length, out);
        for (long each : patient.lastUsable) {
            moment(each, base, out);
        }
        moment(patient.lastOff, base, out);
        moment(patient.explainedUntil, base, out);
        unsigned(patient.flagCodes == null ? 0 : patient.flagCodes.size(), out);
        if (patient.flagCodes != null) {
            for (Map.Entry<Long, Integer> flag : patient.flagCodes.entrySet()) {
                moment(flag.getKey(), base, out);
                signed(flag.getValue(), out);
            }
        }
    }

    private static void readContact(Patient patient, DataInput in) throws IOException {
        long base = in.readLong();
        patient.lastContact = base;
        patient.firstContact = moment(base, in);
        patient.idleDeliveries = (int) unsigned(in);
        patient.undatedSince = moment(base, in);
        long undated = unsigned(in);
        patient.undatedRows = (int) (undated >>> 2);
        patient.undatedWhy = Undated.Why.of((int) (undated & 3));
        patient.undatedAhead = signed(in);
        patient.undatedFlags = new long[count(in)];
        for (int i = 0; i < patient.undatedFlags.length; i++) {
            patient.undatedFlags[i] = in.readLong();
        }
        patient.notLiveSince = moment(base, in);
        patient.lagSince = moment(base, in);
        if (patient.lagSince != Patient.NEVER) {
            patient.lagSinceSample = moment(base, in);
            patient.leastLag = signed(in);
            patient.mostLag = patient.leastLag + signed(in);
            patient.lag = patient.leastLag + signed(in);
        }
        int groups = count(in);
        for (int i = 0; i < groups; i++) {
            patient.lastUsable[i] = moment(base, in);
        }
        patient.lastOff = moment(base, in);
        patient.explainedUntil = moment(base, in);
        for (int left = count(in); left > 0; left--) {
            patient.flagCodes = patient.flagCodes == null ? new TreeMap<>() : patient.flagCodes;
            patient.flagCodes.put(moment(base, in), (int) signed(in));
        }
    }

    /** What is kept of the content of rows, since version 2. */
    private static void writeContent(Patient patient, DataOutput out) throws IOException {
        WindowCodec.writeStatus(patient.status, patient.lastContact, out);
        unsigned(patient.left.length, out);
        for (LeftReadings left : patient.left) {
            WindowCodec.writeLeft(left, out);
        }
        unsigned(patient.fields.length, out);
        for (int i = 0; i < patient.fields.length; i++) {
            FieldsCodec.write(patient.fields[i], SampleType.values()[i], patient.lastContact, out);
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
            patient.fields[i] = FieldsCodec.read(SampleType.values()[i], patient.clock(), patient.lastContact, in);
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
            WindowCodec.readTimes(patient.known[i], in);
        }
        WindowCodec.readTimes(patient.flags, in);
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
