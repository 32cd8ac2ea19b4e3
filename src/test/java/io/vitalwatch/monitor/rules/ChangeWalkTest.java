package io.vitalwatch.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** 40 patients; a slice visits 16 of them. */
class ChangeWalkTest {
    private final List<String> visits = new ArrayList<>();
    private long millis;
    private final ChangeWalk walk = new ChangeWalk(() -> IntStream.range(0, 40).mapToObj(Integer::toString).toList(),
            (user, moment) -> visits.add(user + "@" + moment), () -> millis += 4);

    @Test
    void aWalkVisitsEachPatientOnceInSlices() throws Exception {
        walk.start(100);
        walk.slice();
        assertThat(visits).hasSize(16);
        walk.start(100);
        walk.finish();
        assertThat(visits).hasSize(40).doesNotHaveDuplicates();
        assertThat(walk.moment()).isEqualTo(ChangeWalk.NONE);
    }

    @Test
    void aLaterMomentIsWalkedAfterTheOneUnderWay() throws Exception {
        walk.start(100);
        walk.slice();
        walk.start(200);
        assertThat(walk.moment()).isEqualTo(200);
        walk.finish();
        assertThat(visits).hasSize(80).endsWith("39@200");
    }

    @Test
    void aRestoredWalkBeginsAgainWhenTheClockIsThere() throws Exception {
        walk.restore(100);
        assertThat(walk.advance(99)).isFalse();
        assertThat(walk.moment()).as("it is in the next checkpoint too").isEqualTo(100);
        assertThat(walk.advance(100)).isTrue();
        walk.finish();
        assertThat(visits).hasSize(40).startsWith("0@100");
        assertThat(walk.advance(500)).isFalse();
    }
}
