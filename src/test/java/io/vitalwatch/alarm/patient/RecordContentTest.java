package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.Ids;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a record says of its grounds, and the borders of freshness and reminders. */
class RecordContentTest {
    @Test
    void aStartNamesTheReadingsThatDecidedAndTheirLimit() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(140)).at(120, pulse(80)).at(180, pulse(145));
        Alert start = story.alerts.get(0);
        assertThat(start.onset()).isEqualTo(BEGINNING + 60_000);
        assertThat(start.observed()).isEqualTo(BEGINNING + 180_000);
        assertThat(start.arrived()).isEqualTo(BEGINNING + 180_000);
        assertThat(start.offsetMinutes()).isEqualTo(60);
        assertThat(start.user()).isEqualTo(Timeline.USER);
        assertThat(start.study()).isEqualTo("EZTJD");
        assertThat(start.limit().with(List.of())).isEqualTo(new Alert.Limit("pulse >= 131", 2, 3, 15_000));
        assertThat(start.readings()).containsExactly(seen(Vital.PULSE, 140, 60), seen(Vital.PULSE, 80, 120), seen(Vital.PULSE, 145, 180));
        assertThat(start.message()).isEqualTo("Pulse 140, 80, 145 /min: pulse >= 131 in 2 of the last 3 readings.");
        assertThat(start.episode()).isEqualTo(Ids.episode(Timeline.USER, "pulse-high", BEGINNING + 60_000));
        assertThat(start.id()).isEqualTo(Ids.record(start.episode(), 0));
    }

    @Test
    void evidenceIsTheNewestFourReadingsOfWhatDecided() {
        Timeline story = new Timeline();
        for (int second = 0; second <= 15; second++) {
            story.at(second, pulse(135));
        }
        assertThat(story.alerts).hasSize(1);
        assertThat(story.alerts.get(0).onset()).isEqualTo(BEGINNING);
        assertThat(story.alerts.get(0).readings()).extracting(Alert.Evidence::at).containsExactly(
                BEGINNING + 12_000, BEGINNING + 13_000, BEGINNING + 14_000, BEGINNING + 15_000);
    }

    @Test
    void anEndNamesTheReadingsThatCleared() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140)).at(120, pulse(70)).at(180, poorPulse(70)).at(240, pulse(72));
        Alert end = story.alerts.get(1);
        assertThat(end.reason()).isEqualTo(Reason.CLEARED);
        assertThat(end.readings()).containsExactly(seen(Vital.PULSE, 70, 120), seen(Vital.PULSE, 72, 240));
        assertThat(end.message()).isEqualTo("Recovered from pulse >= 131: pulse 70, 72 /min.");
        assertThat(end.onset()).isEqualTo(BEGINNING);
        assertThat(end.sequence()).isEqualTo(1);
    }

    @Test
    void anEscalationNamesItsOwnRung() {
        Timeline story = new Timeline().at(0, pressure(190, 100)).at(1800, pressure(195, 100)).at(3600, pressure(170, 95));
        List<Alert> rises = story.of("blood-pressure-high").stream().filter(alert -> alert.reason() == Reason.ESCALATED).toList();
        assertThat(rises).hasSize(1);
        Alert rise = rises.get(0);
        assertThat(rise.priority()).isEqualTo(Priority.HIGH);
        assertThat(rise.limit().with(List.of())).isEqualTo(new Alert.Limit("systolic > 180 or diastolic > 120", 2, 2, 15_000));
        assertThat(rise.readings()).hasSize(6);
        assertThat(rise.message()).startsWith("Systolic 190, 195 mmHg, diastolic 100, 100 mmHg, mean 130, 131.667 mmHg");
    }

    @Test
    void aFallingPriorityGoesOnAndSaysSo() {
        Timeline story = new Timeline().at(0, spo2(84)).at(60, spo2(84)).at(120, spo2(90)).at(180, spo2(90));
        assertThat(story.story()).containsExactly(
                "start spo2-low high active confirmed live @60", "update spo2-low medium active deescalated live @180");
        assertThat(story.alerts.get(1).message()).isEqualTo("SpO2 84, 90, 90 %: spo2 <= 91 in 2 of the last 3 readings.");
        assertThat(story.alerts.get(1).readings()).containsExactly(
                seen(Vital.SPO2, 84, 60), seen(Vital.SPO2, 90, 120), seen(Vital.SPO2, 90, 180));
    }

    @Test
    void anAlarmOnDataOfFifteenMinutesIsLiveAndASecondOlderHistorical() {
        Timeline live = new Timeline().arrivingAfter(900).at(0, spo2(88)).at(60, spo2(88));
        assertThat(live.alerts.get(0).freshness()).isEqualTo(Freshness.LIVE);
        assertThat(live.alerts.get(0).ageSeconds()).isEqualTo(900);
        Timeline historical = new Timeline().arrivingAfter(901).at(0, spo2(88)).at(60, spo2(88));
        assertThat(historical.alerts.get(0).freshness()).isEqualTo(Freshness.HISTORICAL);
    }

    @Test
    void aHistoricalAlarmTurnsLiveOnlyByAReadingThatShowsIt() {
        Timeline story = new Timeline().arrivingAfter(1000).at(0, spo2(88)).at(60, spo2(88)).arrivingAfter(0).at(1100, spo2(92));
        assertThat(story.alerts).as("92 neither shows nor clears it").hasSize(1);
        story.at(1160, spo2(91));
        assertThat(story.story()).endsWith("update spo2-low medium active live live @1160");
    }

    @Test
    void aReminderComesAfterTheIntervalSinceTheLastRecordNotBefore() {
        Timeline story = new Timeline().at(0, spo2(84)).at(60, spo2(84)).at(659.999, spo2(84));
        assertThat(story.alerts).hasSize(1);
        story.at(660, spo2(84)).at(1259, spo2(84)).at(1260, spo2(84));
        assertThat(story.story()).containsExactly(
                "start spo2-low high active confirmed live @60", "update spo2-low high active reminder live @660",
                "update spo2-low high active reminder live @1260");
        assertThat(story.alerts.get(1).message()).isEqualTo("Still high priority: SpO2 84 % now, limit spo2 <= 85, since 15:00.");
        assertThat(story.alerts.get(1).limit().with(List.of())).isEqualTo(new Alert.Limit("spo2 <= 85", 2, 3, 15_000));
    }

    @Test
    void mediumAndHistoricalAlarmsAndThoseWithoutAnIntervalAreNotRepeated() {
        Timeline medium = new Timeline();
        Timeline historical = new Timeline().arrivingAfter(3600);
        Timeline never = new Timeline(new MonitorSettings(Rules.HOUR, 5 * Rules.MINUTE, 15 * Rules.MINUTE, 0, 7 * 24 * Rules.HOUR),
                Rules.catalogue());
        for (int minute = 0; minute < 40; minute++) {
            medium.at(minute * 60, spo2(88));
            historical.at(minute * 60, spo2(80));
            never.at(minute * 60, spo2(80));
        }
        assertThat(medium.alerts).hasSize(1);
        assertThat(historical.of("spo2-low")).hasSize(1);
        assertThat(never.alerts).hasSize(1);
    }

    @Test
    void aFlagNamesThePulsesOfTheLastTenMinutesAndAtMostThree() {
        Timeline story = new Timeline().at(0, pulse(71)).at(100, pulse(72)).at(160, poorPulse(73)).at(220, pulse(74)).at(701, arrest(1));
        Alert start = story.alerts.get(0);
        assertThat(start.readings()).extracting(Alert.Evidence::vital)
                .containsExactly(Vital.CARDIAC_ARREST, Vital.PULSE, Vital.PULSE);
        assertThat(start.readings().get(0)).isEqualTo(new Alert.Evidence(Vital.CARDIAC_ARREST, 1000, Reading.NO_QUALITY, BEGINNING
                + 701_000));
        assertThat(start.message()).isEqualTo("The bracelet reports cardiac arrest (code 1); pulse 73, 74 /min.");
        assertThat(start.limit().condition()).isEqualTo("cardiac-arrest = 1 or cardiac-arrest = 2");
        Timeline near = new Timeline().at(0, pulse(71)).at(60, pulse(72)).at(120, pulse(73)).at(180, pulse(74)).at(240, arrest(2));
        assertThat(near.alerts.get(0).readings()).extracting(Alert.Evidence::value).containsExactly(2000, 72_000, 73_000, 74_000);
        assertThat(new Timeline().at(0, arrest(1)).alerts.get(0).message())
                .isEqualTo("The bracelet reports cardiac arrest (code 1); no pulse nearby.");
    }

    @Test
    void aFlagWithItsOwnPrioritiesAndContexts() {
        Evaluation rule = new FlagRule("cardiac-arrest", Kind.PHYSIOLOGICAL, Map.of(1, Priority.LOW, 2, Priority.HIGH), Set.of(), null,
                5 * Rules.MINUTE, Set.of(Circumstance.CHARGING, Circumstance.NOT_WORN));
        Timeline story = new Timeline(Rules.settings(), new Catalogue(List.of(rule)));
        story.worn(false).at(0, arrest(2)).worn(true).charging(true).at(60, arrest(2)).charging(false).at(120, arrest(3));
        assertThat(story.alerts).isEmpty();
        story.at(180, arrest(1)).at(240, arrest(2)).at(300, arrest(1));
        assertThat(story.story()).containsExactly(
                "start cardiac-arrest low active confirmed live @180", "update cardiac-arrest high active escalated live @240",
                "update cardiac-arrest low active deescalated live @300");
    }

    @Test
    void noDataNamesItsDeadlineAndTheLastArrival() {
        Timeline story = new Timeline().at(0, 30, pulse(70)).silenceUntil(5000);
        Alert start = story.alerts.get(0);
        assertThat(start.onset()).isEqualTo(BEGINNING + 30_000);
        assertThat(start.observed()).isEqualTo(BEGINNING + 630_000);
        assertThat(start.arrived()).isEqualTo(BEGINNING + 630_000);
        assertThat(start.limit().with(List.of())).isEqualTo(new Alert.Limit("no delivery", 0, 0, 600_000));
        assertThat(start.message()).isEqualTo("Nothing arrived for 10 min.");
        assertThat(start.readings()).isEmpty();
        story.at(5001, pulse(70));
        assertThat(story.alerts.get(1).message()).isEqualTo("Data arrives again.");
        assertThat(story.alerts.get(1).kind()).isEqualTo(Kind.TECHNICAL);
    }

    private static Alert.Evidence seen(Vital vital, int value, int second) {
        return new Alert.Evidence(vital, value * 1000, 4, BEGINNING + second * 1000L);
    }
}
