package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Catalogue;
import io.vitalwatch.alarm.Rule;
import io.vitalwatch.alarm.Rung;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Phase;
import io.vitalwatch.model.Priority;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What operators of the system watch of one subtask, as Flink metrics; no user is a label.
 *
 * <ul>
 *   <li>{@code alarms} by {@code rule} and {@code priority}: episodes started;
 *   <li>{@code age_seconds}: arrival − sample time of live alarms at their start;
 *   <li>{@code processing_ms}: arrival → decision of live alarms at their start, the only use of a wall clock, and of no consequence;
 *   <li>{@code silent_patients}: patients with an open silence alarm; the sum over subtasks is right, also after rescaling.
 * </ul>
 */
final class AlarmMetrics {
    private static final int KEPT = 1_000;

    private final MetricGroup group;
    private final Set<String> silenceRules = new HashSet<>(Set.of("no-data"));
    private final Map<String, Map<Priority, Counter>> started = new HashMap<>();
    private final Histogram age;
    private final Histogram processing;
    private long silent;

    /** @param silent how many were silent when the state was taken */
    AlarmMetrics(MetricGroup group, Catalogue catalogue, long silent) {
        this.group = group;
        this.silent = silent;
        this.age = group.histogram("age_seconds", new DescriptiveStatisticsHistogram(KEPT));
        this.processing = group.histogram("processing_ms", new DescriptiveStatisticsHistogram(KEPT));
        group.gauge("silent_patients", () -> this.silent);
        for (Rule rule : catalogue.rules()) {
            if (rule instanceof Rule.Silence) {
                silenceRules.add(rule.id());
            }
            // From the start and at 0: Prometheus takes no notice of the first count of a counter that comes into being with it.
            Map<Priority, Counter> ofRule = started.computeIfAbsent(rule.id(), id -> new EnumMap<>(Priority.class));
            for (Priority priority : priorities(rule)) {
                ofRule.computeIfAbsent(priority, p -> counter(rule.id(), p));
            }
        }
    }

    /** Those that alarms of a rule may start with. */
    private static Collection<Priority> priorities(Rule rule) {
        if (rule instanceof Rule.Flag flag) {
            return flag.codes().values();
        } else if (rule instanceof Rule.Limits limits) {
            return limits.rungs().stream().map(Rung::priority).toList();
        } else if (rule instanceof Rule.Silence silence) {
            return List.of(silence.priority());
        } else if (rule instanceof Rule.NotWorn notWorn) {
            return List.of(notWorn.priority());
        } else if (rule instanceof Rule.Battery battery) {
            return battery.rungs().stream().map(Rung::priority).toList();
        } else if (rule instanceof Rule.PoorSignal poorSignal) {
            return List.of(poorSignal.priority());
        }
        return List.of(((Rule.Implausible) rule).priority());
    }

    /** @param now the processing time, Unix ms */
    void alert(Alert alert, long now) {
        if (silenceRules.contains(alert.rule())) {
            silent += alert.phase() == Phase.START ? 1 : alert.phase() == Phase.END ? -1 : 0;
        }
        if (alert.phase() != Phase.START) {
            return;
        }
        started.computeIfAbsent(alert.rule(), rule -> new EnumMap<>(Priority.class))
                .computeIfAbsent(alert.priority(), priority -> counter(alert.rule(), priority)).inc();
        if (alert.freshness() == Freshness.LIVE) {
            age.update(alert.ageSeconds());
            processing.update(Math.max(0, now - alert.arrived()));
        }
    }

    long silent() {
        return silent;
    }

    private Counter counter(String rule, Priority priority) {
        return group.addGroup("rule", rule).addGroup("priority", priority.label()).counter("alarms");
    }
}
