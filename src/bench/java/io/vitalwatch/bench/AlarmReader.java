package io.vitalwatch.bench;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Waits for the alarms of flagged patients and records how long each took, from the time when its delivery was due until a read_committed
 * consumer has received the alarm.
 */
final class AlarmReader implements AutoCloseable {
    private final Map<String, Long> due = new ConcurrentHashMap<>();
    /** Due times and latencies, nanoseconds. */
    private final List<long[]> read = new ArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    AlarmReader(String bootstrapServers, String topic, int partitions) {
        thread = new Thread(() -> read(bootstrapServers, topic, partitions), "alarms");
        thread.start();
    }

    /** @param nanos System.nanoTime() at which the patient's delivery is to be sent; each patient once */
    void expect(String user, long nanos) {
        due.put(user, nanos);
    }

    private void read(String bootstrapServers, String topic, int partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!over) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    // The first record of a flagged patient is the alarm; later ones of the same patient are updates.
                    Long from = due.remove(new String(record.key(), StandardCharsets.UTF_8));
                    if (from != null) {
                        synchronized (read) {
                            read.add(new long[] {from, now - from});
                        }
                    }
                }
            }
        }
    }

    /** Waits until every expected alarm was read, for a limited time; returns how many were not. */
    int await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!due.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        return due.size();
    }

    /** Latencies of the deliveries that were due between two times, in rising order, nanoseconds. */
    long[] latencies(long from, long to) {
        synchronized (read) {
            return read.stream().filter(each -> each[0] >= from && each[0] < to).mapToLong(each -> each[1]).sorted().toArray();
        }
    }

    /** A percentile of sorted latencies as text, milliseconds; {@code null} if there are none. */
    static String millis(long[] sorted, double share) {
        if (sorted.length == 0) {
            return "null";
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return String.format(Locale.ROOT, "%.1f", sorted[Math.max(0, index)] / 1e6);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
