package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A raw topic that is filled with deliveries, in order of arrival.
 *
 * @param samples rows in all
 * @param deliveries records in all
 */
record RawTopic(String name, long samples, long deliveries) {
    /**
     * The vendor's traffic.
     *
     * @param wanted the approximate number of samples; whole rounds are written
     * @param begin arrival of the first delivery, Unix milliseconds
     */
    static RawTopic fill(EmbeddedKafka kafka, String name, int partitions, int rows, int patients, long wanted, long spacingMillis,
            long begin) {
        int rounds = (int) Math.max(1, wanted / rows / patients);
        return fill(kafka, name, partitions, rounds,
                () -> new Traffic.Vendor(new Deliveries(rows, patients, rounds, spacingMillis, begin), rows, patients, false));
    }

    /** @param traffic makes the same traffic for each thread */
    static RawTopic fill(EmbeddedKafka kafka, String name, int partitions, int rounds, Supplier<Traffic> traffic) {
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
                Traffic own = traffic.get();
                for (int round = 0; round < rounds && failed.get() == null; round++) {
                    own.send(round, user -> BuiltInPartitioner.partitionForKey(user, partitions) % threads == thread,
                            (user, arrival, body) -> producer.send(
                                    new ProducerRecord<>(name, BuiltInPartitioner.partitionForKey(user, partitions), arrival, user, body),
                                    (sent, failure) -> {
                                        if (failure != null) {
                                            failed.set(failure);
                                        }
                                    }));
                }
            });
        }
        if (failed.get() != null) {
            throw new IllegalStateException("the topic could not be filled", failed.get());
        }
        Traffic one = traffic.get();
        return new RawTopic(name, rounds * one.samples(), rounds * one.deliveries());
    }
}
