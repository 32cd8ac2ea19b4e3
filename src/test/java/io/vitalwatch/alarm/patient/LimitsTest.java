package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.respiration;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Alert;

import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void ordinaryVitalsRaiseNothing() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 24 * 60; minute++) {
            story.at(minute * 60, pulse(60 + minute % 40), spo2(95 + minute % 4), respiration(12 + minute % 8))
                    .at(minute * 60 + 5, temperature(36.4 + minute % 10 / 10.0));
            if (minute % 30 == 0) {
                story.at(minute * 60 + 3, pressure(110 + minute % 25, 64 + minute % 11));
            }
        }
        assertThat(story.story()).isEmpty();
    }

    @Test
    void twoOfThreePulsesConfirmAndTheOnsetIsTheFirstOfThem() {
        Timeline story = new Timeline().at(0, pulse(90)).at(60, pulse(131)).at(120, pulse(100));
        assertThat(story.story()).isEmpty();

        story.at(180, pulse(140));

        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @180");
        Alert alert = story.alerts.get(0);
        assertThat(alert.onset()).isEqualTo(Timeline.BEGINNING + 60_000);
        assertThat(alert.readings()).extracting(Alert.Evidence::value).containsExactly(131_000, 100_000, 140_000);
        assertThat(alert.limit().with(java.util.List.of())).isEqualTo(new Alert.Limit("pulse >= 131", 2, 3, 15_000));
        assertThat(alert.message()).isEqualTo("Pulse 131, 100, 140 /min: pulse >= 131 in 2 of the last 3 readings.");
    }

    @Test
    void limitsAreInclusiveOrExclusiveAsWritten() {
        assertThat(new Timeline().at(0, pulse(130)).at(60, pulse(130)).story()).isEmpty();
        assertThat(new Timeline().at(0, pressure(180, 120)).story()).isEmpty();
        assertThat(new Timeline().at(0, pressure(181, 80)).story()).hasSize(1);
        assertThat(new Timeline().at(0, pressure(130, 121)).story()).hasSize(1);
    }

    @Test
    void twoOfThreeDoesNotMeanTwoSeconds() {
        Timeline story = new Timeline();
        for (int second = 0; second < 15; second++) {
            story.at(second, spo2(84));
        }
        assertThat(story.story()).isEmpty();

        assertThat(story.at(15, spo2(84)).story()).containsExactly("start spo2-low high active confirmed live @15");
        assertThat(story.alerts.get(0).onset()).isEqualTo(Timeline.BEGINNING);
    }

    @Test
    void aBreakWithinTheDurationStartsItAnew() {
        Timeline story = new Timeline();
        for (int second = 0; second < 10; second++) {
            story.at(second, spo2(84));
        }
        story.at(10, spo2(97)).at(11, spo2(97)).at(12, spo2(97));
        for (int second = 13; second < 28; second++) {
            story.at(second, spo2(84));
        }
        assertThat(story.story()).isEmpty();
        assertThat(story.at(28, spo2(84)).story()).hasSize(1);
    }

    @Test
    void clearsAfterAsManyReadingsInARowInsideTheLimitByTheMargin() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140));
        story.at(120, pulse(127)).at(180, pulse(128)).at(240, pulse(126));
        assertThat(story.story()).hasSize(1);

        story.at(300, pulse(126));

        assertThat(story.story()).last().isEqualTo("end pulse-high medium ended cleared live @300");
    }

    @Test
    void risesAndFallsAlongTheLadder() {
        Timeline story = new Timeline().at(0, pulse(135)).at(60, pulse(135)).at(120, pulse(155)).at(180, pulse(156))
                .at(240, pulse(140)).at(300, pulse(140)).at(360, pulse(80)).at(420, pulse(80));

        assertThat(story.story()).containsExactly(
                "start pulse-high medium active confirmed live @60",
                "update pulse-high high active escalated live @180",
                "update pulse-high medium active deescalated live @300",
                "end pulse-high medium ended cleared live @420");
        assertThat(story.alerts).extracting(Alert::sequence).containsExactly(0, 1, 2, 3);
        assertThat(story.alerts).extracting(Alert::episode).containsOnly(story.alerts.get(0).episode());
        assertThat(story.alerts).extracting(Alert::id).doesNotHaveDuplicates();
    }

    @Test
    void severePressureIsMediumAtOnceAndHighTwiceInARow() {
        Timeline story = between(new Timeline().at(0, pressure(185, 90))).at(1800, pressure(190, 95));

        assertThat(story.story("blood-pressure-high")).containsExactly(
                "start blood-pressure-high medium active confirmed live @0",
                "update blood-pressure-high high active escalated live @1800");
    }

    @Test
    void oneNormalReadingEndsTheStepThatOneReadingStartedAndTheMilderOneEndsByItsOwnCount() {
        assertThat(between(new Timeline().at(0, pressure(185, 90))).at(1800, pressure(130, 80)).at(3600, pressure(130, 80))
                .at(5400, pressure(130, 80)).story("blood-pressure-high"))
                .containsExactly(
                        "start blood-pressure-high medium active confirmed live @0",
                        "update blood-pressure-high low active deescalated live @1800",
                        "end blood-pressure-high low ended cleared live @5400");
    }

    @Test
    void stageTwoPressureNeedsThreeInARow() {
        Timeline story = new Timeline().at(0, pressure(165, 90)).at(1800, pressure(150, 101));
        assertThat(story.story("blood-pressure-high")).isEmpty();
        assertThat(story.at(3600, pressure(160, 80)).story("blood-pressure-high"))
                .containsExactly("start blood-pressure-high low active confirmed live @3600");
    }

    @Test
    void lowPressureBySystolicOrMeanAndHighAtOnceBelowSeventy() {
        assertThat(new Timeline().at(0, pressure(89, 60)).story()).containsExactly(
                "start blood-pressure-low medium active confirmed live @0");
        assertThat(new Timeline().at(0, pressure(95, 49)).story()).containsExactly(
                "start blood-pressure-low medium active confirmed live @0");
        assertThat(new Timeline().at(0, pressure(95, 50)).story()).isEmpty();
        assertThat(new Timeline().at(0, pressure(69, 40)).story()).containsExactly(
                "start blood-pressure-low high active confirmed live @0");
    }

    @Test
    void theVendorsExamplePressureRaisesNothing() {
        assertThat(new Timeline().at(0, pressure(121, 64)).story()).isEmpty();
    }

    @Test
    void unusableReadingsNeitherConfirmNorClearAndTurnAnAlarmUnknown() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, poorPulse(80)).at(120, pulse(140));
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @120");

        for (int minute = 3; minute <= 12; minute++) {
            story.at(minute * 60, poorPulse(80));
        }
        assertThat(story.story()).hasSize(1);

        story.at(13 * 60, poorPulse(80)).at(14 * 60, poorPulse(80)).at(15 * 60, pulse(140));
        assertThat(story.story()).containsExactly(
                "start pulse-high medium active confirmed live @120",
                "update pulse-high medium unknown no-usable-reading live @780",
                "update pulse-high medium active data-back live @900");
    }

    @Test
    void aFastPulseWhileRunningSaysNothing() {
        Timeline story = new Timeline().activity(4);
        for (int minute = 0; minute < 30; minute++) {
            story.at(minute * 60, pulse(165));
        }
        assertThat(story.story()).isEmpty();
        assertThat(story.activity(7).at(1800, pulse(165)).at(1860, pulse(165)).story()).hasSize(1);
    }

    @Test
    void readingsOfAnEndedAlarmDoNotStartTheNext() {
        Timeline story = new Timeline().at(0, respiration(26)).at(60, respiration(26)).at(120, respiration(26))
                .at(180, respiration(14)).at(240, respiration(14)).at(300, respiration(14)).at(360, respiration(26));
        assertThat(story.story()).containsExactly(
                "start respiration-high medium active confirmed live @120", "end respiration-high medium ended cleared live @300");
    }

    @Test
    void aReadingThatComesLateFillsItsPlaceAndTheRuleIsAskedAgain() {
        Timeline story = new Timeline().at(0, spo2(97)).at(120, spo2(90)).at(60, 125, spo2(90));

        assertThat(story.story()).containsExactly("start spo2-low medium active confirmed live @120");
        assertThat(story.alerts.get(0).onset()).isEqualTo(Timeline.BEGINNING + 60_000);
    }

    @Test
    void anAlarmThatLateReadingsShowToBeOverIsTold() {
        Timeline story = new Timeline().at(0, spo2(97));
        for (int minute = 10; minute < 15; minute++) {
            story.at(minute * 60, spo2(97));
        }
        story.at(60, 900, spo2(80)).at(120, 900, spo2(80));

        assertThat(story.story()).containsExactly(
                "start spo2-low high active confirmed historical @120", "end spo2-low high ended passed historical @660");
        assertThat(story.at(60, 960, spo2(80)).story()).hasSize(2);
    }

    @Test
    void aSevereReadingOlderThanTheReachIsToldAsHistorical() {
        Timeline story = new Timeline().at(100_000, pulse(70)).at(0, 100_000, pressure(200, 100));

        assertThat(story.story("blood-pressure-high")).containsExactly(
                "start blood-pressure-high medium active confirmed historical @0",
                "end blood-pressure-high medium ended passed historical @0");
        assertThat(story.rejections).extracting("reason").containsExactly("stale");
    }

    @Test
    void aHighAlarmRemindsOnThePatientClock() {
        Timeline story = new Timeline();
        for (int minute = 0; minute <= 22; minute++) {
            story.at(minute * 60, spo2(80));
        }
        assertThat(story.story()).containsExactly(
                "start spo2-low high active confirmed live @60",
                "update spo2-low high active reminder live @660",
                "update spo2-low high active reminder live @1260");
    }

    @Test
    void aMedianOverAWindowIsAConfirmationToo() {
        Confirm median = new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 10 * Rules.MINUTE, 3);
        ReadingRule rule = Rules.limits("pulse-median", io.vitalwatch.model.Group.PULSE, java.util.Set.of(),
                new Rung(io.vitalwatch.model.Priority.MEDIUM,
                        Rules.condition(io.vitalwatch.model.Vital.PULSE, Condition.Operator.AT_LEAST, 120), median, 5000, 1));
        Timeline story = new Timeline(Rules.settings(), new Catalogue(java.util.List.of(rule)));

        story.at(0, pulse(125)).at(60, pulse(200)).at(120, pulse(60)).at(180, pulse(61)).at(240, pulse(119));
        assertThat(story.story()).containsExactly(
                "start pulse-median medium active confirmed live @120", "end pulse-median medium ended cleared live @180");
    }

    /** Ordinary pulses each five minutes for half an hour. */
    private static Timeline between(Timeline story) {
        for (int minute = 5; minute < 30; minute += 5) {
            story.at(minute * 60, pulse(70));
        }
        return story;
    }
}
