package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A live alarm takes its priority from live data, not from old data that had raised it. */
class LivePriorityTest {
    /** 80, 80 come an hour late; 90 is below 91 and not below 85. */
    private static Timeline oldHighThenNinety() {
        return new Timeline().deliver(Timeline.BEGINNING + 3_600_000, new Timeline().row(0, spo2(80)), new Timeline().row(60, spo2(80)))
                .at(3600, 3630, spo2(90));
    }

    @Test
    void aReadingThatShowsMediumMakesAnOldHighAlarmLiveAtMedium() {
        Timeline story = oldHighThenNinety();
        assertThat(story.story("spo2-low")).containsExactly("start spo2-low high active confirmed historical @60",
                "update spo2-low medium active live live @3600");
        assertThat(story.of("spo2-low").get(1).gravest().label()).isEqualTo("high");
        assertThat(story.at(3660, spo2(97)).at(3720, spo2(97)).story("spo2-low")).hasSize(3)
                .endsWith("end spo2-low medium ended cleared live @3720");
    }

    @Test
    void liveDataThatShowHighRaiseIt() {
        assertThat(oldHighThenNinety().at(3660, spo2(84)).story("spo2-low")).hasSize(3).endsWith(
                "update spo2-low medium active live live @3600", "update spo2-low high active escalated live @3660");
    }

    @Test
    void aReadingThatShowsHighMakesItLiveAtHigh() {
        Timeline story = new Timeline().deliver(Timeline.BEGINNING + 3_600_000, new Timeline().row(0, spo2(80)),
                new Timeline().row(60, spo2(80)))
                .at(3600, 3630, spo2(82));
        assertThat(story.story("spo2-low")).endsWith("update spo2-low high active live live @3600");
    }

    /** The same in one delivery, for another ladder: the alarm begins live at what its live reading shows. */
    @Test
    void anAlarmThatBeginsWithOldAndLiveDataHasThePriorityOfTheLiveOnes() {
        Timeline rows = new Timeline();
        Timeline story = new Timeline().at(0, pressure(120, 80)).at(3600, pressure(85, 70)).deliver(Timeline.BEGINNING + 3_610_000,
                rows.row(1200, pressure(60, 40)), rows.row(1800, pressure(62, 40)));
        assertThat(story.story("blood-pressure-low")).first().isEqualTo("start blood-pressure-low medium active confirmed live @3600");
    }

    @Test
    void aRestoreChangesNothing() {
        Timeline story = oldHighThenNinety().restored().at(3660, spo2(90)).restored().at(3720, spo2(90));
        assertThat(story.story("spo2-low")).hasSize(2);
    }
}
