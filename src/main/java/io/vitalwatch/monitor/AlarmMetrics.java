package io.vitalwatch.monitor;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Priority;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Flink metrics of one subtask, for operations. No label contains a user.
 *
 * <ul>
 *   <li>{@code alarms} by {@code rule} and {@code priority}: episodes started;
 *   <li>{@code age_seconds}: arrival − sample time of live alarms at their start;
 *   <li>{@code processing_ms}: arrival → decision of live alarms that a reading raised, at their start; an alarm by a deadline, such as
 *       {@code no-data}, has no arrival. The only use of the wall clock; it decides nothing;
 *   <li>{@code decided_alarms} by {@code within_ms}: how many of these were decided within so many milliseconds, and {@code all};
 *   <li>{@code open_alarms} by {@code rule} and {@code priority}: episodes that are open now;
 *   <li>{@code silent_patients}: patients with an open silence alarm.
 * </ul>
 *
 * <p>The last two are gauges: their sums over all subtasks are right, also after a restore and a rescale.
 */
final class AlarmMetrics {
    private static final int KEPT = 1_000;
    private static final long ALL = Long.MAX_VALUE;
    private static final long[] BOUNDS_MILLIS = {100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, ALL};

    private final MetricGroup group;
    private final Set<String> silenceRules = new HashSet<>(Set.of("no-data"));
    private final Map<String, Map<Priority, Counter>> started = new HashMap<>();
    private final Histogram age;
    private final Histogram processing;
    private final Map<Long, Counter> decidedWithin = new TreeMap<>();

    /** @param open the open episodes, with those of the restored state: their rules may be gone from the catalogue */
    AlarmMetrics(MetricGroup group, Catalogue catalogue, OpenAlarms open) {
        this.group = group;
        this.age = group.histogram("age_seconds", new DescriptiveStatisticsHistogram(KEPT));
        this.processing = group.histogram("processing_ms", new DescriptiveStatisticsHistogram(KEPT));
        for (long bound : BOUNDS_MILLIS) {
            decidedWithin.put(bound, group.addGroup("within_ms", bound == ALL ? "all" : Long.toString(bound)).counter("decided_alarms"));
        }
        for (Evaluation rule : catalogue.rules()) {
            if (rule.longestSilence() > 0) {
                silenceRules.add(rule.id());
            }
            // Registered at 0 before the first alarm: Prometheus does not see the first increase of a counter that appears with it.
            Map<Priority, Counter> ofRule = started.computeIfAbsent(rule.id(), id -> new EnumMap<>(Priority.class));
            for (Priority priority : rule.priorities()) {
                ofRule.computeIfAbsent(priority, p -> counter(rule.id(), p));
                open.of(rule.id(), priority);
            }
        }
        List<AtomicLong> silent = new ArrayList<>();
        open.forEach((rule, priority, count) -> {
            labelled(rule, priority).gauge("open_alarms", count::get);
            if (silenceRules.contains(rule)) {
                silent.add(count);
            }
        });
        group.gauge("silent_patients", () -> silent.stream().mapToLong(AtomicLong::get).sum());
    }

    /**
     * @param byReading whether a delivery raised it; otherwise a deadline
     * @param now the processing time, Unix ms
     */
    void alert(Alert alert, boolean byReading, long now) {
        if (alert.phase() != Phase.START) {
            return;
        }
        started.computeIfAbsent(alert.rule(), rule -> new EnumMap<>(Priority.class))
                .computeIfAbsent(alert.priority(), priority -> counter(alert.rule(), priority)).inc();
        if (alert.freshness() == Freshness.LIVE) {
            age.update(alert.ageSeconds());
            if (byReading) {
                decided(Math.max(0, now - alert.arrived()));
            }
        }
    }

    private void decided(long millis) {
        processing.update(millis);
        decidedWithin.forEach((bound, counter) -> {
            if (millis <= bound) {
                counter.inc();
            }
        });
    }

    private Counter counter(String rule, Priority priority) {
        return labelled(rule, priority).counter("alarms");
    }

    private MetricGroup labelled(String rule, Priority priority) {
        return group.addGroup("rule", rule).addGroup("priority", priority.label());
    }
}
