package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.PatientCodec;
import io.vitalwatch.alarm.patient.Rules;
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
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Restores snapshots of the monitor's state. Each was committed when its version was new and is never written again. When
 * {@link PatientCodec#VERSION} rises, {@link #main} writes one more.
 */
class StateVersionsTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/vitalwatch/monitor");
    private static final int KEY_GROUPS = 128;
    /** 2025-11-19T14:00:00Z. */
    private static final long BEGINNING = 1_763_560_800_000L;
    /** Seconds from the beginning at which the snapshots were taken. */
    private static final int TAKEN = 600;

    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));

    /** The deliveries before the snapshot: one patient for each part of the state that must be restored. */
    private static List<Delivery> before() {
        return List.of(
                // An open alarm, medium: two of three low readings.
                at("desaturated", 0, reading(Group.SPO2, 96)), at("desaturated", 60, reading(Group.SPO2, 90)),
                at("desaturated", 120, reading(Group.SPO2, 90)),
                // A flag, and no delivery since.
                flag("arrested", 180, 1),
                // Half a confirmation: one high pulse of the two that it takes.
                at("halfway", 240, reading(Group.PULSE, 140)),
                // An alarm that ended: late data of its time must not start it again.
                at("recovered", 0, pressure(85, 70)), at("recovered", 60, pressure(120, 70)),
                // Silent since the beginning: no-data is open.
                at("silent", 0, reading(Group.PULSE, 70)),
                // Everything measured, in a window that a late reading will correct.
                at("measured", 400, reading(Group.PULSE, 71), reading(Group.SPO2, 97), reading(Group.RESPIRATION, 15), pressure(121, 64)),
                temperature("measured", 410, 410, 36_600),
                at("measured", TAKEN, reading(Group.PULSE, 72)));
    }

    static IntStream versions() {
        return IntStream.rangeClosed(1, PatientCodec.VERSION);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void eachVersionContinuesWhereItStopped(int version) throws Exception {
        List<Alert> alerts = new ArrayList<>();
        List<WindowSummary> windows = new ArrayList<>();
        resume(version, 1, alerts, windows);

        List<String> expected = new ArrayList<>(List.of(
                "halfway pulse-high start 0 confirmed onset 240",
                "desaturated spo2-low update 1 escalated onset 60",
                "arrested cardiac-arrest end 1 cleared onset 180",
                "silent no-data end 1 cleared onset 0",
                "recovered no-data start 0 confirmed onset 60",
                "recovered no-data end 1 cleared onset 60",
                "halfway pulse-high update 1 no-data onset 240",
                "halfway no-data start 0 confirmed onset 620",
                "desaturated no-data start 0 confirmed onset 645",
                "desaturated spo2-low update 2 no-data onset 60"));
        if (version > 1) {
            // Version 1 kept only the span of an ended episode, so late data cannot correct it.
            expected.add("recovered blood-pressure-low update 2 reopened onset 0");
        }
        assertThat(alerts.stream().map(StateVersionsTest::line)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(alerts).filteredOn(alert -> alert.user().equals("desaturated") && alert.rule().equals("spo2-low"))
                .allMatch(alert -> alert.episode().equals("d2799d813b0ea236b6bf5d80da847320"));
        assertThat(windows).filteredOn(window -> window.user().equals("measured") && window.start() == BEGINNING + 300_000)
                .extracting(window -> window.vital() + " " + window.count() + " " + window.min() + " " + window.last())
                .as("the window is corrected from the readings in the snapshot and the late one")
                .contains("PULSE 2 71000 75000", "SPO2 2 97000 98000", "TEMPERATURE 2 36600 36700", "SYSTOLIC 2 121000 125000",
                        "DIASTOLIC 2 64000 66000");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "1, 128"})
    void aVersionCanBeRestoredIntoMoreSubtasks(int version, int parallelism) throws Exception {
        List<Alert> one = new ArrayList<>();
        List<Alert> many = new ArrayList<>();
        resume(version, 1, one, new ArrayList<>());
        resume(version, parallelism, many, new ArrayList<>());

        assertThat(many).containsExactlyInAnyOrderElementsOf(one);
    }

    @Test
    void theCurrentVersionHasItsSnapshot() {
        assertThat(file(PatientCodec.VERSION)).as("run main of this class once and commit what it writes").exists();
    }

    /** Restores into the given number of subtasks and sends the deliveries that came after the snapshot. */
    private static void resume(int version, int parallelism, List<Alert> alerts, List<WindowSummary> windows)
            throws Exception {
        OperatorSubtaskState state = snapshot(version);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (var harness = harness(parallelism, subtask)) {
                harness.initializeState(parallelism == 1 ? state
                        : AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, 1, parallelism, subtask));
                harness.open();
                for (Delivery delivery : after(version)) {
                    if (owner(delivery.user(), parallelism) == subtask) {
                        harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
                    }
                }
                harness.processWatermark(BEGINNING + 1_250_000);
                alerts.addAll(harness.extractOutputValues());
                if (harness.getSideOutput(WINDOWS) != null) {
                    harness.getSideOutput(WINDOWS).forEach(record -> windows.add(record.getValue()));
                }
            }
        }
    }

    private static List<Delivery> after(int version) {
        return List.of(
                // A row that arrived before the snapshot: a duplicate.
                at("desaturated", 120, 610, reading(Group.SPO2, 90)),
                at("halfway", 620, reading(Group.PULSE, 140)),
                at("desaturated", 625, reading(Group.SPO2, 84)),
                at("desaturated", 630, reading(Group.SPO2, 84)),
                at("desaturated", 645, reading(Group.SPO2, 84)),
                at("arrested", 700, reading(Group.PULSE, 70)),
                // Late, and within the time of the ended alarm.
                at("recovered", 30, 710, version == 1 ? pressure(200, 110) : pressure(85, 70)),
                at("silent", 720, reading(Group.PULSE, 70)),
                at("measured", 450, 990, reading(Group.PULSE, 75), reading(Group.SPO2, 98), pressure(125, 66)),
                temperature("measured", 450, 995, 36_700),
                at("measured", 1000, reading(Group.PULSE, 72)));
    }

    private static String line(Alert alert) {
        return String.join(" ", alert.user(), alert.rule(), alert.phase().label(), Integer.toString(alert.sequence()),
                alert.reason().label(), "onset", Long.toString((alert.onset() - BEGINNING) / 1000));
    }

    private static int owner(String user, int parallelism) {
        return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(user, KEY_GROUPS, parallelism);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> harness(int parallelism, int subtask) throws Exception {
        OneInputStreamOperator<Delivery, Alert> operator =
                new MonitorOperator(Rules.settings(), Rules.catalogue(), Set.of(), false, WINDOWS, REJECTED);
        var harness = new KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>(
                operator, Delivery::user, new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, parallelism, subtask);
        harness.setup();
        return harness;
    }

    private static Delivery at(String user, int seconds, Reading... readings) {
        return at(user, seconds, seconds, readings);
    }

    private static Delivery at(String user, int seconds, int arriving, Reading... readings) {
        return delivery(user, arriving, new Sample(SampleType.ACTIVITY, BEGINNING + seconds * 1000L, 60, Ternary.TRUE, Ternary.FALSE, 80, 7,
                0, List.of(readings)));
    }

    private static Delivery flag(String user, int seconds, int code) {
        return delivery(user, seconds, new Sample(SampleType.ACTIVITY, BEGINNING + seconds * 1000L, 60, Ternary.TRUE, Ternary.FALSE, 80, 7,
                code, List.of()));
    }

    private static Delivery temperature(String user, int seconds, int arriving, int milli) {
        return delivery(user, arriving, new Sample(SampleType.TEMPERATURE, BEGINNING + seconds * 1000L, 60, Ternary.UNKNOWN,
                Ternary.UNKNOWN, Sample.MISSING, Sample.MISSING, Sample.MISSING,
                List.of(new Reading(Group.TEMPERATURE, milli, 0, Reading.NO_QUALITY, Verdict.USABLE))));
    }

    private static Delivery delivery(String user, int arriving, Sample sample) {
        return new Delivery(user, "EZTJD", BEGINNING + arriving * 1000L, new Origin("t", 0, 0), List.of(sample));
    }

    private static Reading reading(Group group, int value) {
        return new Reading(group, value * 1000, 0, 4, Verdict.USABLE);
    }

    private static Reading pressure(int systolic, int diastolic) {
        return new Reading(Group.BLOOD_PRESSURE, systolic * 1000, diastolic * 1000, Reading.NO_QUALITY, Verdict.USABLE);
    }

    private static Path file(int version) {
        return FOLDER.resolve("state-v" + version);
    }

    private static OperatorSubtaskState snapshot(int version) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(file(version).toString());
    }

    /** Writes the snapshot of the current version; refuses to overwrite one. */
    public static void main(String[] args) throws Exception {
        Path file = file(PatientCodec.VERSION);
        if (Files.exists(file)) {
            throw new IllegalStateException(file + " exists. A snapshot of a released version is never written again.");
        }
        Files.createDirectories(FOLDER);
        try (var harness = harness(1, 0)) {
            harness.open();
            for (Delivery delivery : before()) {
                harness.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            }
            harness.processWatermark(BEGINNING + TAKEN * 1000L);
            harness.extractOutputValues().forEach(alert -> System.out.println(line(alert) + " " + alert.episode()));
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, BEGINNING), file.toString());
        }
    }
}
