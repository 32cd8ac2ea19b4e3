package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.patient.Traces;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
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
import java.util.TreeSet;

/** The gauges patients_watched and patients_known, by the operator that keeps them. */
class WatchedPatientsTest {
    private static final long TEN_MINUTES = 600_000;
    private static final int KEY_GROUPS = 128;
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));

    /** One subtask of the operator. */
    private record Subtask(MonitorOperator operator, KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theCountsAreThoseOfANaiveCountAcrossRestoresAndRescales(long seed) throws Exception {
        List<Delivery> log = new ArrayList<>();
        for (int user = 0; user < 20; user++) {
            log.addAll(Traces.random("u" + user, seed * 31 + user, 60));
        }
        log.sort(Comparator.comparingLong(Delivery::arrival));
        Random random = new Random(seed);
        Map<String, Long> lastPulse = new HashMap<>();
        Set<String> users = new TreeSet<>();
        List<Subtask> subtasks = open(null, 1);
        int compared = 0;
        for (Delivery delivery : log) {
            if (random.nextInt(200) == 0) {
                subtasks = restart(subtasks, 1 + random.nextInt(3));
            }
            subtasks.get(owner(delivery.user(), subtasks.size())).harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            users.add(delivery.user());
            for (Subtask each : subtasks) {
                each.harness.processWatermark(delivery.arrival());
            }
            lastPulse.merge(delivery.user(), lastUsablePulse(delivery), Math::max);

            long clock = delivery.arrival();
            long surely = lastPulse.values().stream().filter(time -> clock - time <= TEN_MINUTES).count();
            long atMost = lastPulse.values().stream().filter(time -> clock - time <= TEN_MINUTES + 1_000).count();
            long watched = subtasks.stream().mapToLong(each -> each.operator.watched().watched()).sum();
            long known = subtasks.stream().mapToLong(each -> each.operator.watched().known()).sum();
            assertThat(watched).as("seed " + seed).isBetween(surely, atMost);
            assertThat(known).as("seed " + seed).isEqualTo(users.size());
            compared += watched > 0 ? 1 : 0;
        }
        assertThat(compared).as("times at which somebody was watched").isGreaterThan(50);
        close(subtasks);
    }

    @Test
    void aPatientIsWatchedForTenMinutesAfterTheLastUsablePulseAndForgottenWithTheState() throws Exception {
        Delivery delivery = pulse("a", 1_763_562_000_000L, Verdict.USABLE);
        List<Subtask> subtasks = open(null, 1);
        Subtask only = subtasks.get(0);
        only.harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
        assertThat(only.operator.watched().watched()).isEqualTo(1);
        Delivery unusable = pulse("a", 1_763_562_060_000L, Verdict.QUALITY);
        only.harness.processElement(new StreamRecord<>(unusable, unusable.arrival()));

        only.harness.processWatermark(1_763_562_000_000L + TEN_MINUTES);
        assertThat(only.operator.watched().watched()).isEqualTo(1);
        only.harness.processWatermark(1_763_562_000_000L + TEN_MINUTES + 1_000);
        assertThat(only.operator.watched().watched()).isZero();
        assertThat(only.operator.watched().known()).isEqualTo(1);
        only.harness.processWatermark(1_763_562_060_000L + Rules.settings().stateTtl() + 10_000);
        assertThat(only.operator.watched().known()).isZero();
        close(subtasks);
    }

    @Test
    void aWatermarkThatStandsStillDoesNotHideThatPatientsAreNotWatched() throws Exception {
        List<Subtask> subtasks = open(null, 1);
        Subtask only = subtasks.get(0);
        for (Delivery each : List.of(pulse("a", 1_763_562_000_000L, Verdict.USABLE), pulse("b", 1_763_563_000_000L, Verdict.USABLE))) {
            only.harness.processElement(new StreamRecord<>(each, each.arrival()));
        }

        assertThat(only.operator.watched().watched()).isEqualTo(1);
        assertThat(only.operator.watched().known()).isEqualTo(2);
        close(subtasks);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stateFromBeforePatientsWereCountedIsCountedAtItsRestore(int parallelism) throws Exception {
        var state = OperatorSnapshotUtil.readStateHandle("src/test/resources/io/vitalwatch/monitor/state-v1");
        List<Subtask> subtasks = open(state, parallelism);
        for (Subtask each : subtasks) {
            each.harness.processWatermark(1_763_560_800_000L + TEN_MINUTES);
        }

        assertThat(subtasks.stream().mapToLong(each -> each.operator.watched().known()).sum()).isEqualTo(6);
        assertThat(subtasks.stream().mapToLong(each -> each.operator.watched().watched()).sum()).isEqualTo(3);
        close(subtasks);
    }

    @Test
    void theLagOfTheWatermarkIsSeenBeforeTheFirstWatermarkAndEndsWhenItArrives() {
        WatermarkLag lag = new WatermarkLag();
        assertThat(lag.seconds()).isZero();
        lag.arrived(Delivery.NO_CLOCK);
        lag.arrived(100_000);
        assertThat(lag.seconds()).isZero();
        lag.arrived(190_999);
        assertThat(lag.seconds()).isEqualTo(90);
        lag.advanced(150_000);
        assertThat(lag.seconds()).isEqualTo(40);
        lag.advanced(200_000);
        assertThat(lag.seconds()).isZero();
    }

    private static long lastUsablePulse(Delivery delivery) {
        long last = Long.MIN_VALUE / 2;
        for (Sample sample : delivery.samples()) {
            for (Reading reading : sample.readings()) {
                if (reading.group() == Group.PULSE && reading.verdict() == Verdict.USABLE) {
                    last = Math.max(last, sample.time());
                }
            }
        }
        return last;
    }

    private static Delivery pulse(String user, long time, Verdict verdict) {
        Sample sample = new Sample(SampleType.ACTIVITY, time, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0,
                List.of(new Reading(Group.PULSE, 72_000, 0, 4, verdict)));
        return new Delivery(user, "S", time, new Origin("t", 0, 0), List.of(sample));
    }

    private static List<Subtask> restart(List<Subtask> before, int parallelism) throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[before.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = before.get(i).harness.snapshot(1, 1);
        }
        close(before);
        return open(AbstractStreamOperatorTestHarness.repackageState(states), before.size(), parallelism);
    }

    private static List<Subtask> open(OperatorSubtaskState state, int parallelism) throws Exception {
        return open(state, 1, parallelism);
    }

    private static List<Subtask> open(OperatorSubtaskState state, int before, int parallelism) throws Exception {
        List<Subtask> subtasks = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            MonitorOperator operator = new MonitorOperator(Rules.settings(), Rules.catalogue(), Set.of(), false, WINDOWS, REJECTED);
            var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(
                    operator, Delivery::user, new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, parallelism, i);
            harness.setup();
            if (state != null) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, before, parallelism, i));
            }
            harness.open();
            subtasks.add(new Subtask(operator, harness));
        }
        return subtasks;
    }

    private static int owner(String user, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(user, KEY_GROUPS, parallelism);
    }

    private static void close(List<Subtask> subtasks) throws Exception {
        for (Subtask each : subtasks) {
            each.harness.close();
        }
    }
}
