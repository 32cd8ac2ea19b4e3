package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.wire.SchemaCheck;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Submits the finished jar to a Flink cluster through REST; reads the vendor's example, expects its alarm. */
@Timeout(180)
class SubmittedJobIT {
    private static final long ARRIVAL = 1_763_562_181_000L;
    private static final String EXAMPLE = """
            {"user_uuid":"e962******2c5c","data":[[\
            {"timestamp":"1763562121000","bpm":"79","bpm_q":"2","spo2":"0","spo2_q":"0","respiration_rate":"22","resp_q":"1","wearing":"4",\
            "battery":"37","cardiac_arrest":"1","nibp_systolic":"0","nibp_diastolic":"0","is_charging":"0","timezone":"+01:00"},\
            {"timestamp":"1763562124000","bpm":"0","bpm_q":"0","wearing":"4","cardiac_arrest":"0","nibp_systolic":"122","nibp_diastolic":"72",\
            "nibp_systolic_combine":"121","nibp_diastolic_combine":"64","is_charging":"0","timezone":"+01:00"}]]}""";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theJarRunsOnAClusterThatHasOnlyFlink(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); IsolatedCluster cluster = IsolatedCluster.start(directory)) {
            for (String topic : List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected")) {
                kafka.createTopic(topic, 2, EmbeddedKafka.RECORDED_TIME);
            }
            String jar = upload(cluster.rest());
            String job = run(cluster.rest(), jar, "--kafka.bootstrap.servers=" + kafka.bootstrapServers());
            produce(kafka, EXAMPLE);

            ConsumerRecord<byte[], byte[]> alert = firstAlert(kafka, cluster.rest(), job);

            assertThat(SchemaCheck.ALERT.check(alert.value())).contains("\"rule\":\"cardiac-arrest\"", "\"phase\":\"start\"",
                    "\"priority\":\"high\"", "{\"vital\":\"pulse\",\"value\":79,", "\"onset\":\"2025-11-19T15:22:01+01:00\"");
            assertThat(get(cluster.rest().resolve("/jobs/" + job))).contains("\"name\":\"vitals-alerts\"", "\"state\":\"RUNNING\"");
            http.send(HttpRequest.newBuilder(cluster.rest().resolve("/jobs/" + job))
                    .method("PATCH", HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    @Test
    void aWrongParameterIsRefusedWithItsName(@TempDir Path directory) throws Exception {
        try (IsolatedCluster cluster = IsolatedCluster.start(directory)) {
            HttpResponse<String> answer = post(cluster.rest(), upload(cluster.rest()), "--kafka.bootstrap.servers=localhost:1",
                    "--no-such=1");

            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).contains("no-such");
        }
    }

    private String upload(URI rest) throws Exception {
        String boundary = "----vitalwatch";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"vitalwatch-job.jar\"\r\n"
                + "Content-Type: application/x-java-archive\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        Files.copy(Jars.JOB, body);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = HttpRequest.newBuilder(rest.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build();
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return find(answer, "\"filename\":\".*?([^/\\\\\"]+\\.jar)\"");
    }

    private String run(URI rest, String jar, String... parameters) throws Exception {
        HttpResponse<String> answer = post(rest, jar, parameters);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return find(answer.body(), "\"jobid\":\"(\\w+)\"");
    }

    private HttpResponse<String> post(URI rest, String jar, String... parameters) throws IOException, InterruptedException {
        String list = "\"" + String.join("\",\"", parameters) + "\"";
        HttpRequest request = HttpRequest.newBuilder(rest.resolve("/jars/" + jar + "/run"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"programArgsList\":[" + list + "],\"parallelism\":2}")).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Polls until an alert is there; fails with Flink's own message if the job fails. */
    private ConsumerRecord<byte[], byte[]> firstAlert(EmbeddedKafka kafka, URI rest, String job) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "test", "auto.offset.reset",
                "earliest");
        try (var consumer = new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("vitals.alerts"));
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    return record;
                }
                if (get(rest.resolve("/jobs/" + job)).contains("\"state\":\"FAILED\"")) {
                    throw new AssertionError(get(rest.resolve("/jobs/" + job + "/exceptions")));
                }
            }
        }
    }

    private static void produce(EmbeddedKafka kafka, String body) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("corsano.raw", null, ARRIVAL, "e962******2c5c".getBytes(StandardCharsets.UTF_8),
                    body.getBytes(StandardCharsets.UTF_8))).get();
        }
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
