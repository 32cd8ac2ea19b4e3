package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vitalwatch.cli.local.EmbeddedKafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** By which clock a receiver stamps, with a real broker and machines whose clocks are a quarter of an hour off. */
@Timeout(120)
class ReceiverClockTest {
    private static final long QUARTER = 15 * 60_000;
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
    void receiversWhoseMachinesAreAQuarterOfAnHourOffStampByTheBrokersClockAndEveryoneNamesThem() throws Exception {
        String name = TestReceiver.fresh();
        long began = System.currentTimeMillis();
        try (TestReceiver right = receiver(name, "right", 0);
                TestReceiver second = receiver(name, "second", 0);
                TestReceiver ahead = receiver(name, "ahead", QUARTER);
                TestReceiver behind = receiver(name, "behind", -QUARTER)) {
            for (int i = 0; i < 3; i++) {
                for (TestReceiver each : List.of(right, ahead, behind)) {
                    assertThat(each.post(TestReceiver.delivery("u", "S", 0)).statusCode()).isEqualTo(204);
                }
            }

            for (TestReceiver each : List.of(right, second, ahead, behind)) {
                TestReceiver.until("named", () -> {
                    String health = each.getUnchecked("/health");
                    return health.contains("\"problems\":[\"the clock of receiver ahead is off: +")
                            && health.contains("\"the clock of receiver behind is off: -");
                });
            }
            assertThat(right.get("/health").body()).contains("\"receiver\":\"right\"", "\"source\":\"broker\"", "\"right\":{\"ahead_ms\":")
                    .containsPattern("\"stamps_ahead_ms\":\\d{1,4}\\b").doesNotContain("the clock of receiver right");
            assertThat(right.get("/metrics").body()).contains("vitalwatch_receiver_clock_off{clock=\"ahead\"} 1.0",
                    "vitalwatch_receiver_clock_off{clock=\"behind\"} 1.0", "vitalwatch_receiver_clock_off{clock=\"right\"} 0.0",
                    "vitalwatch_receiver_clock_off{clock=\"broker\"} 0.0", "vitalwatch_receiver_clock_broker 1.0",
                    "vitalwatch_receiver_partitions_without_heartbeat 0.0");
            List<ConsumerRecord<byte[], byte[]>> records = right.raw(9 + 4 * 2 * 3);
            assertThat(records).allSatisfy(each -> assertThat(each.timestamp()).isCloseTo(began, within(QUARTER / 3)));
            assertThat(records).filteredOn(each -> each.headers().lastHeader("vitalwatch-receiver") != null)
                    .extracting(each -> new String(each.headers().lastHeader("vitalwatch-receiver").value(), StandardCharsets.UTF_8))
                    .contains("right", "second", "ahead", "behind");
        }
    }

    @Test
    void everyMetricOfReceiversThatTheRulesAndTheDashboardAskForIsThere() throws Exception {
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("docker/grafana/dashboards/vitalwatch.json", "docker/prometheus/vitalwatch-alerts.yml")) {
            Pattern.compile("vitalwatch_receiver_\\w+").matcher(Files.readString(Path.of(file))).results().map(MatchResult::group)
                    .forEach(asked::add);
        }
        try (TestReceiver receiver = receiver(TestReceiver.fresh(), "a", 0)) {
            Set<String> there = receiver.get("/metrics").body().lines().map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());
            assertThat(asked).hasSizeGreaterThan(5);
            assertThat(there).containsAll(asked);
        }
    }

    @Test
    void ifTheTopicKeepsItsWritersTimeTheMachinesClockIsUsedAndThatIsSaid() throws Exception {
        String name = TestReceiver.fresh();
        kafka.createTopic(name + ".receivers", 1, Map.of("message.timestamp.type", "CreateTime"));
        try (TestReceiver receiver = receiver(name, "a", -QUARTER)) {
            long before = System.currentTimeMillis();
            assertThat(receiver.post(TestReceiver.delivery("u", "S", 0)).statusCode()).isEqualTo(204);

            assertThat(receiver.raw(7)).filteredOn(each -> each.key() != null).singleElement()
                    .satisfies(each -> assertThat(each.timestamp()).isCloseTo(before - QUARTER, within(QUARTER / 3)));
            assertThat(receiver.get("/health").body())
                    .contains("\"source\":\"own\"", "has message.timestamp.type=CreateTime; set LogAppendTime");
            assertThat(receiver.get("/metrics").body()).contains("vitalwatch_receiver_clock_broker 0.0")
                    .doesNotContain("vitalwatch_receiver_clock_measured_ago_seconds ");
        }
    }

    @Test
    void withoutTheTopicTheReceiverBecomesReadyWithItsMachinesClock() throws Exception {
        String name = TestReceiver.fresh();
        for (String topic : List.of(".raw", ".studies", ".deliveries")) {
            kafka.createTopic(name + topic, 1, Map.of());
        }
        try (TestReceiver receiver = receiver(name, "a", 0, "--topics.create=false")) {
            assertThat(receiver.post(TestReceiver.delivery("u", "S", 0)).statusCode()).isEqualTo(204);
            assertThat(receiver.get("/health").body()).contains("\"source\":\"own\"", ".receivers takes no records; create it");
        }
    }

    @Test
    void twoReceiversWithOneIdAreNoticed() throws Exception {
        String name = TestReceiver.fresh();
        try (TestReceiver first = receiver(name, "a", 0, "--heartbeat.interval=100ms");
                TestReceiver second = receiver(name, "a", 0, "--heartbeat.interval=100ms")) {
            for (TestReceiver each : List.of(first, second)) {
                TestReceiver.until("noticed", () -> each.getUnchecked("/health").contains("another receiver has the id a too"));
            }
        }
    }

    @Test
    void aSimulatedClockIsNotMeasuredAndNeedsNoTopic() throws Exception {
        try (TestReceiver simulated = TestReceiver.ready(kafka, TestReceiver.fresh(), ArrivalSource.simulated(() -> 5_000L));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(simulated.get("/health").body()).contains("\"problems\":[]").doesNotContain("\"clock\"");
            assertThat(admin.listTopics().names().get()).contains(simulated.rawTopic()).doesNotContain(simulated.name + ".receivers");
        }
    }

    private static TestReceiver receiver(String name, String id, long ahead, String... more) throws Exception {
        String[] settings = new String[more.length + 2];
        System.arraycopy(more, 0, settings, 2, more.length);
        settings[0] = "--receiver.id=" + id;
        settings[1] = more.length == 1 && more[0].startsWith("--heartbeat") ? "--topic.raw.partitions=2" : "--heartbeat.interval=1s";
        return TestReceiver.ready(kafka, name, ArrivalSource.real(() -> System.currentTimeMillis() + ahead), settings);
    }
}
