package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Rules;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Phase;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AlarmMetricsTest {
    private static final long AT = 1_763_562_121_000L;

    private final Group group = new Group("", new HashMap<>());

    @Test
    void startedAlarmsAreCountedByRuleAndPriority() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), 0);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), AT);
        metrics.alert(alert("spo2-low", Phase.UPDATE, Freshness.LIVE), AT);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.HISTORICAL), AT);

        assertThat(((Counter) group.all.get(".rule.spo2-low.priority.medium.alarms")).getCount()).isEqualTo(2);
    }

    @Test
    void everyRuleAndPriorityIsThereBeforeItsFirstAlarm() {
        new AlarmMetrics(group, Rules.catalogue(), 0);

        assertThat(group.all).containsKeys(".rule.cardiac-arrest.priority.high.alarms", ".rule.spo2-low.priority.medium.alarms",
                ".rule.spo2-low.priority.high.alarms", ".rule.battery-low.priority.low.alarms", ".rule.no-data.priority.medium.alarms");
        assertThat(group.all).doesNotContainKey(".rule.cardiac-arrest.priority.low.alarms");
    }

    @Test
    void ageAndProcessingTimeAreThoseOfLiveAlarmsAtTheirStart() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), 0);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), AT + 3_000 + 7);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.HISTORICAL), AT + 9_000);

        assertThat(((Histogram) group.all.get(".age_seconds")).getStatistics().getValues()).containsExactly(3);
        assertThat(((Histogram) group.all.get(".processing_ms")).getStatistics().getValues()).containsExactly(7);
    }

    @Test
    void silentPatientsComeAndGoWithTheirAlarmAndSurviveARestore() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), 4);
        metrics.alert(alert("no-data", Phase.START, Freshness.LIVE), AT);
        metrics.alert(alert("no-data", Phase.START, Freshness.LIVE), AT);
        metrics.alert(alert("no-data", Phase.END, Freshness.LIVE), AT);

        assertThat(((Gauge<?>) group.all.get(".silent_patients")).getValue()).isEqualTo(5L);
        assertThat(metrics.silent()).isEqualTo(5);
    }

    private static Alert alert(String rule, Phase phase, Freshness freshness) {
        return new Alert("id", "episode", 0, phase, phase == Phase.END ? AlarmState.ENDED : AlarmState.ACTIVE, Reason.CONFIRMED,
                Kind.PHYSIOLOGICAL, rule, Priority.MEDIUM, "u", "s", AT, AT, AT + 3_000, 0, freshness, List.of(), null, "m");
    }

    /** Keeps what is registered, by path. */
    private static final class Group extends UnregisteredMetricsGroup {
        private final String path;
        private final Map<String, Metric> all;

        private Group(String path, Map<String, Metric> all) {
            this.path = path;
            this.all = all;
        }

        @Override
        public Counter counter(String name) {
            Counter counter = super.counter(name);
            all.put(path + "." + name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            all.put(path + "." + name, gauge);
            return gauge;
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            all.put(path + "." + name, histogram);
            return histogram;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(path + "." + key + "." + value, all);
        }
    }
}
