package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.implausiblePulse;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.respiration;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static io.vitalwatch.alarm.patient.Timeline.unwornPulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput.Event;
import io.vitalwatch.alarm.row.SameStamp;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;

import org.assertj.core.groups.Tuple;
import io.vitalwatch.window.RowStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rows with the timestamp of a known row. */
class SameStampTest {
    @Test
    void ofTwoUsableReadingsTheOneFurtherFromNormalCountsWhicheverCameFirst() {
        Timeline story = new Timeline().at(0, 30, pulse(140)).at(0, 42, pulse(70)).at(60, 90, pulse(70)).at(60, 102, pulse(140))
                .at(120, 150, pulse(70));
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60");
        assertThat(story.events).containsEntry(Event.ACCEPTED, 3).containsEntry(Event.CONFLICT, 2).doesNotContainKey(Event.DUPLICATE);
        assertThat(story.rejections).extracting(Rejection::scope, Rejection::reason, Rejection::vital, Rejection::value).containsExactly(
                Tuple.tuple(Rejection.Scope.READING, "conflict", "pulse", "140 (quality 4), then 70 (quality 4)"),
                Tuple.tuple(Rejection.Scope.READING, "conflict", "pulse", "70 (quality 4), then 140 (quality 4)"));
        assertThat(story.verdicts).containsEntry(Verdict.USABLE, 4).containsEntry(Verdict.CONFLICT, 1);
    }

    @Test
    void aUsableReadingReplacesAnUnusableOneOfTheSameMoment() {
        Timeline story = new Timeline().at(0, 30, poorPulse(140)).at(0, 36, pulse(140)).at(60, 90, poorPulse(140)).at(60, 96, pulse(140))
                .at(120, 150, pulse(100));
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60");
        assertThat(story.events).containsEntry(Event.CONFLICT, 2);
        assertThat(story.rejections.get(0).value()).isEqualTo("140 (quality 0), then 140 (quality 4)");
    }

    @Test
    void theTimestampsOfAnHourAgainWithOtherValuesRaiseWhatTheValuesSay() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * 60, pulse(75), spo2(97));
        }
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * 60, 3600 + minute * 60, pulse(75), spo2(82));
        }
        assertThat(story.events).containsEntry(Event.CONFLICT, 60);
        assertThat(story.of("spo2-low")).isNotEmpty();
        assertThat(story.story("no-data")).isEmpty();
    }

    @Test
    void theSameContentIsADuplicateAndAZeroConflictsWithNothing() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, pulse(70)).at(0).at(0, spo2(97)).at(0, pulse(70), spo2(97));
        assertThat(story.events).containsEntry(Event.ACCEPTED, 2).containsEntry(Event.DUPLICATE, 3).doesNotContainKey(Event.CONFLICT);
        assertThat(story.rejections).isEmpty();
    }

    @Test
    void aFlagFillsItsPlace() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, pulse(70), arrest(1)).at(0, pulse(70));
        assertThat(story.of("cardiac-arrest")).hasSize(1);
        assertThat(story.events).containsEntry(Event.ACCEPTED, 2).containsEntry(Event.DUPLICATE, 1);
    }

    @ParameterizedTest
    @CsvSource({
            "70, 4, USABLE, 140, 0, QUALITY", "82, 4, USABLE, 180, 2, USABLE", "140, 4, USABLE, 70, 4, USABLE",
            "90, 4, USABLE, 70, 4, USABLE", "70, 2, USABLE, 200, 103, USABLE", "300, 4, IMPLAUSIBLE, 70, 0, QUALITY",
            "300, 4, IMPLAUSIBLE, 0, 4, MALFORMED", "70, 4, USABLE, 300, 4, IMPLAUSIBLE", "70, 4, USABLE, 70, 4, NOT_WORN"})
    void theFirstOfTheseCounts(int value, int quality, Verdict verdict, int other, int otherQuality, Verdict otherVerdict) {
        Reading counts = new Reading(Group.PULSE, value * 1000, 0, quality, verdict);
        Reading loses = new Reading(Group.PULSE, other * 1000, 0, otherQuality, otherVerdict);
        assertThat(SameStamp.counts(counts, loses)).isTrue();
        assertThat(SameStamp.counts(loses, counts)).isFalse();
        assertThat(SameStamp.counts(counts, counts)).isFalse();
    }

    @Test
    void aBloodPressureIsComparedByItsMean() {
        Timeline story = new Timeline().at(0, pressure(120, 80)).at(0, pressure(130, 60)).at(0, pressure(85, 50));
        ReadingRing ring = story.patient().ring(Group.BLOOD_PRESSURE);
        assertThat(ring.size()).isOne();
        assertThat(List.of(ring.value(0), ring.second(0))).containsExactly(85_000, 50_000);
        assertThat(story.story("blood-pressure-low")).containsExactly("start blood-pressure-low medium active confirmed live @0");
        assertThat(story.rejections).extracting(Rejection::value).containsExactly("120/80, then 130/60", "130/60, then 85/50");
    }

    @Test
    void eachGroupIsDecidedByItself() {
        Timeline story = new Timeline().at(0, pulse(140), spo2(97), respiration(16)).at(0, pulse(70), spo2(88), respiration(16));
        assertThat(story.patient().ring(Group.PULSE).value(0)).isEqualTo(140_000);
        assertThat(story.patient().ring(Group.SPO2).value(0)).isEqualTo(88_000);
        assertThat(story.events).containsEntry(Event.ACCEPTED, 1).containsEntry(Event.CONFLICT, 1);
        assertThat(story.rejections).extracting(Rejection::vital).containsExactly("pulse", "spo2");
        assertThat(story.verdicts).containsEntry(Verdict.USABLE, 4).containsEntry(Verdict.CONFLICT, 1).containsEntry(Verdict.DUPLICATE, 1);
    }

    @Test
    void aClosedWindowIsCorrected() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(75)).at(300, pulse(72)).at(60, 310, pulse(120));
        assertThat(story.windows).hasSize(2);
        assertThat(story.windows.get(1).count()).isEqualTo(2);
        assertThat(story.windows.get(1).max()).isEqualTo(120_000);
    }

    @Test
    void aLateReadingThatCountsIsJudgedAsALateRow() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(70)).at(120, pulse(70)).at(60, 130, pulse(140));
        assertThat(story.story("pulse-high")).containsExactly("start pulse-high medium active confirmed live @120");
        assertThat(story.of("pulse-high").get(0).onset()).isEqualTo(BEGINNING);
    }

    @Test
    void aRowOfWhichNothingCountsIsNoSignOfLife() {
        Timeline story = new Timeline().at(0, pulse(140)).at(0, 500, pulse(70)).silenceUntil(601);
        assertThat(story.story("no-data")).containsExactly("start no-data medium active confirmed live @600");
        Timeline other = new Timeline().at(0, pulse(70)).at(0, 500, pulse(140)).silenceUntil(601);
        assertThat(other.story("no-data")).isEmpty();
        assertThat(other.at(0, 602, pulse(140)).silenceUntil(1101).story("no-data"))
                .as("what counts is a duplicate when it comes again").containsExactly("start no-data medium active confirmed live @1100");
    }

    private static Ternary on(Timeline story) {
        return RowStatus.on(story.patient().status.wearing(story.patient().clock()));
    }

    @Test
    void ofTwoStatusesOfOneMomentTheOneThatMutesNothingCounts() {
        for (boolean wornFirst : new boolean[] {true, false}) {
            Timeline story = new Timeline().at(0).worn(wornFirst).at(60).worn(!wornFirst).at(60);
            assertThat(on(story)).isEqualTo(Ternary.TRUE);
            assertThat(story.events).containsEntry(Event.CONFLICT, 1);
            assertThat(story.rejections).singleElement().satisfies(row -> {
                assertThat(row.scope()).isEqualTo(Rejection.Scope.SAMPLE);
                assertThat(row.reason()).isEqualTo("conflict");
                assertThat(row.vital()).isEqualTo("wearing");
            });
        }
        Timeline restored = new Timeline().at(0).at(60).restored().worn(false).at(60);
        assertThat(on(restored)).isEqualTo(Ternary.TRUE);
        assertThat(on(new Timeline().at(0).worn(false).at(60).at(60))).isEqualTo(Ternary.FALSE);
    }

    /** As it is after a state of version 1: of the time before the bracelet came off only that it was worn is known. */
    @Test
    void aRowThatIsOlderThanTheStatusThatIsKeptAddsNothingToIt() {
        Patient patient = new Patient();
        patient.status.restoreEdge(RowStatus.of(Ternary.TRUE, Ternary.FALSE), Patient.NEVER);
        patient.status.put(60_000, Long.MAX_VALUE, RowStatus.of(Ternary.FALSE, Ternary.FALSE));
        Sample row = new Sample(SampleType.ACTIVITY, 1, 60, Ternary.TRUE, Ternary.FALSE, 71, 7, 0, List.of());
        assertThat(SameStamp.compare(patient, row)).as("a row that comes again is no sign of life").isZero();
        assertThat(patient.status.put(1, 60_000, RowStatus.of(row))).isFalse();
    }

    @Test
    void aReadingOfAWornBraceletReplacesTheSameOneOfABraceletThatIsNotWorn() {
        Timeline story = new Timeline().worn(false).at(0, unwornPulse(140)).worn(true).at(0, pulse(140));
        assertThat(story.patient().ring(Group.PULSE).usable(0)).isTrue();
        assertThat(story.events).containsEntry(Event.CONFLICT, 1);
    }

    @Test
    void aTemperatureThatComesAgainAfterTheBraceletCameOffIsADuplicate() {
        Timeline story = new Timeline().at(0).at(10, temperature(36.5)).worn(false).at(20).at(10, temperature(36.5));
        assertThat(story.events).containsEntry(Event.DUPLICATE, 1).doesNotContainKey(Event.CONFLICT);
    }

    @Test
    void ofTwoActivitiesTheOneThatMutesNothingCounts() {
        for (int first : new int[] {4, 7}) {
            Timeline story = new Timeline().activity(7).at(0, pulse(140)).activity(first).at(60, pulse(140)).activity(11 - first)
                    .at(60, pulse(140));
            assertThat(story.story("pulse-high")).as("activity %d first", first).hasSize(1);
            assertThat(story.patient().ring(Group.PULSE).activity(1)).isEqualTo(7);
            assertThat(story.events).containsEntry(Event.CONFLICT, 1);
        }
    }

    @Test
    void anImplausibleReadingDoesNotReplaceAUsableOne() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, implausiblePulse(300)).at(0, implausiblePulse(300));
        assertThat(story.patient().ring(Group.PULSE).value(0)).isEqualTo(70_000);
        assertThat(story.verdicts).containsEntry(Verdict.CONFLICT, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfRowsInConflictInADeliveryChangesNothing(long seed) {
        Random random = new Random(seed);
        Recorder one = new Recorder();
        Recorder other = new Recorder();
        for (int minute = 0; minute < 300; minute++) {
            List<Sample> rows = rows(random, minute);
            one.deliver(delivery(minute, minute, rows));
            List<Sample> shuffled = new ArrayList<>(rows);
            if (SameStamp.ordered(rows) != rows) {
                Collections.shuffle(shuffled, random);
            }
            other.deliver(delivery(minute, minute, shuffled));
        }
        assertThat(one.events.get(Event.CONFLICT)).as("seed " + seed).isGreaterThan(100);
        assertThat(other.alerts).as("seed " + seed).isEqualTo(one.alerts).isNotEmpty();
        assertThat(other.windows).isEqualTo(one.windows);
        assertThat(other.events).isEqualTo(one.events);
        assertThat(other.verdicts).isEqualTo(one.verdicts);
        assertThat(Recorder.encoded(other.patients.get("u"))).isEqualTo(Recorder.encoded(one.patients.get("u")));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void theReadingsThatCountDoNotDependOnTheOrderOfArrival(long seed) {
        Random random = new Random(seed);
        List<Sample> all = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            all.addAll(rows(random, minute));
        }
        Recorder one = arriving(all);
        Collections.shuffle(all, random);
        Recorder other = arriving(all);

        for (Group group : Group.values()) {
            assertThat(readings(other.patients.get("u").ring(group), group)).as("seed %d, %s", seed, group)
                    .isEqualTo(readings(one.patients.get("u").ring(group), group));
        }
        assertThat(other.lastWindows()).isEqualTo(one.lastWindows());
        int counted = one.events.values().stream().mapToInt(Integer::intValue).sum() - one.events.get(Event.NEW_PATIENT)
                - one.events.get(Event.PATIENT_HOUR);
        assertThat(counted).as("with the last row").isEqualTo(all.size() + 1);
    }

    private static Recorder arriving(List<Sample> all) {
        Recorder recorder = new Recorder();
        for (int i = 0; i < all.size(); i++) {
            recorder.deliver(delivery(31 + i / 60.0, i, List.of(all.get(i))));
        }
        // The end of the trace: everything in it is closed.
        recorder.deliver(delivery(89, 0, List.of(row(new Random(1), 59))));
        return recorder;
    }

    private static List<String> readings(ReadingRing ring, Group group) {
        List<String> readings = new ArrayList<>();
        for (int i = 0; ring != null && i < ring.size(); i++) {
            readings.add(ring.time(i) + " " + ring.reading(group, i) + " " + ring.activity(i));
        }
        return readings;
    }

    private static Delivery delivery(double minute, long offset, List<Sample> rows) {
        return new Delivery("u", "S", BEGINNING + Math.round(minute * 60_000) + 30_000, new Origin("t", 0, offset), rows);
    }

    /** One to three rows of a minute. */
    private static List<Sample> rows(Random random, int minute) {
        List<Sample> rows = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            rows.add(row(random, minute));
        }
        return rows;
    }

    private static Sample row(Random random, int minute) {
        List<Reading> readings = new ArrayList<>();
        add(readings, random, Group.PULSE, 60 + random.nextInt(90));
        add(readings, random, Group.SPO2, 85 + random.nextInt(15));
        add(readings, random, Group.RESPIRATION, 10 + random.nextInt(20));
        Ternary worn = random.nextInt(6) == 0 ? Ternary.FALSE : Ternary.TRUE;
        return new Sample(SampleType.ACTIVITY, BEGINNING + minute * 60_000L, 60, worn, Ternary.FALSE, 50 + random.nextInt(3),
                random.nextInt(8), 0, readings);
    }

    private static void add(List<Reading> readings, Random random, Group group, int value) {
        if (random.nextInt(3) > 0) {
            Verdict verdict = List.of(Verdict.USABLE, Verdict.USABLE, Verdict.QUALITY, Verdict.IMPLAUSIBLE).get(random.nextInt(4));
            readings.add(new Reading(group, value * 1000, 0, verdict == Verdict.QUALITY ? 1 : 2 + random.nextInt(3), verdict));
        }
    }
}
