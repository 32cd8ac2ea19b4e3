package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Ternary;

/** Asks one rule about a new row and turns its judgements into steps of the patient's episode. The same for every kind of rule. */
final class RuleRun {
    private final EpisodeBook book;

    RuleRun(EpisodeBook book) {
        this.book = book;
    }

    /** Asks a rule after the patient's state was updated with a row. */
    void ask(Evaluation rule, Patient patient, Moment arrived, DecisionContext context, MonitorOutput out) {
        if (!rule.eachGroup()) {
            askOnce(rule, patient, arrived, context, out);
            return;
        }
        for (int group = 0; group < Group.count(); group++) {
            askOnce(rule, patient, arrived.about(Group.of(group)), context, out);
        }
    }

    private void askOnce(Evaluation rule, Patient patient, Moment arrived, DecisionContext context, MonitorOutput out) {
        Episode episode = patient.episodes.of(rule.id());
        Moment first = rule.first(arrived, episode != null);
        if (first == null) {
            return;
        }
        if (episode == null && !rule.waitsForNothing()) {
            search(rule, patient, first, context, out);
        } else {
            follow(rule, patient, episode, first, context, out);
        }
    }

    /** Writes each judgement when it is found. */
    private void follow(Evaluation rule, Patient patient, Episode open, Moment first, DecisionContext context, MonitorOutput out) {
        Episode episode = open;
        Latches latches = open == null ? rule.freshLatches() : open.latches();
        for (Moment moment = first; moment != null; moment = rule.next(moment)) {
            Judgement judgement = rule.judge(moment, latches);
            DecisionContext at = judgement.account() == null ? context : context.at(judgement.at());
            if (episode != null) {
                step(rule, patient, episode, judgement, at, out);
                if (episode.state() == AlarmState.ENDED) {
                    return;
                }
            } else if (judgement.truth() == Ternary.TRUE) {
                episode = start(rule, patient, judgement, judgement.onset(), latches, at, out);
            }
        }
    }

    private void step(Evaluation rule, Patient patient, Episode episode, Judgement judgement, DecisionContext context, MonitorOutput out) {
        switch (judgement.truth()) {
            case TRUE -> {
                if (judgement.at() < episode.onset()) {
                    book.update(episode, Reason.LATE_EVIDENCE, context, judgement.account().explain(), out);
                } else {
                    boolean known = rule.decides() == null || book.isKnown(context, rule.unknownAfter());
                    book.continueEpisode(episode, judgement.priority(), judgement.shows(), known, context, judgement.account(), out);
                }
            }
            case FALSE -> {
                if (rule.explainsMissing(Group.PULSE, episode.latches())) {
                    patient.explainUntil(context.arrived());
                }
                boolean justStarted = rule.waitsForNothing() && episode.sequence() == 1 && episode.notified() == patient.clock();
                book.end(patient.episodes, episode, justStarted ? Reason.PASSED : Reason.CLEARED, context, judgement.account().explain(),
                        judgement.at(), out);
            }
            case UNKNOWN -> {
                if (judgement.account() != null && episode.state() == AlarmState.ACTIVE) {
                    book.unknown(episode, Reason.NO_USABLE_READING, context, judgement.account().explain(), out);
                }
            }
        }
    }

    /**
     * No alarm is open: judges all moments from the first one, finds whether an alarm began, and whether it still holds at the newest one.
     */
    private void search(Evaluation rule, Patient patient, Moment first, DecisionContext context, MonitorOutput out) {
        Latches latches = rule.freshLatches();
        Judgement opened = null;
        Judgement mostSevere = null;
        Judgement newest = null;
        long lastShown = 0;
        for (Moment moment = first; moment != null; moment = rule.next(moment)) {
            Judgement judgement = rule.judge(moment, latches);
            if (opened == null && judgement.truth() != Ternary.TRUE) {
                continue;
            }
            opened = opened == null ? judgement : opened;
            lastShown = judgement.shown() || opened == judgement ? judgement.at() : lastShown;
            if (judgement.truth() == Ternary.FALSE) {
                Explanation why = mostSevere.account().explainStretch(opened.onset(), lastShown);
                passed(rule, patient, mostSevere, opened.onset(), context.at(lastShown), why, out);
                return;
            }
            mostSevere = mostSevere == null || judgement.priority().compareTo(mostSevere.priority()) > 0 ? judgement : mostSevere;
            newest = judgement;
        }
        if (opened != null) {
            start(rule, patient, newest, opened.onset(), latches, context.at(newest.at()), out);
        }
    }

    private Episode start(Evaluation rule, Patient patient, Judgement judgement, long onset, Latches latches, DecisionContext context,
            MonitorOutput out) {
        Explanation why = judgement.account().explainStretch(onset, judgement.at());
        Past past = rule.rejoin() == 0 ? null : patient.episodes.past(rule.id());
        int before = past == null ? -1 : past.joinable(onset, rule.rejoin());
        if (before >= 0) {
            return book.rejoin(patient.episodes, rule.id(), before, new EpisodeBook.Judged(judgement.priority(), judgement.shows()), onset,
                    latches, context, why, out);
        }
        return book.start(patient.episodes, rule.id(), rule.kind(), rule.judgesAgain(), judgement.priority(), onset, latches, context, why, out);
    }

    private void passed(Evaluation rule, Patient patient, Judgement mostSevere, long onset, DecisionContext until, Explanation why,
            MonitorOutput out) {
        book.passed(patient.episodes, rule.id(), rule.kind(), rule.judgesAgain(), mostSevere.priority(), onset,
                book.freshness(until), until, why, out);
    }

    /** Asks a rule about a flag in a row whose time cannot be believed. */
    void askUndated(Evaluation rule, Patient patient, Moment moment, DecisionContext context, MonitorOutput out) {
        askOnce(rule, patient, moment, context, out);
    }

    /** Asks a rule on the arrival clock at a deadline. An episode that starts may make other open episodes unknown. */
    void askDeadline(Evaluation.OnArrivalClock rule, Patient patient, ArrivalRules others, DecisionContext context, MonitorOutput out) {
        if (patient.episodes.of(rule.id()) != null) {
            return;
        }
        Judgement judgement = rule.judgeDeadline(patient, context.observed());
        if (judgement.truth() != Ternary.TRUE) {
            return;
        }
        start(rule, patient, judgement, judgement.onset(), rule.freshLatches(), context, out);
        hide(rule, patient, others, context, out);
    }

    /** Makes the open episodes unknown that an open one of this rule hides by now. */
    void hide(Evaluation.OnArrivalClock rule, Patient patient, ArrivalRules others, DecisionContext context, MonitorOutput out) {
        Explanation hidden = null;
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (episode.state() == AlarmState.ACTIVE && others.unknownFrom(patient, episode) <= context.observed()) {
                hidden = hidden == null ? rule.hidesOthers(patient, context.observed()) : hidden;
                if (hidden == null) {
                    return;
                }
                Explanation last = others.lastKnown(patient, episode, context);
                book.unknown(episode, Reason.NO_DATA, context,
                        last == null ? hidden : last.saying(hidden.message() + " Last: " + last.message() + "."), out);
            }
        }
    }

    /** Asks a rule on the arrival clock after an arrival. */
    void askArrival(Evaluation.OnArrivalClock rule, Patient patient, DecisionContext context, MonitorOutput out) {
        Episode episode = patient.episodes.of(rule.id());
        if (episode != null) {
            step(rule, patient, episode, rule.judgeArrival(patient, context.observed()), context, out);
        }
    }
}
