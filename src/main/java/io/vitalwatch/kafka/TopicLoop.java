package io.vitalwatch.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads all partitions of some topics on a thread of its own, without a consumer group: its {@link Reader} says where each partition begins.
 * It finds new partitions within a minute. After a failure it pauses and begins again with a new consumer.
 */
public final class TopicLoop implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long PARTITIONS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_MILLIS = 500;

    private final Map<String, Object> settings;
    private final List<String> topics;
    private final Duration poll;
    private final Reader reader;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile KafkaConsumer<byte[], byte[]> reading;

    /** Takes what is read. Its methods are called on the loop's thread; an IOException, like a failure of Kafka, begins again after a pause. */
    public interface Reader {
        /**
         * Where to begin a partition.
         *
         * @param begin its first offset
         * @param end the offset after its last record now
         */
        long first(TopicPartition partition, long begin, long end) throws IOException;

        /** Takes the result of a poll, empty ones too. */
        void polled(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) throws IOException;

        /** None of the topics has a partition; the loop tries again. */
        void missing();

        /** The loop failed and tries again. */
        void failed(Exception why);

        /** The loop ends because it was closed. */
        default void ended() {}
    }

    /**
     * @param name of the thread
     * @param settings of a consumer
     * @param poll how long to wait for records
     */
    public TopicLoop(String name, Map<String, Object> settings, List<String> topics, Duration poll, Reader reader) {
        this.settings = settings;
        this.topics = List.copyOf(topics);
        this.poll = poll;
        this.reader = reader;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether its thread runs. An outage of Kafka does not end it. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Ends the loop, and waits for it for at most so long. */
    public void close(long longestMillis) {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(longestMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(2000);
    }

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
                reading = consumer;
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                break;
            } catch (KafkaException | IOException e) {
                reader.failed(e);
                pause();
            }
        }
        reader.ended();
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) throws IOException {
        List<TopicPartition> assigned = List.of();
        long assignedAt = 0;
        while (!closed()) {
            if (assigned.isEmpty() || System.nanoTime() - assignedAt > PARTITIONS_NANOS) {
                assigned = assign(consumer, assigned);
                assignedAt = System.nanoTime();
                if (assigned.isEmpty()) {
                    reader.missing();
                    pause();
                    continue;
                }
            }
            reader.polled(consumer.poll(poll), consumer);
        }
    }

    /** Assigns all partitions: known ones stay where they are. */
    private List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> before) throws IOException {
        List<TopicPartition> found = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo each : consumer.partitionsFor(topic, ANSWER)) {
                found.add(new TopicPartition(topic, each.partition()));
            }
        }
        if (found.size() == before.size()) {
            return before;
        }
        Map<TopicPartition, Long> at = new HashMap<>();
        before.forEach(each -> at.put(each, consumer.position(each)));
        consumer.assign(found);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(found, ANSWER);
        Map<TopicPartition, Long> ends = consumer.endOffsets(found, ANSWER);
        for (TopicPartition each : found) {
            Long known = at.get(each);
            consumer.seek(each, known != null ? known : reader.first(each, begins.get(each), ends.get(each)));
        }
        return found;
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}
