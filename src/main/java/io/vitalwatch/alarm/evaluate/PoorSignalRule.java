package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;

import java.util.EnumSet;
import java.util.Set;

/**
 * Too many readings of a group are unusable although the bracelet is worn ({@code type: poor-signal}). Asked at each reading of a row in
 * order.
 *
 * @param sharePercent it starts at this share of unusable readings
 * @param clearSharePercent it clears below this share
 * @param window length of time whose readings are counted, milliseconds
 * @param readings the smallest number of readings that can start or clear it
 */
public record PoorSignalRule(String id, Kind kind, Priority priority, int sharePercent, int clearSharePercent, long window, int readings)
        implements Evaluation {
    static final RuleKind KIND = new RuleKind("poor-signal", PoorSignalRule::read);

    private static Evaluation read(RuleFields fields) {
        int share = fields.whole("share", fields.need("share"), 1, 100);
        int clear = fields.whole("clear.share", share, 1, 100);
        if (clear > share) {
            throw fields.refuse(fields.find("clear.share"), "clear.share " + clear + " is above share " + share
                    + ": the alarm would end as soon as it starts; set it to " + share + " or less");
        }
        return new PoorSignalRule(fields.id(), fields.kind(), fields.priority("priority"), share, clear,
                fields.neededPositiveDuration("window"), fields.whole("readings", 1, 1, 100_000));
    }

    @Override
    public Set<Priority> priorities() {
        return Set.of(priority);
    }

    @Override
    public Concern concern() {
        EnumSet<Verdict> poor = EnumSet.noneOf(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (verdict.poorSignal()) {
                poor.add(verdict);
            }
        }
        return Concern.none().verdicts(poor);
    }

    @Override
    public long reach() {
        return 2 * window;
    }

    @Override
    public long longestWindow() {
        return window;
    }

    @Override
    public boolean eachGroup() {
        return true;
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        Group group = arrived.group();
        int placed = arrived.inOrder() ? arrived.placed(group) : -1;
        return placed >= 0 && (open || arrived.patient().ring(group).verdict(placed).poorSignal()) ? arrived : null;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        Group group = moment.group();
        if (latches.open() && latches.subject != group.ordinal()) {
            return Judgement.NOTHING;
        }
        ReadingRing ring = moment.patient().ring(group);
        long after = moment.time() - window;
        int oldest = ring.lowerBound(after + 1);
        if (!latches.open() && certainlyGood(ring, oldest, after)) {
            return Judgement.FALSE;
        }
        int tried = 0;
        int unusable = 0;
        for (int index = ring.size() - 1; index >= oldest; index--) {
            boolean poor = ring.verdict(index).poorSignal();
            tried += poor || ring.usable(index) ? 1 : 0;
            unusable += poor ? 1 : 0;
        }
        return judge(moment, latches, ring, ring.time(oldest), tried, unusable);
    }

    /** Stops counting as soon as there are too many usable readings, so that good signal costs little. */
    private boolean certainlyGood(ReadingRing ring, int oldest, long after) {
        if (oldest == 0 || ring.time(oldest - 1) <= after - window) {
            return true;
        }
        int mostUsable = (100 - sharePercent) * (ring.size() - oldest) / 100;
        return ring.countUsable(oldest, mostUsable) > mostUsable;
    }

    private Judgement judge(Moment moment, Latches latches, ReadingRing ring, long onset, int tried, int unusable) {
        Group group = moment.group();
        boolean enough = tried >= readings;
        boolean holds = 100L * unusable >= (long) sharePercent * tried;
        if (!latches.open()) {
            if (!enough || !holds) {
                return Judgement.FALSE;
            }
            latches.subject = group.ordinal();
            return Judgement.holds(priority, moment.time(), onset, true, () -> explain(group, ring, tried, unusable));
        }
        if (enough && 100L * unusable < (long) clearSharePercent * tried) {
            return Judgement.cleared(moment.time(), () -> explain(group, ring, tried, unusable));
        }
        return Judgement.holds(latches.priority, moment.time(), moment.time(), holds, () -> explain(group, ring, tried, unusable));
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return latches.subject == group.ordinal();
    }

    private Explanation explain(Group group, ReadingRing ring, int tried, int unusable) {
        String share = unusable + " of " + tried + " " + group.label() + " readings of the last " + Sentences.duration(window) + " unusable.";
        Alert.Limit limit = new Alert.Limit("unusable " + group.label() + " readings >= " + sharePercent + " %", readings, readings, window);
        return new Explanation(CountedReadings.evidenceAt(group, ring, ring.size() - 1), limit, share);
    }
}
