package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Account;
import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.LadderReader;
import io.vitalwatch.alarm.rule.Reach;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.Tumbling;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Compares the readings of one measurement group with a ladder of limits ({@code type: reading}).
 *
 * <p>Each rung is a latch: it becomes active when its condition is confirmed, and inactive when as many usable readings in a row as {@link
 * Rung#clearCount} are inside its limit by the margin. A rung that becomes active activates the milder ones too, so an alarm can step down
 * the ladder. The priority is that of the most severe active rung; without an active rung the alarm ends. Readings that do not count
 * (unusable, excluded by activity) neither confirm nor clear.
 *
 * @param rungs the priority ladder, mildest first; several rungs may share a priority
 * @param unless activities during which the rule does not use a reading; while charging or not worn no reading is usable anyway
 * @param within readings older than the newest one by more than this are not counted, milliseconds
 * @param unknownAfter after this time without a usable reading an open alarm is unknown, milliseconds
 * @param rejoin an alarm that begins again at most this long after its end goes on as the same episode, milliseconds; 0 for never
 */
public record ReadingRule(String id, Kind kind, Group group, List<Rung> rungs, Set<Circumstance> unless, long within, long unknownAfter,
        long rejoin) implements Evaluation {
    static final RuleKind KIND = new RuleKind("reading", ReadingRule::read);
    private static final long DEFAULT_WITHIN = 4 * 3_600_000L;
    /** The vendor measures blood pressure every 30 minutes. */
    private static final long PRESSURE_CADENCE = 1_800_000;
    private static final long MOST_REJOIN = 4 * 3_600_000L;

    private static Evaluation read(RuleFields fields) {
        Group group = fields.oneOf("vital", fields.need("vital"), Group.values(), Group::label);
        return new ReadingRule(fields.id(), fields.kind(), group, LadderReader.of(fields, group.vitals()),
                Circumstance.read(fields, Circumstance.ALL), fields.duration("confirm.within", DEFAULT_WITHIN),
                fields.duration("unknown.after", fields.age(group)), rejoin(fields));
    }

    private static long rejoin(RuleFields fields) {
        long rejoin = fields.duration("rejoin", 0);
        if (rejoin > MOST_REJOIN) {
            throw fields.refuse(fields.find("rejoin"), "rejoin " + Sentences.duration(rejoin) + " is longer than "
                    + Sentences.duration(MOST_REJOIN) + ": alarms that far apart are two; set it to 30min or so");
        }
        return rejoin;
    }

    @Override
    public List<Trigger> triggers() {
        return rungs.stream().map(Sentences::trigger).toList();
    }

    @Override
    public Set<Priority> priorities() {
        EnumSet<Priority> priorities = EnumSet.noneOf(Priority.class);
        rungs.forEach(rung -> priorities.add(rung.priority()));
        return priorities;
    }

    @Override
    public List<String> deadEnds(Function<Vital, Reach.Span> spans) {
        return Reach.deadEnds(id, rungs, within, spans);
    }

    /** Readings beyond any limit; if there is a statistic, every reading, because each one changes it. */
    @Override
    public Concern concern() {
        if (anyStatistic()) {
            return Concern.none().every(group);
        }
        Map<Vital, int[]> boxes = new EnumMap<>(Vital.class);
        for (Rung rung : rungs) {
            for (Comparison comparison : rung.condition().anyOf()) {
                int[] box = boxes.computeIfAbsent(comparison.vital(), vital -> new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE});
                box[0] = Math.max(box[0], comparison.lowestInside());
                box[1] = Math.min(box[1], comparison.highestInside());
            }
        }
        List<Concern.Box> outside = new ArrayList<>();
        boxes.forEach((vital, box) -> outside.add(new Concern.Box(vital, box[0], box[1])));
        return Concern.none().outside(group, outside);
    }

    /** The largest number of readings that any rung needs. */
    @Override
    public int lookBack(Group of) {
        int most = of == group ? 1 : 0;
        for (Rung rung : rungs) {
            most = of == group ? Math.max(most, Math.max(rung.confirm().of(), rung.clearCount())) : most;
        }
        return most;
    }

    @Override
    public boolean skips(Group of, int activity) {
        return of == group && Circumstance.anyActivity(unless, activity);
    }

    @Override
    public long reach() {
        long furthest = 0;
        for (Rung rung : rungs) {
            furthest = Math.max(furthest, Math.max(rung.confirm().window(), rung.confirm().duration()));
        }
        return furthest;
    }

    @Override
    public long longestConfirmation() {
        return within + reach();
    }

    @Override
    public List<Rung> limits() {
        return rungs;
    }

    @Override
    public Latches freshLatches() {
        return new Latches(rungs.size());
    }

    /** If no alarm is open, the row's own reading; if one is open, the newest reading that counts. */
    @Override
    public Moment first(Moment arrived, boolean open) {
        int placed = arrived.placed(group);
        ReadingRing ring = arrived.patient().ring(group);
        if (!open && (placed < 0 || !ring.usable(placed) || !anyStatistic() && !beyondAnyLimit(ring, placed))) {
            return null;
        }
        CountedReadings counted = placed < 0 ? null : new CountedReadings(this, arrived.patient(), ring);
        if (placed < 0 || !counted.counts(placed)) {
            return open && ring != null ? arrived : null;
        }
        return arrived.atReading(group, open ? counted.newest() : placed);
    }

    @Override
    public Moment next(Moment judged) {
        int placed = judged.row() == null ? judged.placed(group) : -1;
        if (placed < 0) {
            return null;
        }
        int newer = new CountedReadings(this, judged.patient(), judged.patient().ring(group)).next(placed);
        return newer < 0 ? null : judged.atReading(group, newer);
    }

    @Override
    public Moment firstFrom(PatientView patient, long time) {
        ReadingRing ring = patient.ring(group);
        if (ring == null) {
            return null;
        }
        int first = new CountedReadings(this, patient, ring).next(ring.lowerBound(time) - 1);
        return first < 0 ? null : Moment.again(patient, time).atReading(group, first);
    }

    @Override
    public boolean judgesAgain() {
        return true;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        CountedReadings readings = new CountedReadings(this, moment.patient(), moment.patient().ring(group));
        return moment.row() == null ? judgeReading(readings, moment.placed(group), latches) : judgeGap(moment, readings, latches);
    }

    private Judgement judgeReading(CountedReadings readings, int at, Latches latches) {
        adapt(latches);
        boolean wasActive = latches.anyRungActive();
        Rung before = named(latches);
        int clearNeeded = Math.abs(latches.clearNeeded[rungs.indexOf(before)]);
        int first = step(readings, at, latches.clearNeeded);
        long time = readings.time(at);
        if (!latches.anyRungActive()) {
            return wasActive || latches.open() ? Judgement.cleared(time, () -> recovered(readings, at, before, clearNeeded))
                    : Judgement.notConfirmed(time, new NotConfirmed(readings, at));
        }
        Rung rung = mostSevere(latches);
        long onset = first < 0 ? time : readings.time(first);
        return Judgement.holds(rung.priority(), time, onset, shows(readings, at), new Confirmed(readings, named(readings, at, latches), at));
    }

    /** The priority of the most severe rung whose condition a reading meets, or null. */
    private Priority shows(CountedReadings readings, int at) {
        Priority found = null;
        for (int i = 0; i < rungs.size(); i++) {
            boolean more = found == null || rungs.get(i).priority().compareTo(found) > 0;
            found = more && readings.violates(rungs.get(i), at) ? rungs.get(i).priority() : found;
        }
        return found;
    }

    /** The row has no reading that counts: after {@link #unknownAfter} without one, no data show whether the alarm still holds. */
    private Judgement judgeGap(Moment moment, CountedReadings readings, Latches latches) {
        int newest = readings.newest();
        long seen = newest < 0 ? latches.lastTrue : readings.time(newest);
        if (moment.patient().clock() - seen <= unknownAfter) {
            return Judgement.NOTHING;
        }
        long clock = moment.patient().clock();
        String message = Sentences.noUsableReading(Sentences.name(group), unknownAfter);
        return Judgement.unknown(moment.time(), () -> {
            Explanation last = lastKnown(readings, latches, clock, clock, false);
            return last == null ? new Explanation(List.of(), readings.limit(named(latches), -1), message)
                    : last.saying(message + " Last: " + last.message() + ".");
        });
    }

    /**
     * Updates the latches with one reading.
     *
     * @return index of the first reading of the conditions that are newly confirmed, the earliest of them; or −1
     */
    private int step(CountedReadings readings, int at, byte[] needed) {
        for (int i = 0; i < needed.length; i++) {
            if (needed[i] != 0 && readings.recovered(rungs.get(i), at, Math.abs(needed[i]))) {
                needed[i] = 0;
            }
        }
        int first = -1;
        long inactive = 0;
        for (int i = 0; i < needed.length; i++) {
            inactive |= needed[i] == 0 ? 1L << i : 0;
        }
        for (int i = needed.length - 1; i >= 0; i--) {
            Rung rung = rungs.get(i);
            int from = readings.violates(rung, at) ? readings.confirmedFrom(rung, at) : -1;
            if (from < 0) {
                continue;
            }
            if ((inactive >>> i & 1) != 0) {
                first = first < 0 ? from : Math.min(first, from);
            }
            needed[i] = (byte) rung.clearCount();
            for (int milder = 0; milder < i; milder++) {
                if (needed[milder] == 0) {
                    needed[milder] = (byte) -rungs.get(milder).clearCount();
                }
            }
        }
        return first;
    }

    /** Adapts the latches of an episode to a ladder that changed between two runs of the job. */
    private void adapt(Latches latches) {
        if (latches.clearNeeded.length == rungs.size()) {
            return;
        }
        byte[] needed = new byte[rungs.size()];
        for (int i = 0; i < needed.length; i++) {
            Rung rung = rungs.get(i);
            needed[i] = rung.priority().compareTo(latches.priority) <= 0 ? (byte) rung.clearCount() : 0;
        }
        latches.clearNeeded = needed;
    }

    /** The most severe active rung; if none is active, the first of the episode's priority, otherwise the mildest. */
    private Rung mostSevere(Latches latches) {
        Rung found = null;
        for (int i = 0; i < rungs.size(); i++) {
            boolean active = i < latches.clearNeeded.length && latches.clearNeeded[i] != 0;
            if (active && (found == null || rungs.get(i).isMoreSevere(found))) {
                found = rungs.get(i);
            }
        }
        for (int i = 0; i < rungs.size() && found == null; i++) {
            found = rungs.get(i).priority() == latches.priority ? rungs.get(i) : null;
        }
        return found == null ? rungs.get(0) : found;
    }

    /** The rung that sentences name: of those that were confirmed and are active the most severe, else {@link #mostSevere}. */
    private Rung named(Latches latches) {
        Rung found = null;
        for (int i = 0; i < rungs.size(); i++) {
            boolean confirmed = i < latches.clearNeeded.length && latches.clearNeeded[i] > 0;
            if (confirmed && (found == null || rungs.get(i).priority().compareTo(found.priority()) >= 0)) {
                found = rungs.get(i);
            }
        }
        return found == null ? mostSevere(latches) : found;
    }

    /** As {@link #named(Latches)}, but of several rungs of the alarm's priority one that this very reading confirms. */
    private Rung named(CountedReadings readings, int at, Latches latches) {
        Rung named = named(latches);
        Rung found = null;
        for (int i = 0; i < rungs.size(); i++) {
            Rung rung = rungs.get(i);
            if (latches.clearNeeded[i] > 0 && rung.priority() == named.priority() && readings.violates(rung, at)
                    && readings.confirmedFrom(rung, at) >= 0) {
                found = rung;
            }
        }
        return found == null ? named : found;
    }

    private Explanation recovered(CountedReadings readings, int at, Rung from, int needed) {
        List<Alert.Evidence> evidence = readings.evidence(readings.back(at, Math.max(1, needed)), at);
        return new Explanation(evidence, readings.limit(from, at), Sentences.cleared(evidence, from));
    }

    @Override
    public long cadence() {
        return group == Group.BLOOD_PRESSURE ? PRESSURE_CADENCE : 0;
    }

    @Override
    public Group decides() {
        return group;
    }

    @Override
    public Explanation lastKnown(PatientView patient, Latches latches, DecisionContext context, boolean known) {
        ReadingRing ring = patient.ring(group);
        return ring == null ? null
                : lastKnown(new CountedReadings(this, patient, ring), latches, context.freshnessTime(), context.observed(), known);
    }

    private Explanation lastKnown(CountedReadings readings, Latches latches, long now, long observed, boolean known) {
        int newest = readings.newest();
        if (newest < 0) {
            return null;
        }
        Rung rung = named(latches);
        long at = readings.time(newest);
        List<Alert.Evidence> evidence = readings.evidence(newest, newest);
        return new Explanation(evidence, readings.limit(rung, newest, observed - at, known), Sentences.lower(Sentences.listed(evidence)) + " "
                + Sentences.ago(now - at) + (readings.violates(rung, newest)
                        ? ", limit " + readings.shown(rung, newest, newest)
                        : ", " + readings.notRecovered(rung, newest)));
    }

    private boolean anyStatistic() {
        for (int i = 0; i < rungs.size(); i++) {
            if (rungs.get(i).confirm().statistic() != Confirm.Statistic.NONE) {
                return true;
            }
        }
        return false;
    }

    private boolean beyondAnyLimit(ReadingRing ring, int index) {
        for (int i = 0; i < rungs.size(); i++) {
            List<Comparison> comparisons = rungs.get(i).condition().anyOf();
            for (int j = 0; j < comparisons.size(); j++) {
                if (comparisons.get(j).holds(Tumbling.valueOf(comparisons.get(j).vital(), ring, index))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The account of a confirmed condition: at one reading, or over a span. */
    private record Confirmed(CountedReadings readings, Rung rung, int at) implements Account {
        @Override
        public Explanation explain() {
            int from = readings.violates(rung, at) ? readings.confirmedFrom(rung, at) : -1;
            List<Alert.Evidence> evidence = readings.evidence(from < 0 ? at : from, at);
            String message = from >= 0 ? Sentences.confirmed(evidence, readings.shown(rung, from, at), rung.confirm())
                    : readings.violates(rung, at) ? Sentences.again(evidence, readings.shown(rung, at, at))
                    : Sentences.notRecovered(evidence, readings.notRecovered(rung, at));
            return new Explanation(evidence, readings.limit(rung, at), message);
        }

        @Override
        public Explanation explainStretch(long first, long until) {
            int last = readings.indexOf(until);
            int from = readings.violates(rung, last) ? readings.confirmedFrom(rung, last) : -1;
            if (from < 0) {
                return explain();
            }
            List<Alert.Evidence> evidence = readings.evidence(Math.min(from, readings.indexOf(first)), last);
            return new Explanation(evidence, readings.limit(rung, last),
                    Sentences.confirmed(evidence, readings.shown(rung, from, last), rung.confirm()));
        }

        @Override
        public String nearestChange() {
            return readings.inARow(rung, at) + " of " + rung.clearCount() + " readings recovered from " + rung.condition();
        }
    }

    /** The account of a condition that is not confirmed: of the rung that needs the fewest more readings. */
    private record NotConfirmed(CountedReadings readings, int at) implements Account {
        @Override
        public Explanation explain() {
            Rung rung = nearest();
            List<Alert.Evidence> evidence = readings.evidence(at, at);
            return new Explanation(evidence, readings.limit(rung, at),
                    Sentences.listed(evidence) + ": " + rung.condition() + " is not confirmed, " + progress() + ".");
        }

        @Override
        public String progress() {
            Rung rung = nearest();
            return readings.found(rung, at) + " of " + rung.confirm().count();
        }

        @Override
        public String nearestChange() {
            Rung rung = nearest();
            int missing = Math.max(1, rung.confirm().count() - readings.found(rung, at));
            return rung.condition() + " in " + missing + " more reading" + (missing == 1 ? "" : "s");
        }

        private Rung nearest() {
            Rung found = readings.rungs().get(0);
            for (Rung rung : readings.rungs()) {
                int missing = rung.confirm().count() - readings.found(rung, at);
                found = missing < found.confirm().count() - readings.found(found, at) ? rung : found;
            }
            return found;
        }
    }
}
