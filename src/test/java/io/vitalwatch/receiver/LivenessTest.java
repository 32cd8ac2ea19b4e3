package io.vitalwatch.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

class LivenessTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5 * SECOND);
    private final Liveness liveness = new Liveness(now::get);

    @Test
    void aTaskThatStopsIsDeadWithinFiveSecondsOfItsTurn() {
        Liveness.Task deadlines = liveness.task("deadlines", 100);
        Liveness.Task heartbeats = liveness.task("heartbeats", 10_000);
        for (int i = 0; i < 30; i++) {
            now.addAndGet(SECOND / 10);
            deadlines.ran();
        }
        assertThat(liveness.dead()).isEmpty();
        now.addAndGet(5 * SECOND);
        assertThat(liveness.dead()).containsExactly("deadlines");
        now.addAndGet(7 * SECOND);
        assertThat(liveness.dead()).containsExactly("deadlines", "heartbeats");
        deadlines.ran();
        heartbeats.ran();
        assertThat(liveness.dead()).isEmpty();
    }

    @Test
    void aPartIsDeadWhenItSaysSo() {
        AtomicBoolean alive = new AtomicBoolean(true);
        liveness.part("producer", alive::get);
        assertThat(liveness.dead()).isEmpty();
        alive.set(false);
        assertThat(liveness.dead()).containsExactly("producer");
    }
}
