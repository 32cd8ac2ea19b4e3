package io.vitalwatch.alarm.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What changes of one patient say: limits of their own and the groups that they belong to. Immutable; bounded: of each {@value #MOST} records
 * are kept.
 *
 * <p>Beyond that, what is in force stays: a temporary record that has ended goes first, then the two oldest permanent ones become one, and
 * only a patient with nothing but temporary limits that have not ended loses the one that ends first.
 *
 * @param limits in the order in which they count
 * @param groups in the order in which they count
 */
public record PersonalLimits(List<LimitsRecord> limits, List<Groups> groups) {
    public static final int MOST = 64;
    /** Of a patient without any. */
    public static final PersonalLimits NONE = new PersonalLimits(List.of(), List.of());

    /**
     * The patient's groups.
     *
     * @param from from when, Unix milliseconds
     */
    public record Groups(long from, long seq, List<String> names) {
        public Groups {
            names = names.stream().sorted().toList();
        }
    }

    public PersonalLimits {
        limits = List.copyOf(limits);
        groups = List.copyOf(groups);
    }

    /**
     * Adds a change.
     *
     * @param now a moment of the arrival clock that has passed, Unix milliseconds, or {@link Long#MIN_VALUE}: what ended before it may go
     */
    public PersonalLimits with(LimitsRecord record, long now) {
        List<LimitsRecord> all = new ArrayList<>(limits);
        all.add(record);
        all.sort(Comparator.comparingLong(LimitsRecord::from).thenComparingLong(LimitsRecord::seq));
        while (all.size() > MOST) {
            reduce(all, now);
        }
        return new PersonalLimits(all, groups);
    }

    /** Whether another change makes some of these one, or drops some. */
    public boolean isFull() {
        return limits.size() >= MOST || groups.size() >= MOST;
    }

    /** Makes the list shorter by one, so that the same is in force from now on, if it can be: what lies ahead gives way first. */
    private static void reduce(List<LimitsRecord> all, long now) {
        int endsFirst = -1;
        List<Integer> permanent = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isTemporary()) {
                permanent.add(i);
            } else if (endsFirst < 0 || all.get(i).until() < all.get(endsFirst).until()) {
                endsFirst = i;
            }
        }
        boolean ended = endsFirst >= 0 && all.get(endsFirst).until() <= now;
        if (ended || permanent.size() < 2) {
            remove(all, endsFirst);
        } else if (all.get(permanent.get(1)).from() <= now || now == Long.MIN_VALUE) {
            unite(all, permanent.get(0), permanent.get(1));
        } else {
            unite(all, permanent.get(permanent.size() - 2), permanent.get(permanent.size() - 1));
        }
    }

    /** Makes one record of two permanent ones, from when the later one counts. */
    private static void unite(List<LimitsRecord> all, int oldest, int second) {
        LimitsRecord earlier = clearedBetween(all, oldest, second);
        LimitsRecord later = all.get(second);
        Map<String, String> set = new TreeMap<>(earlier.set());
        set.keySet().removeIf(later::clears);
        set.putAll(later.set());
        all.set(second, new LimitsRecord(later.from(), later.seq(), LimitsRecord.FOR_EVER, set, later.clear()));
        remove(all, oldest);
    }

    /** Removes a record after doing what it clears. */
    private static void remove(List<LimitsRecord> all, int index) {
        LimitsRecord gone = all.remove(index);
        for (int i = 0; i < index; i++) {
            all.set(i, all.get(i).without(gone));
        }
    }

    /** A record without what those between it and another one remove. */
    private static LimitsRecord clearedBetween(List<LimitsRecord> all, int index, int end) {
        LimitsRecord record = all.get(index);
        for (int i = index + 1; i < end; i++) {
            record = record.without(all.get(i));
        }
        return record;
    }

    /**
     * Replaces the groups.
     *
     * @param now as for limits: the groups that are in force then stay
     */
    public PersonalLimits with(Groups others, long now) {
        List<Groups> all = new ArrayList<>(groups);
        all.add(others);
        all.sort(Comparator.comparingLong(Groups::from).thenComparingLong(Groups::seq));
        if (all.size() > MOST) {
            boolean over = now == Long.MIN_VALUE || all.get(1).from() <= now;
            all.remove(over ? 0 : all.size() - 2);
        }
        return new PersonalLimits(limits, all);
    }

    /** Whether nothing of it counts from a moment on: all was cleared or has ended, and there are no groups. */
    public boolean isOver(long time) {
        boolean pending = limits.stream().anyMatch(each -> each.from() > time) || groups.stream().anyMatch(each -> each.from() > time);
        return !pending && groupsAt(time).isEmpty() && LayeredRules.fields(limits, time, false).isEmpty()
                && LayeredRules.fields(limits, time, true).isEmpty();
    }

    /** The groups in force at a moment, in the order of their names. */
    List<String> groupsAt(long time) {
        List<String> names = List.of();
        for (Groups each : groups) {
            names = each.from() <= time ? each.names() : names;
        }
        return names;
    }
}
