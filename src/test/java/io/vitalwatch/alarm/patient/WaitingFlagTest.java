package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Delivery.Part;
import io.vitalwatch.window.PatientClock;

import org.junit.jupiter.api.Test;

/** A cardiac-arrest flag in a delivery that waits because its timestamp is too far ahead. Times are seconds from the beginning. */
class WaitingFlagTest {
    private static final double YEAR = 365 * 86_400;

    @Test
    void alarmsAtOnceAndOnlyOnce() {
        Timeline story = new Timeline().at(0, pulse(72));

        story.part(Part.FLAGS, 60, YEAR, story.row(55, pulse(60), arrest(1)));

        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @55");
        assertThat(story.alerts.get(0).arrived()).as("the stamp of the record").isEqualTo(BEGINNING + (long) YEAR * 1000);

        story.part(Part.AFTER_FLAGS, 70, YEAR, story.row(55, pulse(60), arrest(1)));

        assertThat(story.story()).hasSize(1);
    }

    @Test
    void movesNeitherPatientClockNorLastArrivalNorWindows() {
        Timeline story = new Timeline().at(0, pulse(72));
        long clock = story.patient().clock();
        long lastArrival = story.patient().lastArrival();

        story.part(Part.FLAGS, 60, YEAR, story.row(50, pulse(61)), story.row(55, pulse(60), arrest(1)));

        assertThat(story.patient().clock()).isEqualTo(clock);
        assertThat(story.patient().lastArrival()).isEqualTo(lastArrival);
        assertThat(story.patient().readings()).isEqualTo(1);
        assertThat(story.events).containsOnlyKeys(MonitorOutput.Event.NEW_PATIENT, MonitorOutput.Event.ACCEPTED,
                MonitorOutput.Event.PATIENT_HOUR);
        assertThat(story.events.get(MonitorOutput.Event.ACCEPTED)).isEqualTo(1);

        story.part(Part.AFTER_FLAGS, 70, YEAR, story.row(50, pulse(61)), story.row(55, pulse(60), arrest(1)));

        assertThat(story.patient().readings()).isEqualTo(3);
        assertThat(story.events.get(MonitorOutput.Event.ACCEPTED)).isEqualTo(3);
    }

    @Test
    void alarmsForAPatientWhoWasNeverSeenBeforeAndHasNoDeadlineUntilTheDeliveryIsJudged() {
        Timeline story = new Timeline();

        story.part(Part.FLAGS, 60, YEAR, story.row(55, arrest(1)));

        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @55");
        assertThat(story.patient().clock()).isEqualTo(PatientClock.UNSET);
        assertThat(new PatientMonitor(Rules.settings(), Rules.catalogue(), java.util.Set.of()).deadline(story.patient()))
                .isEqualTo(Evaluation.NEVER);

        story.restored().part(Part.AFTER_FLAGS, 70, YEAR, story.row(55, arrest(1)));

        assertThat(story.story()).hasSize(1);
        assertThat(story.patient().lastArrival()).isEqualTo(BEGINNING + 70_000);
        assertThat(story.events.get(MonitorOutput.Event.NEW_PATIENT)).isEqualTo(1);
    }

    @Test
    void theRecordIsTheOneOfADeliveryThatDoesNotWait() {
        Timeline waiting = new Timeline().at(0, pulse(72));
        waiting.part(Part.FLAGS, 60, 200, waiting.row(150, pulse(61)), waiting.row(155, pulse(60), arrest(1)));
        waiting.part(Part.AFTER_FLAGS, 200, 200, waiting.row(150, pulse(61)), waiting.row(155, pulse(60), arrest(1)));
        Timeline atOnce = new Timeline().at(0, pulse(72));
        atOnce.part(Part.WHOLE, 200, 200, atOnce.row(150, pulse(61)), atOnce.row(155, pulse(60), arrest(1)));

        assertThat(waiting.alerts).isEqualTo(atOnce.alerts);
        assertThat(waiting.windows).isEqualTo(atOnce.windows);
        assertThat(waiting.verdicts).isEqualTo(atOnce.verdicts);
    }

    @Test
    void isHistoricalOnlyWhereItIsOldByTheStampAndByTheClock() {
        assertThat(flag(3_600, 7_200).story()).as("old by both").containsExactly(
                "start cardiac-arrest high active confirmed historical @0");
        assertThat(flag(60, 7_200).story()).as("new by the clock").containsExactly("start cardiac-arrest high active confirmed live @0");
        assertThat(flag(-60, 7_200).story()).as("ahead of the clock").containsExactly(
                "start cardiac-arrest high active confirmed live @0");
    }

    @Test
    void turnsLiveWhenItsDeliveryIsJudgedAtAnEarlierClock() {
        Timeline story = new Timeline();
        story.flagsWithoutClock(7_200, story.row(0, arrest(1)));
        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed historical @0");

        story.part(Part.AFTER_FLAGS, 60, 7_200, story.row(0, arrest(1)));

        assertThat(story.story()).last().isEqualTo("update cardiac-arrest high active live live @0");
    }

    @Test
    void aClockThatRanAheadMakesNoLiveReadingHistorical() {
        Timeline story = new Timeline();

        story.part(Part.WHOLE, 7_200, 60, story.row(55, arrest(1)));

        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @55");
    }

    private static Timeline flag(double clock, double stamp) {
        Timeline story = new Timeline();
        return story.part(Part.FLAGS, clock, stamp, story.row(0, arrest(1)));
    }
}
