package io.vitalwatch.quality;

import io.vitalwatch.model.Range;

import java.util.Set;
import java.util.stream.Collectors;

/** The default gate. Its codes and ranges are those of the model, which {@link GateOptionsTest} compares with a list by hand. */
public final class GateSettingsFixture {
    private GateSettingsFixture() {}

    public static GateSettings defaults() {
        return with(PressureSeries.COMBINE, false);
    }

    /** The default gate with studies whose temperature is that of the skin. */
    static GateSettings skin(Set<String> studies) {
        GateSettings all = defaults();
        return new GateSettings(all.accepted(), all.acceptMissingQuality(), all.wearing(), all.plausible(), all.pulsePressure(), all.series(),
                studies, all.futureToleranceMillis(), all.pastLimitMillis(), all.pastBelievableMillis());
    }

    static GateSettings with(PressureSeries series, boolean acceptMissingQuality) {
        return new GateSettings(
                GateOptions.quality().stream().collect(Collectors.toMap(GateOptions.Quality::group, each -> Set.copyOf(each.accepted()))),
                acceptMissingQuality,
                Set.of(3, 4),
                GateOptions.plausible().stream().collect(Collectors.toMap(GateOptions.Plausible::vital, GateOptions.Plausible::range)),
                new Range(10_000, 150_000),
                series,
                Set.of(),
                5 * 60_000L,
                7 * 86_400_000L,
                90 * 86_400_000L);
    }
}
