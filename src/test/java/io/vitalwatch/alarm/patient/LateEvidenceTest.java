package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.NotWornRule;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What late data change of what was said, one thing at a time. {@link ConvergenceTest} tries everything at once. */
class LateEvidenceTest {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    @Test
    void aNewFlagAfterALateOneIsNotSwallowedByTheTimeUntilItsEnd() {
        Timeline story = new Timeline().at(0, pulse(80)).at(HOUR, pulse(80)).at(9 * MINUTE, HOUR, arrest(1))
                .at(59 * MINUTE, HOUR + 12, arrest(2));

        assertThat(story.story("cardiac-arrest")).anyMatch(line -> line.contains(" live @" + 59 * MINUTE));
        assertThat(story.of("cardiac-arrest")).last().extracting(Alert::state).hasToString("ACTIVE");
    }

    @Test
    void aLateFlagShortlyBeforeTheEndReopensTheAlarm() {
        Timeline story = new Timeline().at(0, arrest(1), pulse(80));
        for (int minute = 1; minute < 7; minute++) {
            story.at(minute * MINUTE, pulse(80));
        }
        story.at(270, 510, arrest(2));

        assertThat(story.story("cardiac-arrest")).containsExactly("start cardiac-arrest high active confirmed live @0",
                "end cardiac-arrest high ended cleared live @300", "update cardiac-arrest high active reopened live @270");
    }

    @Test
    void flagsOfABacklogHalfAnHourApartAreAlarmsOfTheirOwn() {
        Timeline story = new Timeline().at(2 * HOUR, pulse(80));
        for (int minute : List.of(9, 40, 60)) {
            story.at(minute * MINUTE, 2 * HOUR + minute, arrest(1));
        }

        assertThat(story.of("cardiac-arrest")).filteredOn(alert -> alert.reason() == Reason.CONFIRMED).hasSize(3);
    }

    @Test
    void aLateDeliveryThatItselfShowsRecoveryRaisesNoLiveAlarm() {
        Timeline story = new Timeline().at(600, pulse(85));
        story.deliver(Timeline.BEGINNING + 660_000, story.row(0, pulse(140)), story.row(60, pulse(140)), story.row(120, pulse(128)),
                story.row(180, pulse(90)), story.row(240, pulse(90)));

        assertThat(story.story("pulse-high")).containsExactly("start pulse-high medium active confirmed historical @60",
                "end pulse-high medium ended passed historical @240");
    }

    @Test
    void aLateReadingThatBreaksTheConfirmationTakesTheAlarmBack() {
        Timeline story = new Timeline().at(0, pulse(140)).at(120, pulse(80)).at(240, pulse(140)).at(60, 250, pulse(80));

        assertThat(story.story("pulse-high")).containsExactly("start pulse-high medium active confirmed live @240",
                "end pulse-high medium ended withdrawn live @240");
        assertThat(story.of("pulse-high").get(1).message()).isEqualTo("Taken back: late data show that the condition was never confirmed.");
    }

    /** The reading at 60 s is normal in both rows, but by the second one the patient walked, so it is not used. */
    @Test
    void aConflictThatLeavesANormalReadingOutConfirmsWhatItHadBroken() {
        Catalogue unlessWalking = new Catalogue(List.of(Rules.limits("pulse-high", Group.PULSE, Set.of(Circumstance.WALKING),
                Rules.rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_LEAST, 131, 2, 3, 5))));
        Timeline story = new Timeline(Rules.settings(), unlessWalking).at(0, pulse(140)).activity(4).at(60, pulse(80)).activity(7)
                .at(120, pulse(80)).at(180, pulse(140));
        assertThat(story.story()).isEmpty();

        assertThat(story.activity(2).at(60, 190, pulse(80)).story()).containsExactly("start pulse-high medium active confirmed live @180");
    }

    @Test
    void twoAlarmsBetweenWhichLateDataShowNoRecoveryAreOne() {
        Timeline story = new Timeline().at(0, spo2(88)).at(60, spo2(88)).at(120, spo2(97)).at(240, spo2(97)).at(300, spo2(88)).at(360, spo2(88));
        assertThat(story.of("spo2-low")).extracting(Alert::reason).containsExactly(Reason.CONFIRMED, Reason.CLEARED, Reason.CONFIRMED);
        story.at(180, 370, spo2(88));

        assertThat(story.of("spo2-low")).extracting(Alert::reason).endsWith(Reason.MERGED, Reason.LATE_EVIDENCE);
        Alert merged = story.of("spo2-low").get(3);
        assertThat(merged.mergedInto()).isEqualTo(story.of("spo2-low").get(4).episode());
        assertThat(story.of("spo2-low").get(4).onset()).isEqualTo(Timeline.BEGINNING);
    }

    @Test
    void anIdIsNeverUsedForTwoEpisodes() {
        Timeline story = new Timeline().at(0, pulse(140)).at(120, pulse(80)).at(240, pulse(140)).at(60, 250, pulse(80)).at(270, pulse(140));

        assertThat(story.of("pulse-high")).extracting(Alert::id).doesNotHaveDuplicates();
        assertThat(story.of("pulse-high").get(2).episode()).isNotEqualTo(story.of("pulse-high").get(0).episode());
    }

    @Test
    void aBacklogOlderThanTheReachIsOneHistoricalAlarm() {
        Timeline story = new Timeline().at(4 * HOUR, spo2(97));
        List<Sample> rows = new ArrayList<>();
        for (int minute = 0; minute < 120; minute++) {
            rows.add(story.row(minute * MINUTE, spo2(80)));
        }
        story.deliver(Timeline.BEGINNING + 4 * HOUR * 1000L, rows.toArray(Sample[]::new));

        assertThat(story.story("spo2-low")).containsExactly("start spo2-low high active confirmed historical @60",
                "end spo2-low high ended passed historical @7140");
    }

    @Test
    void aStaleSevereReadingBeforeTheOnsetOfAnOpenAlarmLeavesAnAlert() {
        Timeline story = new Timeline().at(2 * HOUR, pressure(85, 60)).at(600, 2 * HOUR + 60, pressure(64, 40));

        assertThat(story.story("blood-pressure-low")).containsExactly("start blood-pressure-low medium active confirmed live @7200",
                "start blood-pressure-low high active confirmed historical @600", "end blood-pressure-low high ended passed historical @600");
    }

    @Test
    void anEscalationNamesWhatConfirmedIt() {
        Timeline story = new Timeline().at(0, pressure(85, 70)).at(1800, pressure(85, 70));

        assertThat(story.of("blood-pressure-low").get(1).message()).endsWith(": systolic < 90 in 2 readings in a row.");
        assertThat(story.of("blood-pressure-low").get(1).limit().condition()).isEqualTo("systolic < 90 or mean < 65");
    }

    /** The rows between the change and the new alarm are hours old by then; whether they are still kept says nothing. */
    @Test
    void afterAnotherLimitEndedItNotWornBeginsAtTheChange() {
        for (boolean restored : new boolean[] {false, true}) {
            Timeline story = new Timeline().worn(false).at(0).at(900);
            story.rulesFrom(1000, LimitVersionsTest.with(new NotWornRule("not-worn", Kind.TECHNICAL, Priority.LOW, 4 * Rules.HOUR, 1)));
            for (int minute = 20; minute < 260; minute += 5) {
                story = restored ? story.at(minute * 60).restored() : story.at(minute * 60);
            }
            assertThat(story.story("not-worn")).hasSize(3).endsWith("start not-worn low active confirmed live @14400");
            assertThat(story.of("not-worn").get(2).onset()).isEqualTo(Timeline.BEGINNING + 1_000_000);
        }
    }

    @Test
    void aLateRowThatSaysWornMovesTheBeginningOfNotWorn() {
        Timeline story = new Timeline().worn(false).at(0).at(300).at(600).worn(true).at(420, 840).worn(false).at(960);
        assertThat(story.story("not-worn")).isEmpty();

        assertThat(story.at(1500).story("not-worn")).containsExactly("start not-worn low active confirmed live @1500");
        assertThat(story.of("not-worn").get(0).onset()).isEqualTo(Timeline.BEGINNING + 600_000);
    }

    @Test
    void correctionsSurviveARestore() {
        Timeline story = new Timeline().at(0, pressure(85, 70)).at(1800, pressure(120, 80)).restored().at(900, 1801, pressure(80, 70));

        assertThat(story.story("blood-pressure-low")).endsWith("update blood-pressure-low high active reopened live @1800");
    }

    /** More rows come between two moments of forgetting than are kept: an open alarm knows those that go. */
    @Test
    void aRowEachSecondIsNotForgottenBeforeItsAlarmKnowsIt() {
        Timeline story = new Timeline();
        for (int second = 0; second < 4290; second++) {
            story.battery(second < 100 ? 80 : second == 100 ? 8 : second == 120 ? 4 : 20).at(second);
        }
        assertThat(story.story("battery-low")).containsExactly("start battery-low low active confirmed live @100",
                "update battery-low medium active escalated live @120");
        story.at(4270.5, 4290);
        assertThat(story.story("battery-low")).as("the late row changes nothing").hasSize(2);
    }
}
