package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.late.AlertsOnly;
import io.vitalwatch.alarm.row.SameStamp;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Sample;

/**
 * Judges the cardiac-arrest flags of a delivery that still waits for its arrival. Its rows are tried out on a copy of the patient. Only the
 * flags and the episodes of the rules that wait for nothing are kept: windows, clock, status and last arrival do not change.
 */
final class WaitingFlags {
    private final MonitorSettings settings;
    private final UndatedFlags undatedFlags;
    /** Judges the copies; null until it is needed. */
    private PatientMonitor monitor;

    WaitingFlags(MonitorSettings settings, UndatedFlags undatedFlags) {
        this.settings = settings;
        this.undatedFlags = undatedFlags;
    }

    void judge(Patient patient, Delivery delivery, RulesInForce rules, MonitorOutput out) {
        patient.deadlineKnown = false;
        Patient tried = patient.copy();
        Delivery atStamp = new Delivery(delivery.user(), delivery.study(), delivery.stamp(), delivery.freshnessTime(), Delivery.Part.WHOLE,
                delivery.origin(), delivery.samples(), delivery.undated());
        tryOut(tried, atStamp, rules.waitingForNothing(), out);
        patient.undated = patient.undated.withFlagsOf(tried.undated);
        for (Sample sample : delivery.samples()) {
            if (sample.cardiacArrest() > 0) {
                patient.flags.add(sample.time(), sample.cardiacArrest());
            }
        }
        for (Evaluation rule : rules.of(patient).catalogue.rules()) {
            if (rule.waitsForNothing()) {
                patient.episodes.takeOver(rule.id(), tried.episodes);
            }
        }
    }

    private void tryOut(Patient tried, Delivery delivery, RuleHistory immediate, MonitorOutput out) {
        monitor = monitor == null ? PatientMonitor.ofWaitingFlags(settings) : monitor;
        Catalogue rules = immediate.catalogue(immediate.at(tried.rulesFrom));
        MonitorOutput flags = new AlertsOnly(rules, out);
        for (Undated undated : delivery.undated()) {
            undatedFlags.judge(rules, tried, delivery, undated, flags);
        }
        monitor.judgeRows(tried, delivery, SameStamp.ordered(delivery.samples()), immediate, flags);
    }
}
