package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ReadingRingTest {
    /** A reading as the naive model keeps it. */
    private record Kept(long time, Reading reading, int activity) {}

    private final ReadingRing ring = new ReadingRing();
    private final List<Kept> naive = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalsANaiveListForLateAndRepeatedReadings(long seed) {
        Random random = new Random(seed);
        Group group = seed % 2 == 0 ? Group.BLOOD_PRESSURE : Group.PULSE;
        int bound = 5 + random.nextInt(60);
        long clock = 1000;
        for (int step = 0; step < 1500; step++) {
            clock += random.nextInt(3);
            boolean late = random.nextInt(3) == 0;
            long time = late ? Math.max(1, clock - random.nextInt(120)) : clock;
            Reading reading = reading(random, group);
            int activity = random.nextInt(9) - 1;
            if (random.nextInt(200) == 0) {
                bound = 1 + random.nextInt(80);
            }
            int index = ring.insert(time, reading, activity, bound);
            assertThat(index).as("seed " + seed + ", step " + step).isEqualTo(insert(time, reading, activity, bound));
            if (random.nextInt(25) == 0) {
                long before = clock - random.nextInt(60);
                int keep = random.nextInt(6);
                ring.evict(before, keep);
                while (naive.size() > keep && naive.get(0).time() < before) {
                    naive.remove(0);
                }
            }
            if (random.nextInt(10) == 0 && !naive.isEmpty()) {
                change(random, group);
            }
            assertSame(group, "seed " + seed + ", step " + step);
            if (step % 10 != 0) {
                continue;
            }
            long asked = clock - 130 + random.nextInt(140);
            assertThat(ring.lowerBound(asked)).isEqualTo((int) naive.stream().filter(kept -> kept.time() < asked).count());
            int oldest = random.nextInt(naive.size() + 1);
            int most = random.nextInt(20);
            long usable = naive.stream().skip(oldest).filter(kept -> kept.reading().verdict() == Verdict.USABLE).count();
            assertThat(ring.countUsable(oldest, ring.size() - 1, most)).isEqualTo((int) Math.min(usable, most + 1));
            assertThat(ring.contains(asked)).isEqualTo(naive.stream().anyMatch(kept -> kept.time() == asked));
        }
    }

    /** Replaces a reading, or says of it what follows from other rows. */
    private void change(Random random, Group group) {
        int index = random.nextInt(naive.size());
        Kept kept = naive.get(index);
        Verdict own = ring.own(index);
        if (random.nextBoolean()) {
            Reading other = reading(random, group);
            ring.replace(index, other, kept.activity());
            naive.set(index, new Kept(kept.time(), other, kept.activity()));
        } else if (own == Verdict.USABLE || own == Verdict.IMPLAUSIBLE) {
            Verdict verdict = random.nextBoolean() ? own : Verdict.NOT_WORN;
            ring.set(index, verdict);
            naive.set(index, new Kept(kept.time(), kept.reading().judged(verdict), kept.activity()));
        }
    }

    @Test
    void theFirstReadingOfASampleTimeStays() {
        assertThat(ring.insert(10, pulse(70), 7, 8)).isZero();
        assertThat(ring.insert(10, pulse(99), 2, 8)).isEqualTo(-1);
        assertThat(ring.size()).isOne();
        assertThat(ring.reading(Group.PULSE, 0)).isEqualTo(pulse(70));
        assertThat(ring.activity(0)).isEqualTo(7);
    }

    @Test
    void aFullRingDropsItsOldestAndRefusesWhatWouldBeOlder() {
        for (int time = 10; time < 14; time++) {
            ring.insert(time, pulse(time), 0, 4);
        }
        assertThat(ring.insert(9, pulse(9), 0, 4)).isEqualTo(-1);
        assertThat(times()).containsExactly(10L, 11L, 12L, 13L);
        assertThat(ring.insert(20, pulse(20), 0, 4)).isEqualTo(3);
        assertThat(times()).containsExactly(11L, 12L, 13L, 20L);
        assertThat(ring.insert(15, pulse(15), 0, 4)).isEqualTo(2);
        assertThat(times()).containsExactly(12L, 13L, 15L, 20L);
    }

    @Test
    void aSmallerBoundAfterARestoreKeepsTheOrder() {
        for (int time = 10; time < 20; time++) {
            ring.insert(time * 10, pulse(time), 0, 100);
        }
        assertThat(ring.insert(175, pulse(75), 0, 4)).isEqualTo(1);
        assertThat(times()).containsExactly(170L, 175L, 180L, 190L);
        assertThat(ring.insert(100, pulse(10), 0, 2)).isEqualTo(-1);
        assertThat(times()).containsExactly(180L, 190L);
    }

    @Test
    void evictingKeepsTheNewestHoweverOld() {
        for (int time = 1; time <= 9; time++) {
            ring.insert(time, pulse(time), 0, 100);
        }
        ring.evict(7, 2);
        assertThat(times()).containsExactly(7L, 8L, 9L);
        ring.evict(100, 2);
        assertThat(times()).containsExactly(8L, 9L);
        ring.evict(100, 0);
        assertThat(ring.size()).isZero();
        assertThat(ring.lowerBound(5)).isZero();
        assertThat(ring.contains(9)).isFalse();
    }

    @Test
    void qualityAndVerdictAreKept() {
        ring.insert(1, new Reading(Group.SPO2, 97_000, 0, 105, Verdict.QUALITY), -1, 8);
        ring.insert(2, new Reading(Group.SPO2, 0, 0, Reading.NO_QUALITY, Verdict.MALFORMED), 100, 8);
        assertThat(ring.quality(0)).isEqualTo(105);
        assertThat(ring.verdict(0)).isEqualTo(Verdict.QUALITY);
        assertThat(ring.usable(0)).isFalse();
        assertThat(ring.activity(0)).isEqualTo(-1);
        assertThat(ring.quality(1)).isEqualTo(Reading.NO_QUALITY);
        assertThat(ring.activity(1)).isEqualTo(100);
        assertThat(ring.second(1)).isZero();
    }

    private List<Long> times() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < ring.size(); i++) {
            times.add(ring.time(i));
        }
        return times;
    }

    /** The contract of the ring as a simple list: insert in order, keep the newest {@code bound}. */
    private int insert(long time, Reading reading, int activity, int bound) {
        if (naive.stream().anyMatch(kept -> kept.time() == time)) {
            return -1;
        }
        Kept added = new Kept(time, reading, activity);
        int at = (int) naive.stream().filter(kept -> kept.time() < time).count();
        naive.add(at, added);
        while (naive.size() > bound) {
            naive.remove(0);
        }
        return naive.indexOf(added);
    }

    private void assertSame(Group group, String as) {
        assertThat(ring.size()).as(as).isEqualTo(naive.size());
        long unusable = naive.stream().filter(kept -> kept.reading().verdict() != Verdict.USABLE).count();
        assertThat(ring.unusable()).as(as).isEqualTo((int) unusable);
        assertThat(ring.copy().unusable()).as(as).isEqualTo((int) unusable);
        for (int i = 0; i < naive.size(); i++) {
            Kept kept = naive.get(i);
            if (ring.time(i) != kept.time() || !ring.reading(group, i).equals(kept.reading()) || ring.activity(i) != kept.activity()
                    || ring.usable(i) != (kept.reading().verdict() == Verdict.USABLE)) {
                assertThat(new Kept(ring.time(i), ring.reading(group, i), ring.activity(i))).as(as + ", index " + i).isEqualTo(kept);
            }
        }
    }

    private static Reading pulse(int perMinute) {
        return new Reading(Group.PULSE, perMinute * 1000, 0, 4, Verdict.USABLE);
    }

    private static Reading reading(Random random, Group group) {
        int second = group == Group.BLOOD_PRESSURE ? random.nextInt(120_000) : 0;
        Verdict verdict = Verdict.of(random.nextInt(Verdict.values().length));
        return new Reading(group, random.nextInt(300_000), second, random.nextInt(110) - 1, verdict);
    }

    @Test
    void reservedRoomChangesNothing() {
        for (int count : new int[] {0, 1, 7, 8, 9, 16, 17, 100}) {
            for (Group group : List.of(Group.PULSE, Group.BLOOD_PRESSURE)) {
                ReadingRing grown = new ReadingRing();
                ReadingRing reserved = new ReadingRing();
                reserved.reserve(count, group == Group.BLOOD_PRESSURE);
                TimeSet times = new TimeSet();
                times.reserve(count);
                for (int i = 0; i < 2 * count; i++) {
                    Reading reading = new Reading(group, 1000 * i, 500 * i, 3, Verdict.USABLE);
                    assertThat(reserved.insert(1000L * i, reading, 1, 1000)).isEqualTo(grown.insert(1000L * i, reading, 1, 1000));
                    assertThat(times.add(1000L * i, 1000)).isTrue();
                }
                assertThat(reserved.size()).isEqualTo(grown.size()).isEqualTo(times.size());
                for (int i = 0; i < 2 * count; i++) {
                    assertThat(reserved.reading(group, i)).isEqualTo(grown.reading(group, i));
                    assertThat(reserved.time(i)).isEqualTo(grown.time(i)).isEqualTo(times.get(i));
                }
            }
        }
    }

    /** After a restore with a longer {@code late.reach} older readings can come than those that left before. */
    @Test
    void whatLeavesIsCountedByItsTimeAlsoIfOlderReadingsLeaveLater() {
        LeftReadings left = new LeftReadings();
        for (long time : List.of(10L, 20L, 30L)) {
            ring.insert(time, new Reading(Group.PULSE, 70_000, 0, 3, Verdict.QUALITY), 0, 100);
        }
        ring.evict(25, 0, ReadingRing.LookBack.NONE, left, 0, 100);
        ring.insert(5, pulse(70), 0, 100);
        ring.insert(15, pulse(70), 0, 100);
        ring.insert(20, pulse(70), 0, 100);
        ring.evict(25, 0, ReadingRing.LookBack.NONE, left, 0, 100);
        assertThat(left.all().size()).isEqualTo(4);
        assertThat(left.newestUntil(16)).isEqualTo(15);
        assertThat(left.tried(5)).isEqualTo(3);
        assertThat(left.poor(10)).isOne();
        assertThat(left.poor(20)).isZero();
    }
}
