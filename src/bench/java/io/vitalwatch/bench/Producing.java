package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Writes deliveries directly into the raw topic. */
final class Producing implements Sending {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<Exception> failed = new AtomicReference<>();

    Producing(EmbeddedKafka kafka, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", "0", "acks", "all"),
                new ByteArraySerializer(), new ByteArraySerializer());
        producer.partitionsFor(topic);
    }

    @Override
    public Runnable prepare(String user, long arrival, byte[] body) {
        var record = new ProducerRecord<>(topic, null, arrival, user.getBytes(StandardCharsets.UTF_8), body);
        return () -> producer.send(record, (sent, failure) -> {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
        });
    }

    @Override
    public void awaitAnswers() {
        producer.flush();
        if (failed.get() != null) {
            throw new IllegalStateException("a record was not stored", failed.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
