package io.vitalwatch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.Condition.Comparison;
import io.vitalwatch.alarm.Condition.Operator;
import io.vitalwatch.model.Alert.Evidence;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts: comparisons, sentences, identifiers, what is remembered of ended episodes. */
class PartsTest {
    @ParameterizedTest
    @CsvSource({
            "ABOVE, 99, false, false", "ABOVE, 100, false, false", "ABOVE, 101, true, false", "ABOVE, 95, false, true",
            "ABOVE, 96, false, false",
            "AT_LEAST, 99, false, false", "AT_LEAST, 100, true, false", "AT_LEAST, 95, false, true", "AT_LEAST, 96, false, false",
            "BELOW, 101, false, false", "BELOW, 100, false, false", "BELOW, 99, true, false", "BELOW, 105, false, true",
            "BELOW, 104, false, false",
            "AT_MOST, 101, false, false", "AT_MOST, 100, true, false", "AT_MOST, 105, false, true", "AT_MOST, 104, false, false"})
    void aLimitHoldsOnItsSideAndClearsByTheMargin(Operator operator, int value, boolean holds, boolean cleared) {
        Comparison comparison = new Comparison(Vital.PULSE, operator, 100_000);
        assertThat(comparison.holds(value * 1000)).isEqualTo(holds);
        assertThat(comparison.clearedBy(value * 1000, 5000)).isEqualTo(cleared);
    }

    @Test
    void withoutAMarginWhatDoesNotHoldIsCleared() {
        for (Operator operator : Operator.values()) {
            for (int value = 98; value <= 102; value++) {
                Comparison comparison = new Comparison(Vital.PULSE, operator, 100_000);
                assertThat(comparison.clearedBy(value * 1000, 0)).isEqualTo(!comparison.holds(value * 1000));
            }
        }
        assertThat(new Comparison(Vital.PULSE, Operator.ABOVE, Integer.MIN_VALUE).clearedBy(0, 1000)).isFalse();
        assertThat(new Comparison(Vital.PULSE, Operator.BELOW, Integer.MAX_VALUE).clearedBy(0, 1000)).isFalse();
    }

    @Test
    void aConditionIsWrittenAsItIsRead() {
        Condition condition = new Condition(List.of(
                new Comparison(Vital.SYSTOLIC, Operator.ABOVE, 180_000), new Comparison(Vital.MEAN_PRESSURE, Operator.AT_MOST, 64_500)));
        assertThat(condition).hasToString("systolic > 180 or mean <= 64.5");
        assertThat(new Comparison(Vital.SPO2, Operator.AT_LEAST, 91_000)).hasToString("spo2 >= 91");
        assertThat(new Comparison(Vital.SPO2, Operator.BELOW, 100_000)).hasToString("spo2 < 100");
    }

    @Test
    void oneSampleIsEnoughOnlyWithoutDurationAndStatistic() {
        assertThat(Confirm.kOfN(1, 1, 0).oneSampleIsEnough()).isTrue();
        assertThat(Confirm.kOfN(1, 3, 0).oneSampleIsEnough()).isTrue();
        assertThat(Confirm.kOfN(2, 2, 0).oneSampleIsEnough()).isFalse();
        assertThat(Confirm.kOfN(1, 1, 1).oneSampleIsEnough()).isFalse();
        assertThat(new Confirm(1, 1, 0, Confirm.Statistic.MEAN, 60_000, 1).oneSampleIsEnough()).isFalse();
    }

    @Test
    void sentencesSayWhatWasSeenAndHowOften() {
        List<Evidence> pulses = List.of(evidence(Vital.PULSE, 152_000), evidence(Vital.PULSE, 155_000));
        assertThat(Sentences.confirmed(pulses, rung(Confirm.kOfN(2, 3, 15_000))))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 in 2 of the last 3 readings.");
        assertThat(Sentences.confirmed(pulses, rung(Confirm.kOfN(2, 2, 15_000))))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 in 2 readings in a row.");
        assertThat(Sentences.confirmed(pulses, rung(Confirm.kOfN(1, 1, 0)))).isEqualTo("Pulse 152, 155 /min: pulse >= 150.");
        assertThat(Sentences.confirmed(pulses, rung(new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 600_000, 3))))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 as the median of 10 min.");
        assertThat(Sentences.goesOn(pulses, rung(Confirm.kOfN(1, 1, 0))))
                .isEqualTo("Pulse 152, 155 /min: not recovered from pulse >= 150.");
        assertThat(Sentences.cleared(pulses)).isEqualTo("Recovered: pulse 152, 155 /min.");
        assertThat(Sentences.noUsableReading("spo2", 600_000))
                .isEqualTo("No usable spo2 reading for 10 min: whether the alarm still holds is unknown.");
    }

    @Test
    void vitalsAreListedOnceEachWithTheirUnit() {
        assertThat(Sentences.listed(List.of(evidence(Vital.SYSTOLIC, 190_000), evidence(Vital.DIASTOLIC, 110_000),
                evidence(Vital.MEAN_PRESSURE, 136_667),
                evidence(Vital.SYSTOLIC, 195_000)))).isEqualTo("Systolic 190, 195 mmHg, diastolic 110 mmHg, mean 136.667 mmHg");
        assertThat(Sentences.listed(List.of(evidence(Vital.TEMPERATURE, 38_100)))).isEqualTo("Temperature 38.1 °C");
        assertThat(Sentences.listed(List.of(evidence(Vital.SPO2, 88_000), evidence(Vital.BATTERY, 5_000))))
                .isEqualTo("Spo2 88 %, battery 5 %");
        assertThat(Sentences.listed(List.of(evidence(Vital.CARDIAC_ARREST, 1000), evidence(Vital.RESPIRATION, 22_000))))
                .isEqualTo("Cardiac arrest 1, respiration 22 /min");
        assertThat(Sentences.listed(List.of())).isEqualTo("No reading");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "500, 0.5 s", "1000, 1 s", "90000, 90 s", "60000, 1 min", "5400000, 90 min", "3600000, 1 h", "604800000, 168 h"})
    void aDurationIsSpokenInItsLargestWholeUnit(long millis, String text) {
        assertThat(Sentences.duration(millis)).isEqualTo(text);
    }

    @Test
    void identifiersAreTheSameForeverAndNeverMeet() {
        assertThat(Ids.episode("u", "spo2-low", 1_763_560_800_000L)).hasSize(32).matches("[0-9a-f]+")
                .isEqualTo(Ids.episode("u", "spo2-low", 1_763_560_800_000L));
        assertThat(List.of(Ids.episode("a", "bc", 1), Ids.episode("ab", "c", 1), Ids.episode("a", "b", 11), Ids.episode("a", "b1", 1),
                Ids.record("a", 1), Ids.record("a", 11), Ids.record("a1", 1))).doesNotHaveDuplicates();
        assertThat(Ids.record(Ids.episode("u", "r", 1), 0)).as("written down, because consumers drop duplicates by it")
                .isEqualTo("919bc71f17eef252318c0e7c58e675e7");
    }

    @Test
    void endedEpisodesCoverTheirStretchBothEndsIncluded() {
        Past past = new Past();
        past.add(10, 20);
        past.add(30, 25);
        past.add(40, 50);
        assertThat(List.of(past.covers(9), past.covers(10), past.covers(20), past.covers(21), past.covers(30), past.covers(29),
                past.covers(45)))
                .containsExactly(false, true, true, false, true, false, true);
        assertThat(past.size()).isEqualTo(3);
        assertThat(past.end(1)).as("an end before its onset is the onset").isEqualTo(30);
    }

    @Test
    void onlyTheNewestStretchesAreRemembered() {
        Past past = new Past();
        for (int i = 0; i < Past.BOUND + 5; i++) {
            past.add(i * 10, i * 10 + 1);
        }
        assertThat(past.size()).isEqualTo(Past.BOUND);
        assertThat(past.onset(0)).isEqualTo(50);
        assertThat(past.covers(40)).isFalse();
        assertThat(past.covers(50)).isTrue();
        assertThat(past.covers((Past.BOUND + 4) * 10)).isTrue();
    }

    private static Rung rung(Confirm confirm) {
        return new Rung(Priority.HIGH, Rules.condition(Vital.PULSE, Operator.AT_LEAST, 150), confirm, 5000, 2);
    }

    private static Evidence evidence(Vital vital, int value) {
        return new Evidence(vital, value, 4, 0);
    }
}
