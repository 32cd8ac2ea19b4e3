package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;

/** What a receiver does for the arrival clock: heartbeats before deliveries, timestamps that never fall, a topic that refuses the future. */
@Timeout(120)
class HeartbeatsTest {
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void threeHeartbeatsComeIntoEachPartitionBeforeItsFirstDelivery() throws Exception {
        try (TestReceiver receiver = TestReceiver.ready(kafka, "--heartbeat.interval=1h")) {
            for (int i = 0; i < 6; i++) {
                assertThat(receiver.post(TestReceiver.delivery("u" + i, "S", 0)).statusCode()).isEqualTo(204);
            }

            List<ConsumerRecord<byte[], byte[]>> records = receiver.raw(12);

            for (int partition = 0; partition < 2; partition++) {
                int number = partition;
                assertThat(records.stream().filter(each -> each.partition() == number).limit(3)).hasSize(3)
                        .allMatch(each -> each.headers().lastHeader("vitalwatch-kind") != null);
            }
            assertThat(records).filteredOn(each -> each.key() != null).hasSize(6)
                    .allMatch(each -> each.headers().lastHeader("vitalwatch-kind") == null);
        }
    }

    @Test
    void withoutHeartbeatsNoneAreWritten() throws Exception {
        try (TestReceiver receiver = TestReceiver.ready(kafka, "--heartbeat.interval=0s")) {
            assertThat(receiver.post(TestReceiver.delivery("u", "S", 0)).statusCode()).isEqualTo(204);

            assertThat(receiver.raw(1)).hasSize(1);
        }
    }

    @Test
    void theTopicThatAReceiverCreatesRefusesRecordsOfTheFutureUnlessItsClockIsSimulated() throws Exception {
        try (TestReceiver real = TestReceiver.ready(kafka);
                TestReceiver simulated = TestReceiver.ready(kafka, TestReceiver.fresh(), ArrivalSource.simulated(() -> 5_000L))) {
            assertThat(furthestAhead(real.rawTopic())).isEqualTo("60000");
            assertThat(furthestAhead(simulated.rawTopic())).isEqualTo(Long.toString(Long.MAX_VALUE));
        }
    }

    private static String furthestAhead(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConfigs(List.of(resource)).all().get().get(resource).get("message.timestamp.after.max.ms").value();
        }
    }
}
