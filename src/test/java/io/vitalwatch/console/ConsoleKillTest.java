package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.cli.Main;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.console.store.RandomLog;
import io.vitalwatch.console.store.StoreContent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Consoles that are processes of their own, killed (-9) under traffic at moments of a seed, every other one while it builds its store anew.
 * {@code -Dconsole.kills=20 -Dconsole.seed=7} takes more moments, and others.
 */
@Timeout(1800)
class ConsoleKillTest {
    private static final int KILLS = Integer.getInteger("console.kills", 3);
    private static final long SEED = Long.getLong("console.seed", 1);
    /** The longest life after the console listens, milliseconds. */
    private static final int LONGEST_LIFE = 2500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aStoreWhoseConsoleWasKilledIsTheSameAsOneNeverInterrupted(Databases kind) throws Exception {
        Random moments = new Random(SEED);
        String killed = kind.address(folder);
        String uninterrupted = kind.address(folder);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (String topic : List.of("vitals.samples", "vitals.alerts", "vitals.control.state", "vitals.alerts.shadow")) {
                kafka.createTopic(topic, 2, EmbeddedKafka.RECORDED_TIME);
            }
            kafka.createTopic("vitals.control", 1, EmbeddedKafka.RECORDED_TIME);
            kafka.createTopic("vitals.audit", 1, EmbeddedKafka.RECORDED_TIME);
            List<RandomLog.Entry> log = new RandomLog(SEED).entries(7, 600);
            int sent = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                Process console = process(kafka, killed, kill % 2 == 1);
                int before = sent;
                int after = (int) ((long) log.size() * (kill + 1) / (KILLS + 1));
                CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> send(kafka, log.subList(before, after), LONGEST_LIFE));
                boolean starting = moments.nextInt(4) == 0;
                if (!starting) {
                    console.inputReader().lines().filter(each -> each.contains("http")).findFirst().orElseThrow();
                }
                assertThat(console.waitFor(moments.nextInt(LONGEST_LIFE), TimeUnit.MILLISECONDS)).isFalse();
                console.destroyForcibly().waitFor();
                traffic.get();
                sent = after;
            }
            send(kafka, log.subList(sent, log.size()), 0);
            for (String address : List.of(killed, uninterrupted)) {
                try (Console console = Console.start(ConsoleSettings.read(arguments(kafka, address, false), Map.of()))) {
                    ApiCheck api = new ApiCheck(console.link(), null);
                    for (JsonNode status = api.get(200, "/status"); status.get("records_behind").intValue() != 0 || status.has("problem");
                            status = api.get(200, "/status")) {
                        LockSupport.parkNanos(50_000_000);
                    }
                }
            }
        }
        List<String> right = StoreContent.at(uninterrupted);
        assertThat(right).hasSizeGreaterThan(400);
        assertThat(StoreContent.at(killed)).as("kills %d, seed %d", KILLS, SEED).isEqualTo(right);
    }

    private static List<String> arguments(EmbeddedKafka kafka, String address, boolean rebuild) {
        return List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--store=" + address, "--store.retention=0s", "--listen.port=0",
                "--topic.control=vitals.control", "--rebuild=" + rebuild, "--unprotected=true", "--topic.audit=",
                "--kafka.max.poll.records=50");
    }

    private Process process(EmbeddedKafka kafka, String address, boolean rebuild) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "console"));
        command.addAll(arguments(kafka, address, rebuild));
        return new ProcessBuilder(command).redirectError(folder.resolve("console.log").toFile()).start();
    }

    /** Sends some records, spread over a time. */
    private static void send(EmbeddedKafka kafka, List<RandomLog.Entry> log, long millis) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (RandomLog.Entry each : log) {
                producer.send(new ProducerRecord<>(each.topic(), each.partition(), RandomLog.BEGIN + each.offset(), null,
                        ConsoleOverKafkaTest.bytes(each)));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis) / log.size());
            }
        }
    }
}
