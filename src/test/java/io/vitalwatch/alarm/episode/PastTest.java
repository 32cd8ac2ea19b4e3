package io.vitalwatch.alarm.episode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The stretches of time that ended episodes covered. */
class PastTest {
    @Test
    void endedEpisodesCoverTheirStretchBothEndsIncluded() {
        Past past = new Past();
        past.add(10, 20, null);
        past.add(30, 25, null);
        past.add(40, 50, null);
        assertThat(List.of(past.covers(9), past.covers(10), past.covers(20), past.covers(21), past.covers(30), past.covers(29),
                past.covers(45)))
                .containsExactly(false, true, true, false, true, false, true);
        assertThat(past.size()).isEqualTo(3);
        assertThat(past.end(1)).as("an end before its onset is the onset").isEqualTo(30);
    }

    @Test
    void ofTheTimeBeforeTheReachOnlyTheNewestStretchesAreRemembered() {
        Past past = new Past();
        for (int i = 0; i < Past.BOUND + 25; i++) {
            past.add(i * 10, i * 10 + 1, null);
        }
        assertThat(past.size()).isEqualTo(Past.BOUND + 25);
        past.forgetBefore((Past.BOUND + 5) * 10);
        assertThat(past.size()).isEqualTo(Past.BOUND + 20);
        assertThat(past.onset(0)).isEqualTo(50);
        assertThat(past.covers(40)).isFalse();
        assertThat(past.covers(50)).isTrue();
        assertThat(past.covers((Past.BOUND + 4) * 10)).isTrue();
    }

    @Test
    void theyAreInOrderOfTheirEndsWheneverTheyAreAdded() {
        Past past = new Past();
        past.add(30, 40, null);
        past.add(10, 20, null);
        past.add(15, 60, null);
        assertThat(List.of(past.end(0), past.end(1), past.end(2))).containsExactly(20L, 40L, 60L);
        assertThat(List.of(past.covers(25), past.covers(12), past.covers(9), past.covers(61))).containsExactly(true, true, false, false);
        assertThat(past.lastEndBefore(60)).isEqualTo(40);
        past.removeBefore(60);
        assertThat(past.size()).as("the newest before stays").isEqualTo(2);
        past.removeFrom(50);
        assertThat(past.lastEnd()).isEqualTo(40);
    }
}
