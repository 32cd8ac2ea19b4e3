package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.DerivedVital;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

class TumblingTest {
    private static final long LENGTH = 300;
    private final Tumbling tumbling = new Tumbling(LENGTH);
    private final ReadingRing ring = new ReadingRing();
    private final List<WindowSummary> summaries = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "299, 0", "300, 300", "301, 300", "-1, -300", "-300, -300", "-301, -600"})
    void windowsAreAlignedToTheEpoch(long time, long start) {
        assertThat(tumbling.startOf(time)).isEqualTo(start);
        assertThat(tumbling.endOf(time)).isEqualTo(start + LENGTH);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void summariesEqualANaiveRecomputation(long seed) {
        Random random = new Random(seed);
        Group group = seed % 2 == 0 ? Group.BLOOD_PRESSURE : Group.SPO2;
        TreeMap<Long, Reading> naive = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            long time = 10_000 + random.nextInt(9_000);
            Verdict verdict = random.nextInt(3) == 0 ? Verdict.of(random.nextInt(Verdict.values().length)) : Verdict.USABLE;
            int second = group == Group.BLOOD_PRESSURE ? 60_000 + random.nextInt(50_000) : 0;
            Reading reading = new Reading(group, 80_000 + random.nextInt(60_000), second, 4, verdict);
            if (ring.insert(time, reading, 0, 1000) >= 0) {
                naive.put(time, reading);
            }
        }
        for (int i = 0; i < 60; i++) {
            long from = 9_000 + random.nextInt(11_000);
            long to = from + random.nextInt(4_000);
            summaries.clear();
            tumbling.summarise("u", "s", group, ring, from, to, summaries::add);
            assertThat(summaries).as("seed " + seed + ", " + from + " to " + to).isEqualTo(naive(group, naive, from, to));
        }
    }

    @Test
    void aWindowThatEndsAfterTheLimitStaysOpen() {
        ring.insert(310, pulse(70), 0, 10);
        tumbling.summarise("u", "s", Group.PULSE, ring, 0, 599, summaries::add);
        assertThat(summaries).isEmpty();
        tumbling.summarise("u", "s", Group.PULSE, ring, 0, 600, summaries::add);
        assertThat(summaries).hasSize(1);
    }

    @Test
    void theMedianOfAnEvenNumberOfValuesIsTheLowerMiddleOne() {
        for (int value : new int[] {90, 60, 80, 70}) {
            ring.insert(300 + value, pulse(value), 0, 10);
        }
        tumbling.summarise("u", "s", Group.PULSE, ring, 0, 600, summaries::add);
        assertThat(summaries).containsExactly(
                new WindowSummary("u", "s", Vital.PULSE, 300, 600, 4, 4, 60_000, 70_000, 90_000, 90_000, Map.of()));
    }

    @Test
    void aWindowOfUnusableReadingsHasReasonsAndNoValues() {
        ring.insert(301, pulse(70).judged(Verdict.QUALITY), 0, 10);
        ring.insert(302, pulse(70).judged(Verdict.QUALITY), 0, 10);
        ring.insert(303, pulse(70).judged(Verdict.NOT_WORN), 0, 10);
        tumbling.summarise("u", "s", Group.PULSE, ring, 0, 600, summaries::add);
        assertThat(summaries).containsExactly(
                new WindowSummary("u", "s", Vital.PULSE, 300, 600, 3, 0, 0, 0, 0, 0, Map.of(Verdict.QUALITY, 2, Verdict.NOT_WORN, 1)));
    }

    @Test
    void bloodPressureIsSystolicDiastolicAndMean() {
        ring.insert(301, new Reading(Group.BLOOD_PRESSURE, 122_000, 72_000, Reading.NO_QUALITY, Verdict.USABLE), 0, 10);
        tumbling.summarise("u", "s", Group.BLOOD_PRESSURE, ring, 0, 600, summaries::add);
        assertThat(summaries).extracting(WindowSummary::vital).containsExactly(Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN_PRESSURE);
        assertThat(summaries).extracting(WindowSummary::last).containsExactly(122_000, 72_000, 88_667);
    }

    private static List<WindowSummary> naive(Group group, TreeMap<Long, Reading> readings, long from, long to) {
        TreeMap<Long, List<Reading>> windows = new TreeMap<>();
        readings.forEach((time, reading) -> windows.computeIfAbsent(time / LENGTH * LENGTH, start -> new ArrayList<>()).add(reading));
        List<WindowSummary> expected = new ArrayList<>();
        windows.forEach((start, inside) -> {
            Long asked = readings.ceilingKey(Math.max(from, start));
            if (asked == null || asked >= start + LENGTH || start + LENGTH > to) {
                return;
            }
            if (group == Group.BLOOD_PRESSURE) {
                expected.add(summary(Vital.SYSTOLIC, start, inside, Reading::value));
                expected.add(summary(Vital.DIASTOLIC, start, inside, Reading::second));
                expected.add(summary(Vital.MEAN_PRESSURE, start, inside, each -> DerivedVital.MEAN_PRESSURE.from(each.value(),
                        each.second())));
            } else {
                expected.add(summary(group.first(), start, inside, Reading::value));
            }
        });
        return expected;
    }

    private static WindowSummary summary(Vital vital, long start, List<Reading> readings, ToIntFunction<Reading> value) {
        Map<Verdict, Integer> rejected = new EnumMap<>(Verdict.class);
        List<Integer> values = new ArrayList<>();
        for (Reading reading : readings) {
            if (reading.verdict() == Verdict.USABLE) {
                values.add(value.applyAsInt(reading));
            } else {
                rejected.merge(reading.verdict(), 1, Integer::sum);
            }
        }
        List<Integer> sorted = values.stream().sorted().toList();
        int count = values.size();
        return new WindowSummary("u", "s", vital, start, start + LENGTH, readings.size(), count, count == 0 ? 0 : sorted.get(0),
                count == 0 ? 0 : sorted.get((count - 1) / 2), count == 0 ? 0 : sorted.get(count - 1),
                        count == 0 ? 0 : values.get(count - 1),
                rejected);
    }

    @Test
    void theLowerMedianIsTheMiddleOfTheSortedValues() {
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            int spread = 1 + random.nextInt(i % 3 == 0 ? 3 : 1_000_000);
            int[] values = random.ints(1 + random.nextInt(i % 100 == 0 ? 3000 : 130), -spread, spread).toArray();
            int[] sorted = values.clone();
            Arrays.sort(sorted);
            if (i % 5 == 0) {
                values = sorted.clone();
            }
            assertThat(Tumbling.lowerMedian(values, values.length)).isEqualTo(sorted[(sorted.length - 1) / 2]);
        }
    }

    @Test
    void countingFindsTheSameMedianOrNone() {
        Random random = new Random(12);
        Tumbling tumbling = new Tumbling(1000);
        int counted = 0;
        for (int i = 0; i < 3000; i++) {
            int least = random.nextInt(i % 7 == 0 ? Integer.MAX_VALUE : 400_000) - 100_000;
            int spread = 1 + random.nextInt(i % 5 == 0 ? 400 : 60);
            boolean whole = i % 3 > 0;
            int[] values = random.ints(1 + random.nextInt(130), 0, spread).map(each -> least + each * (whole ? 1000 : 999)).toArray();
            int[] sorted = values.clone();
            Arrays.sort(sorted);
            int median = tumbling.medianByCounting(values, values.length, sorted[0], sorted[sorted.length - 1]);
            if (median != Integer.MIN_VALUE) {
                assertThat(median).isEqualTo(sorted[(sorted.length - 1) / 2]);
                counted++;
            }
        }
        assertThat(counted).isBetween(1500, 2500);
        assertThat(tumbling.medianByCounting(new int[] {Integer.MIN_VALUE + 1, Integer.MAX_VALUE}, 2, Integer.MIN_VALUE + 1, Integer.MAX_VALUE))
                .isEqualTo(Integer.MIN_VALUE);
    }

    private static Reading pulse(int perMinute) {
        return new Reading(Group.PULSE, perMinute * 1000, 0, 4, Verdict.USABLE);
    }
}
