package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Savepoints that whole jobs of earlier versions made: source, decoder, monitor and sinks. Each was committed when its version was released
 * and is never written again; {@link #main} writes the next one. {@code before.tsv} is the raw topic at the time of the savepoint (partition,
 * timestamp, body), {@code after.tsv} what comes then.
 */
@Timeout(300)
class UpgradeTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/vitalwatch/job/upgrade");
    private static final List<String> TOPICS = List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = "savepoint-1")
    void theJobContinuesWhereAnEarlierVersionStopped(String savepoint) throws Exception {
        List<String> alerts;
        try (EmbeddedKafka kafka = broker(); MiniCluster cluster = cluster()) {
            JobGraph graph = graph(kafka);
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(FOLDER.resolve(savepoint).toAbsolutePath().toString(), false));
            JobID job = cluster.submitJob(graph).get().getJobID();
            produce(kafka, "after.tsv");
            alerts = alerts(kafka, 5);
            cluster.cancelJob(job).get();
        }

        // Episodes that were open go on under their ids, half a confirmation counts, and nothing is raised again.
        assertThat(alerts).hasSize(5).contains(
                "silent no-data end 1 e48b86356363fdfd842b0aa46aec3f88",
                "halfway pulse-high start 0 6d845a95a97d7dcaa547e3679b6ac838",
                "desaturated spo2-low end 1 d2799d813b0ea236b6bf5d80da847320");
        assertThat(alerts).filteredOn(alert -> alert.matches("last-[01] cardiac-arrest start 0 .*")).as("the last two records").hasSize(2);
    }

    /** Writes a savepoint of this version. The argument is its name, such as savepoint-2. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("savepoint");
        try (EmbeddedKafka kafka = broker(); MiniCluster cluster = cluster()) {
            JobID job = cluster.submitJob(graph(kafka)).get().getJobID();
            alerts(kafka, 3);
            Path made = Path.of(URI.create(cluster.stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
                    .get()));
            while (cluster.getJobStatus(job).get() != JobStatus.FINISHED) {
                Thread.onSpinWait();
            }
            try (Stream<Path> files = Files.list(made)) {
                for (Path file : files.toList()) {
                    Files.createDirectories(FOLDER.resolve(arguments[0]));
                    Files.copy(file, FOLDER.resolve(arguments[0]).resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        System.exit(0);
    }

    private static EmbeddedKafka broker() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        for (String topic : TOPICS) {
            kafka.createTopic(topic, 2, EmbeddedKafka.RECORDED_TIME);
        }
        produce(kafka, "before.tsv");
        return kafka;
    }

    private static MiniCluster cluster() throws Exception {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder().setConfiguration(configuration())
                .setNumTaskManagers(1).setNumSlotsPerTaskManager(2).build());
        cluster.start();
        return cluster;
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    private static JobGraph graph(EmbeddedKafka kafka) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration()).setParallelism(2);
        VitalsAlertJob.define(environment, new String[] {"--kafka.bootstrap.servers=" + kafka.bootstrapServers()}, System.err);
        return environment.getStreamGraph().getJobGraph();
    }

    private static void produce(EmbeddedKafka kafka, String file) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line : Files.readAllLines(FOLDER.resolve(file))) {
                String[] parts = line.split("\t");
                producer.send(new ProducerRecord<>("corsano.raw", Integer.parseInt(parts[0]), Long.parseLong(parts[1]), null,
                        parts[2].getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** The first alert records: user, rule, phase, sequence and episode. */
    private static List<String> alerts(EmbeddedKafka kafka, int number) throws IOException {
        List<String> alerts = new ArrayList<>();
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "test", "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("vitals.alerts"));
            long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (alerts.size() < number && System.nanoTime() < until) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    JsonNode alert = JSON.readTree(record.value());
                    alerts.add(alert.path("user").asText() + " " + alert.path("rule").asText() + " " + alert.path("phase").asText() + " "
                            + alert.path("sequence").asInt() + " " + alert.path("episode").asText());
                }
            }
        }
        return alerts;
    }
}
