package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.MINUTE;
import static io.vitalwatch.job.RawRecords.T0;
import static io.vitalwatch.job.RawRecords.YEAR_2100;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.local.InProcessFlink;

import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The whole job on a broker and a cluster: silence is noticed whatever the parallelism, and one wrong timestamp silences nobody. */
@Timeout(240)
class ArrivalClockOverKafkaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Header> BEAT = List.of(new RecordHeader("vitalwatch-kind", "heartbeat".getBytes(StandardCharsets.US_ASCII)),
            new RecordHeader("vitalwatch-receiver", "a".getBytes(StandardCharsets.US_ASCII)));

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest(name = "parallelism {0}, {1} partitions known")
    @CsvSource({"2,1", "4,1", "2,0"})
    void aboveTheNumberOfPartitionsSilenceIsNoticedAtItsDeadline(int parallelism, int known) throws Exception {
        String run = "above-" + parallelism + "-" + known;
        topics(run, 1);
        try (InProcessFlink flink = InProcessFlink.start(parallelism, 0); Log log = new Log(run, 1)) {
            JobID job = submit(flink, run, known);
            log.beats(T0, T0, T0);
            log.delivery("a", T0 + 1_000, T0);
            for (long at = T0 + 10_000; at <= T0 + 3 * MINUTE; at += 10_000) {
                log.beats(at);
            }
            log.flush();

            JsonNode alert = firstAlert(run);

            assertThat(alert.get("rule").asText()).isEqualTo("no-data");
            assertThat(millis(alert, "arrived")).isEqualTo(T0 + 1_000 + MINUTE);
            flink.cancel(job);
        }
    }

    @Test
    void recordsOfTheFutureRaiseNoSilenceAndRealSilenceIsNoticedAfterThem() throws Exception {
        topics("future", 1);
        try (Log log = new Log("future", 1)) {
            log.beats(T0, T0, T0);
            for (int minute = 0; minute <= 30; minute++) {
                long at = T0 + minute * MINUTE;
                log.delivery("a", at, at - 1_000);
                if (minute <= 10) {
                    log.delivery("b", at, at - 1_000);
                }
                if (minute == 5) {
                    log.beats(at + 50 * MINUTE);
                    log.delivery("a", YEAR_2100, at - 500);
                }
                for (int i = 1; i <= 5; i++) {
                    log.beats(at + i * 10_000);
                }
            }
        }

        List<JsonNode> alerts = bounded("future", 1, 1, "--rule.no-data.after=2min");

        assertThat(alerts).extracting(each -> each.get("user").asText() + " " + each.get("rule").asText() + " " + each.get("phase").asText()
                + " " + (millis(each, "arrived") - T0) / MINUTE).containsExactly("b no-data start 12");
    }

    @ParameterizedTest(name = "{0} minutes off, a heartbeat each {1} s")
    @CsvSource({"15,10", "-15,10", "0,300"})
    void besideAReceiverThatIsOffAndWithRareHeartbeatsOnlyRealSilenceIsAnAlarm(int off, int heartbeatSeconds) throws Exception {
        String run = "off" + off + "-" + heartbeatSeconds;
        topics(run, 2);
        try (Log log = new Log(run, 2)) {
            log.beats(T0, T0, T0, T0 + off * MINUTE);
            for (int second = 0; second <= 30 * 60; second += 10) {
                long at = T0 + second * 1_000L;
                for (int user = 0; second % 60 == 0 && user < 4; user++) {
                    if (user > 0 || second <= 10 * 60) {
                        log.delivery("u" + user, at + ((second / 60 + user) % 2 == 0 ? 0 : off * MINUTE), at - 1_000);
                    }
                }
                if (second % heartbeatSeconds == 0) {
                    log.beats(at, at + off * MINUTE);
                }
            }
        }

        List<JsonNode> alerts = bounded(run, 2, 2, "--rule.no-data.after=3min");

        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.get("user").asText() + " " + alert.get("rule").asText()).isEqualTo("u0 no-data");
            assertThat(millis(alert, "arrived") - T0).isBetween(13 * MINUTE - 10_000, 13 * MINUTE);
        });
        assertThat(read(run + ".rejected")).allMatch(each -> each.contains("arrival-ahead"));
    }

    @Test
    void theSameLogGivesTheSameRecordsAtAnyParallelism() throws Exception {
        topics("same", 4);
        Random random = new Random(16);
        try (Log log = new Log("same", 4)) {
            log.beats(T0, T0, T0);
            for (long at = T0; at < T0 + 40 * MINUTE; at += 5_000) {
                if (at % 10_000 == 0) {
                    log.beats(at);
                }
                long stamp = switch (random.nextInt(12)) {
                    case 0 -> at + 20 * MINUTE;
                    case 1 -> at - random.nextInt(300_000);
                    case 2 -> YEAR_2100;
                    default -> at;
                };
                String user = "u" + random.nextInt(8);
                if (random.nextInt(60) == 0) {
                    log.arrest(user, stamp, at - 1_000);
                } else {
                    log.delivery(user, stamp, at - 1_000);
                }
            }
        }
        List<TreeSet<String>> records = new ArrayList<>();
        for (int parallelism : List.of(1, 2, 4)) {
            String run = "same-to-" + parallelism;
            outputs(run, 1);
            bounded("same", run, parallelism, 4);
            TreeSet<String> of = new TreeSet<>(read(run + ".alerts"));
            of.addAll(read(run + ".windows"));
            of.addAll(read(run + ".rejected"));
            records.add(of);
        }

        assertThat(records.get(0)).anyMatch(each -> each.contains("cardiac-arrest")).anyMatch(each -> each.contains("no-data"))
                .anyMatch(each -> each.contains("arrival-ahead"));
        assertThat(records.get(1)).isEqualTo(records.get(0));
        assertThat(records.get(2)).isEqualTo(records.get(0));
    }

    @Test
    void theBrokerSaysHowManyPartitionsThereAre() throws Exception {
        topics("count", 3);

        assertThat(TopicCheck.partitions(settings("count", "count"))).isEqualTo(3);
    }

    private static List<JsonNode> bounded(String run, int parallelism, int partitions, String... more) throws Exception {
        bounded(run, run, parallelism, partitions, more);
        List<JsonNode> alerts = new ArrayList<>();
        for (String each : read(run + ".alerts")) {
            alerts.add(JSON.readTree(each));
        }
        return alerts;
    }

    private static void bounded(String from, String to, int parallelism, int partitions, String... more) throws Exception {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "--source.stop=latest";
        try (InProcessFlink flink = InProcessFlink.start(parallelism, 0)) {
            var environment = flink.environment();
            JobSettings settings = settings(from, to, all);
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
            InProcessFlink.requireSuccess(flink.await(flink.submit(environment, to), Duration.ofMinutes(2)));
        }
    }

    private static JobID submit(InProcessFlink flink, String run, int partitions) throws Exception {
        var environment = flink.environment();
        JobSettings settings = settings(run, run);
        VitalsAlertJob.configure(environment, settings);
        Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
        return flink.submit(environment, run);
    }

    private static JobSettings settings(String from, String to, String... more) {
        List<String> all = new ArrayList<>(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--source.start=earliest",
                "--source.idle=0s", "--source.group=" + to, "--topic.raw=" + from + ".raw",
                "--topic.alerts=" + to + ".alerts", "--topic.windows=" + to + ".windows", "--topic.rejected=" + to + ".rejected"));
        if (Stream.of(more).noneMatch(each -> each.startsWith("--rule.no-data.after="))) {
            all.add("--rule.no-data.after=1min");
        }
        all.addAll(List.of(more));
        return JobSettingsReader.read(all);
    }

    private static void topics(String run, int partitions) {
        kafka.createTopic(run + ".raw", partitions, EmbeddedKafka.RECORDED_TIME);
        outputs(run, 1);
    }

    private static void outputs(String run, int partitions) {
        for (String topic : List.of(".alerts", ".windows", ".rejected")) {
            kafka.createTopic(run + topic, partitions, EmbeddedKafka.RECORDED_TIME);
        }
    }

    private static long millis(JsonNode alert, String field) {
        return OffsetDateTime.parse(alert.get(field).asText()).toInstant().toEpochMilli();
    }

    private static JsonNode firstAlert(String run) throws Exception {
        try (var consumer = consumer()) {
            TopicPartition only = new TopicPartition(run + ".alerts", 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    return JSON.readTree(record.value());
                }
            }
        }
    }

    private static List<String> read(String topic) {
        List<String> records = new ArrayList<>();
        try (var consumer = consumer()) {
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

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()), new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** A raw topic that is written as a receiver does; a user's deliveries stay in one partition. */
    private static final class Log implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new ByteArraySerializer(), new ByteArraySerializer());
        private final String topic;
        private final int partitions;

        Log(String run, int partitions) {
            this.topic = run + ".raw";
            this.partitions = partitions;
        }

        void beats(long... stamps) {
            for (long stamp : stamps) {
                for (int partition = 0; partition < partitions; partition++) {
                    producer.send(new ProducerRecord<>(topic, partition, stamp, null, new byte[0], BEAT));
                }
            }
        }

        void delivery(String user, long stamp, long sampleTime) {
            send(user, stamp, RawRecords.body(user, sampleTime, ""));
        }

        void arrest(String user, long stamp, long sampleTime) {
            send(user, stamp, RawRecords.body(user, sampleTime, ",\"cardiac_arrest\":\"1\""));
        }

        private void send(String user, long stamp, byte[] body) {
            producer.send(new ProducerRecord<>(topic, Math.floorMod(user.hashCode(), partitions), stamp, null, body));
        }

        void flush() {
            producer.flush();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
