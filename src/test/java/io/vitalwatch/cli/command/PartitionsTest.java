package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.local.InProcessFlink;
import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.cli.recording.UserKey;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.RawDelivery;
import io.vitalwatch.job.Topology;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** The same deliveries through Kafka: as many partitions and subtasks as one likes, the same records as a replay of the file. */
@Timeout(180)
class PartitionsTest {
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static TreeSet<String> replayed;

    @BeforeAll
    static void replay() throws Exception {
        kafka = EmbeddedKafka.start();
        Path recording = folder.resolve("day.ndjson.gz");
        Files.copy(PartitionsTest.class.getResourceAsStream(EXTRACT), recording);
        CommandRun ran = CommandRun.of("replay", recording.toString(), "--alerts", folder.resolve("alerts").toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        replayed = new TreeSet<>(Files.readAllLines(folder.resolve("alerts")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest(name = "{0} partitions, parallelism {1}")
    @CsvSource({"1,2", "7,2", "7,3"})
    void theAlertsAreThoseOfTheReplayByteForByte(int partitions, int parallelism) throws Exception {
        String run = "-" + partitions + "-" + parallelism;
        String raw = "raw" + run;
        kafka.createTopic(raw, partitions, EmbeddedKafka.RECORDED_TIME);
        for (String topic : List.of("alerts", "windows", "rejected")) {
            kafka.createTopic(topic + run, 3, EmbeddedKafka.RECORDED_TIME);
        }
        produce(raw);
        JobSettings settings = JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--source.stop=latest",
                "--source.start=earliest", "--topic.raw=" + raw, "--topic.alerts=alerts" + run, "--topic.windows=windows" + run,
                "--topic.rejected=rejected" + run));
        try (InProcessFlink flink = InProcessFlink.start(parallelism, 0)) {
            var environment = flink.environment();
            Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
            InProcessFlink.requireSuccess(flink.await(flink.submit(environment, "partitions"), Duration.ofMinutes(2)));
        }

        assertThat(replayed).hasSizeGreaterThan(100);
        assertThat(read("alerts" + run)).isEqualTo(replayed);
    }

    private static void produce(String topic) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer());
                var recording = new RecordingReader(EXTRACT, PartitionsTest.class.getResourceAsStream(EXTRACT), new AtomicLong())) {
            for (RawDelivery delivery = recording.next(); delivery != null; delivery = recording.next()) {
                producer.send(new ProducerRecord<>(topic, null, delivery.stamp, UserKey.of(delivery.body), delivery.body));
            }
        }
    }

    private static TreeSet<String> read(String topic) {
        TreeSet<String> records = new TreeSet<>();
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return records;
    }
}
