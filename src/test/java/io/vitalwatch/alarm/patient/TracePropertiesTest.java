package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What holds for every story, asked of seeded random ones. */
class TracePropertiesTest {
    private static final Set<Reason> CORRECTIONS = Set.of(Reason.REOPENED, Reason.LATE_EVIDENCE, Reason.WITHDRAWN, Reason.MERGED);
    private static final int DELIVERIES = 250;

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void repeatingADeliveryAtOnceOrWithinTheReachChangesNothing(long seed) {
        Random random = new Random(seed);
        List<Delivery> trace = Traces.random("u", seed, DELIVERIES);
        Recorder once = new Recorder().run(trace);
        Recorder twice = new Recorder();
        int later = 0;
        for (int i = 0; i < trace.size(); i++) {
            Delivery delivery = trace.get(i);
            twice.deliver(delivery);
            if (random.nextInt(3) == 0) {
                twice.deliver(delivery);
            }
            Delivery earlier = trace.get(Math.max(0, i - random.nextInt(10)));
            long reached = twice.patients.get("u").clock() - Rules.settings().lateReach();
            if (earlier.samples().stream().allMatch(sample -> sample.time() >= reached)) {
                twice.deliver(new Delivery("u", "S", delivery.arrival(), earlier.origin(), earlier.samples()));
                later++;
            }
        }
        assertThat(later).isGreaterThan(trace.size() / 5);
        assertThat(twice.alerts).as("seed " + seed).isEqualTo(once.alerts).isNotEmpty();
        assertThat(twice.windows).as("seed " + seed).isEqualTo(once.windows);
        assertThat(twice.events.get(MonitorOutput.Event.ACCEPTED)).isEqualTo(once.events.get(MonitorOutput.Event.ACCEPTED));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void interleavingPatientsChangesNothing(long seed) {
        Map<String, List<Delivery>> traces = new LinkedHashMap<>();
        for (String user : List.of("a", "b", "c", "d", "e")) {
            traces.put(user, Traces.random(user, seed * 1000 + user.hashCode(), DELIVERIES));
        }
        List<Delivery> all = new ArrayList<>();
        traces.values().forEach(all::addAll);
        all.sort(Comparator.comparingLong(Delivery::arrival));
        Recorder together = new Recorder().run(all);
        traces.forEach((user, trace) -> {
            Recorder alone = new Recorder().run(trace);
            assertThat(together.alertsOf(user)).as("seed " + seed + ", user " + user).isEqualTo(alone.alerts).isNotEmpty();
            assertThat(together.windows.stream().filter(window -> window.user().equals(user)).toList()).isEqualTo(alone.windows);
            assertThat(Recorder.encoded(together.patients.get(user))).isEqualTo(Recorder.encoded(alone.patients.get(user)));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56})
    void aRestoreAtAnyPointEqualsAnUninterruptedRun(long seed) {
        Random random = new Random(seed);
        List<Delivery> trace = Traces.random("u", seed, DELIVERIES);
        Recorder whole = new Recorder().run(trace);
        Recorder interrupted = new Recorder();
        for (Delivery delivery : trace) {
            interrupted.deliver(delivery);
            if (random.nextInt(5) == 0) {
                interrupted.restore();
            }
        }
        assertThat(interrupted.alerts).as("seed " + seed).isEqualTo(whole.alerts).isNotEmpty();
        assertThat(interrupted.windows).as("seed " + seed).isEqualTo(whole.windows);
    }

    /** The monitor keeps a moment that no deadline is before. One without the filter looks for the deadline each time. */
    @ParameterizedTest
    @ValueSource(longs = {57, 58, 59})
    void noDeadlineIsBeforeTheMomentThatIsKept(long seed) {
        PatientMonitor monitor = new PatientMonitor(Rules.settings(), Rules.bundled(), Set.of());
        PatientMonitor looking = new PatientMonitor(Rules.settings(), Rules.bundled(), Set.of(), false);
        Recorder out = new Recorder();
        Patient patient = null;
        for (Delivery delivery : Traces.random("u", seed, DELIVERIES)) {
            patient = monitor.deliver(patient, delivery, out);
            long due = looking.deadline(Recorder.decoded(Recorder.encoded(patient)));
            assertThat(monitor.deadline(patient)).as("seed " + seed).isLessThanOrEqualTo(due);
            if (monitor.deadline(patient) < delivery.arrival()) {
                assertThat(monitor.deadline(patient)).as("seed " + seed).isEqualTo(due);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68})
    void theCountersEquationsHold(long seed) {
        List<Delivery> trace = Traces.random("u", seed, DELIVERIES);
        Recorder recorder = new Recorder().run(trace);
        int samples = trace.stream().mapToInt(delivery -> delivery.samples().size()).sum();
        int told = recorder.events.getOrDefault(MonitorOutput.Event.ACCEPTED, 0) + recorder.events.getOrDefault(MonitorOutput.Event.DUPLICATE, 0)
                + recorder.events.getOrDefault(MonitorOutput.Event.CONFLICT, 0) + recorder.events.getOrDefault(MonitorOutput.Event.STALE, 0);
        assertThat(told).as("seed " + seed).isEqualTo(samples);
        assertThat(recorder.events.get(MonitorOutput.Event.NEW_PATIENT)).isOne();
        assertThat(recorder.events.get(MonitorOutput.Event.STALE)).as("the trace has stale rows").isPositive();
        long stale = recorder.rejections.stream().filter(rejection -> rejection.reason().equals("stale")).count();
        assertThat(stale).isEqualTo(recorder.events.get(MonitorOutput.Event.STALE).longValue());
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74, 75, 76, 77, 78, 79, 80})
    void eachEpisodeIsOneStartThenUpdatesThenAnEndThatLateDataMayCorrect(long seed) {
        Recorder recorder = new Recorder().run(Traces.random("u", seed, DELIVERIES));
        Map<String, Alert> last = new HashMap<>();
        Set<String> open = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (Alert alert : recorder.alerts) {
            String as = "seed " + seed + ", " + alert;
            assertThat(ids.add(alert.id())).as(as).isTrue();
            Alert before = last.put(alert.episode(), alert);
            assertThat(alert.phase() == Phase.START).as(as).isEqualTo(before == null);
            assertThat(alert.sequence()).as(as).isEqualTo(before == null ? 0 : before.sequence() + 1);
            assertThat(alert.phase() == Phase.END).as(as).isEqualTo(alert.state() == AlarmState.ENDED);
            assertThat(alert.observed()).as(as).isLessThanOrEqualTo(alert.arrived() + 5 * Rules.MINUTE);
            assertThat(alert.message()).as(as).endsWith(".");
            if (before == null) {
                open.add(alert.episode());
                assertThat(alert.onset()).as(as).isLessThanOrEqualTo(alert.observed());
            } else {
                assertThat(before.phase() != Phase.END || CORRECTIONS.contains(alert.reason())).as(as).isTrue();
                assertThat(before.reason()).as(as).isNotIn(Reason.WITHDRAWN, Reason.MERGED);
                if (alert.reason() == Reason.REOPENED) {
                    assertThat(open.add(alert.episode())).as(as).isTrue();
                }
                assertThat(before.freshness() == Freshness.LIVE && alert.freshness() == Freshness.HISTORICAL).as(as).isFalse();
            }
            if (alert.phase() == Phase.END) {
                open.remove(alert.episode());
            }
            boolean takenBack = alert.reason() == Reason.WITHDRAWN || alert.reason() == Reason.MERGED;
            if (alert.phase() == Phase.END && alert.kind() == Kind.PHYSIOLOGICAL && !takenBack) {
                assertThat(alert.readings()).as(as + ": missing is not recovered").isNotEmpty();
            }
        }
        assertThat(last).isNotEmpty();
        assertThat(recorder.patients.get("u").openEpisodes()).isEqualTo(open.size());
        assertThat(open.stream().map(episode -> last.get(episode).rule())).as("at most one open episode a rule").doesNotHaveDuplicates();
    }
}
