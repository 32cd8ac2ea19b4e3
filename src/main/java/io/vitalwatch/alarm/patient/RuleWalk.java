package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Ternary;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges the moments of one rule in order of sample time, each by the version of the rule in force then, and finds the stretches in which
 * the condition held.
 *
 * <p>Where a version begins that differs, a stretch that is open is judged again by the new version, from its onset to the newest moment
 * before. It ends there if its condition is not met by the new version, or not any more: the newest moment met it by the version before and
 * does not by the new one.
 */
final class RuleWalk {
    private final RulesInForce rules;
    private final int index;
    private final Patient patient;
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
    /** When the episode that spans the first moment was said to have ended. */
    private long said = Evaluation.NEVER;
    /** False to step the latches of one episode only, which ends where it ends. */
    private boolean ends = true;

    /**
     * @param index of the rule in {@link RulesInForce#id}
     * @param changedFrom the oldest sample time at which late data changed something
     */
    RuleWalk(RulesInForce rules, int index, Patient patient, long changedFrom) {
        this.rules = rules;
        this.index = index;
        this.patient = patient;
        this.changedFrom = changedFrom;
        this.newestVersion = rules.history.at(patient.rulesFrom);
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
        past = patient.episodes.past(rules.id(index));
        run(spanning, begin(spanning, from), Evaluation.NEVER);
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
        run(episode, begin(episode, episode.onset()), before);
        Stretch over = found.isEmpty() ? ended : found.get(0);
        if (over != null) {
            Latches last = new Latches();
            last.priority = over.last;
            last.lastTrue = over.lastShown;
            return new Episode.Edge(before, last, over.gravest, resumed(over, episode), over.end);
        }
        return current == null ? new Episode.Edge(before, latches, null, Episode.NEVER, Episode.NEVER)
                : new Episode.Edge(before, latches, current.gravest, resumed(current, episode), Episode.NEVER);
    }

    /** When the part of an episode began at which its stretch is; of the first part that is the onset that was said. */
    private long resumed(Stretch stretch, Episode episode) {
        boolean first = stretch.parts.isEmpty() && (begun == null || begun.gravest() == null);
        return first ? episode.onset() : stretch.resumed;
    }

    private void run(Episode spanning, long from, long stop) {
        long start = from;
        int version = Math.min(newestVersion, rules.history.at(start));
        Evaluation rule = rules.rule(version, index);
        latches = latches == null ? fresh(rule) : latches;
        for (;;) {
            int next = nextDifferent(version);
            long until = next <= newestVersion ? rules.history.from(next) : Evaluation.NEVER;
            if (rule != null) {
                walk(rule, start, Math.min(until, stop));
            }
            if (until == Evaluation.NEVER || until >= stop) {
                return;
            }
            Evaluation after = rules.rule(next, index);
            change(spanning, after, until);
            start = Math.max(start, until);
            version = next;
            rule = after;
        }
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
        past = past == null ? patient.episodes.pastOf(rules.id(index)) : past;
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
    private void change(Episode spanning, Evaluation after, long from) {
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
        Episode.Edge edge = spanning != null && spanning.onset() == current.onset ? spanning.edge() : null;
        Latches again = edge == null ? after.freshLatches() : edge.latches().copy();
        Judgement newest = null;
        boolean open = edge != null && edge.gravest() != null && edge.time() > current.resumed;
        again = open ? again : after.freshLatches();
        long start = edge == null ? current.resumed : Math.max(current.resumed, edge.time());
        for (Moment moment = after.firstFrom(patient, start); moment != null && moment.time() < from; moment = after.next(moment)) {
            Judgement judgement = after.judge(moment, again);
            if (judgement.truth() == Ternary.TRUE) {
                open = true;
                newest = judgement;
                keep(judgement, again);
            } else if (judgement.truth() == Ternary.FALSE) {
                open = false;
                again = after.freshLatches();
            }
        }
        // Without a reading that is kept, what was said at the change stands.
        open &= newest != null || said != from - 1;
        boolean left = newest != null && current.shown && !newest.shown();
        if (ends && (!open || left)) {
            List<Alert.Evidence> readings = current.newest == null ? List.of() : current.newest.account().explain().readings();
            current.end(Reason.LIMITS_CHANGED, from, new Explanation(readings, new Alert.Limit("limits changed", 0, 0, 0),
                    "The limits were changed: by the new ones the condition does not hold."));
            add(after);
            return;
        }
        latches = again;
        if (newest != null) {
            current.ruled = newest.priority() == current.last ? current.ruled : from;
            current.raise(newest.priority());
            current.shown = newest.shown();
            current.newest = newest;
            current.mostSevere = current.mostSevere == null || newest.priority().compareTo(current.mostSevere.priority()) > 0
                    ? newest : current.mostSevere;
        }
    }
}
