package io.vitalwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

class RelayQueuesTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 40;

    private final List<String> sent = new ArrayList<>();

    @Test
    void oneCopyIsUnderWayAPartitionAndTheNextFollowsItsAcknowledgement() {
        RelayQueues queues = queues();
        queues.add(0, copy(1));
        queues.add(0, copy(2));
        queues.add(1, copy(2));
        assertThat(sent).containsExactly("0:1", "1:2");

        queues.acknowledged(0, queues.first(0));
        assertThat(sent).containsExactly("0:1", "1:2", "0:2");
    }

    @Test
    void aCopyThatFailedIsSentAgainBeforeAnyOther() {
        RelayQueues queues = queues();
        queues.add(0, copy(1));
        queues.add(0, copy(2));
        queues.failed(0, queues.first(0));
        queues.pumpAll();

        assertThat(sent).containsExactly("0:1", "0:1");
    }

    @Test
    void theLowestNumberThatAPartitionLacksIsWhatMayBeCommitted() {
        RelayQueues queues = queues();
        assertThat(queues.lowest(7)).isEqualTo(7);
        queues.add(0, copy(4));
        queues.add(1, copy(5));
        queues.add(1, copy(6));
        assertThat(queues.lowest(7)).isEqualTo(4);
        queues.acknowledged(0, queues.first(0));
        assertThat(queues.lowest(7)).isEqualTo(5);
    }

    @Test
    void anAcknowledgementAfterTheEndOfItsRelayDoesNothing() {
        RelayQueues queues = queues();
        ControlCopyRecord old = copy(1);
        queues.add(0, old);
        queues.clear();
        queues.add(0, copy(1));
        queues.acknowledged(0, old);

        assertThat(queues.first(0)).isNotNull().isNotSameAs(old);
    }

    /** Copies fail, are stored without an acknowledgement, and relays are replaced while the old one goes on for a while. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyPartitionGetsEveryRecordInOrderWhateverFailsAndWhoeverRelays(long seed) {
        for (int round = 0; round < 100; round++) {
            Random random = new Random(seed * 1000 + round);
            List<List<Long>> log = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                log.add(new ArrayList<>());
            }
            Relay zombie = null;
            Relay relay = new Relay(0);
            while (relay.committed() < RECORDS) {
                relay.step(random, log);
                if (zombie != null) {
                    zombie.step(random, log);
                }
                if (random.nextInt(15) == 0) {
                    zombie = relay;
                    relay = new Relay(relay.committed());
                }
            }
            for (List<Long> partition : log) {
                List<Long> taken = new ArrayList<>();
                for (long seq : partition) {
                    if (taken.isEmpty() || seq > taken.get(taken.size() - 1)) {
                        taken.add(seq);
                    }
                }
                assertThat(taken).as("seed %d, round %d", seed, round).hasSize(RECORDS).isSorted().hasSameSizeAs(new TreeSet<>(partition));
            }
        }
    }

    private RelayQueues queues() {
        RelayQueues[] queues = new RelayQueues[1];
        queues[0] = new RelayQueues(partition -> sent.add(partition + ":" + queues[0].first(partition).seq()));
        queues[0].expect(PARTITIONS);
        return queues[0];
    }

    private static ControlCopyRecord copy(long seq) {
        ControlRecord record = new ControlRecord("r" + seq, Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()));
        return ControlCopyRecord.of(seq, ControlRecordJson.of(record), 0, record, "id", false);
    }

    /** A relay whose sends are stored, or not, or stored without an acknowledgement. */
    private static final class Relay {
        private final boolean[] underWay = new boolean[PARTITIONS];
        private final RelayQueues queues = new RelayQueues(partition -> underWay[partition] = true);
        private long read;

        private Relay(long from) {
            read = from;
            queues.expect(PARTITIONS);
        }

        private long committed() {
            return queues.lowest(read);
        }

        private void step(Random random, List<List<Long>> log) {
            if (read < RECORDS && random.nextBoolean()) {
                ControlCopyRecord copy = copy(read++);
                copy.partitions(PARTITIONS).forEach(to -> queues.add(to, copy));
            }
            int partition = random.nextInt(PARTITIONS);
            if (underWay[partition]) {
                underWay[partition] = false;
                ControlCopyRecord copy = queues.first(partition);
                int fate = random.nextInt(4);
                if (fate != 0) {
                    log.get(partition).add(copy.seq());
                }
                if (fate > 1) {
                    queues.acknowledged(partition, copy);
                } else {
                    queues.failed(partition, copy);
                }
            }
            queues.pumpAll();
        }
    }
}
