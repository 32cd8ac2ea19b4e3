package io.vitalwatch.alarm.patient;

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

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Recordings among the resources, run under the bundled rules. */
final class Recordings {
    private Recordings() {}

    /** @param resource a file of deliveries, {@code .ndjson} or {@code .ndjson.gz} */
    static Recorder run(String resource) throws IOException {
        Recorder recorder = new Recorder(Rules.settings(), Rules.bundled());
        Intake intake = new Intake(new IntakeSettings("S", 4 << 20, 1024, GateSettingsFixture.defaults()));
        IntakeOutput output = new IntakeOutput() {
            @Override
            public void delivery(Delivery delivery) {
                recorder.deliver(delivery);
            }

            @Override
            public void rejection(Rejection rejection) {}

            @Override
            public void count(IntakeCounter counter, long amount) {}

            @Override
            public void count(IntakeCounter counter, String reason) {}
        };
        try (var recording = new RecordingReader(resource, Recordings.class.getResourceAsStream(resource), new AtomicLong())) {
            for (RawDelivery each = recording.next(); each != null; each = recording.next()) {
                intake.read(new RawRecord(new Origin("t", 0, 0), each.stamp, each.stamp, false, false, each.body, null), output);
            }
        }
        return recorder;
    }
}
