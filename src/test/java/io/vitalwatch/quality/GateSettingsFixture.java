package io.vitalwatch.quality;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;

import java.util.Map;
import java.util.Set;

/** The default gate, built by hand. */
public final class GateSettingsFixture {
    private GateSettingsFixture() {}

    public static GateSettings defaults() {
        return with(PressureSeries.COMBINE, false);
    }

    static GateSettings with(PressureSeries series, boolean acceptMissingQuality) {
        return new GateSettings(
                Map.of(Group.PULSE, Set.of(2, 3, 4), Group.SPO2, Set.of(2, 3, 4), Group.RESPIRATION, Set.of(2, 3, 4)),
                acceptMissingQuality,
                Set.of(3, 4),
                Map.of(
                        Vital.PULSE, range(20, 250),
                        Vital.SPO2, range(50, 100),
                        Vital.RESPIRATION, range(3, 60),
                        Vital.TEMPERATURE, range(30, 43),
                        Vital.SYSTOLIC, range(50, 280),
                        Vital.DIASTOLIC, range(20, 180)),
                range(10, 150),
                series,
                5 * 60_000L,
                7 * 86_400_000L);
    }

    private static Range range(int min, int max) {
        return new Range(min * 1000, max * 1000);
    }
}
