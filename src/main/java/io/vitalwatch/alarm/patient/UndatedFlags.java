package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Sample;

/**
 * Judges cardiac-arrest flags in rows that have no place in the patient's time: rows whose time cannot be believed, and rows from before a
 * discharge or handover. Only the flag of such a row counts, and it is live with the arrival as its time, unless the row is certainly old.
 */
final class UndatedFlags {
    private final RuleRun run;

    UndatedFlags(RuleRun run) {
        this.run = run;
    }

    /** A row whose time cannot be believed. It moves no clock, is in no window and is no sign of life. */
    void take(Catalogue rules, Patient patient, Delivery delivery, Undated undated, MonitorOutput out) {
        patient.deadlineKnown = false;
        patient.undated = patient.undated.with(undated, delivery.arrival());
        judge(rules, patient, delivery, undated, out);
    }

    /** Judges the flag of such a row, if it has one that was not judged before. */
    void judge(Catalogue rules, Patient patient, Delivery delivery, Undated undated, MonitorOutput out) {
        Sample row = undated.row();
        if (row.cardiacArrest() <= 0 || patient.flags.contains(undated.claimed()) || patient.undated.hasFlag(undated.fingerprint())) {
            return;
        }
        patient.undated = patient.undated.withFlag(undated.fingerprint());
        DecisionContext context = patient.context(delivery, row);
        if (!undated.old()) {
            String off = undated.why() == Undated.Why.NO_TIME ? "has no stamp that can be read"
                    : "has a stamp " + Sentences.roughly(undated.ahead(delivery.arrival())) + (undated.why() == Undated.Why.FUTURE
                            ? " ahead" : " behind");
            context = context.live(TimeBasis.ARRIVAL, "The sample " + off + ": its time cannot be believed, the arrival is given.");
        }
        Moment moment = undated.old() ? new Moment(patient, row, false, true, false, null) : Moment.undated(patient, row);
        ask(rules, patient, moment, context, out);
    }

    /** A flag that arrives after a discharge or handover may be of whoever wears the bracelet now: it is live. */
    void judgeFromBeforeStay(Catalogue rules, Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        Sample row = sample.at(delivery.arrival());
        DecisionContext context = patient.context(delivery, row).live(TimeBasis.ARRIVAL,
                "The sample is from before the discharge or handover and arrived after it: the arrival is given.");
        ask(rules, patient, Moment.undated(patient, row), context, out);
    }

    private void ask(Catalogue rules, Patient patient, Moment moment, DecisionContext context, MonitorOutput out) {
        for (Evaluation rule : rules.rules()) {
            if (rule.waitsForNothing()) {
                run.askUndated(rule, patient, moment, context, out);
            }
        }
    }
}
