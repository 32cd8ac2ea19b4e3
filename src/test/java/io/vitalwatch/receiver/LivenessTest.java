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
        pass(5);
        assertThat(liveness.dead()).containsExactly("deadlines");
        pass(7);
        assertThat(liveness.dead()).containsExactly("deadlines", "heartbeats");
        deadlines.ran();
        heartbeats.ran();
        assertThat(liveness.dead()).isEmpty();
    }

    @Test
    void aTaskThatHasEndedIsDeadAtOnce() {
        Liveness.Task heartbeats = liveness.task("heartbeats", 10_000);
        heartbeats.ended();
        assertThat(liveness.dead()).containsExactly("heartbeats");
        heartbeats.ran();
        assertThat(liveness.dead()).containsExactly("heartbeats");
    }

    @Test
    void aPauseOfTheWholeProcessIsNoDeath() {
        Liveness.Task deadlines = liveness.task("deadlines", 100);
        now.addAndGet(60 * SECOND);
        assertThat(liveness.dead()).isEmpty();
        deadlines.ran();
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

    /** Time passes while health is asked for. */
    private void pass(int seconds) {
        for (int i = 0; i < 2 * seconds; i++) {
            now.addAndGet(SECOND / 2);
            liveness.dead();
        }
    }
}
