package io.vitalwatch.simulator;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TruthTest {
    @Test
    void aLineSaysWhoWhatAndWhenInThePatientsOwnTime() {
        Truth truth = Simulations.one(1, "6h", "{type: desaturation, at: 1h, for: 30min}").truth().get(0);

        assertThat(truth.onset()).isEqualTo(Simulations.START + Simulations.HOUR);
        assertThat(truth.json()).matches("\\{\"user\":\"[0-9a-f-]{36}\",\"rule\":\"spo2-low\",\"kind\":\"physiological\","
                + "\"event\":\"desaturation\","
                + "\"onset\":\"2026-01-05T\\d\\d:\\d\\d:00.000[+-]\\d\\d:\\d\\d\","
                + "\"until\":\"2026-01-05T\\d\\d:\\d\\d:00.000[+-]\\d\\d:\\d\\d\"}");
        assertThat(Truth.parse(truth.json())).isEqualTo(truth);
    }

    @Test
    void faultsNameNoRule() {
        Truth truth = Simulations.one(1, "6h", "{type: malformed, at: 1h, for: 30min}").truth().get(0);

        assertThat(truth.rule()).isNull();
        assertThat(truth.kind()).isEqualTo("fault");
        assertThat(truth.json()).contains("\"rule\":null");
        assertThat(Truth.parse(truth.json())).isEqualTo(truth);
    }

    @Test
    void whatTheEndCutsOffIsNotDemanded() {
        Scenario scenario = ScenarioReader.find("hypertension");
        SimulationSettings shortOne = new SimulationSettings(
                1, Simulations.START, Simulations.HOUR + 10 * Simulations.MINUTE, 6, 1, Simulations.STUDY);

        List<Truth> truth = Simulation.of(shortOne, scenario).truth();

        assertThat(truth).hasSize(2).allMatch(each -> each.rule() == null && each.note().startsWith("cut off"));
    }

    @Test
    void everyKindOfInjectionNamesItsRule() {
        assertThat(Simulations.of("all", 1).truth()).extracting(Truth::rule).contains("cardiac-arrest", "blood-pressure-high",
                "blood-pressure-low", "pulse-high", "pulse-low", "spo2-low", "respiration-high", "respiration-low", "temperature-high",
                "temperature-low", "no-data", "not-worn", "battery-low", "poor-signal", null);
    }

    @Test
    void brokenLinesAreRefusedWithWhatIsWrong() {
        assertThatThrownBy(() -> Truth.parse("[]")).hasMessage("it is no JSON object");
        assertThatThrownBy(() -> Truth.parse("{\"user\":")).hasMessage("it is broken JSON");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\"}")).hasMessage("kind is missing");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\",\"kind\":\"fault\",\"onset\":\"noon\"}"))
                .hasMessage("onset is no ISO-8601 time with offset: noon");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\",\"kind\":\"physiological\",\"onset\":\"2026-01-05T07:00:00Z\"}"))
                .hasMessage("rule is missing; only a fault has none");
    }
}
