package io.vitalwatch.console.store;

import io.vitalwatch.alarm.row.SameStamp;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The rows of a patient, one for each time. Rows of one time become one: of two readings of a group the one that the monitor judges, of two
 * states of the bracelet the one that mutes nothing. So the order and the number of times in which rows are added change nothing.
 */
public final class HourRows {
    /** While each row is later than the one before it, which is usual. */
    private List<Sample> ordered = new ArrayList<>();
    /** Null until then. */
    private TreeMap<Long, Sample> sorted;

    /** Adds rows in any order. */
    public HourRows addAll(Collection<Sample> more) {
        for (Sample row : more) {
            if (sorted == null && (ordered.isEmpty() || ordered.get(ordered.size() - 1).time() < row.time())) {
                ordered.add(plain(row));
                continue;
            }
            if (sorted == null) {
                sorted = new TreeMap<>();
                ordered.forEach(each -> sorted.put(each.time(), each));
                ordered = null;
            }
            sorted.merge(row.time(), plain(row), HourRows::merged);
        }
        return this;
    }

    /** The rows in order of time. */
    public List<Sample> list() {
        return new ArrayList<>(sorted == null ? ordered : sorted.values());
    }

    private static Sample plain(Sample row) {
        boolean ordered = true;
        for (int i = 1; i < row.readings().size(); i++) {
            ordered &= row.readings().get(i - 1).group().ordinal() <= row.readings().get(i).group().ordinal();
        }
        if (ordered && row.type() == SampleType.ACTIVITY && row.fields() == Sample.EVERY_FIELD && row.unknownFields().isEmpty()) {
            return row;
        }
        List<Reading> readings = new ArrayList<>(row.readings());
        readings.sort((one, other) -> Integer.compare(one.group().ordinal(), other.group().ordinal()));
        return new Sample(SampleType.ACTIVITY, row.time(), row.offsetMinutes(), row.worn(), row.charging(), row.battery(), row.activity(),
                row.cardiacArrest(), readings);
    }

    private static Sample merged(Sample one, Sample other) {
        List<Reading> readings = new ArrayList<>();
        for (Group group : Group.values()) {
            Reading first = one.reading(group);
            Reading second = other.reading(group);
            if (first != null || second != null) {
                readings.add(second == null || first != null && SameStamp.READINGS.compare(first, second) >= 0 ? first : second);
            }
        }
        return new Sample(SampleType.ACTIVITY, one.time(), Math.max(one.offsetMinutes(), other.offsetMinutes()),
                either(one.worn(), other.worn(), Ternary.TRUE), either(one.charging(), other.charging(), Ternary.FALSE),
                Math.max(one.battery(), other.battery()), Math.max(one.activity(), other.activity()),
                Math.max(one.cardiacArrest(), other.cardiacArrest()), readings);
    }

    private static Ternary either(Ternary one, Ternary other, Ternary wins) {
        return one == wins || other == Ternary.UNKNOWN ? one : other;
    }
}
