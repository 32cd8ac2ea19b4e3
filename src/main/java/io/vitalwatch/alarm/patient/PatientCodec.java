package io.vitalwatch.alarm.patient;

import static io.vitalwatch.window.PackedNumbers.moment;
import static io.vitalwatch.window.PackedNumbers.signed;
import static io.vitalwatch.window.PackedNumbers.unsigned;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.episode.SignalCodec;
import io.vitalwatch.alarm.version.PersonalCodec;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.FieldHistory;
import io.vitalwatch.window.FieldPresence;
import io.vitalwatch.window.FieldsCodec;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;
import io.vitalwatch.window.StatusRing;
import io.vitalwatch.window.TimeSet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

    private static final int MOST = 1 << 20;
    /** In place of a verdict: two follow, the gate's own and the one that counts. */
    private static final int REPLACED = 15;
    /** Whether an episode has an edge, and what it has; without other rules it is the first only. */
    private static final int EDGE = 1;
    private static final int SHOWN = 2;
    private static final int REJUDGED = 4;

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
            writeTimes(known, out);
        }
        writeTimes(patient.flags, out);
        unsigned(patient.rings.length, out);
        for (int i = 0; i < patient.rings.length; i++) {
            writeRing(patient.rings[i], Group.of(i), out);
        }
        unsigned(patient.episodes.size(), out);
        for (int i = 0; i < patient.episodes.size(); i++) {
            writeEpisode(patient.episodes.get(i), out);
        }
        unsigned(patient.episodes.past().size(), out);
        for (Map.Entry<String, Past> entry : patient.episodes.past().entrySet()) {
            out.writeUTF(entry.getKey());
            Past past = entry.getValue();
            unsigned(past.size(), out);
            for (int i = 0; i < past.size(); i++) {
                out.writeLong(past.onset(i));
                unsigned(past.end(i) - past.onset(i), out);
                out.writeByte(past.mark(i) << 1 | (past.episode(i) != null ? 1 : 0));
                if (past.episode(i) != null) {
                    writeEpisode(past.episode(i), out);
                }
            }
            out.writeLong(past.greatestOnset());
            unsigned(past.copies(), out);
        }
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

    /** What version 1 did not have, as far as it follows from the rest. */
    private static void deriveContact(Patient patient) {
        patient.firstContact = patient.lastArrival;
        patient.lastContact = patient.lastArrival;
        for (int group = 0; group < patient.rings.length; group++) {
            ReadingRing ring = patient.rings[group];
            for (int i = ring == null ? -1 : ring.size() - 1; i >= 0; i--) {
                if (ring.usable(i)) {
                    patient.lastUsable[group] = ring.time(i);
                    break;
                }
            }
        }
        patient.lastOff = RowStatus.on(patient.status.wearing(patient.clock())) == Ternary.FALSE ? patient.clock() : Patient.NEVER;
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (episode.kind() == Kind.TECHNICAL) {
                // What these rules look at was not kept: rows from before the snapshot change nothing of what they said.
                episode.edge(new Episode.Edge(patient.clock() + 1, episode.latches().copy(), episode.gravest(), episode.onset(),
                        Episode.NEVER));
            }
        }
    }

    /** What earlier releases did not keep: which fields the rows had. Those rows change nothing of what was said. */
    private static void deriveFields(Patient patient) {
        boolean derived = false;
        for (int type = 0; type < patient.fields.length; type++) {
            FieldHistory history = patient.fields[type];
            derived |= history == null ? patient.known[type].size() > 0 : history.size() == 0;
            if (history == null && patient.known[type].size() > 0) {
                patient.fields[type] = new FieldHistory();
                patient.fields[type].restoreEdge(new FieldPresence(), patient.clock() + 1, List.of());
            }
        }
        for (int i = 0; derived && i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (episode.kind() == Kind.TECHNICAL && episode.edge() == null
                    && episode.latches().clearNeeded.length == patient.fields.length) {
                episode.edge(new Episode.Edge(patient.clock() + 1, episode.latches().copy(), episode.gravest(), episode.onset(),
                        Episode.NEVER));
            }
        }
    }

    /** Version 1 kept whether the bracelet is on the patient, since when, and whether it is on the charger. Off, it was on before. */
    private static void readOldStatus(Patient patient, DataInput in) throws IOException {
        Ternary on = Ternary.of(in.readUnsignedByte());
        long since = in.readLong();
        boolean charging = in.readBoolean();
        if (on == Ternary.UNKNOWN) {
            return;
        }
        if (on == Ternary.FALSE) {
            patient.status.restoreEdge(RowStatus.of(Ternary.TRUE, Ternary.FALSE), Patient.NEVER);
        }
        patient.status.put(since, Long.MAX_VALUE, RowStatus.of(on, Ternary.of(charging)));
    }

    private static void writeStatus(StatusRing status, long base, DataOutput out) throws IOException {
        unsigned(status.edge() ^ RowStatus.NOTHING, out);
        moment(status.edgeOffSince(), base, out);
        unsigned(status.size(), out);
        long time = base;
        long before = RowStatus.NOTHING;
        for (int i = 0; i < status.size(); i++) {
            signed(status.from(i) - time, out);
            unsigned(status.status(i) ^ before, out);
            time = status.from(i);
            before = status.status(i);
        }
    }

    private static void readStatus(StatusRing status, long base, DataInput in) throws IOException {
        status.restoreEdge(unsigned(in) ^ RowStatus.NOTHING, moment(base, in));
        long time = base;
        long before = RowStatus.NOTHING;
        for (int left = count(in); left > 0; left--) {
            time += signed(in);
            before ^= unsigned(in);
            status.put(time, Long.MAX_VALUE, before);
        }
    }

    /** What is kept of the content of rows, since version 2. */
    private static void writeContent(Patient patient, DataOutput out) throws IOException {
        writeStatus(patient.status, patient.lastContact, out);
        unsigned(patient.left.length, out);
        for (LeftReadings left : patient.left) {
            writeLeft(left, out);
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

    /** Of most groups, all were usable. */
    private static void writeLeft(LeftReadings left, DataOutput out) throws IOException {
        int sets = left == null ? 0 : 1 | (left.poor() == null ? 0 : 2) | (left.uncounted() == null ? 0 : 4);
        out.writeByte(sets);
        for (TimeSet times : sets == 0 ? new TimeSet[0] : new TimeSet[] {left.all(), left.poor(), left.uncounted()}) {
            if (times != null) {
                writeTimes(times, out);
            }
        }
    }

    private static LeftReadings readLeft(DataInput in) throws IOException {
        int sets = in.readUnsignedByte();
        TimeSet[] times = new TimeSet[3];
        for (int i = 0; i < times.length; i++) {
            if ((sets >>> i & 1) != 0) {
                times[i] = new TimeSet();
                readTimes(times[i], in);
            }
        }
        return sets == 0 ? null : new LeftReadings(times[0], times[1], times[2]);
    }

    private static void readContent(Patient patient, DataInput in) throws IOException {
        readStatus(patient.status, patient.lastContact, in);
        int groups = count(in);
        for (int i = 0; i < groups; i++) {
            patient.left[i] = readLeft(in);
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
                deriveContact(patient);
            } else {
                readContact(patient, in);
                readContent(patient, in);
            }
            deriveFields(patient);
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
            readOldStatus(patient, in);
        }
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
            patient.episodes.add(readEpisode(in, version));
        }
        for (long left = unsigned(in); left > 0; left--) {
            String rule = in.readUTF();
            Past past = new Past();
            long greatest = Long.MIN_VALUE;
            for (long stretches = unsigned(in); stretches > 0; stretches--) {
                long onset = in.readLong();
                long end = onset + unsigned(in);
                int has = version > 1 ? in.readUnsignedByte() : 0;
                past.add(onset, end, (has & 1) != 0 ? readEpisode(in, version) : null, (byte) (has >>> 1));
                greatest = Math.max(greatest, onset);
            }
            past.continueIds(version > 1 ? in.readLong() : greatest, version > 1 ? (int) unsigned(in) : 0);
            patient.episodes.past().put(rule, past);
        }
        return patient;
    }

    private static void writeEpisode(Episode episode, DataOutput out) throws IOException {
        Latches latches = episode.latches();
        out.writeUTF(episode.rule());
        out.writeByte(episode.kind() == Kind.PHYSIOLOGICAL ? 0 : 1);
        out.writeLong(episode.identity().onset());
        unsigned(episode.sequence(), out);
        out.writeByte(latches.priority.ordinal());
        out.writeByte(episode.state().ordinal());
        out.writeByte(episode.freshness().ordinal());
        unsigned(latches.clearNeeded.length, out);
        out.write(latches.clearNeeded);
        out.writeLong(latches.lastTrue);
        out.writeLong(episode.notified());
        signed(latches.subject, out);
        unsigned(latches.recovered, out);
        signed(episode.onset() - episode.identity().onset(), out);
        unsigned(episode.identity().copy(), out);
        out.writeByte(episode.gravest().ordinal());
        out.writeByte(episode.shownLive() == null ? -1 : episode.shownLive().ordinal());
        Episode.Edge edge = episode.edge();
        boolean rejudged = edge != null && !edge.rejudged().isEmpty();
        out.writeByte(edge == null ? 0 : EDGE | (edge.shown() ? SHOWN : 0) | (rejudged ? REJUDGED : 0));
        if (edge != null) {
            out.writeLong(edge.time());
            writeEdge(edge, out);
        }
        out.writeLong(episode.written());
        signed(episode.resumed() - episode.onset(), out);
    }

    private static void writeEdge(Episode.Edge edge, DataOutput out) throws IOException {
        writeLatches(edge.latches(), out);
        out.writeByte(edge.gravest() == null ? -1 : edge.gravest().ordinal());
        moment(edge.resumed(), edge.time(), out);
        moment(edge.ended(), edge.time(), out);
        if (!edge.rejudged().isEmpty()) {
            unsigned(edge.rejudged().size(), out);
            for (Episode.Rejudged each : edge.rejudged()) {
                unsigned(each.from() - edge.time(), out);
                out.writeByte((each.open() ? 1 : 0) | (each.judged() ? 2 : 0) | (each.shown() ? 4 : 0));
                writeLatches(each.latches(), out);
            }
        }
    }

    private static void writeLatches(Latches latches, DataOutput out) throws IOException {
        unsigned(latches.clearNeeded.length, out);
        out.write(latches.clearNeeded);
        out.writeByte(latches.priority == null ? -1 : latches.priority.ordinal());
        out.writeLong(latches.lastTrue);
        signed(latches.subject, out);
        unsigned(latches.recovered, out);
    }

    private static Episode.Edge readEdge(int flags, DataInput in) throws IOException {
        long time = in.readLong();
        Latches latches = readLatches(in);
        int gravest = in.readByte();
        long resumed = moment(time, in);
        long ended = moment(time, in);
        List<Episode.Rejudged> rejudged = new ArrayList<>(0);
        for (int left = (flags & REJUDGED) != 0 ? count(in) : 0; left > 0; left--) {
            long from = time + unsigned(in);
            int found = in.readUnsignedByte();
            rejudged.add(new Episode.Rejudged(from, readLatches(in), (found & 1) != 0, (found & 2) != 0, (found & 4) != 0));
        }
        return new Episode.Edge(time, latches, gravest < 0 ? null : Priority.of(gravest), resumed, ended, (flags & SHOWN) != 0,
                List.copyOf(rejudged));
    }

    private static Latches readLatches(DataInput in) throws IOException {
        Latches latches = new Latches(count(in));
        in.readFully(latches.clearNeeded);
        int priority = in.readByte();
        latches.priority = priority < 0 ? null : Priority.of(priority);
        latches.lastTrue = in.readLong();
        latches.subject = (int) signed(in);
        latches.recovered = (int) unsigned(in);
        return latches;
    }

    private static Episode readEpisode(DataInput in, int version) throws IOException {
        String rule = in.readUTF();
        Kind kind = in.readUnsignedByte() == 0 ? Kind.PHYSIOLOGICAL : Kind.TECHNICAL;
        long onset = in.readLong();
        int sequence = (int) unsigned(in);
        Priority priority = Priority.of(in.readUnsignedByte());
        AlarmState state = AlarmState.of(in.readUnsignedByte());
        Freshness freshness = Freshness.of(in.readUnsignedByte());
        long rungs = unsigned(in);
        if (rungs < 0 || rungs > MOST) {
            throw new IOException("an episode of " + rungs + " rungs: the state's bytes are damaged");
        }
        Latches latches = new Latches((int) rungs);
        in.readFully(latches.clearNeeded);
        latches.priority = priority;
        latches.lastTrue = in.readLong();
        long notified = in.readLong();
        latches.subject = (int) signed(in);
        latches.recovered = (int) unsigned(in);
        if (version == OLDEST) {
            return new Episode(rule, kind, new Episode.Identity(onset, 0), onset, priority, latches, freshness, state, sequence, notified,
                    Episode.NEVER, null);
        }
        long now = onset + signed(in);
        Episode.Identity identity = new Episode.Identity(onset, (int) unsigned(in));
        Priority gravest = Priority.of(in.readUnsignedByte());
        int shown = in.readByte();
        int flags = in.readUnsignedByte();
        Episode.Edge edge = flags == 0 ? null : readEdge(flags, in);
        Episode episode = new Episode(rule, kind, identity, now, gravest, latches, freshness, state, sequence, notified, in.readLong(), edge);
        episode.shownLive(shown < 0 ? null : Priority.of(shown));
        episode.resumed(now + signed(in));
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
            if (group.paired()) {
                value(ring.second(i), group, out);
            }
            unsigned(ring.quality(i) + 1L, out);
            boolean replaced = ring.own(i) != ring.verdict(i);
            unsigned((ring.activity(i) + 1L) << 4 | (replaced ? REPLACED : ring.verdict(i).ordinal()), out);
            if (replaced) {
                out.writeByte(ring.own(i).ordinal() << 4 | ring.verdict(i).ordinal());
            }
        }
    }

    private static void readRing(Patient patient, Group group, DataInput in) throws IOException {
        int size = count(in);
        if (size == 0) {
            return;
        }
        ReadingRing ring = patient.ringToFill(group);
        ring.reserve(size, group.paired());
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += time(in);
            int value = value(group, in);
            int second = group.paired() ? value(group, in) : 0;
            int quality = (int) unsigned(in) - 1;
            long rest = unsigned(in);
            int verdict = (int) (rest & 15);
            int both = verdict == REPLACED ? in.readUnsignedByte() : verdict << 4 | verdict;
            Reading reading = new Reading(group, value, second, quality, Verdict.of(both >>> 4));
            ring.insert(time, reading, (int) (rest >>> 4) - 1, MOST);
            if (verdict == REPLACED) {
                ring.set(i, Verdict.of(both & 15));
            }
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

    /** Whole seconds, the usual case, are written as seconds. */
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
}
