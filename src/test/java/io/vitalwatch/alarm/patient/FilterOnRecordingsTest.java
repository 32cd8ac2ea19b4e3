package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.row.RulePrefilter;
import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.intake.Intake;
import io.vitalwatch.intake.IntakeCounter;
import io.vitalwatch.intake.IntakeOutput;
import io.vitalwatch.intake.IntakeSettings;
import io.vitalwatch.intake.RawRecord;
import io.vitalwatch.job.RawDelivery;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.quality.GateSettingsFixture;
import io.vitalwatch.simulator.Simulations;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The filter ({@link RulePrefilter}) and what it spares while an alarm is open, on real patients, many of whom have one, and on the bundled
 * scenarios: all records are the same without it.
 */
class FilterOnRecordingsTest implements IntakeOutput {
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";

    private final Recorder some = new Recorder(Rules.settings(), Rules.bundled());
    private final Recorder all = Recorder.withoutFilter(Rules.settings(), Rules.bundled());
    private final Intake intake = new Intake(new IntakeSettings("S", 4 << 20, 1024, GateSettingsFixture.defaults()));
    private int rowsOfOpenAlarms;

    @Test
    void realDeliveries() throws Exception {
        try (var recording = new RecordingReader(EXTRACT, FilterOnRecordingsTest.class.getResourceAsStream(EXTRACT), new AtomicLong())) {
            for (RawDelivery raw = recording.next(); raw != null; raw = recording.next()) {
                arrives(raw.stamp, raw.body);
            }
        }
        assertThat(rowsOfOpenAlarms).isGreaterThan(1000);
        assertThat(some.alerts).hasSizeGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "bracelet-off", "cardiac-arrest", "hypertension", "offline-newest-first", "poor-signal", "renamed-fields",
        "reordering", "same-stamp", "slow-upload"})
    void bundledScenarios(String scenario) {
        for (PlannedDelivery each : Simulations.of(scenario, 7)) {
            if (!each.isControl() && each.deservesSuccess()) {
                arrives(each.sendAtMillis(), each.body());
            }
        }
        assertThat(some.events).isNotEmpty();
    }

    @AfterEach
    void recordsAreTheSame() {
        assertThat(some.alerts).isEqualTo(all.alerts);
        assertThat(some.windows).isEqualTo(all.windows);
        assertThat(some.rejections).isEqualTo(all.rejections);
        assertThat(some.events).isEqualTo(all.events);
        assertThat(some.verdicts).isEqualTo(all.verdicts);
    }

    private void arrives(long stamp, byte[] body) {
        intake.read(new RawRecord(new Origin("t", 0, 0), stamp, stamp, false, false, body, null), this);
    }

    @Override
    public void delivery(Delivery delivery) {
        Patient before = some.patients.get(delivery.user());
        rowsOfOpenAlarms += before != null && before.openEpisodes() > 0 ? delivery.samples().size() : 0;
        some.deliver(delivery);
        all.deliver(delivery);
    }

    @Override
    public void rejection(Rejection rejection) {}

    @Override
    public void count(IntakeCounter counter, long amount) {}

    @Override
    public void count(IntakeCounter counter, String reason) {}
}
