package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Alert;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Small recordings in which alarms were wrong once, under the bundled rules. The records of each are in {@code expected.txt}; each was
 * compared with what is right before it was written there.
 */
class AlarmCasesTest {
    private static final String FOLDER = "/io/vitalwatch/alarm/cases/";

    static Stream<String> cases() {
        return expected().keySet().stream();
    }

    private static Map<String, List<String>> expected() {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : text("expected.txt").split("\n")) {
            if (line.startsWith("== ")) {
                lines = new ArrayList<>();
                cases.put(line.substring(3), lines);
            } else if (!line.isBlank()) {
                lines.add(line);
            }
        }
        return cases;
    }

    private static String text(String name) {
        try (InputStream in = AlarmCasesTest.class.getResourceAsStream(FOLDER + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRecordsAreRight(String name) throws IOException {
        assertThat(records(name)).isEqualTo(expected().get(name));
    }

    /** Prints what the recordings give now, in the form of {@code expected.txt}. */
    public static void main(String[] names) throws IOException {
        for (String name : names) {
            System.out.println("== " + name);
            records(name).forEach(System.out::println);
            System.out.println();
        }
    }

    /** The records of a recording, a line each. */
    static List<String> records(String name) throws IOException {
        return Recordings.run(FOLDER + name + ".ndjson").alerts.stream().map(AlarmCasesTest::line).toList();
    }

    private static String line(Alert alert) {
        return String.join(" ", alert.user().substring(0, Math.min(4, alert.user().length())), alert.rule(), alert.phase().label(),
                alert.reason().label(), alert.priority().label(), alert.freshness().label(), "onset", time(alert.onset()), "at",
                time(alert.observed()), "|", alert.message());
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString().substring(8, 19);
    }
}
