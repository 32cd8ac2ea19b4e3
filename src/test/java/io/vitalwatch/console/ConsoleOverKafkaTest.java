package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.console.store.RandomLog;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoreContent;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A console that reads topics of a broker, and one that builds its store anew from them. */
@Timeout(300)
class ConsoleOverKafkaTest {
    private static EmbeddedKafka kafka;
    private static int records;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws Exception {
        kafka = EmbeddedKafka.start();
        for (String topic : List.of("vitals.samples", "vitals.alerts", "vitals.control.state", "vitals.alerts.shadow")) {
            kafka.createTopic(topic, 2, EmbeddedKafka.RECORDED_TIME);
        }
        kafka.createTopic("vitals.control", 1, EmbeddedKafka.RECORDED_TIME);
        kafka.createTopic("vitals.audit", 1, EmbeddedKafka.RECORDED_TIME);
        List<RandomLog.Entry> log = new RandomLog(3).entries(7, 600);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (RandomLog.Entry each : log) {
                producer.send(new ProducerRecord<>(each.topic(), each.partition(), RandomLog.BEGIN + each.offset(), null, bytes(each)));
            }
        }
        records = log.size();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    static byte[] bytes(RandomLog.Entry entry) {
        return entry.delivery() != null ? SamplesJson.of(entry.delivery()) : entry.alert() != null ? AlertJson.of(entry.alert())
                : entry.other() instanceof ControlRecord record ? ControlRecordJson.of(record)
                : entry.other() instanceof ControlAnswer answer ? ControlStateJson.of(answer) : AuditJson.of((AuditEvent) entry.other());
    }

    private static Console console(String address, boolean rebuild) throws Exception {
        // Without a topic for it, this test's own reading of patients is not written to the audit that it compares.
        return Console.start(ConsoleSettings.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--store=" + address,
                "--store.retention=0s", "--listen.port=0", "--topic.control=vitals.control", "--rebuild=" + rebuild, "--unprotected=true",
                "--topic.audit="), Map.of()));
    }

    /** Asks until what is asked for is so; the test's timeout ends it. */
    private static JsonNode until(Console console, String path, java.util.function.Predicate<JsonNode> wanted) throws Exception {
        URI root = console.link();
        while (true) {
            ApiCheck api = new ApiCheck(root, null);
            var answer = api.raw("GET", "/api/v1" + path);
            if (answer.statusCode() == 200 && wanted.test(ApiCheck.tree(answer.body()))) {
                return ApiCheck.tree(answer.body());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoreThatWasBuiltAnewIsTheSameAndTakesThePlaceOfTheOldOne(Databases kind) throws Exception {
        assertThat(records).isGreaterThan(600);
        String address = kind.address(folder);
        try (Console console = console(address, false)) {
            until(console, "/status", status -> status.get("records_behind").intValue() == 0 && !status.has("problem"));
            JsonNode all = until(console, "/control?limit=1000", answer -> !answer.get("records").isEmpty());
            assertThat(all.get("records").toString()).contains("spo2-low.medium");
        }
        List<String> right = StoreContent.at(address);
        assertThat(right).hasSizeGreaterThan(400);
        try (Store store = Store.open(Database.open(address))) {
            store.prune(Long.MAX_VALUE / 2);
        }
        assertThat(StoreContent.at(address)).isNotEqualTo(right);

        try (Console console = console(address, true)) {
            until(console, "/status", status -> !status.has("rebuild_behind") && !status.has("problem"));
            until(console, "/episodes?open=false", answer -> !answer.get("episodes").isEmpty());
        }
        assertThat(StoreContent.at(address)).isEqualTo(right);
        assertThat(folder.resolve("store1.db-rebuild")).doesNotExist();
    }
}
