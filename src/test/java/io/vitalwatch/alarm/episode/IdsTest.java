package io.vitalwatch.alarm.episode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Identifiers of episodes and records. */
class IdsTest {
    @Test
    void identifiersAreTheSameForeverAndNeverMeet() {
        assertThat(Ids.episode("u", "spo2-low", 1_763_560_800_000L)).hasSize(32).matches("[0-9a-f]+")
                .isEqualTo(Ids.episode("u", "spo2-low", 1_763_560_800_000L));
        assertThat(List.of(Ids.episode("a", "bc", 1), Ids.episode("ab", "c", 1), Ids.episode("a", "b", 11), Ids.episode("a", "b1", 1),
                Ids.record("a", 1), Ids.record("a", 11), Ids.record("a1", 1))).doesNotHaveDuplicates();
        assertThat(Ids.record(Ids.episode("u", "r", 1), 0)).as("written down, because consumers drop duplicates by it")
                .isEqualTo("919bc71f17eef252318c0e7c58e675e7");
    }
}
