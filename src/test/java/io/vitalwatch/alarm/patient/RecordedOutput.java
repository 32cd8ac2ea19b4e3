package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keeps all that a monitor writes and counts. */
abstract class RecordedOutput implements MonitorOutput {
    final List<Alert> alerts = new ArrayList<>();
    final List<WindowSummary> windows = new ArrayList<>();
    final List<Rejection> rejections = new ArrayList<>();
    final Map<Event, Integer> events = new EnumMap<>(Event.class);
    final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

    @Override
    public final void alert(Alert alert) {
        alerts.add(alert);
    }

    @Override
    public final void window(WindowSummary summary) {
        windows.add(summary);
    }

    @Override
    public final void rejected(Rejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public final void count(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    @Override
    public final void reading(Verdict verdict) {
        verdicts.merge(verdict, 1, Integer::sum);
    }
}
