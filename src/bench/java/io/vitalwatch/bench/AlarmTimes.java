package io.vitalwatch.bench;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** When the first alert of each patient could be read from its topic. */
final class AlarmTimes implements AutoCloseable {
    private final Map<String, Long> read = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean over;

    AlarmTimes(String bootstrapServers, String topic, int partitions) {
        thread = new Thread(() -> follow(bootstrapServers, topic, partitions), "alarm-times");
        thread.start();
    }

    private void follow(String bootstrapServers, String topic, int partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level",
                "read_committed"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!over) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    read.putIfAbsent(ConsoleViewer.opaque(new String(each.key(), StandardCharsets.UTF_8)), System.nanoTime());
                }
            }
        }
    }

    /** By opaque id; null for one that did not come. */
    Long read(String id) {
        return read.get(id);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
