package io.vitalwatch.receiver;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads a small topic whole, from its beginning or its last records on, and goes on following it. Every receiver follows by itself, without
 * a group: all see everything. An outage is waited out.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> settings;
    private final String topic;
    private final long last;
    private final Consumer<ConsumerRecord<byte[], byte[]>> reader;
    private final Runnable caughtUpFirst;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile boolean caughtUp;
    private volatile KafkaConsumer<byte[], byte[]> reading;

    /**
     * @param last how many records of each partition to begin with, or {@link Long#MAX_VALUE} for all
     * @param caughtUpFirst run once, when everything that was there at the start has been read
     */
    TopicFollower(Map<String, Object> settings, String topic, long last, Consumer<ConsumerRecord<byte[], byte[]>> reader,
            Runnable caughtUpFirst) {
        this.settings = settings;
        this.topic = topic;
        this.last = last;
        this.reader = reader;
        this.caughtUpFirst = caughtUpFirst;
        this.thread = new Thread(this::run, "receiver-follows-" + topic);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether everything that was there at the start has been read. */
    boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
                reading = consumer;
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("Topic {} cannot be followed ({}); trying again", topic, e.getClass().getSimpleName());
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofSeconds(2)).stream()
                .map(info -> new TopicPartition(topic, info.partition())).toList();
        if (partitions.isEmpty()) {
            pause();
            return;
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, Duration.ofSeconds(5));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Duration.ofSeconds(5));
        for (TopicPartition partition : partitions) {
            long first = last == Long.MAX_VALUE ? begins.get(partition) : Math.max(begins.get(partition), ends.get(partition) - last);
            consumer.seek(partition, positions.getOrDefault(partition, first));
        }
        while (!closed()) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                reader.accept(each);
                positions.put(new TopicPartition(topic, each.partition()), each.offset() + 1);
            }
            if (!caughtUp && partitions.stream().allMatch(each -> consumer.position(each) >= ends.get(each))) {
                caughtUp = true;
                caughtUpFirst.run();
            }
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}
