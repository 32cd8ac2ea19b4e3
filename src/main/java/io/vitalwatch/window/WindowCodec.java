package io.vitalwatch.window;

import static io.vitalwatch.window.PackedNumbers.moment;
import static io.vitalwatch.window.PackedNumbers.signed;
import static io.vitalwatch.window.PackedNumbers.unsigned;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Trailing windows as bytes, a part of a patient's state: readings, sample times, lag, and what rows say of the bracelet. Times are
 * differences from the one before, whole seconds as seconds; values are in the steps of their group. A reading takes about 5 bytes.
 */
public final class WindowCodec {
    /** In place of a verdict: two follow, the gate's own and the one that counts. */
    private static final int REPLACED = 15;

    private WindowCodec() {}

    /**
     * Writes the lag of a clock, without its time.
     *
     * @param base moments are written as differences from this one
     */
    public static void writeLag(PatientClock clock, long base, DataOutput out) throws IOException {
        moment(clock.lagSince, base, out);
        if (clock.lagSince != PatientClock.UNSET) {
            moment(clock.lagSinceSample, base, out);
            signed(clock.leastLag, out);
            signed(clock.mostLag - clock.leastLag, out);
            signed(clock.lag - clock.leastLag, out);
        }
    }

    /** Reads what {@link #writeLag} wrote. */
    public static void readLag(PatientClock clock, long base, DataInput in) throws IOException {
        clock.lagSince = moment(base, in);
        if (clock.lagSince != PatientClock.UNSET) {
            clock.lagSinceSample = moment(base, in);
            clock.leastLag = signed(in);
            clock.mostLag = clock.leastLag + signed(in);
            clock.lag = clock.leastLag + signed(in);
        }
    }

    /** @param base moments are written as differences from this one */
    public static void writeStatus(StatusRing status, long base, DataOutput out) throws IOException {
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

    /** Reads what {@link #writeStatus} wrote. */
    public static void readStatus(StatusRing status, long base, DataInput in) throws IOException {
        status.restoreEdge(unsigned(in) ^ RowStatus.NOTHING, moment(base, in));
        long time = base;
        long before = RowStatus.NOTHING;
        for (int left = count(in); left > 0; left--) {
            time += signed(in);
            before ^= unsigned(in);
            status.put(time, Long.MAX_VALUE, before);
        }
    }

    /** @param left null if none left; of most groups, all were usable */
    public static void writeLeft(LeftReadings left, DataOutput out) throws IOException {
        int sets = left == null ? 0 : 1 | (left.poor() == null ? 0 : 2) | (left.uncounted() == null ? 0 : 4);
        out.writeByte(sets);
        for (TimeSet times : sets == 0 ? new TimeSet[0] : new TimeSet[] {left.all(), left.poor(), left.uncounted()}) {
            if (times != null) {
                writeTimes(times, out);
            }
        }
    }

    /** Reads what {@link #writeLeft} wrote. */
    public static LeftReadings readLeft(DataInput in) throws IOException {
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

    /** @param ring null if there never was a reading of the group */
    public static void writeRing(ReadingRing ring, Group group, DataOutput out) throws IOException {
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

    /** Reads what {@link #writeRing} wrote; null if it had no reading. */
    public static ReadingRing readRing(Group group, DataInput in) throws IOException {
        int size = count(in);
        if (size == 0) {
            return null;
        }
        ReadingRing ring = new ReadingRing();
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
            ring.insert(time, reading, (int) (rest >>> 4) - 1, PackedNumbers.MOST);
            if (verdict == REPLACED) {
                ring.set(i, Verdict.of(both & 15));
            }
        }
        return ring;
    }

    /** Writes sample times. */
    public static void writeTimes(TimeSet times, DataOutput out) throws IOException {
        unsigned(times.size(), out);
        long before = 0;
        for (int i = 0; i < times.size(); i++) {
            time(times.get(i) - before, out);
            before = times.get(i);
        }
    }

    /** Reads what {@link #writeTimes} wrote. */
    public static void readTimes(TimeSet times, DataInput in) throws IOException {
        int size = count(in);
        times.reserve(size);
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += time(in);
            times.add(time, PackedNumbers.MOST);
        }
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

    private static int count(DataInput in) throws IOException {
        return PackedNumbers.count("readings or times in a row", in);
    }
}
