package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

/** Passes on the alerts of some rules and nothing else: what is tried out on a copy of a patient is counted and written later. */
public final class AlertsOnly implements MonitorOutput {
    private final Catalogue rules;
    private final MonitorOutput out;

    public AlertsOnly(Catalogue rules, MonitorOutput out) {
        this.rules = rules;
        this.out = out;
    }

    @Override
    public void alert(Alert alert) {
        if (rules.rule(alert.rule()) != null) {
            out.alert(alert);
        }
    }

    @Override
    public void window(WindowSummary summary) {}

    @Override
    public void rejected(Rejection rejection) {}

    @Override
    public void count(Event event) {}

    @Override
    public void reading(Verdict verdict) {}
}
