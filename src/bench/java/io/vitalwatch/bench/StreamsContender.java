package io.vitalwatch.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two rules in the Kafka Streams DSL: flatMap, groupByKey, an aggregate over hopping windows of 5 minutes by 1 minute. Stores are in
 * memory, which is faster than RocksDB. flatMap may change the key, so the DSL always sends the rows through a topic of its own.
 */
final class StreamsContender implements Contender {
    @Override
    public long[] run(Run run) throws Exception {
        AtomicLong left = new AtomicLong(run.samples());
        CountDownLatch done = new CountDownLatch(1);
        Serde<VitalRow> counted = serde(new ObjectMapper(), () -> {
            if (left.decrementAndGet() == 0) {
                done.countDown();
            }
        });
        Serde<VitalRow> plain = serde(new ObjectMapper(), () -> { });
        ObjectMapper mapper = new ObjectMapper();
        Deserializer<VitalRow.Body> bodies = (topic, bytes) -> read(mapper, bytes, VitalRow.Body.class);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(run.raw(), Consumed.with(Serdes.String(), Serdes.serdeFrom((topic, body) -> null, bodies)))
                .flatMap((key, body) -> {
                    List<KeyValue<String, VitalRow>> rows = new java.util.ArrayList<>();
                    body.data.data.forEach(batch -> batch.forEach(sample -> rows.add(KeyValue.pair(body.data.user,
                            new VitalRow(body.data.user, sample.arrest, sample.systolic, sample.diastolic)))));
                    return rows;
                })
                .groupByKey(Grouped.with(Serdes.String(), counted))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(5), Duration.ofMinutes(1)).advanceBy(Duration.ofMinutes(1)))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(VitalRow::new, (user, row, highest) -> highest.highest(row), Materialized.with(Serdes.String(), plain))
                .toStream()
                .filter((window, highest) -> highest.alarms())
                .map((window, highest) -> KeyValue.pair(window.key(), highest))
                .to(run.alerts(), Produced.with(Serdes.String(), plain));
        Path directory = Files.createTempDirectory("vitalwatch-streams-");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, run.name());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, run.servers());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, run.parallelism());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        settings.put(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                "org.apache.kafka.streams.state.BuiltInDslStoreSuppliers$InMemoryDslStoreSuppliers");
        settings.put("consumer.auto.offset.reset", "earliest");
        run.client().forEach((name, value) -> settings.put("main.consumer." + name, value));
        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
            streams.setUncaughtExceptionHandler(failure -> {
                failure.printStackTrace();
                System.exit(1);
                return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
            });
            streams.start();
            done.await();
            return Stopwatch.read();
        } finally {
            try (var paths = Files.walk(directory)) {
                paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private static Serde<VitalRow> serde(ObjectMapper mapper, Runnable read) {
        Serializer<VitalRow> serializer = (topic, row) -> {
            try {
                return mapper.writeValueAsBytes(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return Serdes.serdeFrom(serializer, (topic, bytes) -> {
            read.run();
            return read(mapper, bytes, VitalRow.class);
        });
    }

    private static <T> T read(ObjectMapper mapper, byte[] bytes, Class<T> type) {
        try {
            return bytes == null ? null : mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
