package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What the words of a rule mean at their borders: a test for each line of "Definitions" in docs/rules.md. */
class DefinitionsTest {
    private static Timeline story() {
        return new Timeline(Rules.settings(), Rules.bundled());
    }

    @Test
    void theOnsetIsThatOfTheEarliestStepThatOneReadingConfirms() {
        Timeline story = story().at(0, pressure(165, 90)).at(1800, pressure(166, 90)).at(3600, pressure(190, 90));
        Alert start = story.of("blood-pressure-high").get(0);
        assertThat(start.priority()).as("190 confirms the medium step alone, and the low step with the two before it")
                .isEqualTo(Priority.MEDIUM);
        assertThat(start.onset()).isEqualTo(BEGINNING);
    }

    @Test
    void aReadingInsideTheLimitByExactlyTheMarginIsRecovered() {
        Timeline story = story().at(0, pressure(85, 62)).at(1800, pressure(94, 62));
        assertThat(story.of("blood-pressure-low")).as("94 is inside 90 by 4").hasSize(1);
        story.at(3600, pressure(95, 62));
        assertThat(story.of("blood-pressure-low").get(1).reason()).isEqualTo(Reason.CLEARED);
    }

    @Test
    void aMilderStepEndsByItsOwnCount() {
        Timeline story = story().at(0, pressure(187, 90)).at(1800, pressure(140, 80));
        assertThat(story.of("blood-pressure-high")).extracting(Alert::phase).as("the low step needs three readings")
                .containsExactly(Phase.START, Phase.UPDATE);
        assertThat(story.of("blood-pressure-high").get(1).priority()).isEqualTo(Priority.LOW);
        story.at(3600, pressure(140, 80));
        assertThat(story.of("blood-pressure-high")).hasSize(2);
        story.at(5400, pressure(140, 80));
        assertThat(story.of("blood-pressure-high").get(2).phase()).isEqualTo(Phase.END);
    }

    /** A high pulse before an alarm and one after it are not two in a row; the onset would lie before an alarm that is over. */
    @Test
    void readingsBeforeAnAlarmThatEndedDoNotCountForTheNextOne() {
        Timeline story = story().at(0, pulse(140)).at(5, pulse(140)).at(10, pulse(140)).at(25, pulse(140)).at(120, pulse(70)).at(180, pulse(70));
        assertThat(story.of("pulse-high")).extracting(Alert::phase).containsExactly(Phase.START, Phase.END);
        assertThat(story.of("pulse-high").get(0).onset()).as("of the last three").isEqualTo(BEGINNING + 5000);
        assertThat(story.at(240, pulse(140)).of("pulse-high")).as("one high pulse after the alarm").hasSize(2);
        assertThat(story.at(300, pulse(140)).of("pulse-high").get(2).onset()).isEqualTo(BEGINNING + 240_000);
    }

    @Test
    void withinIsTheTimeFromTheFirstToTheLastReadingThatCountsItsBorderIncluded() {
        int border = 4 * 3600;
        assertThat(story().at(0, pressure(195, 90)).at(border, pressure(195, 90)).of("blood-pressure-high"))
                .extracting(Alert::priority).contains(Priority.HIGH);
        assertThat(story().at(0, pressure(195, 90)).at(border + 1, pressure(195, 90)).of("blood-pressure-high"))
                .extracting(Alert::priority).containsOnly(Priority.MEDIUM);
    }

    @Test
    void aDurationCountsTheReadingsBetweenHoweverDenseTheyAre() {
        Timeline story = story();
        for (int second = 0; second < 40; second++) {
            story.at(second, pulse(second >= 8 && second <= 10 ? 80 : 140));
        }
        List<Alert> alerts = story.of("pulse-high");
        assertThat(alerts).as("three readings below the limit break the 15 s").hasSize(1);
        assertThat(alerts.get(0).onset()).isEqualTo(BEGINNING + 11_000);
        assertThat(alerts.get(0).observed()).isEqualTo(BEGINNING + 26_000);
    }

    @Test
    void aRowThatDoesNotSayWhetherTheBraceletIsWornCounts() {
        Timeline story = story().statusUnknown().at(0, spo2(80)).at(60, spo2(80));
        assertThat(story.of("spo2-low")).hasSize(1);
        assertThat(story.silenceUntil(0).of("not-worn")).isEmpty();
    }

    @Test
    void aBatteryAlarmEndsOnTheChargerAndStartsAgainAfterIt() {
        Timeline story = story().battery(8).at(0, pulse(70)).charging(true).at(60).charging(false).at(120, pulse(70));
        assertThat(story.of("battery-low")).extracting(Alert::phase).containsExactly(Phase.START, Phase.END, Phase.START);
        assertThat(story.of("battery-low").get(1).message()).isEqualTo("On the charger: battery 8 %.");
        Timeline onIt = story().battery(8).charging(true).at(0, pulse(70));
        assertThat(onIt.of("battery-low")).as("none while it charges").isEmpty();
    }

    @Test
    void ofReasonsThatCoincideLiveIsWrittenThenTheChangeOfPriorityThenThatDataAreBack() {
        Timeline turnsLive = story().arrivingAfter(3600).at(0, pressure(85, 62)).arrivingAfter(0).at(3601, pressure(65, 40));
        Alert live = turnsLive.of("blood-pressure-low").get(1);
        assertThat(live.reason()).isEqualTo(Reason.LIVE);
        assertThat(live.priority()).isEqualTo(Priority.HIGH);
        Timeline back = story().at(0, pressure(85, 62)).silenceUntil(5000).at(5400, pressure(65, 40));
        assertThat(back.of("blood-pressure-low")).extracting(Alert::reason)
                .containsExactly(Reason.CONFIRMED, Reason.NO_DATA, Reason.ESCALATED);
        assertThat(back.of("blood-pressure-low").get(2).state()).isEqualTo(AlarmState.ACTIVE);
    }

    @Test
    void valuesAreRoundedToThousandthsBeforeTheyAreCompared() {
        Timeline above = story().at(0, pressure(95, 50));
        assertThat(above.of("blood-pressure-low")).as("a mean of exactly 65").isEmpty();
        Timeline below = story().at(0, pressure(94, 50));
        Alert start = below.of("blood-pressure-low").get(0);
        assertThat(start.message()).isEqualTo("Systolic 94 mmHg, diastolic 50 mmHg, mean 64.667 mmHg: mean < 65.");
        assertThat(start.limit().terms()).extracting(Alert.Term::observed).containsExactly(94_000, 64_667);
    }

    @Test
    void anUnknownAlarmIsKnownAgainByAReadingThatIsLiveOrAtMostHalfAsOldAsItMayBe() {
        Timeline story = story().at(0, pressure(85, 62)).silenceUntil(5000);
        assertThat(story.of("blood-pressure-low").get(1).message()).isEqualTo(
                "Nothing arrived for 75 min: whether the alarm still holds is unknown. Last: systolic 85 mmHg, diastolic 62 mmHg,"
                        + " mean 69.667 mmHg 75 min ago, limit systolic < 90.");
        story.at(5400, 5400 + 2251, pressure(92, 62));
        assertThat(story.of("blood-pressure-low")).as("37.5 min and a second old: soon unknown again").hasSize(2);
        story.at(7000, 7000 + 2250, pressure(92, 62));
        assertThat(story.of("blood-pressure-low").get(2).reason()).isEqualTo(Reason.DATA_BACK);
        assertThat(story.of("blood-pressure-low").get(2).message()).endsWith(": not recovered from systolic < 90.");
    }
}
