package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

class CardiacArrestTest {
    @Test
    void alarmsAtTheFirstSampleWithThePulseInItsEvidence() {
        Timeline story = new Timeline().at(0, pulse(79), arrest(1)).at(3, pressure(121, 64));

        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @0");
        assertThat(story.alerts.get(0).readings())
                .extracting(Alert.Evidence::vital).containsExactly(Vital.CARDIAC_ARREST, Vital.PULSE);
        assertThat(story.alerts.get(0).readings().get(1).value()).isEqualTo(79_000);
    }

    @Test
    void bothCodesAreGraveByDefaultAndZeroIsNoFlag() {
        assertThat(new Timeline().at(0, pulse(70), arrest(2)).story()).hasSize(1);
        assertThat(new Timeline().at(0, pulse(70)).story()).isEmpty();
    }

    @Test
    void anUnknownCodeIsGraveAndSaysThatItIsUnknown() {
        for (int code : new int[] {3, 255, 2_000_000}) {
            Timeline story = new Timeline().at(0, arrest(code));
            assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @0");
            assertThat(story.alerts.get(0).message()).isEqualTo("The bracelet reports cardiac arrest (unknown code " + code
                    + "); no pulse nearby.");
            assertThat(story.alerts.get(0).limit().condition()).isEqualTo("cardiac-arrest = any other code");
        }
        assertThat(new Timeline().at(0, arrest(1)).alerts.get(0).limit().condition()).isEqualTo("cardiac-arrest = 1 or cardiac-arrest = 2");
    }

    @Test
    void repeatedFlagsDoNotRepeatTheAlarm() {
        assertThat(new Timeline().at(0, arrest(1)).at(60, arrest(1)).at(120, arrest(1)).story()).hasSize(1);
    }

    @Test
    void clearsFiveMinutesAfterTheLastFlagWithAUsablePulse() {
        Timeline story = new Timeline().at(0, arrest(1)).at(60, arrest(1), pulse(60)).at(120, pulse(70)).at(300, pulse(72));
        assertThat(story.story()).hasSize(1);

        story.at(360, pulse(74));

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed live @0", "end cardiac-arrest high ended cleared live @360");
    }

    @Test
    void withoutAPulseItStaysAndIsUnknownAndReminds() {
        Timeline story = new Timeline().at(0, arrest(1)).at(299).at(300).at(600).at(900);

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed live @0",
                "update cardiac-arrest high unknown no-usable-reading live @300",
                "update cardiac-arrest high unknown reminder live @900");

        assertThat(story.at(960, pulse(70)).story()).last().isEqualTo("end cardiac-arrest high ended cleared live @960");
    }

    @Test
    void anUnwornBraceletDoesNotSilenceTheFlag() {
        assertThat(new Timeline().worn(false).at(0, arrest(1)).story()).containsExactly("start cardiac-arrest high active confirmed live @0");
    }

    @Test
    void aFlagOnARowThatIsKnownAlreadyStillAlarms() {
        assertThat(new Timeline().at(0, pulse(70)).at(0, arrest(1)).story()).hasSize(1);
    }

    @Test
    void aFlagOlderThanTheReachAlarmsAsHistoricalOnceAndPasses() {
        Timeline story = new Timeline().at(100_000, pulse(70)).at(100_060, pulse(71)).at(50, 100_060, arrest(1));

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed historical @50", "end cardiac-arrest high ended passed historical @50");
        assertThat(story.events.get(MonitorOutput.Event.STALE)).isEqualTo(1);

        assertThat(story.at(50, 100_120, arrest(1)).story()).hasSize(2);
    }

    @Test
    void aFlagInABacklogIsHistoricalAndTurnsLiveWhenItStillHoldsOnFreshData() {
        Timeline story = new Timeline().at(0, 7200, arrest(1)).at(60, 7200, arrest(1)).at(7200, arrest(1));

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed historical @0", "update cardiac-arrest high active live live @7200");
    }

    @Test
    void anEarlierFlagThatComesLateIsEvidenceOfTheOpenAlarm() {
        Timeline story = new Timeline().at(600, arrest(1)).at(540, 601, arrest(1));

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed live @600", "update cardiac-arrest high active late-evidence live @540");
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
