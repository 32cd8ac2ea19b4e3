package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Sample;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a delivery that are older than the late reach. They are judged by themselves and in order of time: what was in them is over,
 * and is recorded as passed.
 */
final class Backlog {
    private final List<Sample> rows = new ArrayList<>(0);

    void add(Sample row) {
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** @param judges a monitor of the rules that depend on the order of sample time only */
    void judge(PatientMonitor judges, RulesInForce rules, Patient patient, Delivery delivery, MonitorOutput out) {
        Patient before = Patient.before(patient);
        judges.judgePassed(before, delivery, rows, rules.inOrderOfTime(), out);
        patient.episodes.addSpans(before.episodes);
        rows.clear();
    }
}
