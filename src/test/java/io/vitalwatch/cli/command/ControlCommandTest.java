package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.wire.AlertJson;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(180)
class ControlCommandTest {
    private static EmbeddedKafka kafka;
    private static int next;

    @TempDir
    private Path folder;
    private String topic;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void topics() {
        topic = "c" + next++;
        kafka.createTopic(topic, 1, Map.of("message.timestamp.type", "LogAppendTime"));
        kafka.createTopic(topic + ".alerts", 1, Map.of());
    }

    @Test
    void aLimitIsWrittenOnceAndListed() {
        CommandRun set = run("limits", "set", "--study", "S1", "spo2-low.medium=88", "--reason", "chronic lung disease", "--author", "Dr. A",
                "--id", "x");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(set.out()).contains("record 0, written at ", "limits for study S1: spo2-low.medium=88");
        assertThat(run("limits", "set", "--study", "S1", "spo2-low.medium=88", "--reason", "again", "--id", "x").out())
                .contains("changes nothing: a record with this id");

        assertThat(run("log").out().lines()).singleElement().asString().contains("0  ", "Dr. A", "(chronic lung disease)");
    }

    @Test
    void whatTheJobWouldRefuseIsNotWritten() {
        assertThat(run("limits", "set", "--user", "u", "spo2-low.medium=80", "--reason", "r").err()).contains("milder");
        assertThat(run("limits", "set", "--all", "no-data.enabled=false", "--reason", "r").err()).contains("patients would be unwatched");
        assertThat(run("limits", "set", "--all", "spo2-low.medium=88").err()).contains("reason is missing");
        assertThat(run("limits", "set", "spo2-low.medium=88", "--reason", "r").err()).contains("give one of --user");
        assertThat(run("pause", "cardiac-arrest", "--user", "u", "--until", "1h", "--reason", "r").err()).contains("cannot be paused");
        assertThat(run("pause", "spo2-low", "--user", "u", "--until", "25h", "--reason", "r").err()).contains("24 h at most");
        CommandRun refused = run("pause", "spo2-low", "--user", "u", "--reason", "r");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("until is missing");

        assertThat(run("log").out()).isEmpty();
    }

    @Test
    void aDryRunNamesTheOpenAlarmsThatItWouldAskAgainAndWritesNothing() throws Exception {
        alert("e1", "u1", "spo2-low");
        alert("e2", "u1", "pulse-high");
        alert("e3", "u2", "spo2-low");
        CommandRun dry = run("limits", "set", "--user", "u1", "spo2-low.medium=88", "--reason", "r", "--dry-run");

        assertThat(dry.out()).contains("would write: limits for user u1", "  e1  spo2-low  medium").doesNotContain("e2", "e3");
        assertThat(run("log").out()).isEmpty();
    }

    @Test
    void aCatalogueIsComparedReplacedAndRolledBack() throws Exception {
        String bundled = Files.readString(Path.of("src/main/resources/io/vitalwatch/rules.yaml"));
        Path first = Files.writeString(folder.resolve("first.yaml"), bundled.replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        Path second = Files.writeString(folder.resolve("second.yaml"), bundled.replace("medium: spo2 <= 91", "medium: spo2 <= 89"));
        assertThat(run("catalogue", "diff", first.toString()).out()).isEqualTo("~ spo2-low.medium: spo2 <= 91 -> spo2 <= 90\n");
        assertThat(run("catalogue", "apply", first.toString(), "--reason", "one").out()).contains("record 0");
        assertThat(run("catalogue", "apply", first.toString(), "--reason", "one").out()).contains("changes nothing");
        assertThat(run("catalogue", "apply", second.toString(), "--reason", "two").out()).contains("record 1");
        assertThat(run("catalogue", "history").out().lines()).hasSize(2);
        assertThat(run("catalogue", "rollback", "0").out()).contains("record 2");
        assertThat(run("catalogue", "diff", first.toString()).out()).isEmpty();
        assertThat(run("catalogue", "rollback", "7").err()).contains("record 7 is no catalogue");
    }

    @Test
    void aShadowCatalogueIsPromoted() throws Exception {
        Path file = Files.copy(Path.of("src/main/resources/io/vitalwatch/rules.yaml"), folder.resolve("shadow.yaml"));
        Files.writeString(file, Files.readString(file).replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        assertThat(run("shadow", "promote").err()).contains("there is no shadow catalogue");
        assertThat(run("shadow", "start", file.toString(), "--reason", "try").code()).isZero();
        assertThat(run("shadow", "promote").out()).contains("record 1", "catalogue for all", "record 2", "shadow for all: stop");
        assertThat(run("catalogue", "diff", file.toString()).out()).isEmpty();
    }

    @Test
    void aDirectoryIsBroughtIntoForceAndChangesNothingTheSecondTime() throws Exception {
        Files.writeString(folder.resolve("ward.yaml"), """
                kind: limits
                scope: {group: ward-7}
                set: {spo2-low: {medium: 88}, pulse-high.medium: 140}
                ---
                kind: patient
                scope: {user: u1}
                groups: [ward-7]
                """);
        assertThat(apply(folder).lines()).hasSize(2);
        assertThat(apply(folder)).contains("changes nothing: all of it is in force");
        Files.writeString(folder.resolve("ward.yaml"), """
                kind: limits
                scope: {group: ward-7}
                set: {spo2-low.medium: 89}
                """);
        assertThat(apply(folder)).contains("clear pulse-high.medium, spo2-low.medium=89");
        assertThat(apply(folder)).contains("changes nothing");
        Files.writeString(folder.resolve("z.yaml"), "kind: limits\nscope: {group: ward-7}\nset: {spo2-low.high: 84}\n");
        assertThat(run("apply", folder.toString()).err()).contains("ward.yaml has another document of kind limits for the same scope");
        Files.delete(folder.resolve("z.yaml"));
        Files.writeString(folder.resolve("ward.yaml"), "kind: limit\n");
        assertThat(run("apply", folder.toString()).err()).contains("kind must be limits");
    }

    @Test
    void aRuleAndLimitsOfItComeInOneGo() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), """
                kind: limits
                scope: {group: ward-7}
                set: {house.medium: 86}
                ---
                kind: catalogue
                file: rules.yaml
                """);
        Files.writeString(folder.resolve("rules.yaml"), Files.readString(Path.of("src/main/resources/io/vitalwatch/rules.yaml"))
                + "house: {type: reading, kind: physiological, vital: spo2, medium: spo2 <= 89}\n");

        assertThat(run("apply", folder.toString(), "--dry-run").out()).contains("would write: catalogue", "would write: limits for group ward-7");
        assertThat(apply(folder).lines()).satisfiesExactly(first -> assertThat(first).contains("record 0", "catalogue for all"),
                second -> assertThat(second).contains("record 1", "limits for group ward-7: house.medium=86"));
        assertThat(apply(folder)).contains("changes nothing");
    }

    @Test
    void anAdmissionThatAsksForATimeIsNotWritten() {
        assertThat(run("patient", "admit", "u", "--effective-at", "2100-01-01T00:00:00Z").err()).contains("leave out effective_at");
        assertThat(run("log").out()).isEmpty();
    }

    @Test
    void whatIsPlannedIsNotInForceYet() throws Exception {
        String bundled = Files.readString(Path.of("src/main/resources/io/vitalwatch/rules.yaml"));
        Path planned = Files.writeString(folder.resolve("planned.yaml"), bundled.replace("medium: spo2 <= 91", "medium: spo2 <= 90"));
        String tomorrow = Instant.now().plusSeconds(86_400) + "";
        run("catalogue", "apply", planned.toString(), "--reason", "r", "--effective-at", tomorrow);
        run("limits", "set", "--group", "g", "spo2-low.medium=87", "--reason", "r");
        run("limits", "set", "--group", "g", "spo2-low.medium=88", "--reason", "r", "--effective-at", tomorrow);
        Path wanted = Files.createDirectory(folder.resolve("wanted"));
        Files.writeString(wanted.resolve("g.yaml"), "kind: limits\nscope: {group: g}\nset: {spo2-low.medium: 87}\n");

        assertThat(run("catalogue", "diff", planned.toString()).out()).contains("spo2 <= 91 -> spo2 <= 90");
        assertThat(apply(wanted)).contains("changes nothing");
    }

    /** Somebody wrote it without this command. */
    @Test
    void whatTheJobRefusesIsNotTakenToBeInForce() throws Exception {
        byHand("{\"id\":\"h\",\"kind\":\"limits\",\"scope\":{\"group\":\"g\"},\"author\":\"a\",\"reason\":\"r\",\"change\":"
                + "{\"set\":{\"spo2-low.medium\":\"88\",\"spo2-low.high\":\"89\"}}}");
        byHand("{\"id\":\"c\",\"kind\":\"catalogue\",\"scope\":{\"all\":true},\"author\":\"a\",\"reason\":\"r\",\"change\":"
                + "{\"yaml\":\"slow: {type: reading, kind: physiological, vital: pulse, medium: pulse < 30}\"}}");
        Path wanted = Files.createDirectory(folder.resolve("wanted"));
        Files.writeString(wanted.resolve("g.yaml"), "kind: limits\nscope: {group: g}\nset: {spo2-low.medium: 88}\n");

        assertThat(apply(wanted)).contains("limits for group g: spo2-low.medium=88").doesNotContain("clear");
        assertThat(run("catalogue", "diff", "src/main/resources/io/vitalwatch/rules.yaml").out()).isEmpty();
    }

    @Test
    void answersToAlarmsObservationsAndPatientsAreRecords() {
        for (String[] each : new String[][] {
            {"ack", "e1", "--user", "u", "--expect-sequence", "3"}, {"note", "e1", "--user", "u", "--reason", "seen"},
            {"close", "e1", "--user", "u", "--reason", "over"}, {"pause", "*", "--user", "u", "--until", "2h", "--reason", "physio"},
            {"resume", "*", "--user", "u"}, {"ack", "--rule", "spo2-low", "--user", "u"}, {"observe", "oxygen", "2", "--user", "u"},
            {"patient", "admit", "u", "--groups", "a,b", "--study", "S1"},
            {"patient", "groups", "u"}, {"patient", "discharge", "u"}, {"patient", "handover", "u"},
            {"limits", "clear", "--user", "u", "spo2-low", "--reason", "r"}, {"shadow", "stop", "--reason", "r"}}) {
            CommandRun ran = run(each);
            assertThat(ran.code()).as(String.join(" ", each) + ": " + ran.err()).isZero();
        }
        assertThat(run("log").out().lines()).hasSize(13).anyMatch(line -> line.endsWith(": acknowledge spo2-low"))
                .anyMatch(line -> line.endsWith(": admit [a, b], study S1"));
        assertThat(run("ack", "--user", "u").err()).contains("either EPISODE or --rule");
        assertThat(run("patient", "show", "u").out()).startsWith("stay 2, groups []");
        run("observe", "oxygen", "2", "--user", "u");
        run("limits", "set", "--user", "u", "spo2-low.medium=88", "--reason", "r");
        assertThat(run("patient", "show", "u").out()).contains("spo2-low.medium=88", "observation for user u: oxygen 2 at ");
    }

    @Test
    void withoutACommandOrAnAddressTheFixIsNamed() {
        assertThat(CommandRun.of("control").err()).contains("Which command? One of: limits, catalogue");
        assertThat(CommandRun.of("control", "limits").err()).contains("Which command? One of: ");
        assertThat(CommandRun.of("control", "log").err()).contains("Kafka's address is missing");
    }

    private String apply(Path path) {
        CommandRun ran = run("apply", path.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("control"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--topic.control=" + topic,
                "--topic.alerts=" + topic + ".alerts"));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private void byHand(String record) throws Exception {
        write(topic, record.getBytes(StandardCharsets.UTF_8));
    }

    private void alert(String episode, String user, String rule) throws Exception {
        Alert alert = new Alert("i" + episode, episode, 0, Alert.Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.PHYSIOLOGICAL, rule,
                Priority.MEDIUM, user, "S", 1000, 2000, 3000, 0, Freshness.LIVE, List.of(), new Alert.Limit("c", 1, 1, 0), "m");
        write(topic + ".alerts", AlertJson.of(alert));
    }

    private static void write(String to, byte[] value) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(to, value)).get();
        }
    }
}
