package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.patient.Traces;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
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

class MonitorOperatorTest {
    private static final long WEEK = 7 * 86_400_000L;
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));

    @Test
    void afterTheTimeToLiveNoStateAndNoTimerIsLeft() throws Exception {
        try (var harness = open(null)) {
            take(harness, Traces.random("a", 1, 50));
            assertThat(harness.numKeyedStateEntries()).isOne();
            assertThat(harness.numEventTimeTimers()).isOne();

            long last = lastArrival(Traces.random("a", 1, 50));
            harness.processWatermark(last + WEEK - 1);
            assertThat(harness.numKeyedStateEntries()).isOne();

            harness.processWatermark(last + WEEK);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void theEndOfTheInputIsNotTheEndOfTime() throws Exception {
        try (var harness = open(null)) {
            Delivery first = Traces.random("a", 2, 1).get(0);
            harness.processElement(new StreamRecord<>(first, first.arrival()));
            int before = harness.extractOutputValues().size();
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(harness.extractOutputValues()).hasSize(before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7})
    void aRestoreAtAnyPointEqualsAnUninterruptedRun(long seed) throws Exception {
        List<Delivery> trace = Traces.random("a", seed, 120);
        List<Alert> whole = run(trace, Set.of());
        Random random = new Random(seed);
        Set<Integer> stops = Set.of(random.nextInt(40), 40 + random.nextInt(40), 80 + random.nextInt(40));

        assertThat(whole).isNotEmpty();
        assertThat(run(trace, stops)).as("seed " + seed + ", restored before " + stops).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theInterleavingOfPatientsAndTheTimingOfWatermarksChangeNothing(long seed) throws Exception {
        Map<String, List<Delivery>> traces = new HashMap<>();
        for (String user : List.of("a", "b", "c", "d")) {
            traces.put(user, Traces.random(user, seed * 31 + user.hashCode(), 80));
        }
        List<Delivery> byArrival = new ArrayList<>();
        traces.values().forEach(byArrival::addAll);
        byArrival.sort(Comparator.comparingLong(Delivery::arrival));

        List<Alert> interleaved = run(byArrival, Set.of());

        for (Map.Entry<String, List<Delivery>> each : traces.entrySet()) {
            List<Alert> alone = run(each.getValue(), Set.of());
            long end = lastArrival(each.getValue());
            assertThat(interleaved.stream().filter(alert -> alert.user().equals(each.getKey()) && alert.arrived() <= end).toList())
                    .as("seed " + seed + ", user " + each.getKey()).isEqualTo(alone);
        }
    }

    /** Whether a patient is open, closed or in bytes between two deliveries changes only the speed. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void openClosedAndSerialisedPatientsGiveTheSameRecords(long seed) throws Exception {
        List<Delivery> trace = new ArrayList<>();
        for (int user = 0; user < 12; user++) {
            trace.addAll(Traces.random("u" + user, seed * 31 + user, 60));
        }
        trace.sort(Comparator.comparingLong(Delivery::arrival));
        Set<Integer> stops = Set.of(100, 101, 430);

        List<Alert> open = run(trace, Set.of());

        assertThat(open).isNotEmpty();
        assertThat(run(trace, Set.of(), 2, null)).as("seed " + seed + ", closed soon").isEqualTo(open);
        assertThat(run(trace, stops, 2, null)).as("seed " + seed + ", closed soon, restored").isEqualTo(open);
        assertThat(run(trace, stops, 2, new EmbeddedRocksDBStateBackend())).as("seed " + seed + ", RocksDB, restored").isEqualTo(open);
    }

    /** Checkpoints are written while deliveries go on. What comes after the beginning of one is not in it. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void aSnapshotThatIsWrittenLaterIsOfTheMomentAtWhichItBegan(long seed) throws Exception {
        List<Delivery> trace = new ArrayList<>();
        for (int user = 0; user < 12; user++) {
            trace.addAll(Traces.random("u" + user, seed * 31 + user, 60));
        }
        trace.sort(Comparator.comparingLong(Delivery::arrival));
        int first = trace.size() / 4;
        int second = trace.size() / 2;
        int mostOpen = seed % 2 == 0 ? 4 : 0;

        try (var harness = open(null, mostOpen, null)) {
            take(harness, trace.subList(0, first));
            OperatorSnapshotFutures one = begin(harness, 1);
            take(harness, trace.subList(first, second));
            OperatorSnapshotFutures two = begin(harness, 2);
            int before = harness.extractOutputValues().size();
            take(harness, trace.subList(second, trace.size()));
            List<Alert> alerts = harness.extractOutputValues();

            for (OperatorSnapshotFutures each : List.of(two, one)) {
                int from = each == one ? first : second;
                try (var restored = open(OperatorSnapshotFinalizer.create(each).getJobManagerOwnedState(), mostOpen, null)) {
                    take(restored, trace.subList(from, trace.size()));
                    List<Alert> again = restored.extractOutputValues();
                    assertThat(again).as("seed %d, from delivery %d", seed, from).isNotEmpty()
                            .endsWith(alerts.subList(before, alerts.size()).toArray(Alert[]::new));
                    assertThat(alerts).endsWith(again.toArray(Alert[]::new));
                }
            }
        }
    }

    /** Takes deliveries, each with the watermark that the arrival clock gives with it. */
    private static void take(KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness, List<Delivery> deliveries)
            throws Exception {
        for (Delivery delivery : deliveries) {
            harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            harness.processWatermark(delivery.arrival() - 1);
        }
    }

    /** Begins a snapshot; nothing is written yet. */
    private static OperatorSnapshotFutures begin(KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness, long id)
            throws Exception {
        return ((MonitorOperator) harness.getOneInputOperator()).snapshotState(id, id,
                CheckpointOptions.forCheckpointWithDefaultLocation(), new MemCheckpointStreamFactory(1 << 24));
    }

    /** Runs a trace with a watermark after each delivery, as the arrival clock does; stops, snapshots and restores before some of them. */
    private static List<Alert> run(List<Delivery> trace, Set<Integer> stops) throws Exception {
        return run(trace, stops, OpenPatients.FEW, null);
    }

    private static List<Alert> run(List<Delivery> trace, Set<Integer> stops, int mostOpen, StateBackend backend) throws Exception {
        List<Alert> alerts = new ArrayList<>();
        var harness = open(null, mostOpen, backend);
        for (int i = 0; i < trace.size(); i++) {
            if (stops.contains(i)) {
                OperatorSubtaskState snapshot = harness.snapshot(i, i);
                alerts.addAll(harness.extractOutputValues());
                harness.close();
                harness = open(snapshot, mostOpen, backend);
            }
            take(harness, trace.subList(i, i + 1));
        }
        alerts.addAll(harness.extractOutputValues());
        harness.close();
        return alerts;
    }

    private static long lastArrival(List<Delivery> trace) {
        return trace.get(trace.size() - 1).arrival();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> open(OperatorSubtaskState state) throws Exception {
        return open(state, OpenPatients.FEW, null);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> open(
            OperatorSubtaskState state, int mostOpen, StateBackend backend) throws Exception {
        MonitorSettings settings = Rules.settings();
        var operator = new MonitorOperator(settings, Rules.catalogue(), Set.of(), true, WINDOWS, REJECTED, mostOpen);
        var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(
                operator, Delivery::user, new ValueType<>(String.class, new UserSerializer()));
        if (backend != null) {
            harness.setStateBackend(backend);
        }
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

}
