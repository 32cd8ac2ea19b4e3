package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.local.InProcessFlink;
import io.vitalwatch.job.ClockLog.Entry;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Changes over a broker and a cluster: a log gives the same records at one subtask as at 1, 2 or 4 that are stopped at half of it and restored
 * from an unaligned checkpoint with another number; whether its stamps rise and its changes are in time or not.
 *
 * <p>{@code -Dcontrol.clusters=20} sets the number of logs of each kind, none by default; {@code -Dcontrol.seed=…} the first seed.
 */
@EnabledIfSystemProperty(named = "control.clusters", matches = "[1-9]\\d*")
@Timeout(600)
class ControlOverKafkaTest {
    private static final int PARTITIONS = 3;
    private static final Duration POLL = Duration.ofMillis(100);
    /** Subtasks before and after the restore. */
    private static final int[][] RESCALES = {{4, 2}, {2, 4}, {1, 2}, {2, 1}, {4, 1}, {1, 4}};
    /** Heartbeats at the end, by which the clock of each partition comes past all stamps: nothing waits for it any more. */
    private static final int LAST_HEARTBEATS = 12;
    private static final long LAST_BEGIN = 10 * 3_600_000L;
    private static final long LAST_APART = 20_000;

    private static EmbeddedKafka kafka;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        long first = Long.getLong("control.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("control.clusters"));
    }

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestoreFromAnUnalignedCheckpointWithOtherSubtasksChangesNoRecord(long seed) throws Exception {
        restoredAtHalf("in-time", seed, ChangeLog.inTime(seed, PARTITIONS));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsChangedByItInALogWithLateChangesAndFallingAndFutureStampsEither(long seed) throws Exception {
        restoredAtHalf("disturbed", seed, ChangeLog.disturbed(seed, PARTITIONS));
    }

    private void restoredAtHalf(String kind, long seed, ChangeLog of) throws Exception {
        List<Entry> log = new ArrayList<>(of.entries);
        for (int i = 0; i < PARTITIONS * LAST_HEARTBEATS; i++) {
            log.add(new Entry(0, RawRecords.heartbeat(i % PARTITIONS, 0, RawRecords.T0 + LAST_BEGIN + i / PARTITIONS * LAST_APART)));
        }
        int[] subtasks = RESCALES[(int) (seed % RESCALES.length)];
        String name = kind + "-" + seed;
        List<Entry> half = log.subList(0, log.size() / 2);
        String raw = "raw-" + name;
        kafka.createTopic(raw, PARTITIONS, EmbeddedKafka.RECORDED_TIME);
        write(raw, half);

        String cut = "cut-" + name;
        outputs(cut);
        Path checkpoint;
        try (InProcessFlink flink = InProcessFlink.start(subtasks[0], 0)) {
            JobID job = submit(flink, settings(raw, cut, "--source.stop=never"), configuration());
            // A completed checkpoint commits how far the job has read.
            while (committed(cut) < half.size()) {
                requireRunning(flink, job);
            }
            flink.cancel(job);
            flink.await(job, Duration.ofMinutes(1));
            checkpoint = retained();
        }
        write(raw, log.subList(half.size(), log.size()));
        String whole = "whole-" + name;
        outputs(whole);
        try (InProcessFlink flink = InProcessFlink.start(1, 0)) {
            JobID job = submit(flink, settings(raw, whole, "--source.stop=latest"), new Configuration());
            InProcessFlink.requireSuccess(flink.await(job, Duration.ofMinutes(2)));
        }

        TreeSet<String> expected = new TreeSet<>(read(whole + ".alerts"));
        assertThat(expected).as(name).isNotEmpty();
        try (InProcessFlink flink = InProcessFlink.start(subtasks[1], 0)) {
            Configuration restored = configuration();
            restored.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
            JobID job = submit(flink, settings(raw, cut, "--source.stop=never"), restored);
            // A restored source does not end, so the records are awaited.
            while (new TreeSet<>(read(cut + ".alerts")).size() < expected.size()) {
                requireRunning(flink, job);
            }
            flink.cancel(job);
            flink.await(job, Duration.ofMinutes(1));
        }
        assertThat(new TreeSet<>(read(cut + ".alerts"))).as(name).isEqualTo(expected);
        assertThat(new TreeSet<>(read(cut + ".control-state"))).as(name).isNotEmpty().isEqualTo(new TreeSet<>(read(whole + ".control-state")));
    }

    private Configuration configuration() {
        Configuration c = new Configuration();
        c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        c.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        c.set(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION, ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        return c;
    }

    private static JobID submit(InProcessFlink flink, JobSettings settings, Configuration configuration) throws Exception {
        StreamExecutionEnvironment environment = flink.environment();
        VitalsAlertJob.configure(environment, settings);
        environment.configure(configuration);
        Topology.define(environment, settings, KafkaEnds.source(settings), PARTITIONS, KafkaEnds.sinks(settings));
        return flink.submit(environment, "control");
    }

    /** The last checkpoint of a job that was cancelled. */
    private Path retained() throws Exception {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(each -> each.endsWith("_metadata")).map(Path::getParent)
                    .max(Comparator.comparingInt(ControlOverKafkaTest::number)).orElseThrow();
        }
    }

    private static long committed(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset).sum();
        }
    }

    private static void requireRunning(InProcessFlink flink, JobID job) throws Exception {
        var result = flink.await(job, POLL);
        if (result != null) {
            InProcessFlink.requireSuccess(result);
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    private static void outputs(String run) {
        for (String topic : List.of(".alerts", ".windows", ".rejected", ".control-state", ".shadow")) {
            kafka.createTopic(run + topic, 1, EmbeddedKafka.RECORDED_TIME);
        }
    }

    private static JobSettings settings(String raw, String run, String stop) {
        return JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--source.start=earliest",
                "--source.idle=0s", "--source.group=" + run, "--topic.raw=" + raw, "--topic.alerts=" + run + ".alerts",
                "--topic.windows=" + run + ".windows", "--topic.rejected=" + run + ".rejected",
                "--topic.control-state=" + run + ".control-state", "--topic.alerts-shadow=" + run + ".shadow", stop)).ofRecording();
    }

    private static void write(String topic, List<Entry> entries) throws Exception {
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Entry each : entries) {
                RawDelivery raw = each.raw();
                List<Header> headers = new ArrayList<>();
                header(headers, RawDelivery.KIND_HEADER, raw.kind);
                header(headers, RawDelivery.RECEIVER_HEADER, raw.receiver);
                if (raw.control != null) {
                    header(headers, RawDelivery.SEQ_HEADER, raw.control[0]);
                    header(headers, RawDelivery.TOPIC_ID_HEADER, raw.control[1]);
                    header(headers, RawDelivery.APPENDED_HEADER, raw.control[2]);
                }
                sent.add(producer.send(
                        new ProducerRecord<>(topic, raw.partition, raw.stamp, null, raw.body == null ? new byte[0] : raw.body, headers)));
            }
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private static void header(List<Header> headers, String name, String text) {
        if (text != null) {
            headers.add(new RecordHeader(name, text.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static List<String> read(String topic) {
        List<String> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(topic, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                consumer.poll(POLL).forEach(each -> records.add(new String(each.value(), StandardCharsets.UTF_8)));
            }
        }
        return records;
    }
}
