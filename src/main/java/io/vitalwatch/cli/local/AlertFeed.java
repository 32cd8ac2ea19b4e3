package io.vitalwatch.cli.local;

import io.vitalwatch.cli.terminal.Terminal;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Reads the alerts topic from its beginning, prints each record as it comes, and copies it to a file if one is given. */
public final class AlertFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Terminal terminal;
    private final OutputStream copy;
    private final AtomicLong shown = new AtomicLong();
    private final Thread thread = new Thread(this::read, "alert-feed");
    private volatile boolean stopping;
    private volatile Exception failure;

    /**
     * Prepares a feed; {@link #start} starts it.
     *
     * @param copy receives each record and a line feed, flushed; the caller closes it; null for no copy
     */
    public AlertFeed(String bootstrapServers, String topic, int partitions, Terminal terminal, OutputStream copy) {
        this.terminal = terminal;
        this.copy = copy;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest", "enable.auto.commit", false,
                        "isolation.level", "read_committed", "fetch.max.wait.ms", 100),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        thread.setDaemon(true);
    }

    /** Starts to read, on a thread of its own. */
    public void start() {
        thread.start();
    }

    /** The number of records printed so far. */
    public long shown() {
        return shown.get();
    }

    /** The failure that ended the feed, or null. */
    public Exception failure() {
        return failure;
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    show(record.value());
                }
            }
        } catch (WakeupException e) {
            // close() wakes the consumer.
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void show(byte[] json) throws IOException {
        terminal.out().println(AlertLine.of(json, terminal));
        shown.incrementAndGet();
        if (copy != null) {
            copy.write(json);
            copy.write('\n');
            copy.flush();
        }
    }
}
