package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.Tumbling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The readings of a ring that count for one reading rule: usable, not excluded by activity, not part of an ended episode. Readings
 * before an ended episode do not count together with those after it.
 */
final class CountedReadings {
    private static final int MOST_EVIDENCE = 4;

    private final ReadingRule rule;
    private final PatientView patient;
    private final long lastEnd;
    private final ReadingRing ring;

    CountedReadings(ReadingRule rule, PatientView patient, ReadingRing ring) {
        this.rule = rule;
        this.patient = patient;
        this.lastEnd = patient.lastEnd(rule.id());
        this.ring = ring;
    }

    List<Rung> rungs() {
        return rule.rungs();
    }

    long time(int index) {
        return ring.time(index);
    }

    /** The index of the reading of this sample time. */
    int indexOf(long time) {
        return ring.lowerBound(time);
    }

    boolean counts(int index) {
        return ring.usable(index) && !gated(index) && (ring.time(index) > lastEnd || !patient.covered(rule.id(), ring.time(index)));
    }

    /** The newest reading that counts, or −1. */
    int newest() {
        for (int i = ring.size() - 1; i >= 0; i--) {
            if (counts(i)) {
                return i;
            }
        }
        return -1;
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
        if (index < 0) {
            return -1;
        }
        long from = ring.time(index) > lastEnd ? lastEnd : patient.lastEndBefore(rule.id(), ring.time(index));
        for (int i = index - 1; i >= 0 && ring.time(i) > from; i--) {
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

    /** True if the reading meets the condition of any rung. */
    boolean violates(int index) {
        for (Rung rung : rule.rungs()) {
            if (violates(rung, index)) {
                return true;
            }
        }
        return false;
    }

    /** True if the reading, or the rung's statistic at that reading, meets the rung's condition. */
    boolean violates(Rung rung, int index) {
        List<Comparison> comparisons = rung.condition().anyOf();
        for (int i = 0; i < comparisons.size(); i++) {
            Comparison comparison = comparisons.get(i);
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

    /** True if the last {@code needed} readings up to this one are inside every limit of the rung by its margin. */
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

    /** How many readings in a row up to this one are inside every limit of the rung by its margin. */
    int inARow(Rung rung, int index) {
        int count = 0;
        for (int at = index; at >= 0 && count < rung.clearCount() && inside(rung, at); at = previous(at)) {
            count++;
        }
        return count;
    }

    /**
     * Finds out whether the rung's condition, which the reading at {@code at} meets, is confirmed there.
     *
     * @return index of the first reading that belongs to it, or −1 if it is not confirmed. The cost grows with the readings within the
     *     rung's duration
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

    /** The oldest violating reading of the last n up to {@code end}, if at least k of them violate; otherwise −1. */
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

    /** How many of the last n readings up to this one violate the rung. */
    int found(Rung rung, int end) {
        int found = 0;
        int at = end;
        for (int i = 0; i < rung.confirm().of() && at >= 0 && ring.time(at) >= ring.time(end) - rule.within(); i++) {
            found += violates(rung, at) ? 1 : 0;
            at = previous(at);
        }
        return found;
    }

    /** The rung as the limit of an alert, with its comparisons at a reading of the moment that is judged. */
    Alert.Limit limit(Rung rung, int at) {
        return limit(rung, at, 0, true);
    }

    /**
     * The rung as the limit of an alert, with its comparisons at a reading.
     *
     * @param age how much older the reading is than the decision, milliseconds
     * @param known whether it is new enough to say whether they hold
     */
    Alert.Limit limit(Rung rung, int at, long age, boolean known) {
        Confirm confirm = rung.confirm();
        boolean statistic = confirm.statistic() != Confirm.Statistic.NONE;
        List<Alert.Term> terms = new ArrayList<>(2);
        for (Comparison comparison : rung.condition().anyOf()) {
            Integer value = at < 0 ? null : compared(rung, comparison, at);
            terms.add(comparison.term(statistic ? confirm.statistic().label() : null, value, age, known));
        }
        return rung.limit().with(List.copyOf(terms));
    }

    /** The comparisons of the rung's condition that hold at one of the readings from one to another, in the rule's words. */
    String shown(Rung rung, int from, int at) {
        int oldest = Math.max(from, back(at, MOST_EVIDENCE));
        List<Comparison> shown = new ArrayList<>(2);
        for (Comparison comparison : rung.condition().anyOf()) {
            for (int i = at; i >= oldest && i >= 0; i = previous(i)) {
                Integer value = compared(rung, comparison, i);
                if (value != null && comparison.holds(value)) {
                    shown.add(comparison);
                    break;
                }
            }
        }
        return new Condition(shown.isEmpty() ? rung.condition().anyOf() : shown).toString();
    }

    /** How far the readings up to this one have recovered from a rung that is still active, as a clause. */
    String notRecovered(Rung rung, int at) {
        int recovered = inARow(rung, at);
        if (recovered > 0 && recovered < rung.clearCount()) {
            Rung milder = null;
            for (Rung each : rule.rungs()) {
                milder = violates(each, at) ? each : milder;
            }
            return (milder == null ? "" : shown(milder, at, at) + ", ") + "recovered from " + rung.condition() + " in " + recovered + " of "
                    + rung.clearCount() + " readings";
        }
        List<Comparison> left = new ArrayList<>(2);
        for (Comparison comparison : rung.condition().anyOf()) {
            Integer value = compared(rung, comparison, at);
            if (value == null || !comparison.clearedBy(value, rung.clearMargin())) {
                left.add(comparison);
            }
        }
        return "not recovered from " + new Condition(left.isEmpty() ? rung.condition().anyOf() : left);
    }

    private Integer compared(Rung rung, Comparison comparison, int at) {
        return rung.confirm().statistic() == Confirm.Statistic.NONE
                ? Integer.valueOf(Tumbling.valueOf(comparison.vital(), ring, at))
                : statistic(rung.confirm(), comparison.vital(), at);
    }

    /** The readings that decided, oldest first: those from one index to another, at most the newest {@value #MOST_EVIDENCE}. */
    List<Alert.Evidence> evidence(int from, int to) {
        int start = to;
        int count = 1;
        for (int at = previous(to); at >= from && at >= 0 && count < MOST_EVIDENCE; at = previous(at)) {
            start = at;
            count++;
        }
        List<Alert.Evidence> evidence = new ArrayList<>();
        for (int i = start; i >= 0 && i <= to; i = next(i)) {
            evidence.addAll(evidenceAt(rule.group(), ring, i));
        }
        return evidence;
    }

    /** The quantities of one reading. */
    static List<Alert.Evidence> evidenceAt(Group group, ReadingRing ring, int index) {
        long at = ring.time(index);
        int quality = ring.quality(index);
        List<Alert.Evidence> evidence = new ArrayList<>(3);
        for (Vital vital : group.vitals()) {
            evidence.add(new Alert.Evidence(vital, Tumbling.valueOf(vital, ring, index), quality, at));
        }
        return evidence;
    }

    private boolean inside(Rung rung, int index) {
        for (Comparison comparison : rung.condition().anyOf()) {
            Integer value = compared(rung, comparison, index);
            if (value == null || !comparison.clearedBy(value, rung.clearMargin())) {
                return false;
            }
        }
        return true;
    }

    /**
     * The statistic of the usable readings within the window up to this one, those of ended episodes included; null if there are too few.
     */
    private Integer statistic(Confirm confirm, Vital vital, int end) {
        long after = ring.time(end) - confirm.window();
        int[] values = new int[end + 1];
        int count = 0;
        for (int i = end; i >= 0 && ring.time(i) > after; i--) {
            if (ring.usable(i) && !gated(i)) {
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

    private boolean gated(int index) {
        return Circumstance.anyActivity(rule.unless(), ring.activity(index));
    }
}
