package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.ReadingRing;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Too many readings of a group are unusable although the bracelet is worn ({@code type: poor-signal}). Asked at each reading in order of
 * sample time; it starts at an unusable one.
 *
 * @param sharePercent it starts at this share of unusable readings
 * @param clearSharePercent it clears below this share
 * @param window length of time whose readings are counted, milliseconds
 * @param readings the smallest number of readings that can start or clear it
 */
public record PoorSignalRule(String id, Kind kind, Priority priority, int sharePercent, int clearSharePercent, long window, int readings)
        implements Evaluation.OfRows {
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
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, sharePercent + " % or more of at least " + readings + " readings of one vital unusable within "
                + Sentences.duration(window)));
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
    public long countsLeft() {
        return window;
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

    /** A reading of any group; of the same sample time in the order of the groups. */
    @Override
    public Moment firstFrom(PatientView patient, long time) {
        return from(patient, time, 0, false);
    }

    @Override
    public Moment next(Moment judged) {
        return judged.isAgain() ? from(judged.patient(), judged.time(), judged.group().ordinal() + 1, false) : null;
    }

    @Override
    public Moment firstToBegin(PatientView patient, long time) {
        return from(patient, time, 0, true);
    }

    @Override
    public Moment nextToBegin(Moment judged) {
        return judged.isAgain() ? from(judged.patient(), judged.time(), judged.group().ordinal() + 1, true) : null;
    }

    /**
     * The next reading. That of the group of the judged one is looked for first, and in the others only up to it: so a walk looks at each
     * reading once or so.
     *
     * @param group of this sample time only the readings of this group and of those after it
     */
    private static Moment from(PatientView patient, long time, int group, boolean onlyPoor) {
        long next = Long.MAX_VALUE;
        int found = -1;
        for (int k = 0; k < Group.count(); k++) {
            int i = (group + Group.count() - 1 + k) % Group.count();
            ReadingRing ring = patient.ring(Group.of(i));
            int index = ring == null ? 0 : ring.lowerBound(i < group ? time + 1 : time);
            while (onlyPoor && ring != null && index < ring.size() && ring.time(index) <= next && !ring.verdict(index).poorSignal()) {
                index++;
            }
            if (ring != null && index < ring.size() && (ring.time(index) < next || ring.time(index) == next && i < found)) {
                next = ring.time(index);
                found = i;
            }
        }
        return found < 0 ? null : Moment.again(patient, next, Group.of(found));
    }

    @Override
    public boolean looksAt(Group group) {
        return true;
    }

    @Override
    public long spansCount() {
        return window;
    }

    /** With it there may be enough readings, or readings of the whole window, before an unusable one after it. */
    @Override
    public boolean concernedByLate(PatientView patient, Group group, long time) {
        ReadingRing ring = patient.ring(group);
        if (isDense(ring, ring.lowerBound(time))) {
            return false;
        }
        for (int i = ring.lowerBound(time); i < ring.size() && ring.time(i) <= time + 2 * window; i++) {
            if (ring.verdict(i).poorSignal()) {
                return true;
            }
        }
        return false;
    }

    /** Whether each window around a reading has enough others of which the share is made. */
    private boolean isDense(ReadingRing ring, int index) {
        int first = index - readings;
        int last = Math.min(index + readings, ring.size() - 1);
        if (first < 0 || ring.time(last) - ring.time(first) > window) {
            return false;
        }
        for (int i = first; i <= last; i++) {
            if (!ring.usable(i) && !ring.verdict(i).poorSignal()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        Group group = moment.group();
        if (latches.open() && latches.subject != group.ordinal()) {
            return Judgement.NOTHING;
        }
        ReadingRing ring = moment.patient().ring(group);
        int newest = ring.indexOf(moment.time());
        if (!latches.open() && (!ring.verdict(newest).poorSignal() || moment.time() <= moment.patient().lastEnd(id))) {
            return Judgement.FALSE;
        }
        long after = moment.time() - window;
        if (!latches.open() && hasFewUnusable(ring, newest, after)) {
            return Judgement.FALSE;
        }
        int oldest = ring.lowerBound(after + 1);
        LeftReadings left = oldest == 0 ? moment.patient().left(group) : null;
        if (!latches.open() && certainlyGood(ring, oldest, newest, left, after)) {
            return Judgement.FALSE;
        }
        int tried = left == null ? 0 : left.tried(after);
        int unusable = left == null ? 0 : left.poor(after);
        for (int index = newest; index >= oldest; index--) {
            boolean poor = ring.verdict(index).poorSignal();
            tried += poor || ring.usable(index) ? 1 : 0;
            unusable += poor ? 1 : 0;
        }
        return judge(moment, latches, ring, oldest, newest, tried, unusable);
    }

    /**
     * Whether so few readings of the ring are unusable, and so many others are in the window, that the share is below the limit: two readings
     * are looked at, and not the window.
     */
    private boolean hasFewUnusable(ReadingRing ring, int newest, long after) {
        int enough = 100 * ring.unusable() / sharePercent;
        return newest >= enough && ring.time(newest - enough) > after && ring.time(0) <= after;
    }

    /** Stops counting as soon as there are too many usable readings, so that good signal costs little. */
    private boolean certainlyGood(ReadingRing ring, int oldest, int newest, LeftReadings left, long after) {
        long before = oldest > 0 ? ring.time(oldest - 1) : left == null ? PatientView.NEVER : left.newestUntil(after);
        if (before == PatientView.NEVER || before <= after - window) {
            return true;
        }
        int mostUsable = (100 - sharePercent) * (newest + 1 - oldest) / 100;
        return left == null && ring.countUsable(oldest, newest, mostUsable) > mostUsable;
    }

    private Judgement judge(Moment moment, Latches latches, ReadingRing ring, int oldest, int newest, int tried, int unusable) {
        Group group = moment.group();
        boolean enough = tried >= readings;
        boolean holds = 100L * unusable >= (long) sharePercent * tried;
        if (!latches.open()) {
            if (!enough || !holds) {
                return Judgement.FALSE;
            }
            latches.subject = group.ordinal();
            return Judgement.holds(priority, moment.time(), first(moment, ring, oldest), true,
                    () -> explain(group, ring, newest, tried, unusable));
        }
        if (enough && 100L * unusable < (long) clearSharePercent * tried) {
            return Judgement.cleared(moment.time(), () -> explain(group, ring, newest, tried, unusable));
        }
        return Judgement.holds(latches.priority, moment.time(), moment.time(), holds, () -> explain(group, ring, newest, tried, unusable));
    }

    /** The first reading of the window, after the end of the episode before. */
    private long first(Moment moment, ReadingRing ring, int oldest) {
        long from = Math.max(moment.time() - window, moment.patient().lastEnd(id)) + 1;
        LeftReadings left = oldest == 0 ? moment.patient().left(moment.group()) : null;
        long first = left == null ? Long.MAX_VALUE : left.all().from(from);
        return first != Long.MAX_VALUE ? first : ring.time(ring.lowerBound(from));
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return latches.subject == group.ordinal();
    }

    private Explanation explain(Group group, ReadingRing ring, int newest, int tried, int unusable) {
        String share = unusable + " of " + tried + " " + Sentences.name(group) + " readings of the last " + Sentences.duration(window)
                + " unusable.";
        Alert.Limit limit = new Alert.Limit("unusable " + group.label() + " readings >= " + sharePercent + " %", readings, readings, window);
        return new Explanation(CountedReadings.evidenceAt(group, ring, newest), limit, share);
    }
}
