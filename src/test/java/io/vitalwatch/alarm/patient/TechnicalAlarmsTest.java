package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static io.vitalwatch.alarm.patient.Timeline.unwornPulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;

class TechnicalAlarmsTest {
    @Test
    void aBraceletOffForFifteenMinutesIsLow() {
        Timeline story = new Timeline().at(0, pulse(70)).worn(false);
        for (int minute = 1; minute <= 15; minute++) {
            story.at(minute * 60, unwornPulse(70));
        }
        assertThat(story.story()).isEmpty();

        story.at(16 * 60).worn(true).at(17 * 60, pulse(70));
        assertThat(story.story()).containsExactly(
                "start not-worn low active confirmed live @960", "end not-worn low ended cleared live @1020");
        assertThat(story.alerts.get(0).onset()).isEqualTo(Timeline.BEGINNING + 60_000);
    }

    @Test
    void theChargerCountsAsNotWorn() {
        Timeline story = new Timeline().charging(true);
        for (int minute = 0; minute <= 15; minute++) {
            story.at(minute * 60);
        }
        assertThat(story.story()).containsExactly("start not-worn low active confirmed live @900");
    }

    @Test
    void batteryHasALadderAndEndsWhenItIsCharged() {
        Timeline story = new Timeline().battery(11).at(0).battery(10).at(60).battery(11).at(120).battery(5).at(180).battery(6).at(240)
                .battery(8).at(300).battery(24).at(330).battery(25).at(360);
        assertThat(story.story()).containsExactly(
                "start battery-low low active confirmed live @60",
                "update battery-low medium active escalated live @180",
                "end battery-low medium ended cleared live @360");
    }

    @Test
    void anEmptyBatteryIsNotAMissingOneAndAChargingOneIsNoAlarm() {
        assertThat(new Timeline().battery(0).at(0).story()).containsExactly("start battery-low medium active confirmed live @0");
        assertThat(new Timeline().battery(3).charging(true).at(0).story()).isEmpty();
        assertThat(new Timeline().battery(-1).at(0).story()).isEmpty();
    }

    @Test
    void poorSignalNeedsTheWholeWindow() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 30; minute++) {
            story.at(minute * 60, poorPulse(90));
        }
        assertThat(story.story()).isEmpty();

        assertThat(story.at(1800, poorPulse(90)).story()).containsExactly("start poor-signal low active confirmed live @1800");
        for (int minute = 31; minute < 43; minute++) {
            story.at(minute * 60, pulse(70));
        }
        assertThat(story.story()).hasSize(1);
        assertThat(story.at(43 * 60, pulse(70)).story()).last().isEqualTo("end poor-signal low ended cleared live @2580");
    }

    @Test
    void unwornReadingsAreNoPoorSignal() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 14; minute++) {
            story.at(minute * 60, unwornPulse(70));
        }
        for (int minute = 14; minute < 60; minute++) {
            story.at(minute * 60, minute % 2 == 0 ? unwornPulse(70) : pulse(70));
        }
        assertThat(story.story("poor-signal")).isEmpty();
    }

    @Test
    void anImplausibleValueAtTheBestQualityAsksToVerifyAndGetsARow() {
        Timeline story = new Timeline().at(0, implausiblePulse(12)).at(60, pulse(70));
        assertThat(story.story()).containsExactly(
                "start implausible-reading low active confirmed live @0", "end implausible-reading low ended cleared live @60");
        assertThat(story.rejections).extracting("reason", "vital", "value").containsExactly(
                org.assertj.core.groups.Tuple.tuple("implausible", "pulse", "12"));
    }

    @Test
    void aTemperatureIsJudgedByTheActivityRowsWearing() {
        Timeline story = new Timeline().worn(false).at(0).at(10, temperature(33)).at(20, temperature(33)).worn(true).at(60)
                .at(70, temperature(33));
        assertThat(story.story()).isEmpty();
        assertThat(story.verdicts).containsEntry(Verdict.NOT_WORN, 2).containsEntry(Verdict.USABLE, 1);
    }

    @Test
    void aTemperatureRowSaysNothingOfWearing() {
        Timeline story = new Timeline().worn(false).at(0).at(1000, temperature(37));
        assertThat(story.story("not-worn")).isEmpty();
        assertThat(story.at(1001).story("not-worn")).hasSize(1);
    }

    @Test
    void technicalAlarmsTurnLiveToo() {
        Timeline off = new Timeline().arrivingAfter(3600).worn(false).at(0).at(900).arrivingAfter(0).at(5000);
        assertThat(off.story("not-worn")).containsExactly(
                "start not-worn low active confirmed historical @900", "update not-worn low active live live @5000");
        Timeline odd = new Timeline().arrivingAfter(3600).at(0, implausiblePulse(300)).arrivingAfter(0).at(4000, implausiblePulse(301));
        assertThat(odd.story("implausible-reading")).containsExactly(
                "start implausible-reading low active confirmed historical @0", "update implausible-reading medium active live live @4000");
        Timeline poor = new Timeline().arrivingAfter(3600).at(0, pulse(70));
        for (int i = 1; i <= 10; i++) {
            poor.at(i * 180, poorPulse(70));
        }
        poor.arrivingAfter(0).at(5600, poorPulse(70)).at(5660, poorPulse(70));
        assertThat(poor.story("poor-signal")).containsExactly(
                "start poor-signal low active confirmed historical @1800", "update poor-signal low active live live @5600");
    }
}
