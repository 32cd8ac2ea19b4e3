package io.vitalwatch.simulator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.SimulationSettings;
import io.vitalwatch.simulator.Simulations;
import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;

import java.util.List;

class TruthTest {
    @Test
    void aLineNamesUserEventAndTimesInThePatientsOwnOffset() {
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
    void anInjectionThatIsCutOffByTheEndDemandsNoAlarm() {
        Scenario scenario = ScenarioReader.find("hypertension");
        SimulationSettings shortOne = new SimulationSettings(
                1, Simulations.START, Simulations.HOUR + 10 * Simulations.MINUTE, 6, 1, Simulations.STUDY);

        List<Truth> truth = Simulation.of(shortOne, scenario).truth();

        assertThat(truth).hasSize(2).allMatch(each -> !each.due() && each.note().equals("not due: cut off by the end of the simulation"));
        assertThat(truth).allSatisfy(each -> assertThat(Truth.parse(each.json())).isEqualTo(each));
    }

    @Test
    void anInjectionOfWhichTheDataAreSentAfterTheEndIsNotDue() {
        Scenario scenario = ScenarioReader.read("""
                for: 4h
                groups:
                  - events:
                      - {type: desaturation, at: 30min, for: 60min}
                      - {type: offline, at: 20min, for: 3h}
                """, "test.yaml", "test");
        SimulationSettings shortOne = new SimulationSettings(1, Simulations.START, 2 * Simulations.HOUR, 1, 1, Simulations.STUDY);
        SimulationSettings whole = new SimulationSettings(1, Simulations.START, 4 * Simulations.HOUR, 1, 1, Simulations.STUDY);

        assertThat(Simulation.of(shortOne, scenario).truth()).filteredOn(each -> each.event().equals("desaturation")).singleElement()
                .matches(each -> each.rule().equals("spo2-low") && !each.due())
                .extracting(Truth::note).isEqualTo("not due: its data are sent after the end of the simulation");
        assertThat(Simulation.of(shortOne, scenario).truth()).filteredOn(each -> each.event().equals("offline")).allMatch(Truth::due);
        assertThat(Simulation.of(whole, scenario).truth()).allMatch(Truth::due);
    }

    @Test
    void truthNamesTheRuleOfEachEvent() {
        assertThat(Simulations.of("all", 1).truth()).extracting(Truth::rule).contains("cardiac-arrest", "blood-pressure-high",
                "blood-pressure-low", "pulse-high", "pulse-low", "spo2-low", "respiration-high", "respiration-low", "temperature-high",
                "temperature-low", "no-data", "not-worn", "battery-low", "poor-signal", null);
    }

    @Test
    void brokenLinesAreRefusedWithWhatIsWrong() {
        assertThatThrownBy(() -> Truth.parse("[]")).hasMessage("the line is not a JSON object");
        assertThatThrownBy(() -> Truth.parse("{\"user\":")).hasMessage("the line is broken JSON");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\"}")).hasMessage("kind is missing");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\",\"kind\":\"fault\",\"onset\":\"noon\"}"))
                .hasMessage("onset is not an ISO-8601 time with offset: noon");
        assertThatThrownBy(() -> Truth.parse("{\"user\":\"u\",\"kind\":\"physiological\",\"onset\":\"2026-01-05T07:00:00Z\"}"))
                .hasMessage("rule is missing; only a fault has none");
    }
}
