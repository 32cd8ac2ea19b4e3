package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.late.LateEvidence;
import io.vitalwatch.alarm.version.RuleVersions;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;

import java.util.List;

/**
 * Takes a patient to the next version of its rules. Where a rule differs, its open episode is asked again from the moment of the change on;
 * the episode of a rule that is no longer there ends.
 */
final class RuleChanges {
    private final CurrentPatient current;
    private final EpisodeBook book;
    private final LateEvidence lateEvidence;

    RuleChanges(CurrentPatient current, EpisodeBook book, LateEvidence lateEvidence) {
        this.current = current;
        this.book = book;
        this.lateEvidence = lateEvidence;
    }

    /** @param from when the version takes effect, on the arrival clock and in sample time */
    void take(Patient patient, String user, long from, MonitorOutput out) {
        RuleVersions rules = current.rules.versions;
        int version = rules.history().at(from);
        int before = rules.history().at(patient.rulesFrom);
        patient.rulesFrom = from;
        patient.deadlineKnown = false;
        patient.sameTo = patient.sameFrom;
        patient.forgottenTo = Patient.NEVER;
        DecisionContext context = new DecisionContext(user, patient.study, from, from, patient.offsetMinutes, patient.clock());
        for (int i = 0; i < rules.size(); i++) {
            Episode open = patient.episodes.of(rules.id(i));
            boolean concerned = open != null || patient.clock.isSet() && patient.clock() >= from;
            if (!concerned || rules.same(i, before, version)) {
                continue;
            }
            if (rules.judgesAgain(i)) {
                lateEvidence.judgeAgain(rules, i, patient, from, context, out);
            } else if (open != null && rules.rule(version, i) instanceof Evaluation.OnArrivalClock rule && rule.deadline(patient) > from) {
                Explanation why = new Explanation(List.of(), new Alert.Limit("limits changed", 0, 0, 0),
                        "The limits were changed: by the new ones it is not due yet.");
                book.end(patient.episodes, open, Reason.LIMITS_CHANGED, context, why, open.latches().lastTrue, out);
            }
        }
        endRemoved(patient, user, patient.study, from, out);
    }

    /** Ends the episodes of rules that are no longer in the catalogue: at a change, and at the next delivery or deadline after a restore. */
    void endRemoved(Patient patient, String user, String study, long arrival, MonitorOutput out) {
        PreparedCatalogue now = current.rules.of(patient);
        for (int i = 0; i < patient.episodes.size();) {
            Episode episode = patient.episodes.get(i);
            if (now.rule(episode.rule()) != null) {
                i++;
            } else {
                DecisionContext context = new DecisionContext(user, study, arrival, arrival, patient.offsetMinutes, patient.clock());
                Explanation why = new Explanation(List.of(), new Alert.Limit("", 0, 0, 0), "The rule is no longer in the catalogue.");
                book.end(patient.episodes, episode, Reason.RULE_REMOVED, context, why, episode.latches().lastTrue, out);
            }
        }
    }
}
