package io.vitalwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionHeartbeatsTest {
    private final PartitionHeartbeats heartbeats = new PartitionHeartbeats();

    @Test
    void aPartitionThatTakesNoHeartbeatIsNamedAndOneThatTakesSomeIsNot() {
        heartbeats.expect(3, 0);
        heartbeats.record(0, 20);
        heartbeats.record(2, 25);

        assertThat(heartbeats.missing(30, 30)).isEmpty();
        assertThat(heartbeats.missing(31, 30)).containsExactly(1);
        assertThat(heartbeats.missing(51, 30)).containsExactly(0, 1);
        heartbeats.record(1, 51);
        assertThat(heartbeats.missing(51, 30)).containsExactly(0);
    }

    @Test
    void aNewPartitionHasTimeForItsFirstHeartbeatAndFewerPartitionsForgetNone() {
        heartbeats.expect(1, 0);
        heartbeats.record(0, 50);
        heartbeats.expect(2, 40);
        heartbeats.expect(1, 60);

        assertThat(heartbeats.missing(70, 30)).isEmpty();
        assertThat(heartbeats.missing(71, 30)).containsExactly(1);
    }

    @Test
    void whereNoHeartbeatsAreExpectedNoneIsMissing() {
        heartbeats.record(7, 1);

        assertThat(heartbeats.missing(Long.MAX_VALUE, 0)).isEmpty();
    }
}
