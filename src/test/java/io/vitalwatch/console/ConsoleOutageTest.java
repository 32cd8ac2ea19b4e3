package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.live.TopicIngest;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.console.store.RandomLog;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoreContent;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.SamplesJson;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A console as docker/compose.yaml starts it, whose PostgreSQL is stopped and started again. */
@Timeout(300)
class ConsoleOutageTest {
    @TempDir
    private Path folder;

    private EmbeddedPostgres postgres(int port) throws IOException {
        return EmbeddedPostgres.builder().setPort(port).setDataDirectory(folder.resolve("data")).setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.toFile()).start();
    }

    /** Asks until the answer is as wanted; the test's timeout ends it. */
    private static HttpResponse<String> until(ApiCheck api, String path, Predicate<HttpResponse<String>> wanted) throws Exception {
        HttpResponse<String> answer = api.raw("GET", "/api/v1" + path);
        while (!wanted.test(answer)) {
            LockSupport.parkNanos(50_000_000);
            answer = api.raw("GET", "/api/v1" + path);
        }
        return answer;
    }

    private static boolean isCurrent(HttpResponse<String> answer) {
        JsonNode status = ApiCheck.tree(answer.body());
        return !status.has("problem") && status.get("records_behind").intValue() == 0;
    }

    @Test
    void goesOnWhenItsDatabaseIsBackAndHasMissedNothing() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<RandomLog.Entry> log = new RandomLog(12).entries(5, 300).stream().filter(each -> each.other() == null).toList();
        List<Alert> alerts = log.stream().map(RandomLog.Entry::alert).filter(Objects::nonNull).toList();
        Alert last = alerts.get(alerts.size() - 1);
        EmbeddedPostgres postgres = postgres(port);
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            kafka.createTopic("vitals.samples", 2, EmbeddedKafka.RECORDED_TIME);
            kafka.createTopic("vitals.alerts", 2, EmbeddedKafka.RECORDED_TIME);
            String address = "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
            ConsoleSettings settings = ConsoleSettings.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--listen.address=0.0.0.0", "--listen.port=0", "--listen.plain=true", "--unprotected=true", "--store.retention=0s",
                    "--topic.audit="), Map.of("VITALWATCH_CONSOLE_STORE", address));
            try (Console console = Console.start(settings)) {
                ApiCheck api = new ApiCheck(console.link(), null);
                for (RandomLog.Entry each : log.subList(0, 150)) {
                    send(producer, each);
                }
                until(api, "/status", ConsoleOutageTest::isCurrent);
                assertThat(api.get(200, "/episodes?limit=1000").get("episodes")).isNotEmpty();
                int patients = api.get(200, "/patients").get("rows").size();
                assertThat(patients).isEqualTo(5);

                postgres.close();
                for (RandomLog.Entry each : log.subList(150, log.size())) {
                    send(producer, each);
                }
                HttpResponse<String> refused = until(api, "/episodes?limit=1000", answer -> answer.statusCode() != 200);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.body()).doesNotContain("postgres", "jdbc");
                until(api, "/status", answer -> ApiCheck.tree(answer.body()).has("problem"));
                assertThat(api.get(200, "/patients").get("rows")).as("the ward is in memory").hasSize(patients);
                showsThePresent(api, log);
                saysThatOnlyTheStoreIsBehind(event(console));
                assertThat(api.raw("GET", "/health/ready").statusCode()).isEqualTo(503);

                postgres = postgres(port);
                until(api, "/status", ConsoleOutageTest::isCurrent);
                JsonNode records = api.get(200, "/episodes/" + last.episode()).get("records");
                assertThat(records).hasSize((int) alerts.stream().filter(each -> each.episode().equals(last.episode())).count());
                assertThat(api.get(200, "/episodes?limit=1000").get("episodes"))
                        .hasSize((int) alerts.stream().map(Alert::episode).distinct().count());
            }
        } finally {
            postgres.close();
        }
    }

    @Test
    void theWardIsThePresentWhileItsStoreCannotBeWrittenAndTheStoreMissesNothingAfterwards() throws Exception {
        List<RandomLog.Entry> log = new RandomLog(13).entries(5, 300).stream().filter(each -> each.other() == null).toList();
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            kafka.createTopic("vitals.samples", 2, EmbeddedKafka.RECORDED_TIME);
            kafka.createTopic("vitals.alerts", 2, EmbeddedKafka.RECORDED_TIME);
            String address = Databases.SQLITE.address(folder);
            try (Console console = Console.start(settings(kafka, address));
                    Connection other = DriverManager.getConnection(address); Statement disk = other.createStatement()) {
                ApiCheck api = new ApiCheck(console.link(), null);
                for (RandomLog.Entry each : log.subList(0, 150)) {
                    send(producer, each);
                }
                until(api, "/status", ConsoleOutageTest::isCurrent);
                disk.execute("CREATE TRIGGER disk BEFORE INSERT ON position BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
                for (RandomLog.Entry each : log.subList(150, log.size())) {
                    send(producer, each);
                }
                showsThePresent(api, log);
                until(api, "/status", answer -> ApiCheck.tree(answer.body()).has("problem"));
                saysThatOnlyTheStoreIsBehind(event(console));
                disk.execute("DROP TRIGGER disk");
                until(api, "/status", ConsoleOutageTest::isCurrent);
                assertThat(event(console).has("store")).isFalse();
            }
            String uninterrupted = Databases.SQLITE.address(folder);
            try (Console console = Console.start(settings(kafka, uninterrupted))) {
                until(new ApiCheck(console.link(), null), "/status", ConsoleOutageTest::isCurrent);
            }
            assertThat(StoreContent.at(address)).isEqualTo(StoreContent.at(uninterrupted));
        }
    }

    /** Nobody closes a connection: packets are lost in the middle of a transaction, and the server keeps its locks. */
    @Test
    void aDatabaseThatFallsSilentIsSaidPagesAnswerAndNothingIsMissedAfterwards() throws Exception {
        List<RandomLog.Entry> log = new RandomLog(15).entries(5, 300).stream().filter(each -> each.other() == null).toList();
        String server = Databases.POSTGRESQL.address(folder);
        int port = Integer.parseInt(server.replaceAll(".*:(\\d+)/.*", "$1"));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); SilentNetwork network = new SilentNetwork(port);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            kafka.createTopic("vitals.samples", 2, EmbeddedKafka.RECORDED_TIME);
            kafka.createTopic("vitals.alerts", 2, EmbeddedKafka.RECORDED_TIME);
            String address = server.replace(":" + port + "/", ":" + network.port() + "/") + "&socketTimeout=8";
            try (Console console = Console.start(settings(kafka, address))) {
                ApiCheck api = new ApiCheck(console.link(), null);
                for (RandomLog.Entry each : log.subList(0, 150)) {
                    send(producer, each);
                }
                until(api, "/status", ConsoleOutageTest::isCurrent);
                int patients = api.get(200, "/patients").get("rows").size();

                network.loseFrom("INSERT 0 ");
                for (RandomLog.Entry each : log.subList(150, log.size())) {
                    send(producer, each);
                }
                network.awaitSilence();
                HttpResponse<String> said = until(api, "/status", answer -> ApiCheck.tree(answer.body()).has("problem"));
                assertThat(ApiCheck.tree(said.body()).get("problem").textValue())
                        .isEqualTo("the store does not answer, and nothing is read meanwhile");
                assertThat(event(console).get("trouble").textValue()).isEqualTo("the store does not answer, and nothing is read meanwhile");
                assertThat(api.get(200, "/patients").get("rows")).as("the ward is in memory").hasSize(patients);
                assertThat(until(api, "/episodes?limit=1000", answer -> answer.statusCode() != 200).statusCode()).isEqualTo(503);

                showsThePresent(api, log);
                saysThatOnlyTheStoreIsBehind(event(console));
                network.carry();
                until(api, "/status", ConsoleOutageTest::isCurrent);
                assertThat(event(console).has("store")).isFalse();
            }
            String uninterrupted = Databases.POSTGRESQL.address(folder);
            try (Console console = Console.start(settings(kafka, uninterrupted))) {
                until(new ApiCheck(console.link(), null), "/status", ConsoleOutageTest::isCurrent);
            }
            assertThat(StoreContent.at(server)).isEqualTo(StoreContent.at(uninterrupted));
        }
    }

    /** The ward forgets old ends: a start that it took once more would open an alarm that is over. */
    @Test
    void whatTheStoreMissesIsReadAgainWithoutTheWard() throws Exception {
        List<RandomLog.Entry> log = new RandomLog(14).entries(1, 1500).stream().filter(each -> each.alert() != null).toList();
        assertThat(log.stream().map(each -> each.alert().episode()).distinct()).hasSizeGreaterThan(80);
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            kafka.createTopic("vitals.samples", 2, EmbeddedKafka.RECORDED_TIME);
            kafka.createTopic("vitals.alerts", 2, EmbeddedKafka.RECORDED_TIME);
            for (RandomLog.Entry each : log) {
                send(producer, each);
            }
            String address = Databases.SQLITE.address(folder);
            ConsoleSettings settings = settings(kafka, address);
            AtomicInteger changes = new AtomicInteger();
            Ward ward = new Ward(System::currentTimeMillis, System::nanoTime, true);
            ward.onAlarm(changes::incrementAndGet);
            Map<String, Object> clients = new KafkaSettings(settings.kafka()).follower("console");
            ControlHistory controls = new ControlHistory(JobSettingsReader.read(List.of()).control().intake());
            try (Store store = Store.open(Database.open(address));
                    Connection other = DriverManager.getConnection(address); Statement disk = other.createStatement();
                    TopicIngest ingest = new TopicIngest(clients, settings.topics(), store, ward, controls, 0)) {
                disk.execute("CREATE TRIGGER disk BEFORE INSERT ON position BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
                ingest.start();
                until(() -> ingest.storeProblem() != null && ingest.catchingUp() == 0 && ingest.behind() == 0);
                int shown = changes.get();
                assertThat(shown).isEqualTo(log.size());
                assertThat(store.recordsWait()).as("nothing gathers").isFalse();
                disk.execute("DROP TRIGGER disk");
                until(() -> ingest.storeProblem() == null && ingest.caughtUp());
                assertThat(changes.get()).isEqualTo(shown);
            }
        }
    }

    private static void until(BooleanSupplier wanted) {
        while (!wanted.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static ConsoleSettings settings(EmbeddedKafka kafka, String address) {
        return ConsoleSettings.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--store=" + address,
                "--listen.port=0", "--unprotected=true", "--store.retention=0s", "--topic.audit=", "--kafka.max.poll.records=20"), Map.of());
    }

    /** Asks until each patient was seen when the last delivery of the patient arrived. */
    private static void showsThePresent(ApiCheck api, List<RandomLog.Entry> log) throws Exception {
        List<Long> seen = log.stream().map(RandomLog.Entry::delivery).filter(Objects::nonNull)
                .collect(Collectors.toMap(Delivery::user, each -> each.arrival() / 1000, Math::max)).values().stream().sorted().toList();
        until(api, "/patients?limit=100", answer -> {
            JsonNode page = ApiCheck.tree(answer.body());
            List<String> columns = new ArrayList<>();
            page.get("columns").forEach(each -> columns.add(each.textValue()));
            List<Long> shown = new ArrayList<>();
            page.get("rows").forEach(row -> shown.add(row.get(columns.indexOf("seen")).longValue()));
            return shown.stream().sorted().toList().equals(seen);
        });
    }

    /** The first event of a new stream, which every page has. */
    private static JsonNode event(Console console) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) console.link().resolve("/api/v1/stream").toURL().openConnection();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            String data = lines.lines().filter(each -> each.startsWith("data: ")).findFirst().orElseThrow().substring(6);
            ApiCheck.check("#/components/schemas/StreamEvent", data);
            return ApiCheck.tree(data);
        } finally {
            connection.disconnect();
        }
    }

    private static void saysThatOnlyTheStoreIsBehind(JsonNode event) {
        assertThat(event.get("store").textValue()).startsWith("the store cannot be written").doesNotContain("jdbc");
        assertThat(event.has("trouble")).isFalse();
        assertThat(event.has("behind")).isFalse();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, RandomLog.Entry entry) throws Exception {
        Delivery delivery = entry.delivery();
        producer.send(new ProducerRecord<>(entry.topic(), entry.partition(), RandomLog.BEGIN, null,
                delivery != null ? SamplesJson.of(delivery) : AlertJson.of(entry.alert()))).get();
    }
}
