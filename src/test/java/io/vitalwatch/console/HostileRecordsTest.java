package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.console.store.RandomLog;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoreContent;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.AuditJson;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;
import io.vitalwatch.wire.SamplesJson;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Records in the topics that nobody should have written: a console skips them, and reads those after them. */
@Timeout(300)
class HostileRecordsTest {
    private static final String LAST = "the-last-patient";
    private static final Map<String, String> TOPICS = Map.of("samples", "hostile.samples", "alerts", "hostile.alerts", "control",
            "hostile.control", "state", "hostile.state", "shadow", "hostile.shadow", "audit", "hostile.audit");
    private static EmbeddedKafka kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws Exception {
        kafka = EmbeddedKafka.start();
        for (String each : TOPICS.values()) {
            kafka.createTopic(each, 1, EmbeddedKafka.RECORDED_TIME);
        }
        Map<String, byte[]> right = rightRecords();
        Random random = new Random(5);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Map.Entry<String, byte[]> each : right.entrySet()) {
                String topic = TOPICS.get(each.getKey());
                for (byte[] record : hostile(new String(each.getValue(), StandardCharsets.UTF_8))) {
                    producer.send(new ProducerRecord<>(topic, 0, RandomLog.BEGIN, null, record)).get();
                }
                for (int i = 0; i < 300; i++) {
                    byte[] changed = each.getValue().clone();
                    for (int j = 0; j <= random.nextInt(3); j++) {
                        changed[random.nextInt(changed.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
                                : "0\"{}[],:-9".charAt(random.nextInt(10)));
                    }
                    producer.send(new ProducerRecord<>(topic, 0, RandomLog.BEGIN, null, changed));
                }
                producer.send(new ProducerRecord<>(topic, 0, RandomLog.BEGIN, null, each.getValue())).get();
            }
            Delivery last = new Delivery(LAST, "EZTJD", RandomLog.BEGIN, new Origin("corsano.raw", 0, 1),
                    new RandomLog(1).rows(RandomLog.BEGIN, 3));
            producer.send(new ProducerRecord<>(TOPICS.get("samples"), 0, RandomLog.BEGIN, null, SamplesJson.of(last))).get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    /** One record of each topic as it should be. */
    private static Map<String, byte[]> rightRecords() {
        Map<String, byte[]> right = new LinkedHashMap<>();
        for (RandomLog.Entry each : new RandomLog(2).entries(3, 400)) {
            if (each.delivery() != null && !each.delivery().samples().isEmpty()) {
                right.put("samples", SamplesJson.of(each.delivery()));
            } else if (each.alert() != null) {
                right.put("alerts", AlertJson.of(each.alert()));
                right.put("shadow", AlertJson.of(each.alert()));
            } else if (each.other() instanceof ControlRecord record) {
                right.put("control", ControlRecordJson.of(record));
            } else if (each.other() instanceof ControlAnswer answer) {
                right.put("state", ControlStateJson.of(answer));
            } else if (each.other() instanceof AuditEvent event) {
                right.put("audit", AuditJson.of(event));
            }
        }
        assertThat(right).hasSize(TOPICS.size());
        return right;
    }

    private static List<byte[]> hostile(String right) {
        List<String> records = new ArrayList<>(List.of("", " ", "null", "7", "[]", "{}", "{", "\"text\"", "[".repeat(100_000),
                "{\"a\":".repeat(50_000), right + right, right.substring(0, right.length() / 2), right.replace(":", ""),
                "{\"user\":\"" + "x".repeat(900_000) + "\"}"));
        for (String field : List.of("user", "study", "author", "who", "rule", "episode", "id", "message", "name", "reason", "from")) {
            for (String value : List.of("\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00a\\ud83d\\ude00\"", "\"\\u001a0000\"",
                    "\"\"", "\"" + "x".repeat(5000) + "\"", "\"" + "\\u0000".repeat(400) + "\"", "\"%s ' ; DROP TABLE patient; --\"", "null",
                    "7", "true", "[]", "{}", "1e400")) {
                records.add(right.replaceAll("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":" + value.replace("\\", "\\\\")));
            }
        }
        for (String time : List.of("+999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z", "1969-12-31T23:59:59+18:00", "2025-02-30T00:00:00Z", "yesterday")) {
            records.add(right.replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"" + time + "\""));
            records.add(right.replaceFirst("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"" + time + "\""));
        }
        for (String number : List.of("-1", "1048576", "2147483647", "-2147483648", "9223372036854775807", "1e308", "-1e308", "1e-400",
                "0.0000001", "9".repeat(900))) {
            records.add(right.replaceAll(":-?\\d+(\\.\\d+)?([,}])", ":" + number + "$2"));
        }
        List<byte[]> bytes = new ArrayList<>(records.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList());
        bytes.add(right.replace("user-", "\u00e9\u00e9").getBytes(StandardCharsets.ISO_8859_1));
        bytes.add(right.getBytes(StandardCharsets.UTF_16));
        return bytes;
    }

    private static Console console(String address) throws Exception {
        List<String> settings = new ArrayList<>(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--store=" + address,
                "--listen.port=0", "--unprotected=true", "--store.retention=30000d"));
        Map.of("samples", "samples", "alerts", "alerts", "control", "control", "control-state", "state", "alerts-shadow", "shadow", "audit",
                "audit").forEach((option, topic) -> settings.add("--topic." + option + "=" + TOPICS.get(topic)));
        return Console.start(ConsoleSettings.read(settings, Map.of()));
    }

    private static JsonNode read(Console console) throws Exception {
        URI root = console.link();
        ApiCheck api = new ApiCheck(root, null);
        while (true) {
            JsonNode status = api.get(200, "/status");
            if (status.get("records_behind").intValue() == 0 && !status.has("problem")) {
                return status;
            }
            assertThat(status.path("problem").textValue()).as("only while it starts").isIn(null, "not connected yet");
            LockSupport.parkNanos(50_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areSkippedAndThoseAfterThemAreShown(Databases kind) throws Exception {
        String address = kind.address(folder);
        try (Console console = console(address)) {
            assertThat(read(console).get("records_unreadable").intValue()).isGreaterThan(1000);
            ApiCheck api = new ApiCheck(console.link(), null);
            assertThat(api.get(200, "/patients?limit=5000").get("rows")).hasSizeGreaterThan(5);
            api.get(200, "/episodes?limit=1000");
            api.get(200, "/control?limit=1000");
            api.get(200, "/audit?limit=1000");
            api.get(200, "/studies");
            assertThat(api.raw("GET", "/api/v1/episodes.csv").statusCode()).isEqualTo(200);
            for (JsonNode each : api.get(200, "/patients?limit=5000").get("rows")) {
                String id = each.get(0).textValue();
                api.get(200, "/patients/" + id);
                api.get(200, "/patients/" + id + "/vitals");
                api.get(200, "/patients/" + id + "/episodes");
                api.get(200, "/patients/" + id + "/limits");
            }
        }
        List<String> stored = StoreContent.at(address);
        assertThat(stored).hasSizeGreaterThan(20);
        try (Console console = console(address)) {
            read(console);
            assertThat(new ApiCheck(console.link(), null).get(200, "/patients?limit=5000").get("rows")).hasSizeGreaterThan(5);
        }
        try (Store store = Store.open(Database.open(address))) {
            assertThat(store.patientOf(LAST)).isNotNull();
            assertThat(store.patientOf("a\u0000b")).isNotNull();
            assertThat(store.patientOf("\ud800")).isNotNull();
            assertThat(store.patientOf("\u001a0000")).isNotNull();
        }
    }
}
