package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.version.RuleVersions;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Ternary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges the moments of one rule in order of sample time, each by the version of the rule in force then, and finds the stretches in which
 * the condition held.
 *
 * <p>Where a version begins that differs, a stretch that is open is judged again by the new version, from its onset to the newest moment
 * before; of one that began long before, from {@link #rejudgedFrom} on, with the latches that it had there. It ends if its condition is not
 * met by the new version, or not any more: the newest moment met it by the version before and does not by the new one.
 */
final class RuleWalk {
    private final RuleVersions rules;
    private final int index;
    private final JudgedPatient patient;
    private final long changedFrom;
    /** The newest version that the patient has come to. */
    private final int newestVersion;
    private final List<Stretch> found = new ArrayList<>(2);
    private Stretch current;
    /** One that ended, while it is not known whether it goes on; see {@link Evaluation#rejoin}. */
    private Stretch ended;
    /** The latches from which judging began; null if it began with fresh ones. */
    private Episode.Edge begun;
    private Latches latches;
    private Past past;
    private final long rejudged;
    /** By the version that takes effect, the latches where {@link #rejudgedFrom} judging by it begins, of the part that was open there. */
    private Map<Integer, Captured> captured = Map.of();
    /** When the episode that spans the first moment was said to have ended. */
    private long said = Evaluation.NEVER;
    /** False to step the latches of one episode only, which ends where it ends. */
    private boolean ends = true;

    /**
     * @param index of the rule in {@link RuleVersions#id}
     * @param changedFrom the oldest sample time at which late data changed something
     * @param rejudged for how long before other rules take effect the moments of an open alarm are judged by them, milliseconds
     */
    RuleWalk(RuleVersions rules, int index, JudgedPatient patient, long changedFrom, long rejudged) {
        this.rules = rules;
        this.index = index;
        this.patient = patient;
        this.changedFrom = changedFrom;
        this.newestVersion = rules.history().at(patient.rulesFrom());
        this.rejudged = rejudged;
    }

    /** The latches of the part of a stretch that began at a moment. */
    private record Captured(long resumed, Latches latches) {}

    /** What another version finds of an open stretch. */
    private static final class Again {
        private Latches latches;
        private boolean open;
        private boolean judged;
        private boolean shown;
        private Judgement newest;
        /** Whether the moments before are not kept, nor what this version found of them. */
        private boolean partly;

        private Again(Latches latches, boolean open, boolean judged, boolean shown) {
            this.latches = latches;
            this.open = open;
            this.judged = judged;
            this.shown = shown;
        }
    }

    /**
     * The stretches from a moment on. They are added to the patient's spans of the rule, because a reading of one does not count for the
     * next.
     *
     * @param spanning the episode that began at or before this moment and covers it, or null
     *
     * @param until when that episode was said to have ended, or {@link Evaluation#NEVER}
     */
    List<Stretch> stretches(Episode spanning, long until, long from) {
        said = until;
        past = patient.episodes().past(rules.id(index));
        run(begin(spanning, from), Evaluation.NEVER);
        endForGood();
        if (current != null) {
            current.explain();
            current.latches = latches;
            found.add(current);
        }
        return found;
    }

    /** The latches of an episode before a moment, of the moments that belong to it. */
    Episode.Edge edge(Episode episode, long before) {
        ends = rules.rejoin(index) > 0;
        run(begin(episode, episode.onset()), before);
        Stretch over = found.isEmpty() ? ended : found.get(0);
        if (over != null) {
            Latches last = new Latches();
            last.priority = over.last;
            last.lastTrue = over.lastShown;
            return new Episode.Edge(before, last, over.gravest, resumed(over, episode), over.end);
        }
        return current == null ? new Episode.Edge(before, latches, null, Episode.NEVER, Episode.NEVER)
                : new Episode.Edge(before, latches, current.gravest, resumed(current, episode), Episode.NEVER, current.shown, rejudged(before));
    }

    /** How the open stretch stands by the versions that take effect after a moment, as far as they judge moments before it. */
    private List<Episode.Rejudged> rejudged(long before) {
        List<Episode.Rejudged> found = new ArrayList<>(0);
        int version = Math.min(newestVersion, rules.history().at(before));
        for (int next = nextDifferent(version); next <= newestVersion; next = nextDifferent(next)) {
            long from = rules.history().from(next);
            Evaluation rule = rules.rule(next, index);
            if (rule != null && rejudgedFrom(from) < before) {
                Again again = judgeAgain(rule, next, before);
                found.add(new Episode.Rejudged(from, again.latches, again.open, again.judged, again.shown));
            }
        }
        return List.copyOf(found);
    }

    /** The oldest moment of a long stretch that is judged by rules that take effect at a moment. */
    private long rejudgedFrom(long from) {
        return from - rejudged;
    }

    /** When the part of an episode began at which its stretch is; of the first part that is the onset that was said. */
    private long resumed(Stretch stretch, Episode episode) {
        boolean first = stretch.parts.isEmpty() && (begun == null || begun.gravest() == null);
        return first ? episode.onset() : stretch.resumed;
    }

    private void run(long from, long stop) {
        long start = from;
        int version = Math.min(newestVersion, rules.history().at(start));
        Evaluation rule = rules.rule(version, index);
        latches = latches == null ? fresh(rule) : latches;
        for (;;) {
            int next = nextDifferent(version);
            long until = next <= newestVersion ? rules.history().from(next) : Evaluation.NEVER;
            walk(rule, version, start, Math.min(until, stop));
            if (until == Evaluation.NEVER || until > stop) {
                return;
            }
            rule = rules.rule(next, index);
            change(rule, next, until);
            start = Math.max(start, until);
            version = next;
        }
    }

    /** Walks up to a moment; keeps the latches where judging by later versions begins. */
    private void walk(Evaluation rule, int version, long from, long until) {
        long start = from;
        for (int next = nextDifferent(version); next <= newestVersion; next = nextDifferent(next)) {
            long since = rejudgedFrom(rules.history().from(next));
            if (since >= until) {
                break;
            }
            if (since >= start) {
                walk(rule, start, since);
                start = since;
                if (current != null) {
                    captured = captured.isEmpty() ? new HashMap<>() : captured;
                    captured.put(next, new Captured(current.resumed, latches.copy()));
                }
            }
        }
        walk(rule, start, until);
    }

    private long begin(Episode spanning, long from) {
        Episode.Edge edge = spanning == null ? null : spanning.edge();
        if (edge == null || edge.time() <= from) {
            return from;
        }
        begun = edge;
        Stretch known = edge.gravest() == null ? null : stretch(spanning.onset());
        if (known != null) {
            known.gravest = edge.gravest();
            known.last = edge.latches().priority;
            known.lastShown = edge.latches().lastTrue;
            known.resumed = edge.resumed();
            known.shown = edge.shown();
        }
        if (known != null && edge.ended() != Episode.NEVER) {
            known.endedBefore(edge.ended());
            ended = known;
        } else {
            latches = edge.latches().copy();
            current = known;
        }
        return edge.time();
    }

    private Stretch begins(Evaluation rule, long onset) {
        Stretch before = ended;
        if (before != null && rule.rejoin() > 0 && onset > before.end && onset - before.end <= rule.rejoin()) {
            ended = null;
            before.resume(onset);
            return before;
        }
        endForGood();
        return stretch(onset);
    }

    private void endForGood() {
        if (ended != null) {
            found.add(ended);
            ended = null;
        }
    }

    /** The first one may have begun before the readings that are kept. */
    private Stretch stretch(long onset) {
        Stretch stretch = new Stretch(onset);
        stretch.edge = begun != null && found.isEmpty() && onset < begun.time() ? begun : null;
        return stretch;
    }

    private static Latches fresh(Evaluation rule) {
        return rule == null ? new Latches() : rule.freshLatches();
    }

    /** The next version in which the rule is another one. */
    private int nextDifferent(int version) {
        int next = version + 1;
        while (next <= newestVersion && rules.same(index, version, next)) {
            next++;
        }
        return next;
    }

    private void walk(Evaluation rule, long from, long until) {
        if (rule == null) {
            return;
        }
        Moment first = nothingOpen() ? rule.firstToBegin(patient, from) : rule.firstFrom(patient, from);
        for (Moment moment = first; moment != null && moment.time() < until; moment = next(rule, moment)) {
            Judgement judgement = rule.judge(moment, latches);
            if (judgement.truth() == Ternary.TRUE) {
                current = current == null ? begins(rule, judgement.onset()) : current;
                current.add(judgement);
                keep(judgement, latches);
                if (current.changed == null && judgement.at() >= changedFrom) {
                    current.changed = judgement;
                }
            } else if (judgement.truth() == Ternary.FALSE && current != null && ends) {
                current.end(judgement);
                add(rule);
            }
        }
    }

    private Moment next(Evaluation rule, Moment judged) {
        return nothingOpen() ? rule.nextToBegin(judged) : rule.next(judged);
    }

    private boolean nothingOpen() {
        return current == null && !latches.open();
    }

    private static void keep(Judgement judgement, Latches latches) {
        latches.priority = judgement.priority();
        latches.lastTrue = judgement.shown() ? Math.max(latches.lastTrue, judgement.at()) : latches.lastTrue;
    }

    private void add(Evaluation rule) {
        past = past == null ? patient.episodes().pastOf(rules.id(index)) : past;
        past.add(current.resumed, current.end, null);
        if (current.ended == Reason.CLEARED) {
            ended = current;
        } else {
            found.add(current);
        }
        current = null;
        latches = fresh(rule);
    }

    /** Another version takes effect. */
    private void change(Evaluation after, int version, long from) {
        if (current == null) {
            latches = fresh(after);
            return;
        }
        if (after == null && !ends) {
            return;
        }
        if (after == null) {
            current.end(Reason.RULE_REMOVED, from, new Explanation(List.of(), new Alert.Limit("", 0, 0, 0),
                    "The rule is no longer in the catalogue."));
            add(null);
            return;
        }
        Again again = judgeAgain(after, version, from);
        // Without a reading that is kept, what was said at the change stands.
        boolean open = again.open && (!again.partly || again.newest != null || said != from - 1);
        boolean left = again.judged && current.shown && !again.shown;
        if (ends && (!open || left)) {
            List<Alert.Evidence> readings = current.newest == null ? List.of() : current.newest.account().explain().readings();
            current.end(Reason.LIMITS_CHANGED, from, new Explanation(readings, new Alert.Limit("limits changed", 0, 0, 0),
                    "The limits were changed: by the new ones the condition does not hold."));
            add(after);
            return;
        }
        latches = again.latches;
        if (again.judged) {
            Priority priority = again.latches.priority;
            current.ruled = priority == current.last ? current.ruled : from;
            current.raise(priority);
            current.shown = again.shown;
        }
        if (again.newest != null) {
            current.newest = again.newest;
            current.mostSevere = current.mostSevere == null || again.newest.priority().compareTo(current.mostSevere.priority()) > 0
                    ? again.newest : current.mostSevere;
        }
    }

    /** Judges the open stretch by a version that takes effect later, up to a moment. */
    private Again judgeAgain(Evaluation rule, int version, long until) {
        long from = rules.history().from(version);
        boolean ofEdge = begun != null && begun.gravest() != null && begun.ended() == Episode.NEVER && current.resumed == begun.resumed();
        Episode.Rejudged known = !ofEdge ? null
                : begun.rejudged().stream().filter(each -> each.from() == from).findFirst().orElse(null);
        Captured at = captured.get(version);
        long start = Math.max(current.resumed, rejudgedFrom(from));
        Again again;
        if (known != null) {
            start = begun.time();
            again = new Again(known.latches().copy(), known.open(), known.judged(), known.shown());
        } else if (ofEdge && start < begun.time()) {
            start = begun.time();
            again = new Again(begun.latches().copy(), true, false, false);
            again.partly = true;
        } else if (start > current.resumed && at != null && at.resumed() == current.resumed) {
            again = new Again(at.latches().copy(), true, false, false);
        } else {
            again = new Again(rule.freshLatches(), false, false, false);
        }
        for (Moment moment = rule.firstFrom(patient, start); moment != null && moment.time() < until; moment = rule.next(moment)) {
            Judgement judgement = rule.judge(moment, again.latches);
            if (judgement.truth() == Ternary.TRUE) {
                again.open = true;
                again.judged = true;
                again.shown = judgement.shown();
                again.newest = judgement;
                keep(judgement, again.latches);
            } else if (judgement.truth() == Ternary.FALSE) {
                again.open = false;
                again.latches = rule.freshLatches();
            }
        }
        return again;
    }
}
