package io.vitalwatch.kafka;

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
 * Reads a small topic: all its records or the last ones, and then every new record. It has no consumer group: each follower gets all
 * records. During an outage it waits and tries again.
 */
public final class TopicFollower implements AutoCloseable {
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
    /** Whether the last attempt failed; it is logged once. */
    private boolean failing;
    private volatile boolean caughtUp;
    private volatile KafkaConsumer<byte[], byte[]> reading;

    /**
     * @param last how many of the existing records to read in each partition, or {@link Long#MAX_VALUE} for all
     * @param caughtUpFirst run once, when all records that existed at the start have been read
     */
    public TopicFollower(Map<String, Object> settings, String topic, long last, Consumer<ConsumerRecord<byte[], byte[]>> reader,
            Runnable caughtUpFirst) {
        this.settings = settings;
        this.topic = topic;
        this.last = last;
        this.reader = reader;
        this.caughtUpFirst = caughtUpFirst;
        this.thread = new Thread(this::run, "receiver-follows-" + topic);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether its thread runs. An outage of Kafka does not end it. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Whether all records that existed at the start have been read. */
    public boolean caughtUp() {
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
                if (!failing) {
                    LOG.warn("Topic {} cannot be followed ({}); trying again", topic, e.getClass().getSimpleName());
                }
                failing = true;
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
        failing = false;
        while (!closed()) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                read(each);
                positions.put(new TopicPartition(topic, each.partition()), each.offset() + 1);
            }
            if (!caughtUp && partitions.stream().allMatch(each -> consumer.position(each) >= ends.get(each))) {
                caughtUp = true;
                caughtUpFirst.run();
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            reader.accept(record);
        } catch (RuntimeException e) {
            // A record that cannot be handled now cannot be handled later either, and must not stop the follower.
            LOG.error("Record {} of partition {} of {} could not be handled; it is skipped", record.offset(), record.partition(), topic, e);
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
