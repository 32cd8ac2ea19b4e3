package io.vitalwatch.alarm.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What changes of one patient say: limits of their own and the groups that they belong to. Immutable; bounded: of each the newest {@value
 * #MOST} records are kept.
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

    public PersonalLimits with(LimitsRecord record) {
        List<LimitsRecord> all = new ArrayList<>(limits);
        all.add(record);
        all.sort(Comparator.comparingLong(LimitsRecord::from).thenComparingLong(LimitsRecord::seq));
        return new PersonalLimits(all.subList(Math.max(0, all.size() - MOST), all.size()), groups);
    }

    public PersonalLimits with(Groups others) {
        List<Groups> all = new ArrayList<>(groups);
        all.add(others);
        all.sort(Comparator.comparingLong(Groups::from).thenComparingLong(Groups::seq));
        return new PersonalLimits(limits, all.subList(Math.max(0, all.size() - MOST), all.size()));
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
