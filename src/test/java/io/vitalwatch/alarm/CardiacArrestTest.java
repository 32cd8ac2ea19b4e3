package io.vitalwatch.alarm;

import static io.vitalwatch.alarm.Timeline.arrest;
import static io.vitalwatch.alarm.Timeline.pressure;
import static io.vitalwatch.alarm.Timeline.pulse;
import static org.assertj.core.api.Assertions.assertThat;

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
    void aFlagOlderThanTheReachAlarmsAsHistoricalOnceAndPassesWhenAPulseBeatsNow() {
        Timeline story = new Timeline().at(100_000, pulse(70)).at(100_060, pulse(71)).at(50, 100_060, arrest(1));

        assertThat(story.story()).containsExactly(
                "start cardiac-arrest high active confirmed historical @50", "end cardiac-arrest high ended passed historical @100060");
        assertThat(story.events.get(Outcome.Event.STALE)).isEqualTo(1);

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
}
