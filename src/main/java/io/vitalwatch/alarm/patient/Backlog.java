package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.late.AlertsOnly;
import io.vitalwatch.alarm.late.LateEvidence;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Sample;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a delivery that are older than the late reach. They are judged by themselves and in order of time: what was in them is over,
 * and is recorded as passed.
 */
final class Backlog {
    private final MonitorSettings settings;
    private final LateEvidence lateEvidence;
    private final boolean filtered;
    private final List<Sample> rows = new ArrayList<>(0);
    /** Judges the rows; null until it is needed. */
    private PatientMonitor monitor;

    /** @param filtered whether only rules are asked that a row concerns; without, the records are the same */
    Backlog(MonitorSettings settings, LateEvidence lateEvidence, boolean filtered) {
        this.settings = settings;
        this.lateEvidence = lateEvidence;
        this.filtered = filtered;
    }

    void add(Sample row) {
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Judges the rows that were added, by the rules that depend on the order of sample time only, and forgets them. */
    void judge(RulesInForce rules, Patient patient, Delivery delivery, MonitorOutput out) {
        monitor = monitor == null ? PatientMonitor.ofBacklog(settings, filtered) : monitor;
        Patient before = Patient.before(patient);
        RuleHistory inOrderOfTime = rules.inOrderOfTime();
        Catalogue catalogue = inOrderOfTime.catalogue(inOrderOfTime.at(before.rulesFrom));
        MonitorOutput alerts = new AlertsOnly(catalogue, out);
        monitor.judgeRows(before, delivery, rows, inOrderOfTime, alerts);
        DecisionContext context = before.context(delivery, rows.get(rows.size() - 1));
        for (Episode episode : before.episodes.list()) {
            lateEvidence.pass(catalogue.rule(episode.rule()), before, episode, context, alerts);
        }
        patient.episodes.addSpans(before.episodes);
        rows.clear();
    }
}
