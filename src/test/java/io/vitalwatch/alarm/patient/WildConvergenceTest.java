package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The same episodes of random rules in every order, for each reach and under rules that change, and the same records after restores. */
class WildConvergenceTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderWithinTheReachGivesTheSameEpisodes(long seed) {
        WildOrders orders = WildOrders.of(seed);
        assertThat(orders.late()).as("seed " + seed).isEqualTo(orders.inOrder());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void restoresChangeNoRecord(long seed) {
        WildOrders orders = WildOrders.of(seed);
        assertThat(orders.records(true)).as("seed " + seed).isEqualTo(orders.records(false));
    }

    @Test
    void theStoriesHaveEveryKindOfRule() {
        Set<String> found = new TreeSet<>();
        for (long seed = 1; seed <= 60; seed++) {
            WildOrders.of(seed).inOrder().forEach(episode -> found.add(episode.split(" ")[1]));
        }
        assertThat(found).contains("flag", "flag-worn", "not-worn", "battery", "poor", "implausible", "fields", "pulse-a", "spo2-b",
                "respiration-a", "temperature-a", "blood-pressure-a");
    }
}
