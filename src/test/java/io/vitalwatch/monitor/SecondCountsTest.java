package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class SecondCountsTest {
    private final SecondCounts counts = new SecondCounts();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void equalATreeMap(long seed) {
        Random random = new Random(seed);
        TreeMap<Long, Long> naive = new TreeMap<>();
        long clock = -5_000;
        for (int step = 0; step < 4_000; step++) {
            clock += random.nextInt(random.nextInt(100) == 0 ? 3_000 : 3);
            long second = clock - random.nextInt(random.nextInt(50) == 0 ? 20_000 : 700) + random.nextInt(300);
            long more = random.nextInt(3) - 1;
            counts.add(second, more);
            naive.merge(second, more, Long::sum);
            if (random.nextInt(10) == 0) {
                long before = clock - 600;
                long dropped = naive.headMap(before).values().stream().mapToLong(Long::longValue).sum();
                naive.headMap(before).clear();
                assertThat(counts.dropBefore(before)).as("seed " + seed + ", step " + step).isEqualTo(dropped);
            }
            naive.values().removeIf(count -> count == 0);
            assertThat(kept()).as("seed " + seed + ", step " + step).isEqualTo(naive);
        }
    }

    @Test
    void secondsThatLieFarApartAreKept() {
        counts.add(1_763_560_800, 2);
        counts.add(1_763_560_800 - 7 * 86_400, -1);
        counts.add(1_763_560_800 + 3_600, 1);

        assertThat(kept()).containsExactly(Map.entry(1_763_560_800L - 7 * 86_400, -1L), Map.entry(1_763_560_800L, 2L),
                Map.entry(1_763_564_400L, 1L));
        assertThat(counts.dropBefore(Long.MAX_VALUE)).isEqualTo(2);
        assertThat(kept()).isEmpty();
    }

    private TreeMap<Long, Long> kept() {
        TreeMap<Long, Long> kept = new TreeMap<>();
        counts.forEach(kept::put);
        return kept;
    }
}
