package io.vitalwatch.receiver;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The raw topic. Two things tell that Kafka is down: the producer has lost its metadata, which it does as soon as the last broker's
 * connection breaks; and records wait while nothing at all is acknowledged, which is how a broker looks that hangs.
 */
final class KafkaLog implements DeliveryLog, AutoCloseable {
    private static final long STALL_NANOS = Duration.ofMillis(900).toNanos();
    private static final byte[] HEARTBEAT = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.UTF_8);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicInteger waiting = new AtomicInteger();
    /** When a record was last acknowledged, or last sent while none was waiting: since then, records wait. */
    private volatile long lastProgress = System.nanoTime();
    private volatile boolean stalled;
    private volatile int partitions;

    KafkaLog(KafkaSettings settings, String topic) {
        this.producer = new KafkaProducer<>(settings.deliveries());
        this.topic = topic;
    }

    @Override
    public void append(byte[] key, byte[] value, long arrival, String deliveryId, Consumer<Failure> done) {
        List<Header> headers = List.of(new RecordHeader("delivery-id", deliveryId.getBytes(StandardCharsets.US_ASCII)),
                new RecordHeader("received-at", Long.toString(arrival).getBytes(StandardCharsets.US_ASCII)));
        send(new ProducerRecord<>(topic, null, arrival, key, value, headers), done);
    }

    /** One sign of life into every partition, so that the arrival clock moves while nobody sends. */
    void heartbeat(long now) {
        for (int partition = 0; partition < partitions; partition++) {
            send(new ProducerRecord<>(topic, partition, now, null, HEARTBEAT), failure -> { });
        }
    }

    /** Stores a record in another topic; for the rare things that a person waits for. */
    CompletableFuture<Long> put(String otherTopic, byte[] key, byte[] value) {
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

    /** Asks for the metadata of a topic, so that the first record for it does not fail. */
    boolean warm(String otherTopic) {
        try {
            return !producer.partitionsFor(otherTopic).isEmpty();
        } catch (KafkaException | IllegalStateException e) {
            return false;
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

    /** Looks anew whether Kafka is there; never waits. Called some times a second. */
    void look(boolean probeGood) {
        try {
            partitions = producer.partitionsFor(topic).size();
        } catch (KafkaException | IllegalStateException e) {
            partitions = 0;
        }
        boolean waits = waiting.get() > 0;
        if (waits && System.nanoTime() - lastProgress > STALL_NANOS) {
            stalled = true;
        } else if (stalled && !waits && probeGood) {
            lastProgress = System.nanoTime();
            stalled = false;
        }
    }

    /** Waits for what is on its way, though not longer than given. */
    void close(Duration longest) {
        producer.close(longest);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
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
