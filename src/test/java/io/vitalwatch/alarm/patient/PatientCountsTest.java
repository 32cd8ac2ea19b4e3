package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput.Event;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;

/** What is counted and kept of a patient. */
class PatientCountsTest {
    @Test
    void aDeliveryWithoutSamplesMakesNoPatient() {
        Timeline story = new Timeline().deliver(BEGINNING);
        assertThat(story.patient()).isNull();
        assertThat(story.events).isEmpty();
        story.at(0, pulse(70)).deliver(BEGINNING + 60_000);
        assertThat(story.patient()).isNotNull();
        assertThat(story.events.get(Event.NEW_PATIENT)).isOne();
    }

    @Test
    void anHourOfThePatientClockCountsOnce() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(70)).at(3599, pulse(70));
        assertThat(story.events.get(Event.PATIENT_HOUR)).isOne();
        story.at(3600, pulse(70)).at(3000, 3601, spo2(97)).at(3660, pulse(70)).at(36_000, pulse(70));
        assertThat(story.events.get(Event.PATIENT_HOUR)).isEqualTo(3);
    }

    @Test
    void whatIsKnownOfSampleTimesIsBoundedByTheReachAndAQuarterOfIt() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 600; minute++) {
            story.at(minute * 60, pulse(70)).at(minute * 60 + 1, temperature(37));
        }
        assertThat(story.patient().rows.times(SampleType.ACTIVITY).size()).isBetween(60, 77);
        assertThat(story.patient().rows.times(SampleType.TEMPERATURE).size()).isBetween(60, 77);
        assertThat(story.patient().ring(Group.PULSE).size()).isLessThan(85);
    }

    @Test
    void aStaleSampleIsCountedWithItsReadingsAndIsNoSignOfLife() {
        Timeline story = new Timeline().at(7200, pulse(70)).silenceUntil(9000);
        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @7800");
        story.at(0, 9001, pulse(70), spo2(97));
        assertThat(story.events.get(Event.STALE)).isOne();
        assertThat(story.verdicts.get(Verdict.USABLE)).isEqualTo(3);
        assertThat(story.story("no-data")).as("still open").hasSize(1);
        assertThat(story.rejections).singleElement().satisfies(rejection -> assertThat(rejection.reason()).isEqualTo("stale"));
        story.at(0, 9002, arrest(0));
        assertThat(story.story("cardiac-arrest")).as("no flag").isEmpty();
    }

    @Test
    void aReadingThatComesAgainInARowThatAddsSomethingIsADuplicateReading() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, pulse(70), spo2(97));
        assertThat(story.verdicts).containsEntry(Verdict.USABLE, 2).containsEntry(Verdict.DUPLICATE, 1);
        assertThat(story.patient().ring(Group.PULSE).value(0)).isEqualTo(70_000);
    }
}
