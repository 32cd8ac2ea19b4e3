package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The dashboard and the alert rules in {@code docker/} ask for metrics that the job and the receiver really have. */
@Timeout(300)
class DashboardTest {
    private static final Pattern NAME = Pattern.compile("(?:flink_(?:jobmanager|taskmanager)|vitalwatch_receiver)_\\w+");

    @Test
    void everyMetricThatIsAskedForIsThere() throws Exception {
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("docker/grafana/dashboards/vitalwatch.json", "docker/prometheus/vitalwatch-alerts.yml")) {
            NAME.matcher(Files.readString(Path.of(file))).results().map(MatchResult::group).forEach(asked::add);
        }
        assertThat(asked).hasSizeGreaterThan(40);
        int port = freePort();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(port)).setNumTaskManagers(1).setNumSlotsPerTaskManager(1).build())) {
            cluster.start();
            JobSettings settings = JobSettingsReader.read(
                    List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--topic.control=vitals.control"));
            for (String topic : List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected", "vitals.control",
                    "vitals.control.state", "vitals.alerts.shadow")) {
                kafka.createTopic(topic, 1, EmbeddedKafka.RECORDED_TIME);
            }
            var environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration(port)).setParallelism(1);
            Topology.define(environment, settings, KafkaEnds.source(settings), 1, KafkaEnds.sinks(settings));
            var job = cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
            produce(kafka);

            Set<String> missing;
            try (Receiver receiver = Receiver.start(ReceiverSettings.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--secret.test=env:S", "--listen.address=127.0.0.1", "--listen.port=0", "--private.port=0"),
                    Map.of("S", "a-shared-secret")))) {
                get(receiver.publicUri());
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                do {
                    Set<String> there = scrape(URI.create("http://localhost:" + port + "/metrics"));
                    there.addAll(scrape(receiver.privateUri().resolve("/metrics")));
                    missing = asked.stream().filter(name -> !there.contains(name)).collect(Collectors.toCollection(TreeSet::new));
                } while (!missing.isEmpty() && System.nanoTime() < deadline);
            }
            cluster.cancelJob(job).get();

            assertThat(missing).as("metrics that nobody reports").isEmpty();
        }
    }

    private static Configuration configuration(int port) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        configuration.setString("metrics.reporters", "prometheus");
        configuration.setString("metrics.reporter.prometheus.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        configuration.setString("metrics.reporter.prometheus.port", Integer.toString(port));
        return configuration;
    }

    /** A flag for cardiac arrest: an alarm, so that alarm metrics are there; and rubbish, so that something is rejected. */
    private static void produce(EmbeddedKafka kafka) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String body : List.of("{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1763562121000\",\"cardiac_arrest\":\"1\"}]]}",
                    "rubbish", "{\"event_type\":\"test\"}", "{\"event_type\":\"heartbeat\"}")) {
                producer.send(new ProducerRecord<>("corsano.raw", null, 1_763_562_130_000L, null, body.getBytes(StandardCharsets.UTF_8))).get();
            }
        }
    }

    private static Set<String> scrape(URI page) throws IOException, InterruptedException {
        return get(page).lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String get(URI page) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
