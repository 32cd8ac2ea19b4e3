package io.vitalwatch.cli;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class FeederTest {
    private static final String HEARTBEAT = "{\"event_type\":\"heartbeat\"}";
    private static final long START = 1_761_955_445_000L;

    @Test
    @Timeout(60)
    void aRecordingIsPlayedWithItsKeysHeadersAndTimesAndHeartbeatsMoveEveryPartition() throws Exception {
        String recording = """
                {"received_at":%d,"body":{"user_uuid":"a","data":[]}}
                {"received_at":%d,"body":{"data":{"user_uuid":"b"}}}
                {"received_at":%d,"body":null}
                broken
                """.formatted(START, START + 25_000, START + 25_000);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("raw", 2, EmbeddedKafka.RECORDED_TIME);
            byte[] lines = recording.getBytes(StandardCharsets.UTF_8);
            DeliveryFile file = new DeliveryFile("f", new ByteArrayInputStream(lines), new AtomicLong());
            try (Feeder feeder = new Feeder(file, kafka.bootstrapServers(), "raw", 2, 1_000)) {
                feeder.start();
                // Four deliveries, and two heartbeats between them and one at the end into each of two partitions.
                List<ConsumerRecord<String, String>> records = consume(kafka, 4 + 2 * 3);

                List<ConsumerRecord<String, String>> deliveries = records.stream().filter(r -> !HEARTBEAT.equals(r.value())).toList();
                assertThat(deliveries).extracting(ConsumerRecord::value).containsExactlyInAnyOrder(
                        "{\"user_uuid\":\"a\",\"data\":[]}", "{\"data\":{\"user_uuid\":\"b\"}}", null, "broken");
                assertThat(deliveries).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("a", "b", null, null);
                ConsumerRecord<String, String> first = deliveries.stream().filter(r -> "a".equals(r.key())).findFirst().orElseThrow();
                assertThat(first.timestamp()).isEqualTo(START);
                assertThat(header(first, "received-at")).isEqualTo(Long.toString(START));
                assertThat(header(first, "delivery-id")).isEqualTo("bde582338d1864bddd1186c61561c50af42871a544329d3cbf60b105afe62c40");
                for (int partition = 0; partition < 2; partition++) {
                    int wanted = partition;
                    assertThat(records.stream().filter(r -> HEARTBEAT.equals(r.value()) && r.partition() == wanted))
                            .extracting(ConsumerRecord::timestamp).containsExactly(START + 10_000, START + 20_000, START + 25_000);
                }
                assertThat(feeder.failure()).isNull();
                assertThat(feeder.tooLarge()).isZero();
            }
        }
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }

    private static List<ConsumerRecord<String, String>> consume(EmbeddedKafka kafka, int count) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition("raw", 0), new TopicPartition("raw", 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (found.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(found::add);
            }
        }
        return found;
    }
}
