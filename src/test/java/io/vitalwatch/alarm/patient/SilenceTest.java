package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery.Undated;

import org.junit.jupiter.api.Test;

class SilenceTest {
    @Test
    void tenMinutesWithoutADeliveryIsNoDataAndTheNextDeliveryEndsIt() {
        Timeline story = new Timeline().at(0, pulse(70)).silenceUntil(599);
        assertThat(story.story()).isEmpty();

        story.silenceUntil(600).silenceUntil(4000).at(4001, pulse(70));

        assertThat(story.story()).containsExactly(
                "start no-data medium active confirmed live @600", "end no-data medium ended cleared live @4001");
        assertThat(story.alerts.get(0).onset()).isEqualTo(Timeline.BEGINNING);
    }

    @Test
    void aDeadlineThatPassedBeforeTheNextDeliveryCountsEvenIfNoWatermarkSaidSo() {
        Timeline told = new Timeline().at(0, pulse(70)).silenceUntil(700).at(1000, pulse(70));
        Timeline untold = new Timeline().at(0, pulse(70)).at(1000, pulse(70));

        assertThat(untold.alerts).isEqualTo(told.alerts);
        assertThat(untold.alerts).hasSize(2);
    }

    /** While only rows came whose time cannot be believed, silence was not due at any time. */
    @Test
    void silenceIsDueFromTheFirstRowOnThoughDeliveriesWithoutOneCameBefore() {
        Catalogue onlySilence = new Catalogue(Rules.catalogue().rules().stream().filter(rule -> rule.id().equals("no-data")).toList());
        Timeline story = new Timeline(Rules.settings(), onlySilence).undated(0, Undated.Why.OLD, 0, 0).at(60).silenceUntil(700);

        assertThat(story.story("no-data")).containsExactly("start no-data medium active confirmed live @660");
    }

    @Test
    void openAlarmsTurnUnknownAndNeverEnd() {
        Timeline story = new Timeline().at(0, spo2(88)).at(60, spo2(88)).at(70, pressure(200, 100)).silenceUntil(7200);

        assertThat(story.story()).containsExactly(
                "start spo2-low medium active confirmed live @60",
                "start blood-pressure-high medium active confirmed live @70",
                "start no-data medium active confirmed live @670",
                "update spo2-low medium unknown no-data live @670",
                "update blood-pressure-high medium unknown no-data live @4570");
    }

    @Test
    void theAlarmIsKnownAgainOnlyByAReadingOfItsOwn() {
        Timeline story = new Timeline().at(0, spo2(88)).at(60, spo2(88)).silenceUntil(3600).at(3660, pulse(70)).at(3720, spo2(88));

        assertThat(story.story("spo2-low")).containsExactly(
                "start spo2-low medium active confirmed live @60",
                "update spo2-low medium unknown no-data live @660",
                "update spo2-low medium active data-back live @3720");
    }

    @Test
    void aBacklogThatArrivesInTimeIsNoSilence() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 120; minute++) {
            story.at(minute * 60, pulse(70));
        }
        assertThat(story.story()).isEmpty();
    }

    @Test
    void aDeliveryOfDuplicatesOnlyIsNoNews() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, 500, pulse(70)).silenceUntil(600);
        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @600");
        assertThat(story.events.get(MonitorOutput.Event.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void afterTheTimeToLiveAlarmsEndAndThePatientIsForgotten() {
        Timeline story = new Timeline().at(0, spo2(88)).at(60, spo2(88)).silenceUntil(8 * 86_400);

        assertThat(story.patient()).isNull();
        assertThat(story.story()).endsWith(
                "end spo2-low medium ended expired live @" + (60 + 7 * 86_400), "end no-data medium ended expired live @" + (60 + 7 * 86_400));
        assertThat(story.of("spo2-low")).extracting(Alert::sequence).containsExactly(0, 1, 2);
    }
}
