package io.vitalwatch.cluster;

import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.RecordingWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The content of a raw topic: how often each body is in it, and all records as a recording. */
final class RawLog {
    private record Item(long arrival, byte[] body) {}

    private final List<Item> items = new ArrayList<>();
    private final Map<String, Integer> copies = new HashMap<>();
    private int mislabelled;

    private RawLog() {}

    /** Reads a topic from its beginning to its end. */
    static RawLog read(String bootstrapServers, String topic, int count) {
        RawLog log = new RawLog();
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, count).mapToObj(partition -> new TopicPartition(topic, partition)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(log::take);
            }
        }
        return log;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Header id = record.headers().lastHeader("delivery-id");
        if (id == null) {
            // A heartbeat moves the job's clock; it is not a delivery.
            items.add(new Item(record.timestamp(), record.value()));
            return;
        }
        String hash = sha256(record.value());
        if (!hash.equals(new String(id.value(), StandardCharsets.US_ASCII))) {
            mislabelled++;
        }
        copies.merge(hash, 1, Integer::sum);
        items.add(new Item(record.timestamp(), record.value()));
    }

    /** Number of copies of each delivery, by the hash of its body. */
    Map<String, Integer> copies() {
        return copies;
    }

    /** Records whose delivery-id is not the hash of their body. */
    int mislabelled() {
        return mislabelled;
    }

    /** Writes all records in order of arrival, for {@code replay}. */
    void record(Path file) throws IOException {
        items.sort(Comparator.comparingLong(Item::arrival));
        try (RecordingWriter recording = RecordingWriter.to(file, file.toString())) {
            for (Item item : items) {
                write(recording, item.arrival(), item.body());
            }
        }
    }

    /** Writes one line with the body as Base64, because a body can contain line breaks. */
    static void write(RecordingWriter recording, long arrival, byte[] body) throws IOException {
        recording.write(new PlannedDelivery(arrival, "", "", "", body, Signing.GOOD, true));
    }

    static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
