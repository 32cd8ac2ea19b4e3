package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.recording.UserKey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The whole of a replay: files in, the job on Flink, files out. */
@Timeout(120)
class ReplayCommandTest {
    private static final String ROWS = """
            [[{"timestamp":"1763562121000","bpm":"79","bpm_q":"2","last_steps":"0","activity_type":"7","activity_count":"25","spo2":"0",\
            "spo2_q":"0","energy_exp":"1196","respiration_rate":"22","pha":"10","pha_q":"10","resp_q":"1","wearing":"4","battery":"37",\
            "cardiac_arrest":"1","nibp_systolic":"0","nibp_diastolic":"0","nibp_systolic_long_term":"0","nibp_diastolic_long_term":"0",\
            "nibp_systolic_combine":"0","nibp_diastolic_combine":"0","is_charging":"0","timezone":"+01:00"},\
            {"timestamp":"1763562124000","bpm":"0","bpm_q":"0","spo2":"0","spo2_q":"0","resp_q":"0","wearing":"4","battery":"37",\
            "cardiac_arrest":"0","nibp_systolic":"122","nibp_diastolic":"72","nibp_systolic_long_term":"120",\
            "nibp_diastolic_long_term":"57",\
            "nibp_systolic_combine":"121","nibp_diastolic_combine":"64","is_charging":"0","timezone":"+01:00"}]]""";
    private static final String VENDORS_EXAMPLE = "{\"user_uuid\":\"e962******2c5c\",\"study\":\"EZTJD\",\"data\":" + ROWS + "}";
    private static final String DICTIONARY_SHAPE =
            "{\"study\":\"EZTJD\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"e962******2c5c\",\"data\":"
            + ROWS.replaceAll("\"(-?\\d+)\"", "$1") + "}}";

    @TempDir
    private Path folder;

    @Test
    void theVendorsExampleRaisesOneCardiacArrestAndBothShapesGiveTheSameRecords() throws Exception {
        replay("strings", line(1763562130000L, VENDORS_EXAMPLE));
        replay("numbers", line(1763562130000L, DICTIONARY_SHAPE));
        String fromStrings = alerts("strings");

        assertThat(fromStrings).isEqualTo(alerts("numbers"));
        List<String> starts = fromStrings.lines().filter(alert -> alert.contains("\"phase\":\"start\"")).toList();
        assertThat(starts).hasSize(1);
        assertThat(starts.get(0)).contains("\"rule\":\"cardiac-arrest\"", "\"priority\":\"high\"", "\"vital\":\"pulse\"", "79");
        Map<String, Long> metrics = metrics("strings");
        assertThat(metrics).containsEntry("samples.in", 2L).containsEntry("samples.accepted", 2L).containsEntry("alerts.start", 1L);
    }

    @Test
    void theEquationsHoldOnADayOfRealReadings() throws Exception {
        replay("day", extract().toArray(String[]::new));

        Map<String, Long> m = metrics("day");
        assertThat(m.get("deliveries.in")).isEqualTo(1240)
                .isEqualTo(m.get("deliveries.decoded") + m.get("deliveries.rejected") + m.get("deliveries.test")
                        + m.get("deliveries.heartbeat"));
        assertThat(m.get("samples.in")).isEqualTo(3575)
                .isEqualTo(m.get("samples.accepted") + m.get("samples.rejected") + m.get("samples.duplicate")
                        + m.get("samples.conflict") + m.get("samples.stale"));
        long rejected = m.entrySet().stream().filter(e -> e.getKey().startsWith("readings.rejected.")).mapToLong(Map.Entry::getValue).sum();
        assertThat(m.get("readings.in")).isEqualTo(m.get("readings.usable") + rejected);
        assertThat(m.get("patients")).isEqualTo(32);
        long records = m.get("alerts.start") + m.get("alerts.update") + m.get("alerts.end");
        assertThat(alerts("day").lines().count()).isPositive().isEqualTo(records);
        assertThat(Files.readAllLines(folder.resolve("day.windows"))).hasSize(m.get("windows").intValue());
    }

    @Test
    void anyParallelismAndAnySpreadOverFilesGiveTheSameAlertsByteForByte() throws Exception {
        List<String> day = extract();
        replay("one", day.toArray(String[]::new));
        List<List<String>> spread = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String line : day) {
            String user = new String(UserKey.of(line.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            spread.get(Math.floorMod(user.hashCode(), 3)).add(line);
        }
        List<String> arguments = new ArrayList<>(List.of("replay", "--parallelism=5",
                "--alerts", folder.resolve("spread.alerts").toString()));
        for (int i = 0; i < 3; i++) {
            arguments.add(Files.write(folder.resolve("part" + i), spread.get(i)).toString());
        }

        CommandRun ran = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(Files.mismatch(folder.resolve("spread.alerts"), folder.resolve("one.alerts"))).isEqualTo(-1);
    }

    @Test
    void whatCannotBeReadIsARejectedRowAndTheGoodDeliveriesBesideItAreKept() throws Exception {
        replay("bad", "nonsense", line(1763562130000L, VENDORS_EXAMPLE), line(1763562131000L, "null"),
                "{\"received_at\":1763562132000,\"body_base64\":\"/w==\"}", line(1763562133000L, "{\"event_type\":\"test\"}"),
                line(1763562134000L, "[".repeat(10_000) + "]".repeat(10_000)));

        Map<String, Long> m = metrics("bad");
        assertThat(m).containsEntry("samples.accepted", 2L).containsEntry("deliveries.test", 1L).containsEntry("deliveries.decoded", 1L);
        assertThat(m.get("deliveries.rejected")).isEqualTo(m.get("deliveries.in") - 2).isGreaterThanOrEqualTo(3);
        assertThat(Files.readAllLines(folder.resolve("bad.rejected"))).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aDashWritesTheRecordsToStdoutAndTheTableToStderr() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), line(1763562130000L, VENDORS_EXAMPLE));

        CommandRun ran = CommandRun.of("replay", file.toString(), "--alerts", "-");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        assertThat(ran.err()).contains("Alarms started, by rule and first priority");
    }

    private void replay(String name, String... lines) throws IOException {
        Path file = Files.write(folder.resolve(name), List.of(lines));
        CommandRun ran = CommandRun.of("replay", file.toString(), "--alerts", file + ".alerts", "--windows", file + ".windows",
                "--rejected", file + ".rejected", "--metrics", file + ".metrics", "--parallelism", "2");
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    private String alerts(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".alerts"));
    }

    private Map<String, Long> metrics(String name) throws IOException {
        Map<String, Long> found = new HashMap<>();
        collect("", new JsonMapper().readTree(folder.resolve(name + ".metrics").toFile()), found);
        return found;
    }

    private static void collect(String prefix, JsonNode group, Map<String, Long> found) {
        group.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                collect(prefix + field.getKey() + ".", field.getValue(), found);
            } else {
                found.put(prefix + field.getKey(), field.getValue().longValue());
            }
        });
    }

    private static List<String> extract() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(
                ReplayCommandTest.class.getResourceAsStream("/io/vitalwatch/extract/first-day.ndjson.gz")), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    private static String line(long receivedAt, String body) {
        return "{\"received_at\":" + receivedAt + ",\"body\":" + body + "}";
    }
}
