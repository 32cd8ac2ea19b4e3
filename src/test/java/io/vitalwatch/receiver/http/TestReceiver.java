package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.receiver.signature.Signing;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A receiver with its own topics on a broker, and a sender. */
final class TestReceiver implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static int next;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String bootstrapServers;
    final String name;
    final Receiver receiver;

    private TestReceiver(String bootstrapServers, String name, ArrivalSource arrivals, List<String> more) throws Exception {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.receiver = Receiver.start(settings(bootstrapServers, name, more), arrivals);
    }

    static TestReceiver ready(EmbeddedKafka kafka, String... more) throws Exception {
        return named(kafka, fresh(), more);
    }

    /** Receivers with the same name share their topics. */
    static TestReceiver named(EmbeddedKafka kafka, String name, String... more) throws Exception {
        return ready(kafka, name, ArrivalSource.wallClock(), more);
    }

    static TestReceiver ready(EmbeddedKafka kafka, String name, ArrivalSource arrivals, String... more) throws Exception {
        TestReceiver running = new TestReceiver(kafka.bootstrapServers(), name, arrivals, List.of(more));
        assertThat(running.receiver.awaitReady(PATIENCE)).as("ready").isTrue();
        return running;
    }

    static TestReceiver withoutKafka(String... more) throws Exception {
        return new TestReceiver("localhost:1", fresh(), ArrivalSource.wallClock(), List.of(more));
    }

    static synchronized String fresh() {
        return "t" + next++ + "-" + ProcessHandle.current().pid();
    }

    static ReceiverSettings settings(String bootstrapServers, String name, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--kafka.bootstrap.servers=" + bootstrapServers, "--secret.test=env:S",
                "--topic.raw=" + name + ".raw", "--topic.studies=" + name + ".studies", "--topic.deliveries=" + name + ".deliveries",
                "--topic.totals=" + name + ".totals", "--topic.audit=" + name + ".audit",
                "--topic.receivers=" + name + ".receivers"));
        for (String each : List.of("--listen.address=127.0.0.1", "--listen.port=0", "--private.port=0", "--heartbeat.interval=0s",
                "--topic.raw.partitions=2")) {
            if (more.stream().noneMatch(one -> one.startsWith(each.substring(0, each.indexOf('=') + 1)))) {
                arguments.add(each);
            }
        }
        arguments.addAll(more);
        return ReceiverSettings.read(arguments, Map.of("S", Signing.SECRET));
    }

    String rawTopic() {
        return name + ".raw";
    }

    HttpResponse<String> post(String body) throws Exception {
        return post(Signing.bytes(body));
    }

    /** Posts a body as JSON, signed. */
    HttpResponse<String> post(byte[] body) throws Exception {
        return send(request().POST(HttpRequest.BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body)));
    }

    HttpRequest.Builder request() {
        return HttpRequest.newBuilder(receiver.publicUri()).timeout(PATIENCE).header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder inside(String path) {
        return HttpRequest.newBuilder(inside().resolve(path)).timeout(PATIENCE);
    }

    URI inside() {
        return receiver.privateUri();
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(inside(path));
    }

    /** The body of a page, for conditions. */
    String getUnchecked(String path) {
        try {
            return get(path).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> switchStudy(String study, boolean enabled) throws Exception {
        return send(inside("/api/studies/" + study).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"enabled\":" + enabled + "}")));
    }

    /** All records of the raw topic; waits until there are at least the given number. */
    List<ConsumerRecord<byte[], byte[]>> raw(int atLeast) {
        return records(bootstrapServers, rawTopic(), atLeast);
    }

    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic, int atLeast) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (found.size() < atLeast && System.nanoTime() < end
                    || partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(atLeast);
        return found;
    }

    /** The number of records with a key in a topic. */
    static long keyed(String bootstrapServers, String topic) {
        long keyed = 0;
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    keyed += each.key() == null ? 0 : 1;
                }
            }
        }
        return keyed;
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        until("condition", condition);
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    static String example() throws IOException {
        try (var in = TestReceiver.class.getResourceAsStream("/io/vitalwatch/corsano/vendor-example.json")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** A delivery of one sample, padded to a size with an unknown field. */
    static String delivery(String user, String study, int size) {
        String head = "{\"study\":\"" + study + "\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"" + user
                + "\",\"data\":[[{\"timestamp\":\"" + System.currentTimeMillis() + "\",\"bpm\":\"70\",\"bpm_q\":\"4\"}]]}";
        int more = size - head.length() - 10;
        char[] padding = new char[Math.max(0, more)];
        Arrays.fill(padding, 'x');
        return head + ",\"pad\":\"" + new String(padding) + "\"}";
    }

    @Override
    public void close() {
        receiver.close();
    }
}
