package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Evaluation.OnArrivalClock;
import io.vitalwatch.alarm.row.RulePrefilter;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Sample;

import java.util.List;

/** The rules on the arrival clock, such as "nothing arrives from the patient". The wall clock decides nothing. */
final class ArrivalRules {
    private final PreparedCatalogue prepared;
    private final List<OnArrivalClock> rules;
    private final List<OnArrivalClock> aboutArrivals;
    private final List<OnArrivalClock> aboutReadings;
    private final List<OnArrivalClock> aboutSilence;
    /** The bits of both, by {@link RulePrefilter#bits}. */
    private final long arrivalBits;
    private final long readingBits;
    private final RuleRun run;

    ArrivalRules(PreparedCatalogue prepared, RuleRun run) {
        this.prepared = prepared;
        this.rules = prepared.catalogue.rules().stream().filter(OnArrivalClock.class::isInstance).map(OnArrivalClock.class::cast).toList();
        this.aboutArrivals = rules.stream().filter(rule -> rule.missed() == null).toList();
        this.aboutReadings = rules.stream().filter(rule -> rule.missed() != null).toList();
        this.aboutSilence = rules.stream().filter(rule -> rule.missed() == null && rule.longestSilence() > 0).toList();
        this.arrivalBits = prepared.prefilter.bits(aboutArrivals);
        this.readingBits = prepared.prefilter.bits(aboutReadings);
        this.run = run;
    }

    /** The next moment of the arrival clock at which a rule has to be asked, or {@link Evaluation#NEVER}. */
    long deadline(Patient patient) {
        long next = Evaluation.NEVER;
        for (int i = 0; i < rules.size(); i++) {
            next = Math.min(next, deadline(rules.get(i), patient));
        }
        return Math.min(next, hiddenFrom(patient));
    }

    /** A moment that {@link #deadline} is not before, as long as {@link Evaluation.OnArrivalClock#earliestDeadline} says. */
    long earliestDeadline(Patient patient) {
        long next = Evaluation.NEVER;
        for (int i = 0; i < rules.size(); i++) {
            next = Math.min(next, isWaiting(rules.get(i), patient) ? rules.get(i).earliestDeadline(patient) : Evaluation.NEVER);
        }
        return Math.min(next, hiddenFrom(patient));
    }

    /** While silence is open: when the next active episode becomes unknown. */
    private long hiddenFrom(Patient patient) {
        long next = Evaluation.NEVER;
        if (isSilent(patient)) {
            for (int i = 0; i < patient.episodes.size(); i++) {
                Episode episode = patient.episodes.get(i);
                if (episode.state() == AlarmState.ACTIVE) {
                    next = Math.min(next, unknownFrom(patient, episode));
                }
            }
        }
        return next;
    }

    private boolean isSilent(Patient patient) {
        for (int i = 0; i < aboutSilence.size(); i++) {
            if (patient.episodes.of(aboutSilence.get(i).id()) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * From when on an episode is unknown if nothing comes, on the arrival clock: a rule of readings after its own time without one, the others
     * at once, and those on the arrival clock never.
     */
    long unknownFrom(Patient patient, Episode episode) {
        Evaluation rule = prepared.rule(episode.rule());
        if (rule == null || rule instanceof OnArrivalClock) {
            return Evaluation.NEVER;
        }
        Group group = rule.decides();
        return group == null || patient.lastUsable(group) == Patient.NEVER
                ? patient.lastArrival
                : patient.lastUsable(group) + rule.unknownAfter();
    }

    /** The newest reading of an episode that becomes unknown; null if it has none. */
    Explanation lastKnown(Patient patient, Episode episode, DecisionContext context) {
        Evaluation rule = prepared.rule(episode.rule());
        return rule == null ? null : rule.lastKnown(patient, episode.latches(), context, false);
    }

    private long deadline(OnArrivalClock rule, Patient patient) {
        return isWaiting(rule, patient) ? rule.deadline(patient) : Evaluation.NEVER;
    }

    /** Whether the rule has a deadline: it has no open episode, and no other one explains what it is about. */
    private boolean isWaiting(OnArrivalClock rule, Patient patient) {
        return patient.episodes.isEmpty() || patient.episodes.of(rule.id()) == null && !isExplained(rule.missed(), patient);
    }

    /** Whether an open episode says why there are no usable readings of a group. */
    private boolean isExplained(Group group, Patient patient) {
        if (group == null) {
            return false;
        }
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            Evaluation rule = prepared.rule(episode.rule());
            if (rule != null && rule.explainsMissing(group, episode.latches())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a rule about readings that stay away is due. */
    boolean readingsDue(Patient patient, long now) {
        return isDue(aboutReadings, patient, now);
    }

    /** Whether a rule about silence is due: then no more samples are expected for the windows that are open. */
    boolean silenceDue(Patient patient, long now) {
        return isDue(aboutSilence, patient, now);
    }

    private boolean isDue(List<OnArrivalClock> any, Patient patient, long now) {
        for (int i = 0; i < any.size(); i++) {
            if (deadline(any.get(i), patient) <= now) {
                return true;
            }
        }
        return false;
    }

    /** Asks the rules at a deadline. */
    void due(Patient patient, String user, long deadline, MonitorOutput out) {
        DecisionContext context = new DecisionContext(user, patient.study, deadline, deadline, patient.offsetMinutes, patient.clock());
        for (OnArrivalClock rule : rules) {
            if (deadline(rule, patient) <= deadline) {
                run.askDeadline(rule, patient, this, context, out);
            }
            if (patient.episodes.of(rule.id()) != null) {
                run.hide(rule, patient, this, context, out);
            }
        }
    }

    /** Records that something new arrived, before it is put in its place. */
    void recordArrival(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        if (patient.undated.since() != Patient.NEVER) {
            patient.undated = patient.undated.over();
        }
        patient.idleDeliveries = 0;
        boolean any = prepared.prefilter.mayBeOpen(patient.episodes, arrivalBits);
        for (int i = 0; any && i < aboutArrivals.size() && !patient.episodes.isEmpty(); i++) {
            askArrival(aboutArrivals.get(i), patient, delivery, sample, out);
        }
        patient.deadlineKnown &= patient.lastArrival != Patient.NEVER;
        patient.lastArrival = Math.max(patient.lastArrival, delivery.arrival());
    }

    /** Asks the rules about readings that stay away, after a sample was put in its place. */
    void recordReadings(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        boolean any = prepared.prefilter.mayBeOpen(patient.episodes, readingBits);
        for (int i = 0; any && i < aboutReadings.size() && !patient.episodes.isEmpty(); i++) {
            askArrival(aboutReadings.get(i), patient, delivery, sample, out);
        }
    }

    private void askArrival(OnArrivalClock rule, Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        if (patient.episodes.of(rule.id()) != null) {
            long arrival = delivery.arrival();
            run.askArrival(rule, patient,
                    new DecisionContext(delivery.user(), delivery.study(), arrival, arrival, sample.offsetMinutes(), patient.clock()), out);
        }
    }
}
