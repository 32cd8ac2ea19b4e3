package io.vitalwatch.cluster;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.Map;

/** A thread that writes records to topics. While the broker is down it waits, up to 300 s; it keeps the order and loses nothing. */
abstract class ProducingThread extends Thread implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile Exception failure;

    ProducingThread(String name, String bootstrapServers) {
        super(name);
        setDaemon(true);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 2, "max.request.size", 5 << 20,
                        "delivery.timeout.ms", 300_000, "max.block.ms", 300_000, "request.timeout.ms", 5_000, "buffer.memory", 128L << 20),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes what it has to write; ends when it is interrupted. */
    abstract void produce() throws InterruptedException;

    @Override
    public final void run() {
        try {
            produce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    final void send(ProducerRecord<byte[], byte[]> record) {
        send(record, (place, problem) -> {});
    }

    /** @param then called too when it was written or could not be */
    final void send(ProducerRecord<byte[], byte[]> record, Callback then) {
        producer.send(record, (place, problem) -> {
            failure = problem == null ? failure : problem;
            then.onCompletion(place, problem);
        });
    }

    /** Waits until everything that was given to it is written. */
    final void flush() {
        producer.flush();
    }

    /** Waits for the end; throws the exception of the thread, if any. */
    final void await() throws Exception {
        join();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws InterruptedException {
        interrupt();
        join();
        producer.close(Duration.ofSeconds(5));
    }
}
