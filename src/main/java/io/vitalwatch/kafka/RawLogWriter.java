package io.vitalwatch.kafka;

import io.vitalwatch.wire.HeartbeatJson;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes the topic corsano.raw. Kafka counts as down in two cases. The first: the producer has lost its metadata, which happens as soon as
 * the connection to the last broker breaks. The second: records wait and none is acknowledged, which happens when a broker hangs.
 */
public final class RawLogWriter implements DeliveryLog, AutoCloseable {
    private static final long STALL_NANOS = Duration.ofMillis(900).toNanos();
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final byte[] HEARTBEAT = HeartbeatJson.body();
    /** So many heartbeats go into a partition before its first delivery: the arrival clock of a partition begins with its third record. */
    private static final int FIRST_HEARTBEATS = 3;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<Header> heartbeatHeaders;
    private final LongSupplier heartbeatClock;
    /** Held while a record gets its timestamp and its place. */
    private final Object appending = new Object();
    private final PartitionHeartbeats heartbeats = new PartitionHeartbeats();
    private int begunPartitions;
    private final AtomicInteger waiting = new AtomicInteger();
    /** Time of the last acknowledgement, or of the first record sent after a time without waiting records. By System.nanoTime(). */
    private volatile long lastProgress = System.nanoTime();
    private volatile boolean stalled;
    private volatile int partitions;

    /**
     * @param settings of its producer; see {@link KafkaSettings#deliveries}
     * @param receiver the id of this receiver, in the headers of its heartbeats
     * @param heartbeatClock gives the timestamps of heartbeats, Unix milliseconds; null where no heartbeats are written
     */
    public RawLogWriter(Map<String, Object> settings, String topic, String receiver, LongSupplier heartbeatClock) {
        this.producer = new KafkaProducer<>(settings);
        this.topic = topic;
        this.heartbeatHeaders = List.of(new RecordHeader("vitalwatch-kind", "heartbeat".getBytes(StandardCharsets.US_ASCII)),
                new RecordHeader("vitalwatch-receiver", receiver.getBytes(StandardCharsets.UTF_8)));
        this.heartbeatClock = heartbeatClock;
    }

    @Override
    public void append(byte[] key, byte[] value, LongSupplier clock, String deliveryId, Consumer<Failure> done) {
        synchronized (appending) {
            long stamp = clock.getAsLong();
            List<Header> headers = List.of(new RecordHeader("delivery-id", deliveryId.getBytes(StandardCharsets.US_ASCII)),
                    new RecordHeader("received-at", Long.toString(stamp).getBytes(StandardCharsets.US_ASCII)));
            send(new ProducerRecord<>(topic, null, stamp, key, value, headers), done);
        }
    }

    /** Writes a copy of a control record into a partition; {@code done} as in {@link #append}. */
    void copy(int partition, byte[] key, byte[] value, LongSupplier clock, List<Header> headers, Consumer<Failure> done) {
        synchronized (appending) {
            send(new ProducerRecord<>(topic, partition, clock.getAsLong(), key, value, headers), done);
        }
    }

    /** How many partitions the topic has; 0 while Kafka is not available. */
    int partitions() {
        return partitions;
    }

    /** Writes a heartbeat into every partition, so that the arrival clock moves while no deliveries arrive. */
    public void writeHeartbeats() {
        for (int partition = 0; heartbeatClock != null && partition < partitions; partition++) {
            writeHeartbeat(partition);
        }
    }

    private void writeHeartbeat(int partition) {
        synchronized (appending) {
            send(new ProducerRecord<>(topic, partition, heartbeatClock.getAsLong(), null, HEARTBEAT, heartbeatHeaders), failure -> {
                if (failure == null) {
                    heartbeats.record(partition, System.nanoTime());
                }
            });
        }
    }

    /**
     * The partitions that have acknowledged no heartbeat of this receiver for longer than the given time. Empty where no heartbeats are
     * written.
     */
    public List<Integer> partitionsWithoutHeartbeat(Duration longest) {
        return heartbeats.missing(System.nanoTime(), longest.toNanos());
    }

    /** Deliveries are taken only once {@link #partitions} has been raised, so these come first. */
    private void begin(int known) {
        if (heartbeatClock != null) {
            heartbeats.expect(known, System.nanoTime());
        }
        for (; heartbeatClock != null && begunPartitions < known; begunPartitions++) {
            for (int i = 0; i < FIRST_HEARTBEATS; i++) {
                writeHeartbeat(begunPartitions);
            }
        }
    }

    /** Stores a record in another topic and returns its offset. For rare records for which somebody waits. */
    public CompletableFuture<Long> store(String otherTopic, byte[] key, byte[] value) {
        CompletableFuture<Long> stored = new CompletableFuture<>();
        try {
            producer.send(new ProducerRecord<>(otherTopic, key, value), (metadata, failure) -> {
                if (failure == null) {
                    stored.complete(metadata.offset());
                } else {
                    stored.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            stored.completeExceptionally(e);
        }
        return stored;
    }

    /** Requests the metadata of another topic. Without it the first record for that topic fails, because sending never waits. */
    public void requestMetadata(String otherTopic) {
        try {
            producer.partitionsFor(otherTopic);
        } catch (KafkaException | IllegalStateException e) {
            // Not there yet; the next request may succeed.
        }
    }

    @Override
    public boolean available() {
        return partitions > 0 && !stalled;
    }

    @Override
    public boolean gone() {
        return partitions == 0;
    }

    /**
     * Checks whether Kafka is available; never waits. Call it several times a second.
     *
     * @param brokerAnswers whether a broker has answered the last probe
     */
    public void checkAvailability(boolean brokerAnswers) {
        try {
            int known = producer.partitionsFor(topic).size();
            begin(known);
            partitions = known;
        } catch (KafkaException | IllegalStateException e) {
            partitions = 0;
        }
        boolean waits = waiting.get() > 0;
        if (waits && System.nanoTime() - lastProgress > STALL_NANOS) {
            stalled = true;
        } else if (stalled && !waits && brokerAnswers) {
            lastProgress = System.nanoTime();
            stalled = false;
        }
    }

    /** Waits for the acknowledgement of records that were sent, at most five seconds. */
    @Override
    public void close() {
        producer.close(LONGEST_CLOSE);
    }

    private void send(ProducerRecord<byte[], byte[]> record, Consumer<Failure> done) {
        if (waiting.getAndIncrement() == 0) {
            lastProgress = System.nanoTime();
        }
        try {
            producer.send(record, (metadata, failure) -> {
                waiting.decrementAndGet();
                if (failure == null) {
                    lastProgress = System.nanoTime();
                    stalled = false;
                }
                done.accept(failure == null ? null : Failure.NOT_ACKNOWLEDGED);
            });
        } catch (KafkaException | IllegalStateException e) {
            waiting.decrementAndGet();
            done.accept(Failure.KAFKA_DOWN);
        }
    }
}
