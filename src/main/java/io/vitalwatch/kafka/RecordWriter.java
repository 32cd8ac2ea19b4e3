package io.vitalwatch.kafka;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Writes records to a topic of one partition, each waited for. */
public final class RecordWriter implements AutoCloseable {
    private static final long LONGEST_SECONDS = 5;

    private final Map<String, Object> clients;
    private final String topic;
    private final LongSupplier stamp;
    private KafkaProducer<byte[], byte[]> producer;

    /**
     * @param clients settings of a Kafka producer
     * @param stamp the records' time, Unix milliseconds; it counts only where the topic does not take the broker's
     */
    public RecordWriter(Map<String, Object> clients, String topic, LongSupplier stamp) {
        this.clients = clients;
        this.topic = topic;
        this.stamp = stamp;
    }

    /**
     * Makes the producer, which the first record does otherwise: it takes a good part of a second.
     *
     * @throws KafkaException if its settings are wrong
     */
    public synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(clients);
        }
        return producer;
    }

    /**
     * Writes a record and waits until Kafka has it.
     *
     * @return its offset
     * @throws IOException if Kafka does not take it in time; it may have it all the same
     */
    public long write(byte[] record) throws IOException {
        try {
            return producer().send(new ProducerRecord<>(topic, 0, stamp.getAsLong(), null, record)).get(LONGEST_SECONDS, TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IOException("Kafka did not take a record", e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
