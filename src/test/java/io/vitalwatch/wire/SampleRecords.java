package io.vitalwatch.wire;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Vital;

import java.util.List;

/** An alert and a rejection for tests that need any record. */
public final class SampleRecords {
    /** 2025-11-19T14:22:01Z, Unix milliseconds. */
    static final long AT = 1_763_562_121_000L;

    private SampleRecords() {}

    public static Alert alert(String user, String message) {
        return new Alert("1".repeat(32), "2".repeat(32), 0, Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.PHYSIOLOGICAL,
                "cardiac-arrest", Priority.HIGH, user, "EZTJD", AT, AT, AT + 60_500, 60, Freshness.LIVE,
                List.of(new Alert.Evidence(Vital.PULSE, 79_000, 2, AT),
                        new Alert.Evidence(Vital.TEMPERATURE, 38_100, Reading.NO_QUALITY, AT)),
                new Alert.Limit("cardiac-arrest >= 1", 1, 1, 500), message);
    }

    public static Rejection rejection(String user, byte[] body, int length) {
        return new Rejection(Rejection.Scope.DELIVERY, "truncated", "The body ends at byte 8.", new Origin("corsano.raw", 3, 41), AT, user,
                null, 0, null, null, body, length);
    }
}
