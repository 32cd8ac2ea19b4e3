package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** A raw topic that is filled with {@link Deliveries}: each round one delivery of every patient, in order of arrival. */
record RawTopic(String name, long samples) {
    /** @param wanted the approximate number of samples; whole rounds are written */
    static RawTopic fill(EmbeddedKafka kafka, String name, int partitions, int rows, int patients, long wanted,
            long spacingMillis) {
        return fill(kafka, name, partitions, rows, patients, wanted, spacingMillis, Deliveries.BEGIN);
    }

    /** @param begin arrival of the first delivery, Unix milliseconds */
    static RawTopic fill(EmbeddedKafka kafka, String name, int partitions, int rows, int patients, long wanted, long spacingMillis,
            long begin) {
        int rounds = (int) Math.max(1, wanted / rows / patients);
        Map<String, String> configs = new HashMap<>(EmbeddedKafka.RECORDED_TIME);
        configs.put("segment.bytes", Integer.toString(256 << 20));
        kafka.createTopic(name, partitions, configs);
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", "20", "batch.size", Integer.toString(256 << 10),
                        "buffer.memory", Integer.toString(64 << 20), "delivery.timeout.ms", "600000"), new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            // One thread for each partition, so that it is in order of arrival; several threads, because building the bodies is most of the
            // work.
            int threads = Math.min(partitions, Runtime.getRuntime().availableProcessors());
            IntStream.range(0, threads).parallel().forEach(thread -> {
                Deliveries deliveries = new Deliveries(rows, patients, rounds, spacingMillis, begin);
                for (int round = 0; round < rounds && failed.get() == null; round++) {
                    for (int patient = 0; patient < patients; patient++) {
                        byte[] user = Deliveries.user(patient).getBytes(StandardCharsets.UTF_8);
                        int partition = BuiltInPartitioner.partitionForKey(user, partitions);
                        if (partition % threads == thread) {
                            producer.send(new ProducerRecord<>(name, partition, deliveries.arrival(patient, round), user,
                                    deliveries.body(patient, round)), (sent, failure) -> {
                                        if (failure != null) {
                                            failed.set(failure);
                                        }
                                    });
                        }
                    }
                }
            });
        }
        if (failed.get() != null) {
            throw new IllegalStateException("the topic could not be filled", failed.get());
        }
        return new RawTopic(name, (long) rounds * patients * rows);
    }
}
