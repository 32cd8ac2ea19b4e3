package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

class TimeSetTest {
    private final TimeSet set = new TimeSet();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equalsATreeSetThatKeepsItsNewest(long seed) {
        Random random = new Random(seed);
        TreeSet<Long> naive = new TreeSet<>();
        int bound = 1 + random.nextInt(90);
        long clock = 500;
        for (int step = 0; step < 1500; step++) {
            clock += random.nextInt(3);
            long time = random.nextInt(3) == 0 ? clock - random.nextInt(150) : clock;
            if (random.nextInt(200) == 0) {
                bound = 1 + random.nextInt(120);
            }
            boolean there = naive.contains(time);
            if (!there) {
                naive.add(time);
                while (naive.size() > bound) {
                    naive.pollFirst();
                }
            }
            assertThat(set.add(time, bound)).as("seed " + seed + ", step " + step).isEqualTo(!there);
            if (random.nextInt(30) == 0) {
                long before = clock - random.nextInt(100);
                set.evict(before);
                naive.headSet(before).clear();
            }
            assertThat(times()).as("seed " + seed + ", step " + step).isEqualTo(new ArrayList<>(naive));
            assertThat(set.newest()).isEqualTo(naive.isEmpty() ? Long.MIN_VALUE : naive.last());
            long asked = clock - random.nextInt(160) + 5;
            assertThat(set.contains(asked)).isEqualTo(naive.contains(asked));
            assertThat(set.countBefore(asked)).isEqualTo(naive.headSet(asked).size());
        }
    }

    @Test
    void anEmptySetContainsNothing() {
        assertThat(set.size()).isZero();
        assertThat(set.contains(0)).isFalse();
        assertThat(set.newest()).isEqualTo(Long.MIN_VALUE);
        set.evict(Long.MAX_VALUE);
        assertThat(set.size()).isZero();
    }

    @Test
    void evictingRemovesOlderTimesAndKeepsTheGivenOne() {
        for (long time : new long[] {1, 2, 3, 4}) {
            set.add(time, 10);
        }
        set.evict(3);
        assertThat(times()).containsExactly(3L, 4L);
        set.evict(3);
        assertThat(times()).containsExactly(3L, 4L);
        assertThat(set.add(2, 10)).as("was removed, so it is new again").isTrue();
    }

    private List<Long> times() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            times.add(set.get(i));
        }
        return times;
    }
}
