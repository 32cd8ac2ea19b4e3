package io.vitalwatch.simulator;

import static io.vitalwatch.simulator.Simulations.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.intake.Intake;
import io.vitalwatch.intake.IntakeCounter;
import io.vitalwatch.intake.IntakeOutput;
import io.vitalwatch.intake.IntakeSettings;
import io.vitalwatch.intake.RawRecord;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.quality.GateSettingsFixture;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * At each minute of simulated time each patient is watched, or an open alarm says why not.
 *
 * <p>Watched: the newest usable pulse is at most ten minutes old. A row of at most ten minutes that says "not worn" or "charging" says why
 * not, and so does any open technical alarm. Two minutes in a row may be without: no-data counts from the arrival of the newest sample, which
 * is later than its time.
 *
 * <p>{@code -Dvitalwatch.patient-days=1000} tries so many days of one patient each; the default is 60.
 */
class EachPatientIsWatchedTest {
    private static final int DAYS = Integer.getInteger("vitalwatch.patient-days", 60);
    private static final long AGE = 10 * MINUTE;
    private static final int MOST_UNSAID = 2;
    private static final Set<String> SAY_NOTHING = Set.of("battery-low", "implausible-reading", "no-reading-spo2", "no-reading-respiration",
            "no-reading-blood-pressure");

    /** Each event of the simulator that can keep a patient from being watched, and some others. */
    private static final List<String> EVENTS = List.of(
            "off", "poor-signal", "battery, value: 1", "clock, days: 2000", "clock, days: -300", "offline", "offline, newest-first: 1",
            "duplicates, share: 0.6", "reordering, share: 0.5, minutes: 8", "malformed, share: 1", "malformed, share: 0.4",
            "clock-reset, year: 1970", "clock-reset, year: 2000", "clock-reset, year: 2035", "stamp-unit, unit: seconds",
            "stamp-unit, unit: microseconds", "stamps-behind", "same-stamp, share: 1, first: poor", "same-stamp, share: 1, first: other",
            "not-measured, vital: pulse", "not-measured, vital: all", "constant, vital: pulse", "pulse-factor", "sentinel, vital: pulse",
            "renamed-fields", "text-flags", "slow-upload", "battery-swing", "tachycardia, value: 150", "cardiac-arrest");

    @Test
    void whateverHappensEachPatientIsWatchedOrAnAlarmSaysWhyNot() {
        int unwatched = 0;
        Map<String, Integer> said = new HashMap<>();
        for (int day = 1; day <= DAYS; day++) {
            unwatched += new Day(day).run(said);
        }

        assertThat(unwatched).as("minutes in which an alarm says why the patient is not watched").isPositive();
        assertThat(said.keySet()).contains("no-data", "clock-wrong", "not-live", "no-reading-pulse", "not-worn");
    }

    /** One patient for 24 hours. */
    private static final class Day implements MonitorOutput, IntakeOutput {
        private final Random random;
        private final long seed;
        private final List<String> events = new ArrayList<>();
        private final PatientMonitor monitor = new PatientMonitor(Rules.settings(), Rules.bundled(), Set.of());
        private final Intake intake = new Intake(new IntakeSettings("S", 4 << 20, 1024, GateSettingsFixture.defaults()));
        private final Map<String, Alert> open = new HashMap<>();
        private String user;
        private Patient patient;
        private long pulse = Long.MIN_VALUE;
        private long off = Long.MIN_VALUE;
        private long known = Long.MIN_VALUE;

        private Day(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                String event = EVENTS.get(random.nextInt(EVENTS.size()));
                if (events.stream().noneMatch(other -> other.contains("type: " + event.split(",")[0] + ","))) {
                    events.add("{type: " + event + ", at: " + random.nextInt(18 * 60) + "min, for: " + (20 + random.nextInt(340))
                            + "min, expect: false}");
                }
            }
        }

        private int run(Map<String, Integer> said) {
            Simulation simulation = Simulations.one(seed, "24h", events.toArray(new String[0]));
            long next = Simulations.START;
            long offset = 0;
            int unsaid = 0;
            int unwatched = 0;
            for (PlannedDelivery delivery : simulation) {
                for (; next <= delivery.sendAtMillis(); next += MINUTE) {
                    unsaid = isWatchedOrSaid(next) ? 0 : unsaid + 1;
                    unwatched += next - pulse > AGE ? 1 : 0;
                    assertThat(unsaid).as(this + ": nobody says that the patient is not watched").isLessThanOrEqualTo(MOST_UNSAID);
                    open.keySet().forEach(rule -> said.merge(rule, 1, Integer::sum));
                }
                intake.read(new RawRecord(new Origin("t", 0, offset++), delivery.sendAtMillis(), delivery.sendAtMillis(), false, false,
                        delivery.body(), null), this);
            }
            return unwatched;
        }

        private boolean isWatchedOrSaid(long now) {
            if (known == Long.MIN_VALUE || now - known <= AGE) {
                return true;
            }
            patient = monitor.arrivalClock(patient, user, now, this);
            assertThat(patient).isNotNull();
            return now - pulse <= AGE || now - off <= AGE || open.keySet().stream().anyMatch(rule -> !SAY_NOTHING.contains(rule));
        }

        @Override
        public void delivery(Delivery delivery) {
            user = delivery.user();
            known = known == Long.MIN_VALUE ? delivery.arrival() : known;
            patient = monitor.deliver(patient, delivery, this);
            for (Sample sample : delivery.samples()) {
                Reading reading = sample.reading(Group.PULSE);
                pulse = reading != null && reading.verdict() == Verdict.USABLE ? Math.max(pulse, sample.time()) : pulse;
                off = sample.worn() == Ternary.FALSE || sample.charging() == Ternary.TRUE ? Math.max(off, sample.time()) : off;
            }
        }

        @Override
        public void alert(Alert alert) {
            if (alert.kind() == Kind.TECHNICAL) {
                if (alert.phase() == Phase.END) {
                    open.remove(alert.rule());
                } else {
                    open.put(alert.rule(), alert);
                }
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ", events " + events + ", last usable pulse " + (pulse - Simulations.START) / MINUTE + " min, open "
                    + open.keySet();
        }

        @Override
        public void window(WindowSummary summary) {}

        @Override
        public void rejected(Rejection rejection) {}

        @Override
        public void rejection(Rejection rejection) {}

        @Override
        public void count(MonitorOutput.Event event) {}

        @Override
        public void reading(Verdict verdict) {}

        @Override
        public void count(IntakeCounter counter, long amount) {}

        @Override
        public void count(IntakeCounter counter, String reason) {}
    }
}
