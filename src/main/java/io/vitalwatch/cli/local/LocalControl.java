package io.vitalwatch.cli.local;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the control records of a recording or a scenario to the control topic. */
public final class LocalControl implements AutoCloseable {
    private final String topic;
    /** Null where control is off. */
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong leftOut = new AtomicLong();

    /** @param topic the control topic, or null where control is off: then records are left out and counted */
    public LocalControl(String bootstrapServers, String topic) {
        this.topic = topic;
        this.producer = topic == null ? null
                : new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                        new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes a record and returns when Kafka has it. */
    public void write(byte[] content) {
        if (producer == null) {
            leftOut.incrementAndGet();
            return;
        }
        try {
            producer.send(new ProducerRecord<>(topic, 0, null, content)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a control record could not be written: " + e.getCause().getMessage(), e);
        }
    }

    /** How many records were left out. */
    public long leftOut() {
        return leftOut.get();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
