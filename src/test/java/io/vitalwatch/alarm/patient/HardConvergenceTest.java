package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The same episodes of every rule on sample time, whatever the order, at the edge of the reach too. */
class HardConvergenceTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderWithinTheReachGivesTheSameEpisodes(long seed) {
        HardOrders orders = HardOrders.of(seed);
        assertThat(orders.late()).as("seed " + seed).isEqualTo(orders.inOrder());
    }

    /** What is in a snapshot is all that is said from: restored at any moment, the same records are written. */
    @ParameterizedTest
    @MethodSource("seeds")
    void restoresChangeNoRecord(long seed) {
        HardOrders orders = HardOrders.of(seed).withChanges(seed);
        assertThat(orders.records(true)).as("seed " + seed).isEqualTo(orders.records(false));
    }

    @Test
    void theStoriesHaveEveryKindOfRule() {
        Set<String> found = new TreeSet<>();
        for (long seed = 1; seed <= 30; seed++) {
            HardOrders.of(seed).inOrder().forEach(episode -> found.add(episode.substring(0, episode.indexOf(' '))));
        }
        assertThat(found).contains("not-worn", "battery-low", "poor-signal", "implausible-reading", "fields-missing", "temperature-high",
                "pulse-high", "spo2-low", "blood-pressure-low", "cardiac-arrest", "flag-of-a-worn-bracelet");
    }
}
