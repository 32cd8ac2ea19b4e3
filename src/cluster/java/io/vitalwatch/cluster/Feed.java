package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Writes a recording to a raw topic as the receiver would, within a given time: key = user, record timestamp = arrival, and a heartbeat to
 * each partition every ten recorded seconds at most and at the end.
 */
final class Feed extends ProducingThread {
    private static final byte[] HEARTBEAT = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.US_ASCII);
    private static final long BEAT_MILLIS = 10_000;

    private final List<RecordedDeliveries.Item> items;
    private final String topic;
    private final int partitions;
    private final Duration length;
    /** Arrival clock → when all partitions of the topic had reached it, nanoseconds of this JVM. */
    private final ConcurrentSkipListMap<Long, Long> clock = new ConcurrentSkipListMap<>();
    private volatile double progress;

    /** @param length time within which everything is sent; zero for as fast as possible */
    Feed(List<RecordedDeliveries.Item> items, String bootstrapServers, String topic, int partitions, Duration length) {
        super("feed", bootstrapServers);
        this.items = items;
        this.topic = topic;
        this.partitions = partitions;
        this.length = length;
    }

    /** The part of the recording that was sent, 0 to 1. */
    double progress() {
        return progress;
    }

    /** Times of the arrival clock and when each was reached. */
    TreeMap<Long, Long> clock() {
        return new TreeMap<>(clock);
    }

    @Override
    void produce() throws InterruptedException {
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
        flush();
        progress = 1;
    }

    private void heartbeats(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            send(new ProducerRecord<>(topic, partition, time, null, HEARTBEAT));
        }
        clock.putIfAbsent(time, System.nanoTime());
    }
}
