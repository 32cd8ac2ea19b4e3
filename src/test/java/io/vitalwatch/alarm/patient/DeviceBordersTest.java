package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The borders of the rules about the bracelet, and what their records say. */
class DeviceBordersTest {
    @Test
    void notWornBeginsWhenTheBraceletCameOff() {
        Timeline story = new Timeline().at(0, pulse(70)).worn(false).at(60).at(959);
        assertThat(story.story("not-worn")).isEmpty();
        story.at(960);
        Alert start = story.of("not-worn").get(0);
        assertThat(start.onset()).isEqualTo(BEGINNING + 60_000);
        assertThat(start.message()).isEqualTo("Not worn for at least 15 min.");
        assertThat(start.readings()).containsExactly(new Alert.Evidence(Vital.WEARING, 0, Reading.NO_QUALITY, BEGINNING + 960_000));
        assertThat(start.limit()).isEqualTo(new Alert.Limit("not worn or charging", 1, 1, 900_000));
        story.at(1000).worn(true).at(1060, pulse(70));
        assertThat(story.story("not-worn")).containsExactly(
                "start not-worn low active confirmed live @960", "end not-worn low ended cleared live @1060");
        assertThat(story.of("not-worn").get(1).message()).isEqualTo("Worn again.");
    }

    @Test
    void theChargerIsNamedWhereItIsTheCause() {
        Timeline story = new Timeline().charging(true);
        for (int minute = 0; minute <= 15; minute++) {
            story.at(minute * 60);
        }
        Alert start = story.of("not-worn").get(0);
        assertThat(start.message()).isEqualTo("On the charger for at least 15 min.");
        assertThat(start.readings()).containsExactly(new Alert.Evidence(Vital.CHARGING, 1000, Reading.NO_QUALITY, BEGINNING + 900_000));
    }

    @Test
    void wearingItForAMomentStartsTheTimeAnew() {
        Timeline story = new Timeline().worn(false).at(0).at(600).worn(true).at(660).worn(false).at(720).at(1500).at(1619);
        assertThat(story.story("not-worn")).isEmpty();
        assertThat(story.at(1620).of("not-worn").get(0).onset()).isEqualTo(BEGINNING + 720_000);
    }

    @ParameterizedTest
    @CsvSource({"11, ", "10, LOW", "6, LOW", "5, MEDIUM", "0, MEDIUM", "100, "})
    void aBatteryStartsAtItsLimits(int percent, Priority priority) {
        Timeline story = new Timeline().battery(percent).at(0, pulse(70));
        assertThat(story.of("battery-low")).extracting(Alert::priority).isEqualTo(priority == null ? List.of() : List.of(priority));
    }

    @Test
    void aBatteryAlarmEndsAtAChargeThatIsClearlyHigher() {
        Timeline story = new Timeline().battery(5).at(0).battery(6).at(60).battery(12).at(120).battery(24).at(180).battery(25).at(240);
        assertThat(story.story("battery-low")).containsExactly(
                "start battery-low medium active confirmed live @0", "end battery-low medium ended cleared live @240");
        assertThat(story.of("battery-low").get(0).message()).isEqualTo("Battery 5 %: battery <= 5.");
        assertThat(story.of("battery-low").get(1).message()).isEqualTo("Recovered: battery 25 %.");
        assertThat(story.of("battery-low").get(1).limit().condition()).isEqualTo("battery <= 10");
    }

    @Test
    void aChargeThatSwingsAroundTheLimitIsOneAlarm() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 180; minute++) {
            story.battery(minute % 2 == 0 ? 13 : 9).at(minute * 60, pulse(70));
        }
        assertThat(story.story("battery-low")).containsExactly("start battery-low low active confirmed live @60");
        story.charging(true).at(180 * 60).battery(30).charging(false).at(181 * 60);
        assertThat(story.story("battery-low")).endsWith("end battery-low low ended cleared live @10800");
    }

    @Test
    void aBatteryAlarmThatTurnsLiveBeforeTheBraceletIsChargedSaysSo() {
        Timeline story = new Timeline().arrivingAfter(3600).battery(4).at(0).arrivingAfter(0).battery(8).at(4000);
        assertThat(story.story("battery-low")).endsWith("update battery-low medium active live live @4000");
        assertThat(story.of("battery-low").get(1).message()).isEqualTo("Battery 8 %: not charged since battery <= 5.");
    }

    @Test
    void theChargerEndsABatteryAlarm() {
        Timeline story = new Timeline().battery(3).at(0).charging(true).at(60).charging(false).at(120);
        assertThat(story.story("battery-low")).containsExactly(
                "start battery-low medium active confirmed live @0", "end battery-low medium ended cleared live @60",
                "start battery-low medium active confirmed live @120");
        assertThat(story.of("battery-low").get(1).message()).isEqualTo("On the charger: battery 3 %.");
    }

    @ParameterizedTest
    @CsvSource({"7, false", "8, true", "10, true"})
    void poorSignalStartsAtItsShareOfTheWindow(int poorOfTen, boolean alarm) {
        Timeline story = new Timeline().at(0, pulse(70));
        for (int i = 1; i <= 10; i++) {
            boolean poor = i > 10 - poorOfTen;
            story.at(i * 180, poor ? poorPulse(70) : pulse(70));
        }
        assertThat(story.of("poor-signal")).hasSize(alarm ? 1 : 0);
        if (alarm) {
            Alert start = story.of("poor-signal").get(0);
            assertThat(start.onset()).isEqualTo(BEGINNING + 180_000);
            assertThat(start.message()).isEqualTo(poorOfTen + " of 10 pulse readings of the last 30 min unusable.");
            assertThat(start.limit()).isEqualTo(new Alert.Limit("unusable pulse readings >= 80 %", 5, 5, 1_800_000));
            assertThat(start.readings()).extracting(Alert.Evidence::at).containsExactly(BEGINNING + 1_800_000);
        }
    }

    @Test
    void poorSignalNeedsFiveReadings() {
        Timeline four = new Timeline().at(0, pulse(70));
        Timeline five = new Timeline().at(0, pulse(70));
        for (int i = 1; i <= 5; i++) {
            five.at(i * 360, poorPulse(70));
            if (i > 1) {
                four.at(i * 360, poorPulse(70));
            }
        }
        assertThat(five.of("poor-signal")).hasSize(1);
        assertThat(four.of("poor-signal")).isEmpty();
    }

    @Test
    void poorSignalEndsBelowSixtyPercentOfItsOwnGroup() {
        Timeline story = new Timeline().at(0, pulse(70));
        for (int i = 1; i <= 10; i++) {
            story.at(i * 180, poorPulse(70));
        }
        assertThat(story.of("poor-signal")).hasSize(1);
        for (int i = 0; i < 20; i++) {
            story.at(1800 + i, spo2(97));
        }
        assertThat(story.of("poor-signal")).as("another group's readings say nothing").hasSize(1);
        for (int i = 11; i <= 14; i++) {
            story.at(i * 180, pulse(70));
        }
        assertThat(story.of("poor-signal")).as("6 of 10").hasSize(1);
        story.at(15 * 180, pulse(70));
        assertThat(story.story("poor-signal")).endsWith("end poor-signal low ended cleared live @2700");
        assertThat(story.of("poor-signal").get(1).message()).isEqualTo("5 of 10 pulse readings of the last 30 min unusable.");
    }

    @Test
    void anImplausibleReadingEndsByAUsableOneOfItsOwnGroup() {
        Timeline story = new Timeline().at(0, implausiblePulse(300)).at(60, spo2(97)).at(120, poorPulse(70));
        assertThat(story.story("implausible-reading")).containsExactly("start implausible-reading low active confirmed live @0");
        assertThat(story.alerts.get(0).message())
                .isEqualTo("Pulse 300 /min at the best quality is not plausible: verify sensor and patient.");
        assertThat(story.alerts.get(0).limit()).isEqualTo(new Alert.Limit("outside the plausible range", 1, 1, 0));
        story.at(240, pulse(70));
        assertThat(story.story("implausible-reading")).endsWith("end implausible-reading low ended cleared live @240");
        assertThat(story.of("implausible-reading").get(1).message()).isEqualTo("Recovered: pulse 70 /min.");
    }

    @Test
    void anImplausibleReadingOfABraceletOffOrOnTheChargerIsNoAlarm() {
        Timeline story = new Timeline().worn(false).at(0, implausiblePulse(300)).worn(true).charging(true).at(60, implausiblePulse(300));
        assertThat(story.story("implausible-reading")).isEmpty();
    }
}
