package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.Tumbling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A ring as one rule sees it: only readings that count, which are usable, not gated by activity and not part of an ended episode. */
final class Trail {
    private static final int MOST_EVIDENCE = 4;

    private final Rule.Limits rule;
    private final ReadingRing ring;
    private final Past past;

    Trail(Patient patient, Rule.Limits rule, ReadingRing ring) {
        this.rule = rule;
        this.ring = ring;
        this.past = patient.past.isEmpty() ? null : patient.past.get(rule.id());
    }

    ReadingRing ring() {
        return ring;
    }

    boolean counts(int index) {
        return ring.usable(index) && !gated(ring.activity(index)) && (past == null || !past.covers(ring.time(index)));
    }

    /** The newest reading that counts, or −1. */
    int newest() {
        return previous(ring.size());
    }

    /** The next newer reading that counts, or −1. */
    int next(int index) {
        for (int i = index + 1; i < ring.size(); i++) {
            if (counts(i)) {
                return i;
            }
        }
        return -1;
    }

    /** The next older reading that counts, or −1. */
    int previous(int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (counts(i)) {
                return i;
            }
        }
        return -1;
    }

    /** The oldest of the last {@code count} readings that count, up to the given one. */
    int back(int index, int count) {
        int at = index;
        for (int i = 1; i < count; i++) {
            int before = previous(at);
            if (before < 0) {
                break;
            }
            at = before;
        }
        return at;
    }

    /** True when the reading shows the condition of any rung. */
    boolean violates(int index) {
        for (Rung rung : rule.rungs()) {
            if (violates(rung, index)) {
                return true;
            }
        }
        return false;
    }

    /** True when the reading, or the rung's statistic at that reading, shows the rung's condition. */
    boolean violates(Rung rung, int index) {
        for (Condition.Comparison comparison : rung.condition().anyOf()) {
            if (rung.confirm().statistic() == Confirm.Statistic.NONE) {
                if (comparison.holds(Tumbling.valueOf(comparison.vital(), ring, index))) {
                    return true;
                }
            } else {
                Integer value = statistic(rung.confirm(), comparison.vital(), index);
                if (value != null && comparison.holds(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True when the last {@code needed} readings up to this one are inside every limit of the rung by its margin. */
    boolean recovered(Rung rung, int index, int needed) {
        int at = index;
        for (int i = 0; i < needed; i++) {
            if (at < 0 || !inside(rung, at)) {
                return false;
            }
            at = previous(at);
        }
        return true;
    }

    /**
     * Asks whether the rung's condition, shown by the reading at {@code at}, is confirmed there.
     *
     * @return index of the first reading that belongs to it, or −1. Cost is that of the readings within the rung's duration.
     */
    int confirmedFrom(Rung rung, int at) {
        Confirm confirm = rung.confirm();
        if (confirm.statistic() != Confirm.Statistic.NONE) {
            return at;
        }
        long newest = ring.time(at);
        for (int end = at; end >= 0; end = previous(end)) {
            int first = firstOfEnough(rung, end);
            if (first < 0) {
                return -1;
            }
            if (newest - ring.time(first) >= confirm.duration()) {
                return first;
            }
        }
        return -1;
    }

    /** The oldest violating reading among the last n up to {@code end} when at least k of them violate, else −1. */
    private int firstOfEnough(Rung rung, int end) {
        Confirm confirm = rung.confirm();
        long oldest = ring.time(end) - rule.within();
        int first = -1;
        int found = 0;
        int at = end;
        for (int i = 0; i < confirm.of() && at >= 0 && ring.time(at) >= oldest; i++) {
            if (violates(rung, at)) {
                found++;
                first = at;
            }
            at = previous(at);
        }
        return found >= confirm.count() ? first : -1;
    }

    /** What decided, oldest first: the readings from one index to another, at most the newest {@value #MOST_EVIDENCE}. */
    List<Alert.Evidence> evidence(int from, int to) {
        int start = to;
        int count = 1;
        for (int at = previous(to); at >= from && at >= 0 && count < MOST_EVIDENCE; at = previous(at)) {
            start = at;
            count++;
        }
        List<Alert.Evidence> evidence = new ArrayList<>();
        for (int i = start; i >= 0 && i <= to; i = next(i)) {
            add(evidence, rule.group(), ring, i);
        }
        return evidence;
    }

    /** Adds the quantities of one reading. */
    static void add(List<Alert.Evidence> evidence, Group group, ReadingRing ring, int index) {
        long at = ring.time(index);
        int quality = ring.quality(index);
        if (group == Group.BLOOD_PRESSURE) {
            evidence.add(new Alert.Evidence(Vital.SYSTOLIC, ring.value(index), quality, at));
            evidence.add(new Alert.Evidence(Vital.DIASTOLIC, ring.second(index), quality, at));
            evidence.add(new Alert.Evidence(Vital.MEAN_PRESSURE, Tumbling.valueOf(Vital.MEAN_PRESSURE, ring, index), quality, at));
        } else {
            evidence.add(new Alert.Evidence(group.first(), ring.value(index), quality, at));
        }
    }

    private boolean inside(Rung rung, int index) {
        for (Condition.Comparison comparison : rung.condition().anyOf()) {
            Integer value = rung.confirm().statistic() == Confirm.Statistic.NONE
                    ? Integer.valueOf(Tumbling.valueOf(comparison.vital(), ring, index))
                    : statistic(rung.confirm(), comparison.vital(), index);
            if (value == null || !comparison.clearedBy(value, rung.clearMargin())) {
                return false;
            }
        }
        return true;
    }

    /** The statistic over the usable readings within the window up to this one, of ended episodes too; null when there are too few. */
    private Integer statistic(Confirm confirm, Vital vital, int end) {
        long after = ring.time(end) - confirm.window();
        int[] values = new int[end + 1];
        int count = 0;
        for (int i = end; i >= 0 && ring.time(i) > after; i--) {
            if (ring.usable(i) && !gated(ring.activity(i))) {
                values[count++] = Tumbling.valueOf(vital, ring, i);
            }
        }
        if (count < Math.max(1, confirm.readings())) {
            return null;
        }
        return switch (confirm.statistic()) {
            case MIN -> Arrays.stream(values, 0, count).min().getAsInt();
            case MAX -> Arrays.stream(values, 0, count).max().getAsInt();
            case MEAN -> (int) Math.floorDiv(2 * Arrays.stream(values, 0, count).asLongStream().sum() + count, 2L * count);
            case MEDIAN -> {
                Arrays.sort(values, 0, count);
                yield values[(count - 1) / 2];
            }
            case NONE -> throw new IllegalStateException("no statistic asked for");
        };
    }

    private boolean gated(int activity) {
        if (rule.unless().isEmpty()) {
            return false;
        }
        for (Context context : rule.unless()) {
            if (context.activity() == activity && activity >= 0) {
                return true;
            }
        }
        return false;
    }
}
