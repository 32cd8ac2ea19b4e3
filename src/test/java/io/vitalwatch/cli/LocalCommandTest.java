package io.vitalwatch.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LocalCommandTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void itPlaysTheBundledDayShowsAlarmsEndsByItselfAndLeavesNothingBehind() throws Exception {
        List<String> before = ours();
        Path alerts = folder.resolve("alerts.ndjson");

        Ran ran = Ran.of("local", "--for=4s", "--speed=20000", "--partitions=3", "--parallelism=2", "--alerts", alerts.toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("Flink UI  http://127\\.0\\.0\\.1:\\d+").contains("corsano.raw", "vitals.alerts")
                .contains("Alarms started, by rule and first priority").doesNotContain("\u001b");
        long shown = ran.out().lines().filter(line -> line.matches("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  .*")).count();
        assertThat(shown).isPositive().isEqualTo(Files.readAllLines(alerts).size());
        assertThat(ours()).isEqualTo(before);
    }

    private static List<String> ours() throws Exception {
        try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return paths.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("vitalwatch-")).sorted().toList();
        }
    }
}
