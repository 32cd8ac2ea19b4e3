package io.vitalwatch.job.control;

import io.vitalwatch.control.LoggedControl;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The topic vitals.control in Kafka. */
public final class KafkaControlLog implements ControlLog {
    private static final long serialVersionUID = 1;
    /** So long reading may take. A job that does not know the limits in force must not begin. */
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long LONGEST_REQUEST_MILLIS = 5000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final HashMap<String, String> clients;
    private final String topic;
    private final long longestMillis;

    /** @param clients client settings, including {@code bootstrap.servers} */
    public KafkaControlLog(Map<String, String> clients, String topic) {
        this(clients, topic, LONGEST);
    }

    KafkaControlLog(Map<String, String> clients, String topic, Duration longest) {
        this.clients = new HashMap<>(clients);
        this.topic = topic;
        this.longestMillis = longest.toMillis();
    }

    @Override
    public Content read() throws IOException {
        try {
            return new Content(topicId(), records());
        } catch (KafkaException | ExecutionException e) {
            throw unreadable(e.getCause() instanceof KafkaException cause ? cause : e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(e);
        }
    }

    private String topicId() throws ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("default.api.timeout.ms", Long.toString(longestMillis));
        settings.put("request.timeout.ms", Long.toString(Math.min(LONGEST_REQUEST_MILLIS, longestMillis)));
        try (Admin admin = Admin.create(settings)) {
            return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().topicId().toString();
        }
    }

    private List<LoggedControl> records() throws IOException {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        ControlSchema schema = new ControlSchema();
        List<LoggedControl> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), longest()).get(partition);
            long pollsLeft = longestMillis / POLL.toMillis();
            while (consumer.position(partition, longest()) < end) {
                if (pollsLeft-- == 0) {
                    throw unreadable(null);
                }
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    add(records, each, schema);
                }
            }
        }
        return records;
    }

    /** What cannot be read changes nothing; its copy is refused. */
    private static void add(List<LoggedControl> records, ConsumerRecord<byte[], byte[]> found, ControlSchema schema) {
        try {
            records.add(new LoggedControl(found.offset(), found.timestamp(), found.value(), schema.read(found.value())));
        } catch (IllegalArgumentException e) {
            // The relay copies it all the same, and the copy is refused with the reason.
        }
    }

    private Duration longest() {
        return Duration.ofMillis(longestMillis);
    }

    private IOException unreadable(Exception cause) {
        return new IOException("topic " + topic + " cannot be read within " + longest().toSeconds()
                + " s, so the limits in force are not known, and this job has no state that says them; check that the topic exists and that"
                + " the job may read it" + (cause == null ? "" : " (" + cause.getMessage() + ")"), cause);
    }
}
