package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The whole system in this process: a signed webhook at one end, an alarm at the other. */
@Timeout(240)
class LocalCommandTest {
    @TempDir
    private Path folder;

    @Test
    void oneCommandGivesAScoredRunAndLeavesNothingBehind() throws Exception {
        List<String> before = ours();
        Path alerts = folder.resolve("alerts.ndjson");
        Path truth = folder.resolve("truth.ndjson");

        CommandRun ran = CommandRun.of("local", "--scenario=cardiac-arrest", "--patients=5", "--for=4s", "--speed=3600", "--partitions=3",
                "--parallelism=2", "--start=2026-01-05T06:00:00Z", "--alerts", alerts.toString(), "--truth", truth.toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("VitalWatch\n *console +http://127\\.0\\.0\\.1:\\d+/sign-in\\?link=[0-9a-f]{48} ");
        assertThat(ran.out()).containsPattern("Flink UI +http://127\\.0\\.0\\.1:\\d+")
                .containsPattern("deliveries +http://127\\.0\\.0\\.1:\\d+/deliveries").contains("corsano.raw", "vitals.alerts")
                .contains("Alarms started, by rule and first priority", "0 good deliveries lost").doesNotContain("\u001b");
        long shown = ran.out().lines().filter(line -> line.matches("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  .*")).count();
        assertThat(shown).isPositive().isEqualTo(Files.readAllLines(alerts).size());
        assertThat(Files.readAllLines(truth)).anyMatch(line -> line.contains("\"rule\":\"cardiac-arrest\""));
        CommandRun scored = CommandRun.of("score", "--truth", truth.toString(), "--alerts", alerts.toString());
        assertThat(scored.code()).as(scored.out()).isZero();
        assertThat(ours()).isEqualTo(before);
    }

    @Test
    void aRecordingIsPostedThroughTheReceiver() throws Exception {
        CommandRun ran = CommandRun.of("local", "--replay=bundled", "--for=3s", "--speed=3600", "--parallelism=2");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("a bundled day of real readings").containsPattern("Success +[1-9]");
    }

    @Test
    void nothingIsInjectedIntoARecording() {
        CommandRun ran = CommandRun.of("local", "--replay=bundled", "--truth=t");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--replay excludes --scenario and --truth");
    }

    private static List<String> ours() throws Exception {
        try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return paths.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("vitalwatch-")).sorted().toList();
        }
    }
}
