package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static io.vitalwatch.alarm.patient.Timeline.unwornPulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated.Why;
import io.vitalwatch.model.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** A patient of whom nothing can be said never looks like a patient of whom nothing needs to be said. */
class UnwatchedTest {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    // Samples whose time cannot be believed.

    @ParameterizedTest
    @EnumSource(value = Why.class, names = {"FUTURE", "ANCIENT", "NO_TIME"})
    void aFlagInASampleWithoutACredibleTimeAlarmsLiveAtItsArrival(Why why) {
        Timeline story = story().at(0, pulse(72)).undated(60, why, claimed(why), 1);

        assertThat(story.story("cardiac-arrest")).containsExactly("start cardiac-arrest high active confirmed live @60");
        Alert alert = story.of("cardiac-arrest").get(0);
        assertThat(alert.onset()).isEqualTo(BEGINNING + 60_000);
        assertThat(alert.time()).isEqualTo(TimeBasis.ARRIVAL);
        assertThat(alert.message()).contains("The bracelet reports cardiac arrest (code 1)").endsWith("the arrival is given.");
        assertThat(story.patient().clock()).as("the patient clock").isEqualTo(BEGINNING);
        assertThat(story.windows).isEmpty();
    }

    @Test
    void aFlagInASampleOlderThanPastLimitThatMayBeTrueIsHistoricalAtItsOwnTime() {
        Timeline story = story().at(0, pulse(72)).undated(60, Why.OLD, -8 * 24 * HOUR, 1);

        assertThat(story.story("cardiac-arrest")).containsExactly(
                "start cardiac-arrest high active confirmed historical @" + -8 * 24 * HOUR,
                "end cardiac-arrest high ended passed historical @0");
        assertThat(story.of("cardiac-arrest").get(0).time()).isEqualTo(TimeBasis.SAMPLE);
    }

    @Test
    void aRowWithoutACredibleTimeThatIsSentAgainAlarmsOnce() {
        Timeline story = story().at(0, pulse(72)).undated(60, Why.FUTURE, 9 * HOUR, 2);
        for (int minute = 2; minute < 30; minute++) {
            story.at(minute * MINUTE, pulse(72)).restored().undated(minute * MINUTE + 1, Why.FUTURE, 9 * HOUR, 2);
        }

        assertThat(story.story("cardiac-arrest")).containsExactly(
                "start cardiac-arrest high active confirmed live @60", "end cardiac-arrest high ended cleared live @360");
        assertThat(story.undated(2000, Why.FUTURE, 10 * HOUR, 2).story("cardiac-arrest")).as("another row").hasSize(3);
    }

    @Test
    void aFlagOfAPatientOfWhomNothingElseEverCameAlarms() {
        Timeline story = story().undated(0, Why.NO_TIME, 0, 1).restored().silenceUntil(HOUR);

        assertThat(story.story()).containsExactly("start cardiac-arrest high active confirmed live @0",
                "start clock-wrong medium active confirmed live @600");
    }

    @Test
    void anEndedAlarmDoesNotSwallowAFlagWithoutACredibleTime() {
        Timeline story = story().at(0, arrest(1)).at(400, 200, pulse(72)).undated(300, Why.FUTURE, 9 * HOUR, 1);

        assertThat(story.story("cardiac-arrest")).containsExactly("start cardiac-arrest high active confirmed live @0",
                "end cardiac-arrest high ended cleared live @400", "start cardiac-arrest high active confirmed live @300");
    }

    @Test
    void nothingButUnbelievableStampsRaisesClockWrongAndACredibleOneEndsIt() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 1; minute < 30; minute++) {
            story.undated(minute * MINUTE, Why.FUTURE, minute * MINUTE + 6 * MINUTE, 0);
        }
        story.at(1800, pulse(72));

        assertThat(story.story("clock-wrong")).containsExactly("start clock-wrong medium active confirmed live @660",
                "end clock-wrong medium ended cleared live @1800");
        assertThat(story.of("clock-wrong").get(0).message()).contains("the stamps of 11 samples are at last 6 min ahead");
        assertThat(story.of("no-data").get(0).message())
                .isEqualTo("Nothing usable arrived for 10 min: 10 deliveries came, none usable: the stamps of 10 samples are at last 6 min"
                        + " ahead.");
        assertThat(story.story("no-reading-pulse")).as("said already").isEmpty();
    }

    @Test
    void oneOddStampAmongGoodOnesIsNoAlarm() {
        Timeline story = story();
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * MINUTE, pulse(72)).undated(minute * MINUTE + 1, Why.ANCIENT, -1_763_560_800, 0);
        }

        assertThat(story.story()).isEmpty();
    }

    // Signs of life.

    @Test
    void aBodyThatIsSentAgainIsNoSignOfLife() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 5; minute < 60; minute += 5) {
            story.at(0, minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @600");
        assertThat(story.alerts.get(0).message())
                .isEqualTo("Nothing usable arrived for 10 min: 2 deliveries came, with samples that were sent before or are too old.");
    }

    @Test
    void staleRowsAreNoSignOfLifeAndEndNothing() {
        Timeline story = story().at(2 * HOUR, pulse(72));
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * MINUTE, 2 * HOUR + minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @7800");
    }

    @Test
    void aCapturedBodyDoesNotEndNoData() {
        Timeline story = story().at(0, pulse(72)).silenceUntil(HOUR).at(0, HOUR + 1, pulse(72)).silenceUntil(2 * HOUR);

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @600");
    }

    @Test
    void rowsRejectedByQualityAreASignOfLife() {
        Timeline story = story();
        for (int minute = 0; minute < 30; minute++) {
            story.at(minute * MINUTE, poorPulse(72));
        }

        assertThat(story.story("no-data")).isEmpty();
    }

    // One vital is no longer measured.

    @Test
    void aWornBraceletThatMeasuresNothingRaisesNoReading() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 1; minute < 60; minute++) {
            story.at(minute * MINUTE);
        }
        story.at(HOUR, pulse(75));

        assertThat(story.story()).containsExactly("start no-reading-pulse medium active confirmed live @600",
                "end no-reading-pulse medium ended cleared live @3600");
        assertThat(story.of("no-reading-pulse").get(0).onset()).isEqualTo(BEGINNING);
        assertThat(story.of("no-reading-pulse").get(0).message())
                .isEqualTo("No usable pulse for 10 min. 10 rows came since: 10 without a value.");
        assertThat(story.of("no-reading-pulse").get(1).message()).isEqualTo("Measured again: pulse 75 /min.");
    }

    @Test
    void theSentenceSaysWhatCameInstead() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 1; minute < 12; minute++) {
            story.at(minute * MINUTE, minute % 3 == 0 ? new Timeline.Measured[] {poorPulse(72)} : new Timeline.Measured[0]);
        }

        assertThat(story.of("no-reading-pulse").get(0).message())
                .isEqualTo("No usable pulse for 10 min. 10 rows came since: 3 with an unusable reading (quality), 7 without a value.");
    }

    @Test
    void pulseIsExpectedFromEachPatientAndOtherVitalsFromThoseOfWhomTheyWereMeasured() {
        Timeline never = story();
        Timeline once = story().at(0, spo2(97));
        for (int minute = 0; minute < 70; minute++) {
            never.at(minute * MINUTE);
            once.at(minute * MINUTE + 1);
        }

        assertThat(never.story()).containsExactly("start no-reading-pulse medium active confirmed live @600");
        assertThat(never.alerts.get(0).message()).startsWith("No usable pulse was ever measured, 10 min after the first delivery.");
        assertThat(once.story()).containsExactly("start no-reading-pulse medium active confirmed live @600",
                "start no-reading-spo2 low active confirmed live @3600");
    }

    @Test
    void aPressureIsMissedAfterMoreThanTwoOfItsIntervals() {
        Timeline story = story();
        for (int minute = 0; minute < 120; minute++) {
            story.at(minute * MINUTE, minute == 0 ? new Timeline.Measured[] {pulse(72), pressure(120, 80)}
                    : new Timeline.Measured[] {pulse(72)});
        }

        assertThat(story.story()).containsExactly("start no-reading-blood-pressure low active confirmed live @4500");
    }

    @Test
    void silenceIsSaidOnceAndByNoData() {
        Timeline story = story().arrivingAfter(40).at(0, pulse(72), spo2(97), pressure(120, 80)).at(61, temperature(36.8))
                .silenceUntil(6 * HOUR);

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @701");
    }

    @Test
    void whatPoorSignalAndNotWornSayIsNotRepeated() {
        Timeline poor = story();
        Timeline off = story();
        for (int minute = 0; minute < 120; minute++) {
            poor.at(minute * MINUTE, minute < 10 ? pulse(72) : poorPulse(72));
            off.worn(minute < 10).at(minute * MINUTE, pulse(72));
        }

        assertThat(off.story("no-reading-pulse")).as("a row says not worn; then the alarm says it").isEmpty();
        assertThat(off.story("not-worn")).hasSize(1);
        assertThat(poor.story("poor-signal")).hasSize(1);
        assertThat(poor.story("no-reading-pulse")).as("due before poor-signal").hasSize(1);
    }

    @Test
    void aBraceletThatIsPutOnHasItsTimeToMeasure() {
        Timeline story = story().at(0, pulse(72)).worn(false);
        for (int minute = 1; minute < 60; minute++) {
            story.at(minute * MINUTE);
        }
        story.worn(true).at(3600).at(3660).at(3720, pulse(72)).at(3780, pulse(72));

        assertThat(story.story()).containsExactly("start not-worn low active confirmed live @960", "end not-worn low ended cleared live @3600");
    }

    // Data come, and they are old.

    @Test
    void dataThatStayOneHourBehindRaiseNotLive() {
        Timeline story = story().arrivingAfter(HOUR);
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * MINUTE, pulse(72));
        }
        story.arrivingAfter(0).at(2 * HOUR, pulse(72));

        assertThat(story.story("not-live")).containsExactly("start not-live medium active confirmed live @4200",
                "end not-live medium ended cleared live @7200");
        assertThat(story.of("not-live").get(0).message()).contains("the newest sample was 60 min old at its arrival");
    }

    @Test
    void anUploadThatCatchesUpInTimeIsNotNotLive() {
        Timeline story = story().at(0, pulse(72)).silenceUntil(2 * HOUR);
        for (int minute = 1; minute < 120; minute++) {
            story.at(minute * MINUTE, 2 * HOUR + minute, pulse(72));
        }

        assertThat(story.story("not-live")).isEmpty();
    }

    @Test
    void aFlagInDataThatAreBehindByTheSameTimeIsLive() {
        Timeline story = story().arrivingAfter(HOUR);
        for (int minute = 0; minute < 30; minute++) {
            story.at(minute * MINUTE, pulse(72));
        }
        story.restored().at(1800, arrest(1));

        assertThat(story.story("cardiac-arrest")).containsExactly("start cardiac-arrest high active confirmed live @1800");
        Alert alert = story.of("cardiac-arrest").get(0);
        assertThat(alert.time()).isEqualTo(TimeBasis.BEHIND);
        assertThat(alert.message()).endsWith("The bracelet's clock is 60 min behind in every delivery: the flag is of now.");
    }

    @Test
    void aFlagInAnUploadThatCatchesUpIsHistorical() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 1; minute < 60; minute++) {
            story.at(minute * 4 * MINUTE, 5 * HOUR + minute * MINUTE, pulse(72));
        }
        story.at(241 * MINUTE, 6 * HOUR, arrest(1));

        assertThat(story.story("cardiac-arrest")).containsExactly("start cardiac-arrest high active confirmed historical @14460");
    }

    // Other ways.

    @Test
    void aChargingFieldThatIsStuckIsSaidByNotWorn() {
        Timeline story = story().at(0, pulse(72)).charging(true);
        for (int minute = 1; minute < 60; minute++) {
            story.at(minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start not-worn low active confirmed live @960");
        assertThat(story.alerts.get(0).message()).isEqualTo("On the charger for at least 15 min.");
    }

    @Test
    void aBraceletThatIsBadlyWornForHoursIsSaidByNotWorn() {
        Timeline story = story().worn(false);
        for (int minute = 0; minute < 180; minute++) {
            story.at(minute * MINUTE, unwornPulse(72));
        }

        assertThat(story.story()).containsExactly("start not-worn low active confirmed live @900");
    }

    @Test
    void aSensorThatSendsItsErrorValueIsSaidByNoReading() {
        Timeline story = story().at(0, pulse(72));
        for (int minute = 1; minute < 20; minute++) {
            story.at(minute * MINUTE, implausiblePulse(255));
        }

        assertThat(story.story("no-reading-pulse")).containsExactly("start no-reading-pulse medium active confirmed live @600");
        assertThat(story.of("no-reading-pulse").get(0).message()).contains("10 with an unusable reading (implausible)");
    }

    @Test
    void aClockThatRunsSlowIsSaidByNoReadingAndThenByNotLive() {
        Timeline story = story();
        for (int minute = 0; minute < 400; minute++) {
            story.at(minute * MINUTE * 0.95, minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start no-reading-pulse medium active confirmed live @10917",
                "start not-live medium active confirmed live @18660");
    }

    @Test
    void aClockThatStepsBackBeyondTheReachIsSaidByNoData() {
        Timeline story = story().at(3 * HOUR, pulse(72));
        for (int minute = 1; minute < 60; minute++) {
            story.at(HOUR + minute * MINUTE, 3 * HOUR + minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @11400");
    }

    @Test
    void aClockThatStepsBackInsideTheReachIsSaidByNoReadingAndByNotLive() {
        Timeline story = story().at(HOUR, pulse(72));
        for (int minute = 1; minute < 20; minute++) {
            story.at(minute * MINUTE, HOUR + minute * MINUTE, pulse(72));
        }

        assertThat(story.story()).containsExactly("start no-reading-pulse medium active confirmed live @4200",
                "start not-live medium active confirmed live @4260");
    }

    @Test
    void aPatientOfWhomOnlyTemperaturesComeIsSaidByNoReading() {
        Timeline story = story();
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * MINUTE, temperature(36.8));
        }

        assertThat(story.story()).containsExactly("start no-reading-pulse medium active confirmed live @600");
    }

    @Test
    void aBraceletThatMeasuresEachTwentyMinutesIsSaidEachTime() {
        Timeline story = story();
        for (int minute = 0; minute <= 60; minute += 5) {
            story.at(minute * MINUTE, minute % 20 == 0 ? new Timeline.Measured[] {pulse(72)} : new Timeline.Measured[0]);
        }

        assertThat(story.story("no-reading-pulse")).hasSize(6).startsWith("start no-reading-pulse medium active confirmed live @600",
                "end no-reading-pulse medium ended cleared live @1200");
    }

    @Test
    void aPatientWhoComesBackUnderAnotherNameIsSilentUnderTheFirst() {
        Recorder recorder = new Recorder(Rules.settings(), Rules.bundled());
        for (int minute = 0; minute < 30; minute++) {
            String user = minute < 10 ? "p1" : "P1";
            recorder.deliver(new Delivery(user, "S", BEGINNING + minute * 60_000L, new Origin("t", 0, minute),
                    List.of(new Timeline().row(minute * MINUTE, pulse(72)))));
        }
        recorder.silenceUntil("p1", BEGINNING + 1_800_000L);

        assertThat(recorder.alertsOf("p1")).singleElement().extracting(Alert::rule).isEqualTo("no-data");
        assertThat(recorder.alertsOf("P1")).isEmpty();
    }

    @Test
    void oneSampleFourMinutesAheadKeepsNobodyFromBeingWatched() {
        Timeline story = story().at(0, pulse(72)).at(300, 60, pulse(72));
        for (int minute = 2; minute < 60; minute++) {
            story.at(minute * MINUTE, minute * MINUTE, pulse(72));
        }
        story.at(3600, pulse(160)).at(3660, pulse(160)).at(3720, pulse(160));

        assertThat(story.story()).containsExactly("start pulse-high high active confirmed live @3660");
    }

    @Test
    void aPatientWhoIsSilentBeyondTheTimeToLiveIsForgottenWithARecord() {
        Timeline story = story().at(0, pulse(72)).silenceUntil(8 * 24 * HOUR);

        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @600",
                "end no-data medium ended expired live @" + 7 * 24 * HOUR);
        assertThat(story.patient()).isNull();
    }

    private static Timeline story() {
        return new Timeline(Rules.settings(), Rules.bundled());
    }

    private static int claimed(Why why) {
        return why == Why.FUTURE ? 9 * HOUR : -1_763_560_800;
    }
}
