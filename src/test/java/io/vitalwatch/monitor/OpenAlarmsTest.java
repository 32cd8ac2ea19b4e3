package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.patient.Traces;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The gauge open_alarms, by the operator that keeps it. */
class OpenAlarmsTest {
    private static final int KEY_GROUPS = 128;
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));

    /** One subtask of the operator. */
    private record Subtask(MonitorOperator operator, KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness) {}

    private final Map<String, Alert> lastOfEpisode = new HashMap<>();
    private List<Subtask> subtasks = List.of();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCountsAreThoseOfTheRecordsAcrossRestoresAndRescales(long seed) throws Exception {
        List<Delivery> log = new ArrayList<>();
        for (int user = 0; user < 20; user++) {
            log.addAll(Traces.random("u" + user, seed * 31 + user, 60));
        }
        log.sort(Comparator.comparingLong(Delivery::arrival));
        Random random = new Random(seed);
        open(null, 1, 1, Rules.catalogue());
        int compared = 0;
        for (Delivery delivery : log) {
            if (random.nextInt(200) == 0) {
                restart(1 + random.nextInt(3), Rules.catalogue());
            }
            deliver(delivery);

            Map<String, Long> open = openByRecords();
            assertThat(gauges()).as("seed " + seed).isEqualTo(open);
            compared += open.isEmpty() ? 0 : 1;
        }
        assertThat(compared).as("times at which an alarm was open").isGreaterThan(50);
        close();
    }

    @Test
    void theAlarmsOfARuleThatIsRemovedCountUntilTheyEnd() throws Exception {
        List<Delivery> log = new ArrayList<>();
        for (int user = 0; user < 40; user++) {
            log.addAll(Traces.random("u" + user, user, 30));
        }
        log.sort(Comparator.comparingLong(Delivery::arrival));
        open(null, 1, 1, Rules.catalogue());
        for (Delivery delivery : log) {
            deliver(delivery);
        }
        String rule = openByRecords().keySet().iterator().next().split(" ")[0];
        Catalogue without = new Catalogue(Rules.catalogue().rules().stream().filter(each -> !each.id().equals(rule)).toList());

        restart(3, without);
        assertThat(gauges()).isEqualTo(openByRecords()).containsKey(openByRecords().keySet().iterator().next());
        for (Subtask each : subtasks) {
            each.harness.processWatermark(log.get(log.size() - 1).arrival() + Rules.settings().stateTtl() + 3_600_000);
        }
        collect();

        assertThat(gauges()).isEmpty();
        close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stateFromBeforeAlarmsWereCountedIsCountedAtItsRestore(int parallelism) throws Exception {
        open(OperatorSnapshotUtil.readStateHandle("src/test/resources/io/vitalwatch/monitor/state-v1"), 1, parallelism, Rules.catalogue());

        assertThat(gauges()).containsEntry("no-data MEDIUM", 1L).containsEntry("spo2-low MEDIUM", 1L);
        close();
    }

    private void deliver(Delivery delivery) throws Exception {
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(delivery.user(), KEY_GROUPS, subtasks.size());
        subtasks.get(owner).harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
        for (Subtask each : subtasks) {
            each.harness.processWatermark(delivery.arrival());
        }
        collect();
    }

    private void collect() {
        for (Subtask each : subtasks) {
            each.harness.extractOutputValues().forEach(alert -> lastOfEpisode.put(alert.episode(), alert));
            each.harness.getOutput().clear();
        }
    }

    private Map<String, Long> openByRecords() {
        Map<String, Long> open = new TreeMap<>();
        lastOfEpisode.values().stream().filter(alert -> alert.phase() != Phase.END)
                .forEach(alert -> open.merge(alert.rule() + " " + alert.priority(), 1L, Long::sum));
        return open;
    }

    /** The sums over all subtasks that are not 0. */
    private Map<String, Long> gauges() {
        Map<String, Long> sums = new TreeMap<>();
        for (Subtask each : subtasks) {
            each.operator.openAlarms().forEach((rule, priority, count) -> sums.merge(rule + " " + priority, count.get(), Long::sum));
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private void restart(int parallelism, Catalogue catalogue) throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = subtasks.get(i).harness.snapshot(1, 1);
        }
        close();
        open(AbstractStreamOperatorTestHarness.repackageState(states), states.length, parallelism, catalogue);
    }

    private void open(OperatorSubtaskState state, int before, int parallelism, Catalogue catalogue) throws Exception {
        List<Subtask> opened = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            MonitorOperator operator = new MonitorOperator(Rules.settings(), catalogue, Set.of(), false, WINDOWS, REJECTED);
            var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(
                    operator, Delivery::user, new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, parallelism, i);
            harness.setup();
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, before, parallelism, i));
            }
            harness.open();
            opened.add(new Subtask(operator, harness));
        }
        subtasks = opened;
    }

    private void close() throws Exception {
        for (Subtask each : subtasks) {
            each.harness.close();
        }
    }
}
