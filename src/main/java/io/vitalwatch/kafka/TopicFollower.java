package io.vitalwatch.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a small topic: all its records or the last ones, and then every new record. It has no consumer group: each follower gets all
 * records. During an outage it waits and tries again.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicLoop loop;
    private final String topic;
    private final long last;
    private final Consumer<ConsumerRecord<byte[], byte[]>> reader;
    private final Runnable caughtUpFirst;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    /** Whether the last attempt failed; it is logged once. */
    private boolean failing;
    private volatile boolean caughtUp;

    /**
     * @param last how many of the existing records to read in each partition, or {@link Long#MAX_VALUE} for all
     * @param caughtUpFirst run once, when all records that existed at the start have been read
     */
    public TopicFollower(Map<String, Object> settings, String topic, long last, Consumer<ConsumerRecord<byte[], byte[]>> reader,
            Runnable caughtUpFirst) {
        this.topic = topic;
        this.last = last;
        this.reader = reader;
        this.caughtUpFirst = caughtUpFirst;
        this.loop = new TopicLoop("receiver-follows-" + topic, settings, List.of(topic), POLL, new Places());
    }

    public void start() {
        loop.start();
    }

    /** Whether its thread runs. An outage of Kafka does not end it. */
    public boolean alive() {
        return loop.alive();
    }

    /** Whether all records that existed at the start have been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void close() {
        loop.close();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            reader.accept(record);
        } catch (RuntimeException e) {
            // A record that cannot be handled now cannot be handled later either, and must not stop the follower.
            LOG.error("Record {} of partition {} of {} could not be handled; it is skipped", record.offset(), record.partition(), topic, e);
        }
    }

    /** Keeps how far each partition was read. */
    private final class Places implements TopicLoop.Reader {
        @Override
        public long first(TopicPartition partition, long begin, long end) {
            ends.put(partition, end);
            return positions.getOrDefault(partition, last == Long.MAX_VALUE ? begin : Math.max(begin, end - last));
        }

        @Override
        public void polled(ConsumerRecords<byte[], byte[]> records, org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
            failing = false;
            for (ConsumerRecord<byte[], byte[]> each : records) {
                read(each);
                positions.put(new TopicPartition(topic, each.partition()), each.offset() + 1);
            }
            if (!caughtUp && ends.entrySet().stream().allMatch(each -> consumer.position(each.getKey()) >= each.getValue())) {
                caughtUp = true;
                caughtUpFirst.run();
            }
        }

        @Override
        public void missing() {}

        @Override
        public void failed(Exception why) {
            if (!failing) {
                LOG.warn("Topic {} cannot be followed ({}); trying again", topic, why.getClass().getSimpleName());
            }
            failing = true;
        }
    }
}
