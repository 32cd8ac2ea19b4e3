package io.vitalwatch.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class GateOptionsTest {
    @Test
    void everyGroupWithAQualityCodeHasAParameterForIt() {
        assertThat(GateOptions.quality()).extracting(GateOptions.Quality::key)
                .containsExactly("quality.pulse", "quality.spo2", "quality.respiration");
        assertThat(GateOptions.quality()).extracting(GateOptions.Quality::accepted).containsOnly(List.of(2, 3, 4));
        assertThat(GateOptions.quality().get(2).description()).isEqualTo("Accepted resp_q codes.");
        assertThat(GateOptions.quality().get(0).description())
                .isEqualTo("Accepted bpm_q codes. A set, not a threshold: 0 is bad, 4 very good.");
    }

    @Test
    void everyMeasuredVitalHasAParameterForItsPlausibleRange() {
        assertThat(GateOptions.plausible()).extracting(option -> option.key() + " " + option.range()).containsExactly(
                "plausible.pulse 20..250", "plausible.spo2 50..100", "plausible.respiration 3..60", "plausible.temperature 30..43",
                "plausible.systolic 30..280", "plausible.diastolic 10..180");
        assertThat(GateOptions.plausible().get(3).description())
                .isEqualTo("Plausible values of a living body (°C). A value outside is an artefact; it is rejected and counted.");
    }

    @Test
    void aGateThatLacksTheCodesOfAGroupIsRefused() {
        GateSettings all = GateSettingsFixture.defaults();
        Map<Group, Set<Integer>> accepted = new HashMap<>(all.accepted());
        accepted.remove(Group.SPO2);
        assertThatThrownBy(() -> new QualityGate(with(all, accepted, all.plausible())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("spo2");
    }

    @Test
    void aGateThatLacksThePlausibleRangeOfAVitalIsRefused() {
        GateSettings all = GateSettingsFixture.defaults();
        Map<Vital, Range> plausible = new HashMap<>(all.plausible());
        plausible.remove(Vital.DIASTOLIC);
        assertThatThrownBy(() -> new QualityGate(with(all, all.accepted(), plausible)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("diastolic");
    }

    private static GateSettings with(GateSettings other, Map<Group, Set<Integer>> accepted, Map<Vital, Range> plausible) {
        return new GateSettings(accepted, other.acceptMissingQuality(), other.wearing(), plausible, other.pulsePressure(), other.series(),
                other.skinStudies(), other.futureToleranceMillis(), other.pastLimitMillis(), other.pastBelievableMillis());
    }
}
