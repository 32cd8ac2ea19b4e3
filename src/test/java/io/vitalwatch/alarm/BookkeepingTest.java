package io.vitalwatch.alarm;

import static io.vitalwatch.alarm.Timeline.BEGINNING;
import static io.vitalwatch.alarm.Timeline.arrest;
import static io.vitalwatch.alarm.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.Timeline.poorPulse;
import static io.vitalwatch.alarm.Timeline.pressure;
import static io.vitalwatch.alarm.Timeline.pulse;
import static io.vitalwatch.alarm.Timeline.spo2;
import static io.vitalwatch.alarm.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.Outcome.Event;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import java.util.List;

import org.junit.jupiter.api.Test;

/** Counters, windows and what is kept: the monitor's books beside the alarms. */
class BookkeepingTest {
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
    void whatIsKnownOfSampleTimesIsBoundedByTheReach() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 600; minute++) {
            story.at(minute * 60, pulse(70)).at(minute * 60 + 1, temperature(37));
        }
        assertThat(story.patient().known[SampleType.ACTIVITY.ordinal()].size()).isBetween(60, 62);
        assertThat(story.patient().known[SampleType.TEMPERATURE.ordinal()].size()).isBetween(60, 62);
        assertThat(story.patient().ring(Group.PULSE).size()).isLessThan(70);
    }

    @Test
    void silenceClosesTheRunningWindow() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(80));
        assertThat(story.windows).isEmpty();
        story.silenceUntil(660);
        assertThat(story.windows).extracting(WindowSummary::count).containsExactly(2);
        story.at(120, 700, pulse(90));
        assertThat(story.windows).as("a correction supersedes it").extracting(WindowSummary::count).containsExactly(2, 3);
    }

    @Test
    void aForgottenPatientsLastWindowIsClosedToo() {
        Catalogue none = new Catalogue(List.of());
        Timeline story = new Timeline(Rules.settings(), none).at(0, pulse(70)).silenceUntil(7 * 86_400 - 1);
        assertThat(story.windows).isEmpty();
        story.silenceUntil(7 * 86_400);
        assertThat(story.patient()).isNull();
        assertThat(story.windows).extracting(WindowSummary::vital).containsExactly(Vital.PULSE);
    }

    @Test
    void aLateReadingCorrectsItsWindowBeforeLaterOnesAreClosed() {
        Timeline story = new Timeline().at(0, pulse(70)).at(310, pulse(80));
        assertThat(story.windows).hasSize(1);
        story.deliver(BEGINNING + 720_000, story.row(100, pulse(60)), story.row(700, pulse(90)));
        assertThat(story.windows).extracting(window -> (window.start() - BEGINNING) / 1000).containsExactly(0L, 0L, 300L);
        assertThat(story.windows.get(1).min()).isEqualTo(60_000);
    }

    @Test
    void aStaleSampleIsCountedWithItsReadingsAndIsASignOfLife() {
        Timeline story = new Timeline().at(7200, pulse(70)).silenceUntil(9000);
        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @7800");
        story.at(0, 9001, pulse(70), spo2(97));
        assertThat(story.events.get(Event.STALE)).isOne();
        assertThat(story.verdicts.get(Verdict.USABLE)).isEqualTo(3);
        assertThat(story.story("no-data")).endsWith("end no-data medium ended cleared live @9001");
        assertThat(story.rejections).singleElement().satisfies(rejection -> assertThat(rejection.reason()).isEqualTo("stale"));
        story.at(0, 9002, arrest(0));
        assertThat(story.story("cardiac-arrest")).as("no flag").isEmpty();
    }

    @Test
    void aSecondReadingOfTheSameMomentIsADuplicateReading() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, pulse(90), spo2(97));
        assertThat(story.verdicts).containsEntry(Verdict.USABLE, 2).containsEntry(Verdict.DUPLICATE, 1);
        assertThat(story.patient().ring(Group.PULSE).value(0)).isEqualTo(70_000);
    }

    @Test
    void aTemperatureRowSaysNothingOfWearing() {
        Timeline story = new Timeline().worn(false).at(0).at(1000, temperature(37));
        assertThat(story.story("not-worn")).isEmpty();
        assertThat(story.at(1001).story("not-worn")).hasSize(1);
    }

    @Test
    void aLateReadingWithinAnEndedEpisodeBelongsToIt() {
        Timeline story = new Timeline().at(0, pressure(200, 100)).at(1800, pressure(120, 80)).at(900, 1801, pressure(210, 100));
        assertThat(story.story("blood-pressure-high")).last().asString().isEqualTo(
                "end blood-pressure-high medium ended cleared live @1800");
        story.at(1860, pressure(210, 100));
        assertThat(story.story("blood-pressure-high")).last().asString().startsWith("start");
    }

    @Test
    void technicalAlarmsTurnLiveToo() {
        Timeline off = new Timeline().arrivingAfter(3600).worn(false).at(0).at(900).arrivingAfter(0).at(5000);
        assertThat(off.story("not-worn")).containsExactly(
                "start not-worn low active confirmed historical @900", "update not-worn low active live live @5000");
        Timeline odd = new Timeline().arrivingAfter(3600).at(0, implausiblePulse(300)).arrivingAfter(0).at(4000, implausiblePulse(301));
        assertThat(odd.story("implausible-reading")).containsExactly(
                "start implausible-reading low active confirmed historical @0", "update implausible-reading low active live live @4000");
        Timeline poor = new Timeline().arrivingAfter(3600).at(0, pulse(70));
        for (int i = 1; i <= 10; i++) {
            poor.at(i * 180, poorPulse(70));
        }
        poor.arrivingAfter(0).at(5600, poorPulse(70)).at(5660, poorPulse(70));
        assertThat(poor.story("poor-signal")).containsExactly(
                "start poor-signal low active confirmed historical @1800", "update poor-signal low active live live @5600");
    }

    @Test
    void aFlagIsOverOnlyByAPulseAfterItAndOfTheLastFiveMinutes() {
        Timeline before = new Timeline().at(0, arrest(1), pulse(70)).at(300, spo2(97));
        assertThat(before.story()).endsWith("update cardiac-arrest high unknown no-usable-reading live @300");
        Timeline old = new Timeline().at(0, arrest(1)).at(100, pulse(70)).at(401, spo2(97));
        assertThat(old.story()).endsWith("update cardiac-arrest high unknown no-usable-reading live @401");
        Timeline recent = new Timeline().at(0, arrest(1)).at(100, pulse(70)).at(400, spo2(97));
        assertThat(recent.story()).endsWith("end cardiac-arrest high ended cleared live @400");
        Alert end = recent.alerts.get(1);
        assertThat(end.readings()).containsExactly(new Alert.Evidence(Vital.PULSE, 70_000, 4, BEGINNING + 100_000));
        assertThat(end.message()).isEqualTo("No flag for 5 min and a usable pulse: pulse 70 /min.");
        Timeline poor = new Timeline().at(0, arrest(1)).at(100, poorPulse(70)).at(300, spo2(97));
        assertThat(poor.story()).endsWith("update cardiac-arrest high unknown no-usable-reading live @300");
    }

    @Test
    void aLateFlagNamesOnlyPulsesUpToItsOwnMoment() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(71)).at(30, 61, arrest(1));
        assertThat(story.of("cardiac-arrest").get(0).readings()).extracting(Alert.Evidence::value).containsExactly(1000, 70_000);
    }
}
