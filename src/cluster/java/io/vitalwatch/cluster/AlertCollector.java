package io.vitalwatch.cluster;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Reads an alert topic from its beginning while a test runs. It reads committed records only, as a notifier would. */
final class AlertCollector extends Thread {
    /** One alert id: its first copy as text, when that was read, the number of copies, and how many differ from the first. */
    static final class Seen {
        final String json;
        final long nanos;
        int copies;
        int different;

        private Seen(String json, long nanos) {
            this.json = json;
            this.nanos = nanos;
        }
    }

    private final String bootstrapServers;
    private final String topic;
    private final int count;
    private final Map<String, Seen> seen = new TreeMap<>();
    private final CompletableFuture<Map<String, Seen>> result = new CompletableFuture<>();
    private volatile boolean toTheEnd;

    /** @param partitions number of partitions of the topic */
    AlertCollector(String bootstrapServers, String topic, int partitions) {
        super("alerts");
        setDaemon(true);
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.count = partitions;
    }

    /** Reads to the current end of the topic and returns all alerts by id. */
    Map<String, Seen> finish() throws Exception {
        toTheEnd = true;
        return result.get(120, TimeUnit.SECONDS);
    }

    @Override
    public void run() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
                "auto.offset.reset", "earliest", "enable.auto.commit", false, "default.api.timeout.ms", 60_000);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, count).mapToObj(partition -> new TopicPartition(topic, partition)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = null;
            while (ends == null || !reached(consumer, ends)) {
                if (toTheEnd && ends == null) {
                    ends = consumer.endOffsets(partitions);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    take(record);
                }
            }
            result.complete(seen);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
        String json = new String(record.value(), StandardCharsets.UTF_8);
        Seen each = seen.computeIfAbsent(id, first -> new Seen(json, System.nanoTime()));
        each.copies++;
        if (!each.json.equals(json)) {
            each.different++;
        }
    }

    private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
