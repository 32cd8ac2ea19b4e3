package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.wire.SampleRecords;
import io.vitalwatch.wire.SchemaCheck;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Source and sinks with a real broker: what is read, what is written, and when it can be read. */
@Timeout(120)
class KafkaEndsTest {
    private static final long AT = 1_763_562_121_000L;

    @RegisterExtension
    private static final MiniClusterExtension FLINK = new MiniClusterExtension(
            new MiniClusterResourceConfiguration.Builder().setNumberTaskManagers(1).setNumberSlotsPerTaskManager(1).build());

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyRecordOfTheRawTopicIsADeliveryThatArrivedAtItsTimestamp() throws Exception {
        JobSettings settings = settings("in", false, true);
        produce(record("in.raw", AT, "body"), record("in.raw", AT + 1, null));

        List<RawDelivery> read = readAll(settings);

        assertThat(read).extracting(raw -> raw.topic).containsOnly("in.raw");
        assertThat(read).extracting(raw -> raw.offset).containsExactly(0L, 1L);
        assertThat(read).extracting(raw -> raw.stamp).containsExactly(AT, AT + 1);
        assertThat(read.get(0).body).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
        assertThat(read.get(1).body).as("a tombstone is a delivery too").isNull();
    }

    @Test
    void aJobWithoutStateContinuesAtTheOffsetsOfItsGroup() throws Exception {
        JobSettings settings = settings("committed", false, true);
        produce(record("committed.raw", AT, "a"), record("committed.raw", AT, "b"));
        assertThat(readAll(settings)).hasSize(2);
        // The source commits when its checkpoint is complete, without waiting for the answer: on a busy machine the job's end may be first.
        for (int again = 0; again < 10 && committed(settings) < 2; again++) {
            readAll(settings);
        }
        assertThat(committed(settings)).isEqualTo(2);
        produce(record("committed.raw", AT, "c"));

        assertThat(readAll(settings)).extracting(raw -> raw.offset).containsExactly(2L);
    }

    @Test
    void atLeastOnceAnAlertIsReadableWithoutAnyCheckpoint() throws Exception {
        JobSettings settings = settings("alo", false, false);
        try (Running ignored = run(settings, null)) {
            produce(record("alo.raw", AT, "e962******2c5c"));

            ConsumerRecord<byte[], byte[]> alert = consume("alo.alerts", 1).get(0);

            SchemaCheck.ALERT.check(alert.value());
            assertThat(new String(alert.key(), StandardCharsets.UTF_8)).isEqualTo("e962******2c5c");
            assertThat(alert.timestamp()).isEqualTo(AT + 60_500);
            assertThat(headers(alert)).containsExactlyInAnyOrderEntriesOf(Map.of(
                    "ce_specversion", "1.0", "ce_id", "1".repeat(32), "ce_type", "io.vitalwatch.alert.v1", "ce_dataschema",
                    "urn:vitalwatch:schema:alert:2", "ce_source", "urn:test",
                    "ce_subject", "2".repeat(32), "ce_time", "2025-11-19T14:22:01Z", "content-type", "application/json"));
            ConsumerRecord<byte[], byte[]> window = consume("alo.windows", 1).get(0);
            SchemaCheck.WINDOW.check(window.value());
            assertThat(window.timestamp()).isEqualTo(300_000);
            assertThat(window.key()).isEqualTo(alert.key());
            ConsumerRecord<byte[], byte[]> rejected = consume("alo.rejected", 1).get(0);
            SchemaCheck.REJECTION.check(rejected.value());
            assertThat(rejected.timestamp()).isEqualTo(AT);
            assertThat(rejected.key()).isNull();
        }
    }

    @Test
    void exactlyOnceAnAlertIsReadableWithItsCheckpoint() throws Exception {
        JobSettings settings = settings("eo", true, false);
        try (Running ignored = run(settings, Duration.ofMillis(200))) {
            produce(record("eo.raw", AT, "u"));
            SchemaCheck.ALERT.check(consume("eo.alerts", 1).get(0).value());
            produce(record("eo.raw", AT, "v"));

            assertThat(consume("eo.alerts", 2)).extracting(alert -> new String(alert.key(), StandardCharsets.UTF_8))
                    .containsExactly("u", "v");
            assertThat(consume("eo.windows", 2)).hasSize(2);
            assertThat(consume("eo.rejected", 2)).hasSize(2);
        }
    }

    @Test
    void withoutABrokerSourceAndSinksAreRefused() {
        JobSettings settings = settings("none", false, false, Map.of());

        assertThatThrownBy(() -> KafkaEnds.source(settings)).hasMessageContaining("--kafka.bootstrap.servers=HOST:PORT");
        assertThatThrownBy(() -> KafkaEnds.sinks(settings)).hasMessageContaining("--kafka-config");
    }

    /** The offset that the job's group has committed, or 0. */
    private static long committed(JobSettings settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(settings.source().group()).partitionsToOffsetAndMetadata().get()
                    .get(new TopicPartition(settings.source().topic(), 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static List<RawDelivery> readAll(JobSettings settings) throws Exception {
        StreamExecutionEnvironment env = environment(Duration.ofMinutes(10));
        List<RawDelivery> read = new ArrayList<>();
        try (CloseableIterator<RawDelivery> records = env.fromSource(KafkaEnds.source(settings), WatermarkStrategy.noWatermarks(), "raw")
                .executeAndCollect()) {
            records.forEachRemaining(read::add);
        }
        return read;
    }

    /** A job that answers each delivery with one record of each kind, the alert about the user that the body names. */
    private static Running run(JobSettings settings, Duration checkpoints) throws Exception {
        StreamExecutionEnvironment env = environment(checkpoints);
        Sinks sinks = KafkaEnds.sinks(settings);
        var raw = env.fromSource(KafkaEnds.source(settings), WatermarkStrategy.noWatermarks(), "raw");
        raw.map(delivery -> SampleRecords.alert(new String(delivery.body, StandardCharsets.UTF_8), "m"))
                .returns(TypeInformation.of(Alert.class)).sinkTo(sinks.alerts());
        raw.map(delivery -> new WindowSummary(new String(delivery.body, StandardCharsets.UTF_8), "s", Vital.PULSE, 0, 300_000, 0, 0, 0, 0,
                0, 0, Map.of())).returns(TypeInformation.of(WindowSummary.class)).sinkTo(sinks.windows());
        raw.map(delivery -> SampleRecords.rejection(null, delivery.body, delivery.body.length))
                .returns(TypeInformation.of(Rejection.class)).sinkTo(sinks.rejected());
        return new Running(env.executeAsync());
    }

    private record Running(JobClient job) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            job.cancel().get();
        }
    }

    private static StreamExecutionEnvironment environment(Duration checkpoints) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        if (checkpoints != null) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
        }
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private static JobSettings settings(String name, boolean exactlyOnce, boolean stopAtLatest) {
        for (String topic : List.of("raw", "alerts", "windows", "rejected", "samples")) {
            kafka.createTopic(name + "." + topic, 1, EmbeddedKafka.RECORDED_TIME);
        }
        return settings(name, exactlyOnce, stopAtLatest, Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static JobSettings settings(String name, boolean exactlyOnce, boolean stopAtLatest, Map<String, String> clients) {
        return new JobSettings(null, null, null, null,
                new JobSettings.SourceSettings(name + ".raw", name, JobSettings.StartFrom.COMMITTED, stopAtLatest, 0, 60_000, 0),
                new JobSettings.OutputSettings(name + ".alerts", name + ".windows", name + ".rejected", name + ".samples", exactlyOnce, 60_000,
                name, "urn:test", 0,
                        Set.of()),
                clients, 5, 128, false, false, new JobSettings.Control(null, null, null, false, null, null));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, long time, String body) {
        return new ProducerRecord<>(topic, null, time, null, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    @SafeVarargs
    private static void produce(ProducerRecord<byte[], byte[]>... records) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> consume(String topic, int count) {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "test-" + topic + count,
                "auto.offset.reset", "earliest", "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (found.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }
}
