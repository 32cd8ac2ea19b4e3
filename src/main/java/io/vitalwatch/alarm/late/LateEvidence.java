package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.episode.PatientEpisodes;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.version.RuleVersions;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.window.PatientClock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Judges a rule again from the oldest sample time that late data changed, and corrects what was said.
 *
 * <p>The readings in order of sample time give stretches in which the condition held. They do not depend on the order of arrival. The
 * episodes that were said are matched with them; each that differs gets a record, and nothing that was said is taken back silently.
 */
public final class LateEvidence {
    private final EpisodeBook book;
    private final long lateReach;
    private final boolean skips;
    /** See {@link RuleWalk}. The clock may be ahead of a change by less than the freshness limit. */
    private final long rejudged;

    /**
     * @param lateReach how far behind the patient clock late data come, milliseconds
     * @param skips whether {@link #forget(RuleVersions, JudgedPatient)} is left out where nothing is to be forgotten: the records are the same
     */
    public LateEvidence(EpisodeBook book, long lateReach, boolean skips) {
        this.book = book;
        this.lateReach = lateReach;
        this.skips = skips;
        this.rejudged = lateReach - Math.min(book.freshnessLimit(), lateReach / 4);
    }

    /** An episode that was said, and until when; and the stretch that it is, or null. */
    private static final class Said {
        private final Episode episode;
        private final long until;
        private Stretch stretch;

        private Said(Episode episode, long until) {
            this.episode = episode;
            this.until = until;
        }

        private boolean open() {
            return until == Evaluation.NEVER;
        }

        private void is(Stretch found) {
            stretch = found;
            found.episode = episode;
        }
    }

    /**
     * Judges a rule again.
     *
     * @param index of the rule in {@link RuleVersions#id}
     * @param from the oldest sample time at which something changed
     * @param context of the delivery that changed it, at the patient's clock, or of the moment at which other rules took effect
     */
    public void judgeAgain(RuleVersions rules, int index, JudgedPatient patient, long from, DecisionContext context, MonitorOutput out) {
        if (patient.clock() != PatientClock.UNSET) {
            forget(rules, index, patient, patient.clock() - lateReach);
        }
        PatientEpisodes episodes = patient.episodes();
        String id = rules.id(index);
        Evaluation rule = rules.newestOf(index);
        Past past = episodes.past(id);
        Episode open = episodes.of(id);
        Episode spanning = open != null && open.onset() <= from ? open : null;
        long start = from;
        for (int i = 0; past != null && i < past.size(); i++) {
            Episode each = past.episode(i);
            long onset = each == null ? past.onset(i) : each.onset();
            if (onset > from || from > past.end(i) || past.mark(i) == Past.PART) {
                continue;
            }
            // Without its episode the span is out of reach: what comes into it changes nothing.
            start = each == null ? past.end(i) + 1 : start;
            spanning = each;
        }
        spanning = rules.rejoin(index) > 0 && past != null ? goingOn(past, spanning, from, rules.rejoin(index)) : spanning;
        long cut = spanning == null ? start : spanning.onset();
        List<Said> said = new ArrayList<>(2);
        for (int i = 0; past != null && i < past.size(); i++) {
            if (past.end(i) >= cut && past.episode(i) != null) {
                said.add(new Said(past.episode(i), past.end(i)));
            }
        }
        if (open != null) {
            said.add(new Said(open, Evaluation.NEVER));
        }
        long again = spanning == null || spanning.edge() == null ? cut : Math.max(cut, spanning.edge().time());
        if (past != null) {
            past.removeFrom(again);
        }
        long until = Evaluation.NEVER;
        for (Said each : said) {
            until = each.episode == spanning ? each.until : until;
        }
        List<Stretch> stretches = new RuleWalk(rules, index, patient, from, rejudged).stretches(spanning, until, cut);
        // The first spans of a rule are those that the walk has added.
        past = episodes.past(id);
        if (past != null) {
            past.removeFrom(again);
            if (spanning != null) {
                past.remove(spanning);
            }
        }
        match(said, stretches);
        write(rule, patient, said, stretches, context, out);
        for (Stretch stretch : stretches) {
            stretch.note(episodes.pastOf(id));
        }
    }

    /**
     * The episode before the one that spans a moment, if that one can turn out to be a part of it: it ended so short a time before the moment
     * that the alarm can go on. Not if the other one was confirmed before the moments that are kept.
     */
    private static Episode goingOn(Past past, Episode spanning, long from, long rejoin) {
        if (spanning != null && spanning.edge() != null && spanning.edge().gravest() != null) {
            return spanning;
        }
        long onset = spanning == null ? from : spanning.onset();
        for (int i = past.size() - 1; i >= 0; i--) {
            Episode each = past.episode(i);
            if (each != null && each != spanning && past.end(i) < onset) {
                return past.mark(i) != Past.FINAL && past.end(i) + rejoin >= from ? each : spanning;
            }
        }
        return spanning;
    }

    /** The open episode first, then those with the same onset, then those that overlap. */
    private static void match(List<Said> said, List<Stretch> stretches) {
        Map<Long, Stretch> byOnset = new HashMap<>();
        for (Stretch stretch : stretches) {
            if (stretch.open() && !said.isEmpty() && said.get(said.size() - 1).open()) {
                said.get(said.size() - 1).is(stretch);
            } else {
                byOnset.putIfAbsent(stretch.onset, stretch);
            }
        }
        for (Said each : said) {
            Stretch same = each.stretch == null ? byOnset.get(each.episode.onset()) : null;
            if (same != null && same.episode == null) {
                each.is(same);
            }
        }
        for (Said each : said) {
            Stretch overlapping = each.stretch != null ? null
                    : first(stretches, stretch -> stretch.episode == null && stretch.overlaps(each.episode.onset(), each.until));
            if (overlapping != null) {
                each.is(overlapping);
            }
        }
    }

    private static Stretch first(List<Stretch> stretches, Predicate<Stretch> which) {
        for (Stretch each : stretches) {
            if (which.test(each)) {
                return each;
            }
        }
        return null;
    }

    private void write(Evaluation rule, JudgedPatient patient, List<Said> said, List<Stretch> stretches, DecisionContext context,
            MonitorOutput out) {
        Map<Episode, Said> before = new IdentityHashMap<>();
        for (Said each : said) {
            before.put(each.episode, each);
            if (each.stretch == null) {
                Stretch into = first(stretches, stretch -> stretch.episode != null && stretch.overlaps(each.episode.onset(), each.until));
                String message = into == null ? "Taken back: late data show that the condition was never confirmed."
                        : "Late data show that this alarm is a part of another one.";
                Explanation why = new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), message);
                book.withdraw(patient.episodes(), each.episode, into == null ? null : into.episode, context, why, out);
            }
        }
        for (Stretch stretch : stretches) {
            Episode episode = stretch.episode;
            if (episode == null) {
                begin(rule, patient, stretch, context, out);
            } else {
                if (stretch.open()) {
                    goOn(patient, before.get(episode), stretch, context, out);
                } else {
                    end(rule, patient, before.get(episode), stretch, context, out);
                }
            }
            stretch.episode.edge(stretch.edge);
        }
    }

    private void begin(Evaluation rule, JudgedPatient patient, Stretch stretch, DecisionContext context, MonitorOutput out) {
        DecisionContext shown = context.at(stretch.lastShown);
        if (stretch.open()) {
            DecisionContext at = context.at(rule.waitsForNothing() ? stretch.lastShown : stretch.newest.at());
            Priority live = book.freshness(at) == Freshness.LIVE ? stretch.shownFrom(at.freshnessTime() - book.freshnessLimit()) : null;
            boolean less = live != null && live.compareTo(stretch.last) < 0;
            stretch.episode = book.start(patient.episodes(), rule.id(), rule.kind(), less ? live : stretch.last, stretch.gravest, stretch.onset,
                    stretch.latches, at, stretch.why, out);
            stretch.episode.shownLive(less ? live : null);
        } else {
            stretch.episode = book.passed(patient.episodes(), rule.id(), rule.kind(), stretch.gravest, stretch.last, stretch.onset, shown,
                    stretch.why, context.at(stretch.endObserved()), stretch.whyEnded, out);
        }
    }

    /** The condition still holds. */
    private void goOn(JudgedPatient patient, Said before, Stretch stretch, DecisionContext context, MonitorOutput out) {
        Episode episode = before.episode;
        boolean changed = episode.onset() != stretch.onset || episode.gravest() != stretch.gravest;
        Priority priority = episode.latches().priority;
        book.amend(episode, stretch.onset, stretch.gravest, stretch.latches);
        DecisionContext at = context.at(stretch.newest == null ? context.observed() : stretch.newest.at());
        if (!before.open()) {
            book.show(episode, stretch.last, stretch.newest == null ? null : stretch.newest.shows(), at);
            episode.latches().priority = episode.said(stretch.last);
            book.reopen(patient.episodes(), episode, at, stretch.why, out);
            return;
        }
        if (stretch.newest == null) {
            if (changed) {
                book.update(episode, Reason.LATE_EVIDENCE, at, stretch.why, out);
            }
            return;
        }
        if (stretch.ruled == context.observed()) {
            // Nothing is new but the rules.
            episode.latches().priority = episode.said(stretch.last);
            if (priority != episode.said(stretch.last)) {
                book.update(episode, Reason.LIMITS_CHANGED, context, stretch.why, out);
            }
            return;
        }
        int sequence = episode.sequence();
        AlarmState state = episode.state();
        episode.latches().priority = priority;
        if (state == AlarmState.ACTIVE) {
            book.continueEpisode(episode, stretch.last, stretch.newest.shows(), true, at, stretch.newest.account(), out);
        } else {
            episode.latches().priority = episode.said(stretch.last);
        }
        if (episode.sequence() == sequence && (changed || priority != episode.said(stretch.last))) {
            boolean shown = stretch.whyChanged != null;
            book.update(episode, Reason.LATE_EVIDENCE, shown ? context.at(stretch.changed.at()) : at,
                    shown ? stretch.whyChanged : stretch.why, out);
        }
    }

    /** The condition ended. */
    private void end(Evaluation rule, JudgedPatient patient, Said before, Stretch stretch, DecisionContext context, MonitorOutput out) {
        Episode episode = before.episode;
        boolean changed = before.open() || before.until != stretch.end || episode.onset() != stretch.onset
                || episode.gravest() != stretch.gravest;
        Latches latches = new Latches();
        latches.priority = stretch.last;
        latches.lastTrue = stretch.lastShown;
        Latches known = episode.latches();
        book.amend(episode, stretch.onset, stretch.gravest, latches);
        if (before.open() && rule.explainsMissing(Group.PULSE, known)) {
            patient.explainUntil(context.arrived());
        }
        if (changed) {
            book.endLate(patient.episodes(), episode, stretch.ended, context.at(stretch.endObserved()), stretch.whyEnded, out);
        }
    }

    /** Ends an episode of old data as passed: what happened after the newest of them is not known. */
    public void pass(Evaluation rule, JudgedPatient patient, Episode episode, DecisionContext context, MonitorOutput out) {
        long until = episode.latches().lastTrue;
        Moment newest = rule == null ? null : rule.firstFrom(patient, until);
        Judgement judgement = newest == null ? null : rule.judge(newest, episode.latches().copy());
        Explanation why = judgement == null || judgement.account() == null
                ? new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), "Passed: found in old data.")
                : judgement.account().explain();
        book.end(patient.episodes(), episode, Reason.PASSED, context.at(until), why, until, out);
    }

    /** As {@link #forget(RuleVersions, int, JudgedPatient, long)}, for each rule, up to the oldest moment of which late data may still come. */
    public void forget(RuleVersions rules, JudgedPatient patient) {
        if (patient.episodes().isNew()) {
            return;
        }
        long before = patient.clock() - lateReach;
        if (patient.episodes().keepsAll(rules, before)) {
            return;
        }
        long next = Evaluation.NEVER;
        for (int i = 0; i < patient.episodes().size(); i++) {
            Episode open = patient.episodes().get(i);
            int index = rules.indexOf(open.rule());
            if (index >= 0 && rules.judgesAgain(index)) {
                step(rules, index, patient, open, before);
                next = Math.min(next, steppedTo(open));
            }
        }
        for (Map.Entry<String, Past> entry : patient.episodes().past().entrySet()) {
            int index = rules.indexOf(entry.getKey());
            if (index >= 0 && rules.judgesAgain(index)) {
                forget(rules, index, patient, entry.getValue(), before);
                next = Math.min(next, keptFrom(rules.newestOf(index), entry.getValue(), before));
            }
        }
        if (skips) {
            patient.episodes().keepsFrom(rules, next);
        }
    }

    /** Up to which moment there is nothing to forget of a rule's spans, after it was done up to another one. */
    private static long keptFrom(Evaluation rule, Past past, long before) {
        long next = Evaluation.NEVER;
        for (int i = 0; i < past.size(); i++) {
            if (past.episode(i) != null) {
                next = Math.min(next, past.end(i) < before ? before : steppedTo(past.episode(i)));
            }
            boolean removed = past.size() > Past.BOUND && past.end(i) >= before;
            next = removed ? Math.min(next, past.end(i)) : next;
            next = rule.judgesStale() ? next : Math.min(next, past.end(i) + rule.spansCount());
        }
        return next;
    }

    private static long steppedTo(Episode episode) {
        return episode.edge() == null ? episode.onset() : episode.edge().time();
    }

    /**
     * Steps the latches of episodes that began before a moment up to it, before the readings before it are forgotten.
     *
     * @param before late data come at or after this moment only
     */
    private void forget(RuleVersions rules, int index, JudgedPatient patient, long before) {
        Episode open = patient.episodes().of(rules.id(index));
        if (open != null) {
            step(rules, index, patient, open, before);
        }
        Past past = patient.episodes().past(rules.id(index));
        if (past != null) {
            forget(rules, index, patient, past, before);
        }
    }

    private void forget(RuleVersions rules, int index, JudgedPatient patient, Past past, long before) {
        long kept = before - rules.rejoin(index);
        for (int i = 0; i < past.size(); i++) {
            Episode each = past.episode(i);
            if (each != null && past.end(i) >= before) {
                step(rules, index, patient, each, before);
            } else if (each != null && past.end(i) >= kept) {
                each.edge(new Episode.Edge(before, each.latches().copy(), each.gravest(), past.onset(i), past.end(i)));
            }
        }
        past.forgetBefore(kept);
        Evaluation rule = rules.newestOf(index);
        if (!rule.judgesStale()) {
            past.removeBefore(before - rule.spansCount());
        }
    }

    private void step(RuleVersions rules, int index, JudgedPatient patient, Episode episode, long before) {
        long from = steppedTo(episode);
        if (from >= before) {
            return;
        }
        String id = rules.id(index);
        Past past = patient.episodes().past(id);
        if (past != null && past.lastEnd() < from && rules.rejoin(index) == 0) {
            // The usual case: all spans are from before, and none is added.
            episode.edge(new RuleWalk(rules, index, patient, Evaluation.NEVER, rejudged).edge(episode, before));
            return;
        }
        Past ended = past == null ? null : past.before(from);
        if (ended != null) {
            patient.episodes().past(id, ended);
        }
        Episode.Edge stepped = new RuleWalk(rules, index, patient, Evaluation.NEVER, rejudged).edge(episode, before);
        patient.episodes().past(id, past);
        episode.edge(stepped);
    }
}
