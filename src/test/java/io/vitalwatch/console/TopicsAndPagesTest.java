package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitalwatch.cli.command.CommandRun;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.local.InProcessFlink;
import io.vitalwatch.cli.recording.ReplaySource;
import io.vitalwatch.cli.terminal.ReplayProgress;
import io.vitalwatch.console.live.Attention;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.SamplesJson;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a console shows of simulated traffic, beside what {@code replay} makes of the same recording and what stands in the topics.
 * {@code -Dconsole.truth="--scenario=all --for=24h"} compares a whole day of every kind of trouble.
 */
@Timeout(1800)
class TopicsAndPagesTest {
    private static final List<String> TRAFFIC = List.of(
            System.getProperty("console.truth", "--scenario=demo --patients=24 --for=2h").split(" "));
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path recording;
    private static EmbeddedKafka kafka;
    /** The records of each episode, as replay writes them. */
    private static final Map<String, List<Alert>> REPLAYED = new TreeMap<>();
    /** What stands in the end, as replay writes it. */
    private static final Map<String, JsonNode> STANDS = new TreeMap<>();
    private static final Map<String, Truth> PATIENTS = new HashMap<>();

    @TempDir
    private Path folder;

    /** One patient as the topic of readings has it, made in the plainest way. */
    private static final class Truth {
        private long seen = Long.MIN_VALUE;
        private String study;
        private final Map<Group, Sample> usable = new HashMap<>();
        private final Map<Group, Sample> tried = new HashMap<>();

        void take(Delivery delivery) {
            if (delivery.arrival() >= seen) {
                seen = delivery.arrival();
                study = delivery.study();
            }
            for (Sample row : delivery.samples()) {
                for (Reading reading : row.readings()) {
                    keepLater(tried, reading.group(), row);
                    if (reading.verdict() == Verdict.USABLE) {
                        keepLater(usable, reading.group(), row);
                    }
                }
            }
        }

        private static void keepLater(Map<Group, Sample> rows, Group group, Sample row) {
            rows.merge(group, row, (known, now) -> now.time() >= known.time() ? now : known);
        }
    }

    @BeforeAll
    static void run() throws Exception {
        String file = recording.resolve("traffic.ndjson").toString();
        String alerts = recording.resolve("alerts").toString();
        String stands = recording.resolve("episodes").toString();
        List<String> simulate = new ArrayList<>(List.of("simulate", "--studies=EZTJD,PILOT", "--record=" + file));
        simulate.addAll(TRAFFIC);
        assertThat(CommandRun.of(simulate.toArray(String[]::new)).code()).isZero();
        CommandRun replay = CommandRun.of("replay", file, "--alerts=" + alerts, "--episodes=" + stands);
        assertThat(replay.code()).as(replay.err()).isZero();
        for (String line : Files.readAllLines(Path.of(alerts))) {
            Alert alert = AlertJson.read(line.getBytes(StandardCharsets.UTF_8));
            REPLAYED.computeIfAbsent(alert.episode(), any -> new ArrayList<>()).add(alert);
        }
        REPLAYED.values().forEach(each -> each.sort(Comparator.comparingInt(Alert::sequence)));
        for (String line : Files.readAllLines(Path.of(stands))) {
            JsonNode each = ApiCheck.tree(line);
            STANDS.put(each.get("episode").textValue(), each);
        }
        kafka = EmbeddedKafka.start();
        for (String topic : List.of("vitals.samples", "vitals.alerts", "vitals.windows", "vitals.rejected")) {
            kafka.createTopic(topic, PARTITIONS, EmbeddedKafka.RECORDED_TIME);
        }
        fillTopics(file);
        readSamples();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    /** The job over the recording, with the sinks of production. */
    private static void fillTopics(String file) throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--topic.samples=vitals.samples")).ofRecording();
        try (InProcessFlink flink = InProcessFlink.start(2, 0); ReplayProgress progress = new ReplayProgress()) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, new ReplaySource(List.of(file), progress), 1, KafkaEnds.sinks(settings));
            JobID job = flink.submit(environment, "pages");
            JobResult result = null;
            while (result == null) {
                result = flink.await(job, Duration.ofMillis(200));
            }
            InProcessFlink.requireSuccess(result);
        }
    }

    private static void readSamples() {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            all.add(new TopicPartition("vitals.samples", i));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(),
                "isolation.level", "read_committed"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(200))) {
                    Delivery delivery = SamplesJson.read(each.value());
                    PATIENTS.computeIfAbsent(delivery.user(), any -> new Truth()).take(delivery);
                }
            }
        }
    }

    private static String id(String user) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(("vitalwatch:patient:" + user)
                .getBytes(StandardCharsets.UTF_8)), 0, 10);
    }

    private static Console console(String address) throws Exception {
        return Console.start(ConsoleSettings.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--store=" + address,
                "--store.retention=0s", "--clock=arrival", "--listen.port=0", "--unprotected=true", "--topic.audit="), Map.of()));
    }

    private static ApiCheck read(Console console) throws Exception {
        ApiCheck api = new ApiCheck(console.link(), null);
        while (true) {
            JsonNode status = api.get(200, "/status");
            if (status.get("records_behind").intValue() == 0 && !status.has("problem")) {
                return api;
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sayTheSame(Databases kind) throws Exception {
        assertThat(REPLAYED).hasSizeGreaterThan(10);
        assertThat(PATIENTS).hasSizeGreaterThan(10);
        String address = kind.address(folder);
        try (Console console = console(address)) {
            ApiCheck api = read(console);
            episodes(api);
            tiles(api);
        }
        try (Console again = console(address)) {
            episodes(read(again));
        }
    }

    private static void episodes(ApiCheck api) throws Exception {
        Map<String, JsonNode> shown = new TreeMap<>();
        for (JsonNode page = api.get(200, "/episodes?limit=100"); page != null;
                page = page.has("next") ? api.get(200, "/episodes?limit=100&page=" + page.get("next").textValue()) : null) {
            page.get("episodes").forEach(each -> assertThat(shown.put(each.get("id").textValue(), each)).isNull());
        }
        assertThat(shown.keySet()).isEqualTo(REPLAYED.keySet());
        for (Map.Entry<String, List<Alert>> each : REPLAYED.entrySet()) {
            List<Alert> records = each.getValue();
            Alert last = records.get(records.size() - 1);
            JsonNode row = shown.get(each.getKey());
            assertThat(row.get("patient").textValue()).isEqualTo(id(last.user()));
            assertThat(row.get("open").booleanValue()).isEqualTo(Attention.stays(last));
            assertThat(row.get("last")).isEqualTo(withoutUser(last));
            JsonNode one = api.get(200, "/episodes/" + each.getKey()).get("records");
            assertThat(one).hasSize(records.size());
            for (int i = 0; i < records.size(); i++) {
                assertThat(one.get(i)).isEqualTo(withoutUser(records.get(i)));
            }
        }
        // What stands in the end: without episodes that late data took back.
        for (Map.Entry<String, JsonNode> each : STANDS.entrySet()) {
            JsonNode last = shown.get(each.getKey()).get("last");
            JsonNode stands = each.getValue();
            for (String field : List.of("study", "rule", "kind", "state", "freshness")) {
                assertThat(last.get(field)).as(field).isEqualTo(stands.get(field));
            }
            assertThat(OffsetDateTime.parse(last.get("onset").textValue())).isEqualTo(OffsetDateTime.parse(stands.get("onset").textValue()));
            assertThat(last.get("phase").textValue().equals("end")).isEqualTo(!stands.get("end").isNull());
        }
    }

    private static JsonNode withoutUser(Alert alert) {
        ObjectNode record = (ObjectNode) ApiCheck.tree(new String(AlertJson.of(alert), StandardCharsets.UTF_8));
        record.remove("user");
        return record;
    }

    private static void tiles(ApiCheck api) throws Exception {
        JsonNode answer = api.get(200, "/patients?limit=5000&sort=id");
        List<String> columns = new ArrayList<>();
        answer.get("columns").forEach(each -> columns.add(each.textValue()));
        Map<String, JsonNode> rows = new HashMap<>();
        answer.get("rows").forEach(each -> rows.put(each.get(0).textValue(), each));
        for (Map.Entry<String, Truth> each : PATIENTS.entrySet()) {
            JsonNode row = rows.get(id(each.getKey()));
            Truth truth = each.getValue();
            List<Alert> open = REPLAYED.values().stream().map(records -> records.get(records.size() - 1))
                    .filter(last -> last.user().equals(each.getKey()) && Attention.stays(last)).toList();
            assertThat(row.get(columns.indexOf("study")).textValue()).isEqualTo(truth.study);
            assertThat(row.get(columns.indexOf("seen")).longValue()).isEqualTo(Math.floorDiv(truth.seen, 1000));
            for (Group group : Group.values()) {
                Sample usable = truth.usable.get(group);
                Sample tried = truth.tried.get(group);
                for (Vital vital : group.measured()) {
                    JsonNode value = row.get(columns.indexOf(vital.label()));
                    assertThat(value.isNull()).as("%s of %s", vital, each.getKey()).isEqualTo(usable == null);
                    if (usable != null) {
                        assertThat(Math.round(value.doubleValue() * 1000)).isEqualTo(usable.reading(group).value(vital));
                    }
                }
                JsonNode at = row.get(columns.indexOf(group.label() + "_at"));
                assertThat(at.isNull() ? null : at.longValue()).isEqualTo(usable == null ? null : Math.floorDiv(usable.time(), 1000));
                JsonNode rejected = row.get(columns.indexOf(group.label() + "_rejected"));
                boolean isRejected = tried != null && tried.reading(group).verdict() != Verdict.USABLE;
                assertThat(rejected.textValue()).isEqualTo(isRejected ? tried.reading(group).verdict().label() : null);
            }
            assertThat(row.get(columns.indexOf("open")).intValue()).isEqualTo(open.size());
            Attention attention = open.stream().map(Attention::of).min(Comparator.naturalOrder()).orElse(Attention.NONE);
            assertThat(row.get(columns.indexOf("attention")).intValue()).isEqualTo(attention.ordinal());
            JsonNode alarm = row.get(columns.indexOf("alarm"));
            assertThat(alarm.isNull()).isEqualTo(open.isEmpty());
            if (!open.isEmpty()) {
                List<Alert> shown = REPLAYED.get(alarm.get("episode").textValue());
                Alert last = shown.get(shown.size() - 1);
                assertThat(Attention.of(last)).isEqualTo(attention);
                assertThat(alarm.get("message").textValue()).isEqualTo(last.message());
                assertThat(alarm.get("sequence").intValue()).isEqualTo(last.sequence());
            }
        }
    }
}
