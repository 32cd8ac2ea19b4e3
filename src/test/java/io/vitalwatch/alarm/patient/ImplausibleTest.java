package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.patient.Timeline.measured;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.respiration;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.ImplausibleRule;
import io.vitalwatch.alarm.patient.Timeline.Measured;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/** Values beyond what is plausible may be artefacts, or a patient in danger. */
class ImplausibleTest {
    private static Measured lowSpo2(int percent, int quality) {
        return measured(Group.SPO2, percent, quality, Verdict.IMPLAUSIBLE);
    }

    private static Measured noTemperature(double celsius) {
        return measured(Group.TEMPERATURE, celsius, Reading.NO_QUALITY, Verdict.IMPLAUSIBLE);
    }

    @Test
    void aPressureOfShockIsABloodPressureAlarm() {
        Timeline story = new Timeline().at(0, pressure(95, 60)).at(1800, pressure(48, 25)).at(3600, pressure(46, 24))
                .at(5400, pressure(45, 22));
        assertThat(story.story("blood-pressure-low")).startsWith("start blood-pressure-low high active confirmed live @1800");
        assertThat(story.story("implausible-reading")).isEmpty();
    }

    @Test
    void aPressureThatFallsToShockRisesToHigh() {
        Timeline story = new Timeline().at(0, pressure(95, 60)).at(300, pressure(72, 45)).at(600, pressure(48, 25))
                .at(900, pressure(46, 24)).at(1200, pressure(45, 22)).at(1500, pressure(44, 20));
        assertThat(story.story("blood-pressure-low")).containsExactly(
                "start blood-pressure-low medium active confirmed live @300",
                "update blood-pressure-low high active escalated live @600",
                "update blood-pressure-low high active reminder live @1200");
    }

    @Test
    void valuesThatRepeatAreMediumWhateverTheirQualityAndAskToLookAtThePatient() {
        Timeline story = new Timeline().at(0, lowSpo2(45, 3));
        assertThat(story.story()).isEmpty();
        story.at(60, lowSpo2(44, 3)).at(120, lowSpo2(45, 2)).at(180, spo2(80));
        assertThat(story.story("implausible-reading")).containsExactly(
                "start implausible-reading medium active confirmed live @60", "end implausible-reading medium ended cleared live @180");
        Alert start = story.of("implausible-reading").get(0);
        assertThat(start.onset()).isEqualTo(BEGINNING);
        assertThat(start.message())
                .isEqualTo("SpO2 45, 44 %: not plausible in 2 of the last 3 readings: look at the patient, then verify the sensor.");
        assertThat(start.limit()).isEqualTo(new Alert.Limit("outside the plausible range", 2, 3, 0));
        assertThat(start.readings()).extracting(Alert.Evidence::value).containsExactly(45_000, 44_000);
    }

    @Test
    void aGroupWithoutAQualityCodeAlarmsToo() {
        Measured low = measured(Group.BLOOD_PRESSURE, 25, Reading.NO_QUALITY, Verdict.IMPLAUSIBLE);
        Timeline story = new Timeline().at(0, low).at(500, pressure(120, 80)).at(1000, low).at(1500, pressure(120, 80));
        assertThat(story.story("implausible-reading")).containsExactly(
                "start implausible-reading medium active confirmed live @1000", "end implausible-reading medium ended cleared live @1500");
        assertThat(new Timeline().at(0).at(10, noTemperature(22)).at(70, noTemperature(22)).story("implausible-reading"))
                .containsExactly("start implausible-reading medium active confirmed live @70");
    }

    @Test
    void oneOfThreeOrTwoThatAreFarApartAreNoRepetition() {
        Timeline story = new Timeline().at(0, lowSpo2(45, 3)).at(60, spo2(97)).at(120, spo2(97)).at(180, lowSpo2(45, 3)).at(240, spo2(97));
        assertThat(story.story("implausible-reading")).isEmpty();
        Timeline apart = new Timeline().at(0, lowSpo2(45, 3)).at(4 * 3600 + 1, lowSpo2(45, 3));
        assertThat(apart.story("implausible-reading")).isEmpty();
        Timeline poor = new Timeline().at(0, implausiblePulse(12), lowSpo2(45, 3)).at(60, poorPulse(70)).at(120, poorPulse(70))
                .at(180, poorPulse(70)).at(240, implausiblePulse(12));
        assertThat(poor.story("implausible-reading")).as("poor readings do not count").endsWith(
                "update implausible-reading medium active escalated live @240");
    }

    @Test
    void oneValueAtTheBestQualityIsLowAndRisesWhenItRepeats() {
        Timeline story = new Timeline().at(0, implausiblePulse(12)).at(60, implausiblePulse(13)).at(120, implausiblePulse(14))
                .at(180, pulse(70));
        assertThat(story.story("implausible-reading")).containsExactly(
                "start implausible-reading low active confirmed live @0",
                "update implausible-reading medium active escalated live @60",
                "end implausible-reading medium ended cleared live @180");
    }

    @Test
    void itStaysOpenUntilEveryGroupThatWasImplausibleHasRecovered() {
        Timeline story = new Timeline().at(0, measured(Group.RESPIRATION, 2, 4, Verdict.IMPLAUSIBLE), spo2(97))
                .at(60, respiration(12), lowSpo2(43, 4)).restored().at(90, respiration(12)).at(120, respiration(12), spo2(97));
        assertThat(story.story("implausible-reading")).containsExactly(
                "start implausible-reading low active confirmed live @0", "end implausible-reading low ended cleared live @120");
        assertThat(story.of("implausible-reading").get(1).message()).isEqualTo("Recovered: SpO2 97 %.");
    }

    @Test
    void aTemperatureOfABraceletThatIsOffIsNotWornAndNeverRepeats() {
        Timeline story = new Timeline().at(0).worn(false).at(60).at(70, noTemperature(24)).at(130, noTemperature(23))
                .at(190, noTemperature(22)).worn(true).at(240).at(250, noTemperature(29)).at(310, temperature(36));
        assertThat(story.story("implausible-reading")).isEmpty();
        assertThat(story.verdicts).containsEntry(Verdict.NOT_WORN, 3).containsEntry(Verdict.IMPLAUSIBLE, 1);
    }

    @Test
    void repetitionCanBeSwitchedOff() {
        ImplausibleRule rule = new ImplausibleRule("implausible-reading", Kind.TECHNICAL, Priority.LOW, Set.of(4), null, 2, 3, 0, 1);
        Timeline story = new Timeline(Rules.settings(), new Catalogue(List.of(rule)));
        story.at(0, lowSpo2(45, 3)).at(60, lowSpo2(45, 3)).at(120, lowSpo2(45, 4)).at(180, lowSpo2(45, 4));
        assertThat(story.story()).containsExactly("start implausible-reading low active confirmed live @120");
        assertThat(rule.priorities()).containsExactly(Priority.LOW);
    }
}
