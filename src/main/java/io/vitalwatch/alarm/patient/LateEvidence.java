package io.vitalwatch.alarm.patient;

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
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judges a rule again from the oldest sample time that late data changed, and corrects what was said.
 *
 * <p>The readings in order of sample time give stretches in which the condition held. They do not depend on the order of arrival. The
 * episodes that were said are matched with them; each that differs gets a record, and nothing that was said is taken back silently.
 */
final class LateEvidence {
    private final EpisodeBook book;
    private final long lateReach;
    private final boolean skips;

    /** @param skips whether {@link #forget(RulesInForce, Patient)} is left out where nothing is to be forgotten; what is said is the same */
    LateEvidence(EpisodeBook book, long lateReach, boolean skips) {
        this.book = book;
        this.lateReach = lateReach;
        this.skips = skips;
    }

    /** An episode that was said, and until when. */
    private record Said(Episode episode, long until) {
        private boolean open() {
            return until == Evaluation.NEVER;
        }
    }

    /**
     * @param index of the rule in {@link RulesInForce#id}
     * @param from the oldest sample time at which something changed
     * @param context of the delivery that changed it, at the patient's clock, or of the moment at which other rules took effect
     */
    void judgeAgain(RulesInForce rules, int index, Patient patient, long from, DecisionContext context, MonitorOutput out) {
        if (patient.clock.isSet()) {
            forget(rules, index, patient, patient.clock() - lateReach);
        }
        PatientEpisodes episodes = patient.episodes;
        String id = rules.id(index);
        Evaluation rule = rules.newestOf(index);
        Past past = episodes.past(id);
        Episode open = episodes.of(id);
        Episode spanning = open != null && open.onset() <= from ? open : null;
        long start = from;
        boolean rejoins = rules.rejoin(index) > 0;
        for (int i = 0; past != null && i < past.size(); i++) {
            Episode each = past.episode(i);
            if (each == null && past.mark(i) != Past.PART && past.onset(i) <= from && from <= past.end(i)) {
                // Without its episode the span is out of reach: what comes into it changes nothing.
                start = past.end(i) + 1;
                spanning = null;
            } else if (each != null && each.onset() <= from && (from <= past.end(i) || rejoins && (open == null || spanning != open))) {
                spanning = each;
            }
        }
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
            until = each.episode() == spanning ? each.until() : until;
        }
        List<Stretch> stretches = new RuleWalk(rules, index, patient, from).stretches(spanning, until, cut);
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

    /** The open episode first, then those with the same onset, then those that overlap. */
    private static void match(List<Said> said, List<Stretch> stretches) {
        for (Stretch stretch : stretches) {
            if (stretch.open()) {
                said.stream().filter(Said::open).findFirst().ifPresent(each -> stretch.episode = each.episode());
            }
        }
        for (int pass = 0; pass < 2; pass++) {
            for (Said each : said) {
                if (stretches.stream().anyMatch(stretch -> stretch.episode == each.episode())) {
                    continue;
                }
                for (Stretch stretch : stretches) {
                    boolean same = pass == 0 ? stretch.onset == each.episode().onset() : stretch.overlaps(each.episode().onset(), each.until());
                    if (stretch.episode == null && same) {
                        stretch.episode = each.episode();
                        break;
                    }
                }
            }
        }
    }

    private void write(Evaluation rule, Patient patient, List<Said> said, List<Stretch> stretches, DecisionContext context,
            MonitorOutput out) {
        for (Said each : said) {
            if (stretches.stream().noneMatch(stretch -> stretch.episode == each.episode())) {
                Stretch into = stretches.stream().filter(stretch -> stretch.episode != null && stretch.overlaps(each.episode().onset(),
                        each.until())).findFirst().orElse(null);
                String message = into == null ? "Taken back: late data show that the condition was never confirmed."
                        : "Late data show that this alarm is a part of another one.";
                Explanation why = new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), message);
                book.withdraw(patient.episodes, each.episode(), into == null ? null : into.episode, context, why, out);
            }
        }
        for (Stretch stretch : stretches) {
            Episode episode = stretch.episode;
            if (episode == null) {
                begin(rule, patient, stretch, context, out);
            } else {
                Said before = said.stream().filter(each -> each.episode() == episode).findFirst().orElseThrow();
                if (stretch.open()) {
                    goOn(patient, before, stretch, context, out);
                } else {
                    end(rule, patient, before, stretch, context, out);
                }
            }
            stretch.episode.edge(stretch.edge);
        }
    }

    private void begin(Evaluation rule, Patient patient, Stretch stretch, DecisionContext context, MonitorOutput out) {
        DecisionContext shown = context.at(stretch.lastShown);
        if (stretch.open()) {
            DecisionContext at = context.at(rule.waitsForNothing() ? stretch.lastShown : stretch.newest.at());
            Priority live = book.freshness(at) == Freshness.LIVE ? stretch.shownFrom(at.freshnessTime() - book.freshnessLimit()) : null;
            boolean less = live != null && live.compareTo(stretch.last) < 0;
            stretch.episode = book.start(patient.episodes, rule.id(), rule.kind(), less ? live : stretch.last, stretch.gravest, stretch.onset,
                    stretch.latches, at, stretch.why, out);
            stretch.episode.shownLive(less ? live : null);
        } else {
            stretch.episode = book.passed(patient.episodes, rule.id(), rule.kind(), stretch.gravest, stretch.last, stretch.onset, shown,
                    stretch.why, context.at(stretch.endObserved()), stretch.whyEnded, out);
        }
    }

    /** The condition still holds. */
    private void goOn(Patient patient, Said before, Stretch stretch, DecisionContext context, MonitorOutput out) {
        Episode episode = before.episode();
        boolean changed = episode.onset() != stretch.onset || episode.gravest() != stretch.gravest;
        Priority priority = episode.latches().priority;
        book.amend(episode, stretch.onset, stretch.gravest, stretch.latches);
        DecisionContext at = context.at(stretch.newest == null ? context.observed() : stretch.newest.at());
        if (!before.open()) {
            book.show(episode, stretch.last, stretch.newest == null ? null : stretch.newest.shows(), at);
            episode.latches().priority = episode.said(stretch.last);
            book.reopen(patient.episodes, episode, at, stretch.why, out);
            return;
        }
        if (stretch.newest == null) {
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
    private void end(Evaluation rule, Patient patient, Said before, Stretch stretch, DecisionContext context, MonitorOutput out) {
        Episode episode = before.episode();
        boolean changed = before.open() || before.until() != stretch.end || episode.onset() != stretch.onset
                || episode.gravest() != stretch.gravest;
        Latches latches = new Latches();
        latches.priority = stretch.last;
        latches.lastTrue = stretch.lastShown;
        Latches known = episode.latches();
        book.amend(episode, stretch.onset, stretch.gravest, latches);
        if (before.open() && rule.explainsMissing(Group.PULSE, known)) {
            patient.explainedUntil = Math.max(patient.explainedUntil, context.arrived());
        }
        if (changed) {
            book.endLate(patient.episodes, episode, stretch.ended, context.at(stretch.endObserved()), stretch.whyEnded, out);
        }
    }

    /** Ends an episode of old data as passed: what happened after the newest of them is not known. */
    void pass(Evaluation rule, Patient patient, Episode episode, DecisionContext context, MonitorOutput out) {
        long until = episode.latches().lastTrue;
        Moment newest = rule == null ? null : rule.firstFrom(patient, until);
        Judgement judgement = newest == null ? null : rule.judge(newest, episode.latches().copy());
        Explanation why = judgement == null || judgement.account() == null
                ? new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), "Passed: found in old data.")
                : judgement.account().explain();
        book.end(patient.episodes, episode, Reason.PASSED, context.at(until), why, until, out);
    }

    /** As {@link #forget(RulesInForce, int, Patient, long)}, for each rule, up to the oldest moment of which late data may still come. */
    void forget(RulesInForce rules, Patient patient) {
        if (patient.episodes.isEmpty() && patient.episodes.past().isEmpty()) {
            return;
        }
        long before = patient.clock() - lateReach;
        if (patient.episodes.keepsAll(rules, before)) {
            return;
        }
        long next = Evaluation.NEVER;
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode open = patient.episodes.get(i);
            int index = rules.indexOf(open.rule());
            if (index >= 0 && rules.judgesAgain(index)) {
                step(rules, index, patient, open, before);
                next = Math.min(next, steppedTo(open));
            }
        }
        for (Map.Entry<String, Past> entry : patient.episodes.past().entrySet()) {
            int index = rules.indexOf(entry.getKey());
            if (index >= 0 && rules.judgesAgain(index)) {
                forget(rules, index, patient, entry.getValue(), before);
                next = Math.min(next, keptFrom(rules.newestOf(index), entry.getValue(), before));
            }
        }
        if (skips) {
            patient.episodes.keepsFrom(rules, next);
        }
    }

    /** Up to which moment there is nothing to forget of a rule's spans, after it was done up to another one. */
    private static long keptFrom(Evaluation rule, Past past, long before) {
        long next = Evaluation.NEVER;
        for (int i = 0; i < past.size(); i++) {
            if (past.episode(i) != null) {
                next = Math.min(next, past.end(i) < before ? before : steppedTo(past.episode(i)));
            }
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
    private void forget(RulesInForce rules, int index, Patient patient, long before) {
        Episode open = patient.episodes.of(rules.id(index));
        if (open != null) {
            step(rules, index, patient, open, before);
        }
        Past past = patient.episodes.past(rules.id(index));
        if (past != null) {
            forget(rules, index, patient, past, before);
        }
    }

    private static void forget(RulesInForce rules, int index, Patient patient, Past past, long before) {
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

    private static void step(RulesInForce rules, int index, Patient patient, Episode episode, long before) {
        long from = steppedTo(episode);
        if (from >= before) {
            return;
        }
        String id = rules.id(index);
        Past past = patient.episodes.past(id);
        if (past != null && past.lastEnd() < from && rules.rejoin(index) == 0) {
            // The usual case: all spans are from before, and none is added.
            episode.edge(new RuleWalk(rules, index, patient, Evaluation.NEVER).edge(episode, before));
            return;
        }
        Past ended = past == null ? null : past.before(from);
        if (ended != null) {
            patient.episodes.past().put(id, ended);
        }
        Episode.Edge stepped = new RuleWalk(rules, index, patient, Evaluation.NEVER).edge(episode, before);
        if (past != null) {
            patient.episodes.past().put(id, past);
        } else {
            patient.episodes.past().remove(id);
        }
        episode.edge(stepped);
    }
}
