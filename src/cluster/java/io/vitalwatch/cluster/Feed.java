package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Writes a recording to a raw topic as the receiver would, within a given time: key = user, record timestamp = arrival, and a heartbeat to
 * each partition every ten recorded seconds at most and at the end. While the broker is down it waits; it keeps the order and loses nothing.
 */
final class Feed extends Thread implements AutoCloseable {
    private static final byte[] HEARTBEAT = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.US_ASCII);
    private static final long BEAT_MILLIS = 10_000;

    private final List<RecordedDeliveries.Item> items;
    private final String topic;
    private final int partitions;
    private final Duration length;
    private final KafkaProducer<byte[], byte[]> producer;
    /** Arrival clock → when all partitions of the topic had reached it, nanoseconds of this JVM. */
    private final ConcurrentSkipListMap<Long, Long> clock = new ConcurrentSkipListMap<>();
    private volatile double progress;
    private volatile Exception failure;

    /** @param length time within which everything is sent; zero for as fast as possible */
    Feed(List<RecordedDeliveries.Item> items, String bootstrapServers, String topic, int partitions, Duration length) {
        super("feed");
        setDaemon(true);
        this.items = items;
        this.topic = topic;
        this.partitions = partitions;
        this.length = length;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 2, "max.request.size", 5 << 20,
                        "delivery.timeout.ms", 300_000, "max.block.ms", 300_000, "request.timeout.ms", 5_000, "buffer.memory", 128L << 20),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The part of the recording that was sent, 0 to 1. */
    double progress() {
        return progress;
    }

    /** Times of the arrival clock and when each was reached. */
    TreeMap<Long, Long> clock() {
        return new TreeMap<>(clock);
    }

    /** Waits for the end; throws the exception of the sending thread, if any. */
    void await() throws Exception {
        join();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void run() {
        try {
            long start = System.nanoTime();
            long last = Long.MIN_VALUE;
            long beat = Long.MIN_VALUE;
            for (int i = 0; i < items.size(); i++) {
                RecordedDeliveries.Item item = items.get(i);
                long due = start + length.toNanos() * i / items.size();
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
                }
                if (item.arrival() - BEAT_MILLIS >= beat) {
                    beat = Math.max(last, item.arrival());
                    heartbeats(beat);
                }
                last = Math.max(last, item.arrival());
                send(new ProducerRecord<>(topic, null, last, item.key(), item.body()));
                progress = (double) i / items.size();
            }
            // With one more millisecond the watermark reaches the last arrival, as at the end of a replay.
            heartbeats(last + 1);
            producer.flush();
            progress = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void heartbeats(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            send(new ProducerRecord<>(topic, partition, time, null, HEARTBEAT));
        }
        clock.putIfAbsent(time, System.nanoTime());
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, problem) -> {
            if (problem != null) {
                failure = problem;
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        interrupt();
        join();
        producer.close(Duration.ofSeconds(5));
    }
}
