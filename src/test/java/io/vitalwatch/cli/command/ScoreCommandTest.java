package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class ScoreCommandTest {
    private static final String TRUTH = """
            {"user":"anna","rule":"spo2-low","kind":"physiological","event":"desaturation","onset":"2026-01-05T07:00:00+01:00",\
            "until":"2026-01-05T07:30:00+01:00"}
            {"user":"berta","rule":"no-data","kind":"technical","event":"offline","onset":"2026-01-05T07:00:00+01:00",\
            "until":"2026-01-05T09:00:00+01:00"}
            {"user":"carla","rule":null,"kind":"fault","event":"duplicates","onset":"2026-01-05T07:00:00+01:00"}
            """;
    private static final String SPO2 = alert("1", "start", "physiological", "spo2-low", "anna", "07:05:00", "07:09:41");
    private static final String NO_DATA = alert("3", "start", "technical", "no-data", "berta", "06:59:00", "07:10:00");

    @TempDir
    private Path folder;

    @Test
    void aRunThatFoundEverythingPasses() throws Exception {
        CommandRun ran = score(TRUTH, SPO2 + SPO2 + alert("2", "end", "physiological", "spo2-low", "anna", "07:05:00", "07:40:00") + NO_DATA);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("""
                  rule      kind           injected  hits  misses  false  median delay   max delay
                  no-data   technical             1     1       0      0    10 min 0 s  10 min 0 s
                  spo2-low  physiological         1     1       0      0    9 min 41 s  9 min 41 s

                2 of 2 injected alarms found; 0 false physiological, 0 false technical; tolerance 10min: passed
                """);
    }

    @Test
    void aMissFails() throws Exception {
        CommandRun ran = score(TRUTH, NO_DATA);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("missed:\n  spo2-low  anna  2026-01-05T07:00:00.000+01:00  (desaturation)\n").contains("NOT passed");
    }

    @Test
    void aFalsePhysiologicalAlarmFailsAndATechnicalOneDoesNot() throws Exception {
        String technical = alert("5", "start", "technical", "not-worn", "carla", "07:00:00", "07:15:00");
        String physiological = alert("6", "start", "physiological", "pulse-low", "carla", "07:00:00", "07:15:00");

        assertThat(score(TRUTH, SPO2 + NO_DATA + technical).code()).isZero();
        CommandRun ran = score(TRUTH, SPO2 + NO_DATA + physiological);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("false alarms:\n  pulse-low  carla  2026-01-05T07:00:00.000+01:00\n");
    }

    @Test
    void theToleranceIsAnOption() throws Exception {
        String late = alert("1", "start", "physiological", "spo2-low", "anna", "07:45:00", "07:49:00");

        assertThat(score(TRUTH, late + NO_DATA).code()).isEqualTo(1);
        assertThat(score(TRUTH, late + NO_DATA, "--tolerance", "15min").code()).isZero();
    }

    @Test
    void theScoreIsWrittenAsJsonToo() throws Exception {
        Path json = folder.resolve("score.json");

        score(TRUTH, SPO2, "--json", json.toString());

        assertThat(json).hasContent("{\"passed\":false,\"hits\":1,\"faults\":1,\"repeated\":0,\"rules\":{"
                + "\"no-data\":{\"kind\":\"technical\",\"injected\":1,\"hits\":0,\"misses\":1,\"false_alarms\":0,"
                + "\"median_delay_ms\":null,\"max_delay_ms\":null},"
                + "\"spo2-low\":{\"kind\":\"physiological\",\"injected\":1,\"hits\":1,\"misses\":0,\"false_alarms\":0,"
                + "\"median_delay_ms\":581000,\"max_delay_ms\":581000}},"
                + "\"misses\":[{\"user\":\"berta\",\"rule\":\"no-data\",\"kind\":\"technical\",\"event\":\"offline\","
                + "\"onset\":\"2026-01-05T07:00:00.000+01:00\",\"until\":\"2026-01-05T09:00:00.000+01:00\"}],"
                + "\"not_due\":[],\"false_alarms\":[]}");
    }

    @Test
    void brokenFilesAreNamedWithTheirLine() throws Exception {
        CommandRun ran = score("\n{\"user\":\"anna\"}\n", SPO2);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("truth.ndjson:2: kind is missing");
        assertThat(CommandRun.of("score", "--truth", "nowhere", "--alerts", "nowhere").code()).isEqualTo(2);
        assertThat(CommandRun.of("score").code()).isEqualTo(2);
    }

    private CommandRun score(String truth, String alerts, String... more) throws Exception {
        Path truthFile = Files.writeString(folder.resolve("truth.ndjson"), truth);
        Path alertsFile = Files.writeString(folder.resolve("alerts.ndjson"), alerts);
        String[] arguments = {"score", "--truth", truthFile.toString(), "--alerts", alertsFile.toString()};
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandRun.of(all);
    }

    private static String alert(String id, String phase, String kind, String rule, String user, String onset, String arrived) {
        return "{\"id\":\"" + id + "\",\"episode\":\"e\",\"phase\":\"" + phase + "\",\"kind\":\"" + kind + "\",\"rule\":\"" + rule
                + "\",\"user\":\"" + user + "\",\"onset\":\"2026-01-05T" + onset + "+01:00\",\"arrived\":\"2026-01-05T" + arrived
                + "+01:00\",\"readings\":[{\"vital\":\"spo2\"}]}\n";
    }
}
