package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

import org.apache.flink.api.java.tuple.Tuple2;
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

class AlarmMetricsTest {
    private static final long AT = 1_763_562_121_000L;

    private final Group group = new Group("", new HashMap<>());

    @Test
    void startedAlarmsAreCountedByRuleAndPriority() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), new OpenAlarms());
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), true, AT);
        metrics.alert(alert("spo2-low", Phase.UPDATE, Freshness.LIVE), true, AT);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.HISTORICAL), true, AT);

        assertThat(((Counter) group.all.get(".rule.spo2-low.priority.medium.alarms")).getCount()).isEqualTo(2);
    }

    @Test
    void everyRuleAndPriorityHasACounterBeforeItsFirstAlarm() {
        new AlarmMetrics(group, Rules.catalogue(), new OpenAlarms());

        assertThat(group.all).containsKeys(".rule.cardiac-arrest.priority.high.alarms", ".rule.spo2-low.priority.medium.alarms",
                ".rule.spo2-low.priority.high.alarms", ".rule.battery-low.priority.low.alarms", ".rule.no-data.priority.medium.alarms");
        assertThat(group.all).doesNotContainKey(".rule.cardiac-arrest.priority.low.alarms");
    }

    @Test
    void ageAndProcessingTimeAreThoseOfLiveAlarmsAtTheirStart() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), new OpenAlarms());
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), true, AT + 3_000 + 7);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.HISTORICAL), true, AT + 9_000);

        assertThat(((Histogram) group.all.get(".age_seconds")).getStatistics().getValues()).containsExactly(3);
        assertThat(((Histogram) group.all.get(".processing_ms")).getStatistics().getValues()).containsExactly(7);
    }

    @Test
    void onlyLiveAlarmsThatAReadingRaisedCountAsDecidedWithinATime() {
        AlarmMetrics metrics = new AlarmMetrics(group, Rules.catalogue(), new OpenAlarms());
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), true, AT + 3_000 + 900);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.LIVE), true, AT + 90_000);
        metrics.alert(alert("no-data", Phase.START, Freshness.LIVE), false, AT + 600_000);
        metrics.alert(alert("spo2-low", Phase.START, Freshness.HISTORICAL), true, AT + 90_000);

        assertThat(decided("500")).isZero();
        assertThat(decided("1000")).isEqualTo(1);
        assertThat(decided("60000")).isEqualTo(1);
        assertThat(decided("all")).isEqualTo(2);
    }

    private long decided(String within) {
        return ((Counter) group.all.get(".within_ms." + within + ".decided_alarms")).getCount();
    }

    @Test
    void openAlarmsAreThereAtZeroAndThoseOfTheStateCountAlsoForARuleThatIsGone() {
        OpenAlarms open = new OpenAlarms();
        open.restore(List.of(Tuple2.of("2 gone", 3L), Tuple2.of("1 no-data", 5L), Tuple2.of("0 over", 0L)), true);
        new AlarmMetrics(group, Rules.catalogue(), open);

        assertThat(open("spo2-low", "high")).isZero();
        assertThat(open("gone", "high")).isEqualTo(3);
        assertThat(open("no-data", "medium")).isEqualTo(5);
        assertThat(((Gauge<?>) group.all.get(".silent_patients")).getValue()).isEqualTo(5L);
        assertThat(group.all.keySet()).noneMatch(name -> name.contains("over"));
        open.of("no-data", Priority.MEDIUM).decrementAndGet();
        assertThat(((Gauge<?>) group.all.get(".silent_patients")).getValue()).isEqualTo(4L);
    }

    private long open(String rule, String priority) {
        return (Long) ((Gauge<?>) group.all.get(".rule." + rule + ".priority." + priority + ".open_alarms")).getValue();
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
