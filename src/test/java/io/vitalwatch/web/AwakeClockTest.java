package io.vitalwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwakeClockTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = Long.MAX_VALUE - 100;
    private final AwakeClock clock = new AwakeClock(() -> now);

    @Test
    void timeInWhichItIsReadCounts() {
        assertThat(clock.nanos()).isZero();
        for (int i = 0; i < 30; i++) {
            now += SECOND / 4;
            clock.nanos();
        }
        assertThat(clock.nanos()).isEqualTo(30 * SECOND / 4);
    }

    @Test
    void aPauseOfTheProcessCountsAsOneSecond() {
        now += 3600 * SECOND;
        assertThat(clock.nanos()).isEqualTo(SECOND);
        now += SECOND / 2;
        assertThat(clock.nanos()).isEqualTo(SECOND + SECOND / 2);
    }
}
