package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A recording in which one record is dated in the future: three patients send each minute, c falls silent after half an hour. */
@Timeout(120)
class FutureRecordReplayTest {
    private static final long T0 = 1_767_600_000_000L;
    private static final long MINUTE = 60_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"3540000,true", "2334844800000,false"})
    void givesTheAlertsOfTheRecordingWithoutIt(long ahead, boolean oldForm) throws Exception {
        List<String> without = alerts(0, oldForm);

        List<String> with = alerts(ahead, oldForm);

        assertThat(without).singleElement().asString().contains("\"user\":\"c\"", "no-data", "\"phase\":\"start\"");
        assertThat(with).isEqualTo(without);
        assertThat(Files.readAllLines(folder.resolve("rejected"))).singleElement().asString().contains("arrival-ahead", "notice");
    }

    @Test
    void aFlagInADeliveryOfTheFutureIsAnAlarm() throws Exception {
        List<String> lines = new ArrayList<>(lines(0, false));
        lines.add(100, "{\"received_at\":4102444800000,\"body\":{\"user_uuid\":\"d\",\"study\":\"S\",\"data\":[{\"timestamp\":\""
                + (T0 + 20 * MINUTE) + "\",\"bpm\":\"30\",\"bpm_q\":\"3\",\"wearing\":\"4\",\"cardiac_arrest\":\"1\"}]}}");

        assertThat(alerts(lines))
                .filteredOn(each -> each.contains("\"rule\":\"cardiac-arrest\"") && each.contains("\"phase\":\"start\""))
                .singleElement().asString().contains("\"freshness\":\"live\"", "\"priority\":\"high\"");
    }

    private List<String> alerts(long ahead, boolean oldForm) throws Exception {
        return alerts(lines(ahead, oldForm));
    }

    private List<String> alerts(List<String> lines) throws Exception {
        Path recording = Files.write(folder.resolve("recording.ndjson"), lines);
        Path alerts = folder.resolve("alerts");
        CommandRun ran = CommandRun.of("replay", recording.toString(), "--alerts", alerts.toString(), "--rejected",
                folder.resolve("rejected").toString(), "--parallelism", "1");
        assertThat(ran.code()).as(ran.err()).isZero();
        return Files.readAllLines(alerts);
    }

    private static List<String> lines(long ahead, boolean oldForm) {
        List<String> lines = new ArrayList<>();
        for (int minute = 0; minute <= 60; minute++) {
            long at = T0 + minute * MINUTE;
            for (String user : List.of("a", "b", "c")) {
                if (!user.equals("c") || minute <= 30) {
                    lines.add("{\"received_at\":" + at + ",\"body\":{\"user_uuid\":\"" + user + "\",\"study\":\"S\","
                            + "\"data\":[{\"timestamp\":\"" + (at - 2_000) + "\",\"bpm\":\"72\",\"bpm_q\":\"3\",\"wearing\":\"4\"}]}}");
                }
            }
            if (minute == 20 && ahead > 0) {
                lines.add(heartbeat(at + ahead, oldForm));
            }
            lines.add(heartbeat(at + 5, oldForm));
        }
        return lines;
    }

    private static String heartbeat(long at, boolean oldForm) {
        return "{\"received_at\":" + at + (oldForm ? ",\"body\":{\"event_type\":\"heartbeat\"}}" : ",\"heartbeat\":{\"receiver\":\"a\"}}");
    }
}
