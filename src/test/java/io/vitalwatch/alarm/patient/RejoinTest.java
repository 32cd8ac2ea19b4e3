package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Priority;

import org.junit.jupiter.api.Test;

import java.util.List;

/** An alarm that begins again soon after its end goes on as the same episode, where its rule says {@code rejoin}. */
class RejoinTest {
    private static final int MINUTE = 60;

    private static Catalogue rejoining(long minutes) {
        return rejoining(minutes, Rules.pressureLow().rungs());
    }

    private static Catalogue rejoining(long minutes, List<Rung> rungs) {
        ReadingRule low = Rules.pressureLow();
        Evaluation rule = new ReadingRule(low.id(), low.kind(), low.group(), rungs, low.unless(), low.within(), low.unknownAfter(),
                minutes * Rules.MINUTE);
        return new Catalogue(List.of(rule));
    }

    private static Timeline story(long rejoin) {
        return new Timeline(Rules.settings(), rejoining(rejoin));
    }

    /** Low at 0, recovered at 30 min, low again at 60 min. */
    private static Timeline twice(Timeline story) {
        return story.at(0, pressure(85, 62)).at(30 * MINUTE, pressure(120, 80)).at(60 * MINUTE, pressure(84, 61));
    }

    @Test
    void withinItsTimeAnAlarmGoesOnAsTheSameEpisode() {
        Timeline story = twice(story(30)).at(90 * MINUTE, pressure(83, 60)).at(120 * MINUTE, pressure(120, 80))
                .at(150 * MINUTE, pressure(120, 80));
        assertThat(story.story()).containsExactly(
                "start blood-pressure-low medium active confirmed live @0",
                "end blood-pressure-low medium ended cleared live @1800",
                "update blood-pressure-low medium active reopened live @3600",
                "update blood-pressure-low high active escalated live @5400",
                "update blood-pressure-low high active reminder live @7200",
                "end blood-pressure-low high ended cleared live @9000");
        assertThat(story.alerts).extracting(Alert::episode).containsOnly(story.alerts.get(0).episode());
        assertThat(story.alerts).extracting(Alert::sequence).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(story.alerts).extracting(Alert::onset).containsOnly(BEGINNING);
        assertThat(story.alerts.get(5).gravest()).isEqualTo(Priority.HIGH);
    }

    @Test
    void withoutItOrAfterItsTimeTheAlarmIsAnotherOne() {
        assertThat(twice(story(0)).story()).endsWith("start blood-pressure-low medium active confirmed live @3600");
        assertThat(twice(story(29)).story()).endsWith("start blood-pressure-low medium active confirmed live @3600");
    }

    @Test
    void aThirdPartJoinsTheSecondAlsoAfterARestore() {
        Timeline story = twice(story(30)).restored().at(70 * MINUTE, pressure(120, 80)).restored().at(90 * MINUTE, pressure(85, 62));
        assertThat(story.story()).endsWith("end blood-pressure-low medium ended cleared live @4200",
                "update blood-pressure-low medium active reopened live @5400");
        assertThat(story.alerts).extracting(Alert::episode).containsOnly(story.alerts.get(0).episode());
    }

    @Test
    void aLateReadingThatShowsAnEarlierEndPartsWhatWasJoined() {
        Timeline story = twice(story(30)).at(20 * MINUTE, 61 * MINUTE, pressure(120, 80));
        assertThat(ConvergenceTest.episodes(story.alerts, alert -> true)).containsExactly(
                "blood-pressure-low 0 1200 MEDIUM", "blood-pressure-low 3600 open MEDIUM");
    }

    @Test
    void aLateReadingThatShowsALaterEndJoinsTwoAlarms() {
        Timeline story = twice(story(20)).at(45 * MINUTE, 61 * MINUTE, pressure(84, 62)).at(50 * MINUTE, 62 * MINUTE, pressure(120, 80));
        assertThat(ConvergenceTest.episodes(story.alerts, alert -> true)).containsExactly("blood-pressure-low 0 open MEDIUM");
    }

    /** Twice the same rows: without and with an alarm of the rule before the late one. */
    @Test
    void aFirstAlarmThatALateReadingShowedKeepsItsOnsetWhenItWasJoined() {
        for (boolean before : new boolean[] {false, true}) {
            Timeline story = story(30);
            if (before) {
                story.at(-90 * MINUTE, pressure(85, 62)).at(-80 * MINUTE, pressure(120, 80));
            }
            story.at(20 * MINUTE, pressure(120, 80)).at(0, 21 * MINUTE, pressure(85, 62)).at(40 * MINUTE, pressure(84, 61))
                    .at(15 * MINUTE, 41 * MINUTE, pressure(120, 80));
            assertThat(ConvergenceTest.episodes(story.alerts, alert -> true)).as("with one before: " + before)
                    .contains("blood-pressure-low 0 open MEDIUM").hasSize(before ? 2 : 1);
        }
    }

    @Test
    void anAlarmThatOtherLimitsEndedIsNotJoined() {
        Rung onlySevere = Rules.pressureLow().rungs().get(1);
        Timeline story = story(30).at(0, pressure(85, 62)).rulesFrom(60, rejoining(30, List.of(onlySevere))).at(2 * MINUTE, pressure(95, 66))
                .at(4 * MINUTE, pressure(65, 50));
        assertThat(story.story()).containsExactly(
                "start blood-pressure-low medium active confirmed live @0",
                "end blood-pressure-low medium ended limits-changed live @60",
                "start blood-pressure-low high active confirmed live @240");
    }
}
