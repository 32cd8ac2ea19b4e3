package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Account;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that no living body has, on a worn bracelet ({@code type: implausible}): one at the best quality, so that sensor and patient must
 * be verified, or repeated ones of any group and quality, which may be a patient beyond the range and not an artefact. A group without a
 * quality code never has the best quality, but its values may repeat.
 *
 * <p>Asked at each sample time with a usable or implausible reading, for all groups at once. It ends when every group that was implausible
 * has recovered. The priority does not fall before.
 *
 * @param priority of one value at the best quality
 * @param quality codes that count as the best
 * @param repeated of repeated values, not below {@code priority}; null if they raise nothing
 * @param count how many of the last {@code of} usable or implausible readings of a group have to be implausible
 * @param within readings older than the newest one by more than this are not counted, milliseconds
 * @param clearCount a group has recovered after this many usable readings in a row
 */
public record ImplausibleRule(String id, Kind kind, Priority priority, Set<Integer> quality, Priority repeated, int count, int of,
        long within, int clearCount) implements Evaluation.OfRows {
    static final RuleKind KIND = new RuleKind("implausible", ImplausibleRule::read);
    private static final String OUTSIDE = "outside the plausible range";
    private static final int MOST_READINGS = 64;
    private static final int DEFAULT_COUNT = 2;
    private static final int DEFAULT_OF = 3;
    private static final long DEFAULT_WITHIN = 4 * 3_600_000L;

    private static Evaluation read(RuleFields fields) {
        Priority priority = fields.priority("priority");
        int count = fields.whole("repeated.count", DEFAULT_COUNT, 1, MOST_READINGS);
        int of = fields.whole("repeated.of", Math.max(DEFAULT_OF, count), 1, MOST_READINGS);
        if (count > of) {
            throw fields.refuse(fields.first("repeated.count", "repeated.of"), "repeated.count " + count + " is more than repeated.of " + of
                    + "; set repeated.of to " + count + " or more");
        }
        return new ImplausibleRule(fields.id(), fields.kind(), priority, fields.wholeNumbers("quality", 0, 255), repeated(fields, priority),
                count, of, fields.duration("repeated.within", DEFAULT_WITHIN), fields.whole("clear.count", 1, 1, MOST_READINGS));
    }

    private static Priority repeated(RuleFields fields, Priority priority) {
        RuleFields.Value value = fields.find("repeated.priority");
        if (value == null) {
            return priority == Priority.LOW ? Priority.MEDIUM : priority;
        }
        if (value.text().trim().equals("off")) {
            return null;
        }
        Priority repeated = fields.priority("repeated.priority", value);
        if (repeated.compareTo(priority) < 0) {
            throw fields.refuse(value, "repeated.priority " + repeated.label() + " is below priority " + priority.label()
                    + ": values that repeat cannot be milder than one value; set it to " + priority.label() + " or higher, or off");
        }
        return repeated;
    }

    @Override
    public List<Trigger> triggers() {
        Trigger one = new Trigger(priority, "impossible value at the best quality ("
                + quality.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or ")) + ")");
        return repeated == null ? List.of(one) : List.of(one, new Trigger(repeated, "impossible value",
                "in " + count + " of the last " + of + " readings"));
    }

    @Override
    public Set<Priority> priorities() {
        EnumSet<Priority> priorities = EnumSet.of(priority);
        if (repeated != null) {
            priorities.add(repeated);
        }
        return priorities;
    }

    @Override
    public Concern concern() {
        return Concern.none().verdicts(Set.of(Verdict.IMPLAUSIBLE));
    }

    @Override
    public int lookBack(Group group) {
        return repeated == null ? 0 : of;
    }

    /** For each group how many usable readings in a row it needs until it has recovered. */
    @Override
    public Latches freshLatches() {
        return new Latches(Group.count());
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        List<Reading> readings = arrived.inOrder() ? arrived.row().readings() : List.of();
        for (Reading reading : readings) {
            if (open || reading.verdict() == Verdict.IMPLAUSIBLE) {
                return arrived;
            }
        }
        return null;
    }

    /** A sample time with a usable or implausible reading of any group. */
    @Override
    public Moment firstFrom(PatientView patient, long time) {
        long next = firstCounting(patient, time, () -> {});
        return next == Long.MAX_VALUE ? null : Moment.again(patient, next);
    }

    /**
     * Goes through the readings of all groups in order of time, so that the readings which do not count are passed once, not at each moment.
     *
     * @param step called for each reading that it looks at
     */
    static long firstCounting(PatientView patient, long time, Runnable step) {
        int[] next = new int[Group.count()];
        for (int i = 0; i < next.length; i++) {
            ReadingRing ring = patient.ring(Group.of(i));
            next[i] = ring == null ? 0 : ring.lowerBound(time);
        }
        for (;;) {
            int oldest = -1;
            for (int i = 0; i < next.length; i++) {
                ReadingRing ring = patient.ring(Group.of(i));
                boolean any = ring != null && next[i] < ring.size();
                oldest = any && (oldest < 0 || ring.time(next[i]) < patient.ring(Group.of(oldest)).time(next[oldest])) ? i : oldest;
            }
            if (oldest < 0) {
                return Long.MAX_VALUE;
            }
            step.run();
            ReadingRing ring = patient.ring(Group.of(oldest));
            if (counts(ring, next[oldest])) {
                return ring.time(next[oldest]);
            }
            next[oldest]++;
        }
    }

    @Override
    public boolean looksAt(Group group) {
        return true;
    }

    @Override
    public long longestConfirmation() {
        return within;
    }

    @Override
    public long spansCount() {
        return within;
    }

    private static boolean counts(ReadingRing ring, int index) {
        return ring.usable(index) || ring.verdict(index) == Verdict.IMPLAUSIBLE;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        adapt(latches);
        Priority worst = null;
        Account account = null;
        long onset = moment.time();
        List<Alert.Evidence> recovered = new ArrayList<>();
        for (int group = 0; group < Group.count(); group++) {
            ReadingRing ring = moment.patient().ring(Group.of(group));
            int index = ring == null ? -1 : ring.indexOf(moment.time());
            if (index < 0 || !counts(ring, index)) {
                continue;
            }
            Reading reading = ring.reading(Group.of(group), index);
            if (reading.verdict() == Verdict.USABLE) {
                if (latches.clearNeeded[group] > 0 && --latches.clearNeeded[group] == 0) {
                    recovered.addAll(evidence(reading, moment.time()));
                }
                continue;
            }
            Repeats repeats = new Repeats(moment.patient(), reading.group(), index);
            Ternary on = RowStatus.on(moment.patient().status().at(moment.time()));
            Priority found = on == Ternary.FALSE ? null
                    : repeats.confirmed ? repeated
                    : on == Ternary.TRUE && quality.contains(reading.quality()) ? priority : null;
            if (found == null && latches.clearNeeded[group] == 0) {
                continue;
            }
            latches.clearNeeded[group] = (byte) clearCount;
            boolean graver = worst == null || found != null && found.compareTo(worst) > 0;
            if (graver) {
                worst = found == null ? latches.priority : found;
                onset = repeats.confirmed ? repeats.first : moment.time();
                account = () -> repeats.confirmed ? explainRepeated(repeats) : explainOne(reading, moment.time());
            }
        }
        if (worst != null) {
            Priority now = latches.open() && latches.priority.compareTo(worst) > 0 ? latches.priority : worst;
            return Judgement.holds(now, moment.time(), onset, true, account);
        }
        if (recovered.isEmpty() || latches.anyRungActive()) {
            return Judgement.NOTHING;
        }
        return Judgement.cleared(moment.time(), () -> new Explanation(recovered, one(), Sentences.cleared(recovered)));
    }

    /** Adapts the latches of an episode of a version that had one group only. */
    private void adapt(Latches latches) {
        if (latches.clearNeeded.length == Group.count()) {
            return;
        }
        byte[] needed = new byte[Group.count()];
        System.arraycopy(latches.clearNeeded, 0, needed, 0, Math.min(needed.length, latches.clearNeeded.length));
        if (latches.subject >= 0 && latches.subject < needed.length) {
            needed[latches.subject] = (byte) Math.max(1, clearCount - latches.recovered);
        }
        latches.clearNeeded = needed;
    }

    /** The implausible readings among the last ones that count; see {@link #count}. */
    private final class Repeats {
        private final Group group;
        private final ReadingRing ring;
        private final List<Integer> implausible = new ArrayList<>();
        private final boolean confirmed;
        private long first;

        private Repeats(PatientView patient, Group group, int newest) {
            this.group = group;
            this.ring = patient.ring(group);
            int counted = 0;
            for (int i = newest; repeated != null && i >= 0 && counted < of && ring.time(i) >= ring.time(newest) - within; i--) {
                if (ring.verdict(i) == Verdict.IMPLAUSIBLE) {
                    implausible.add(0, i);
                    first = ring.time(i) > patient.lastEnd(id) ? ring.time(i) : first;
                }
                counted += counts(ring, i) ? 1 : 0;
            }
            confirmed = repeated != null && implausible.size() >= count;
        }
    }

    private static List<Alert.Evidence> evidence(Reading reading, long time) {
        return List.of(new Alert.Evidence(reading.group().first(), reading.value(), reading.quality(), time));
    }

    private Explanation explainOne(Reading reading, long time) {
        List<Alert.Evidence> evidence = evidence(reading, time);
        return new Explanation(evidence, one(),
                Sentences.listed(evidence) + " at the best quality is not plausible: verify sensor and patient.");
    }

    private Explanation explainRepeated(Repeats repeats) {
        List<Alert.Evidence> evidence = new ArrayList<>();
        repeats.implausible.forEach(index -> evidence.addAll(CountedReadings.evidenceAt(repeats.group, repeats.ring, index)));
        return new Explanation(evidence, new Alert.Limit(OUTSIDE, count, of, 0), Sentences.listed(evidence) + ": not plausible in "
                + repeats.implausible.size() + " of the last " + of + " readings: look at the patient, then verify the sensor.");
    }

    private static Alert.Limit one() {
        return new Alert.Limit(OUTSIDE, 1, 1, 0);
    }
}
