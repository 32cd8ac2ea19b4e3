package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A recording with control records: two patients send each minute; their oxygen saturation is 90 %. */
@Timeout(180)
class ControlReplayTest {
    private static final long T0 = 1_767_600_000_000L;
    private static final long MINUTE = 60_000;

    @TempDir
    private Path folder;

    @Test
    void aLimitThatChangesEndsTheAlarmOfThePatientWhoHasItAndNoOther() throws Exception {
        List<String> lines = lines();
        lines.add(line(10 * MINUTE + 1, "limits", "{\"user\":\"a\"}", "{\"set\":{\"spo2-low.medium\":88}}"));
        List<String> alerts = replay(lines, 1);

        assertThat(of(alerts, "a")).hasSize(2).satisfies(each -> assertThat(each.get(1))
                .contains("\"reason\":\"limits-changed\"", "\"phase\":\"end\""));
        assertThat(of(alerts, "b")).noneMatch(each -> each.contains("limits-changed") || each.contains("\"phase\":\"end\""));
    }

    @Test
    void aChangeForAllCountsForAllAtTheSameMomentAtAnyParallelism() throws Exception {
        List<String> lines = lines();
        lines.add(line(10 * MINUTE + 1, "limits", "{\"all\":true}", "{\"set\":{\"spo2-low.medium\":88}}"));
        lines.add(line(20 * MINUTE + 1, "limits", "{\"all\":true}", "{\"clear\":[\"*\"]}"));
        List<String> one = replay(lines, 1);

        assertThat(one).filteredOn(each -> each.contains("limits-changed")).hasSize(2);
        assertThat(one).filteredOn(each -> each.contains("\"phase\":\"start\"") && each.contains("spo2-low")).hasSize(4);
        assertThat(replay(lines, 3)).isEqualTo(one);
    }

    @Test
    void aCatalogueReplacesTheWholeOne() throws Exception {
        List<String> lines = lines();
        lines.add(line(10 * MINUTE + 1, "catalogue", "{\"all\":true}",
                "{\"yaml\":\"cardiac-arrest: {type: flag, kind: physiological, codes: {1: high},"
                + " clear: {after: 5min}}\\nno-data: {type: silence, kind: technical, priority: medium, after: 10min}\\n\"}"));

        assertThat(replay(lines, 1)).filteredOn(each -> each.contains("\"phase\":\"end\"") && each.contains("spo2-low")).hasSize(2);
    }

    @Test
    void whatIsWrongInAControlRecordChangesNothing() throws Exception {
        List<String> lines = lines();
        lines.add(line(10 * MINUTE + 1, "limits", "{\"all\":true}", "{\"set\":{\"spo2-low.medium\":10}}"));
        lines.add(line(11 * MINUTE + 1, "limits", "{\"all\":true}", "{\"set\":{\"no-data.enabled\":false}}"));
        lines.add("{\"received_at\":" + (T0 + 12 * MINUTE + 1) + ",\"control\":{\"kind\":\"nothing\"}}");

        assertThat(replay(lines, 1)).isEqualTo(replay(lines(), 1));
    }

    @Test
    void aShadowCatalogueRaisesAlarmsOfItsOwnAndTheOthersStayTheSame() throws Exception {
        List<String> lines = lines();
        String yaml = "cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}\\n"
                + "slow: {type: reading, kind: physiological, vital: pulse, medium: pulse < 80, confirm: {count: 1, of: 1}}\\n";
        lines.add(line(10 * MINUTE + 1, "shadow", "{\"all\":true}", "{\"do\":\"start\",\"yaml\":\"" + yaml + "\"}"));
        lines.add(line(20 * MINUTE + 1, "shadow", "{\"all\":true}", "{\"do\":\"stop\"}"));
        Path shadow = folder.resolve("shadow");
        Path state = folder.resolve("state");
        List<String> alerts = replay(lines, 2, "--shadow-alerts", shadow.toString(), "--control-state", state.toString());

        assertThat(Files.readAllLines(shadow)).filteredOn(each -> each.contains("\"rule\":\"slow\"")).extracting(ControlReplayTest::phase)
                .containsExactly("start", "start", "end", "end");
        assertThat(Files.readAllLines(state)).hasSize(2).allMatch(each -> each.contains("\"outcome\":\"applied\""));
        assertThat(alerts).isEqualTo(replay(lines(), 1));
    }

    @Test
    void anAcknowledgedAlarmComesBackAfterTenMinutesAndTheAnswerIsReported() throws Exception {
        String control = "--topic.control=vitals.control";
        String started = of(replay(lines(), 1, control), "a").get(0);
        List<String> lines = lines();
        lines.add(line(10 * MINUTE + 1, "action", "{\"user\":\"a\"}", "{\"do\":\"acknowledge\",\"episode\":\""
                + started.replaceAll(".*\"episode\":\"([0-9a-f]+)\".*", "$1") + "\"}"));
        Path state = folder.resolve("state");
        List<String> alerts = replay(lines, 1, control, "--control-state", state.toString());

        assertThat(Files.readAllLines(state)).hasSize(2).anyMatch(each -> each.contains("\"outcome\":\"accepted\""))
                .anyMatch(each -> each.contains("\"outcome\":\"applied\""));
        assertThat(of(alerts, "a")).filteredOn(each -> each.contains("\"reason\":\"acknowledged\"")).singleElement().asString()
                .contains("\"signal\":\"acknowledged\"", "\"author\":\"me\"");
        assertThat(of(alerts, "a")).filteredOn(each -> each.contains("\"reason\":\"re-alarm\"")).first().asString()
                .contains("\"signal\":\"on\"");
        assertThat(of(alerts, "b")).noneMatch(each -> each.contains("acknowledged"));
        assertThat(replay(lines, 3, control)).isEqualTo(alerts);
    }

    @Test
    void aScenarioMayHaveEventsOfPeople() throws Exception {
        Path scenario = Files.writeString(folder.resolve("ward.yaml"), """
                for: 2h
                groups:
                  - patients: 1
                    events:
                      - {type: desaturation, at: 20min, for: 70min, value: 88, expect: false}
                      - {type: acknowledge, at: 40min, rule: spo2-low}
                      - {type: limits, at: 60min, set: {spo2-low.medium: 85, spo2-low.high: 80}}
                      - {type: handover, at: 110min}
                """);
        Path recording = folder.resolve("ward.ndjson");
        CommandRun simulated = CommandRun.of("simulate", "--scenario", scenario.toString(), "--record", recording.toString());
        assertThat(simulated.code()).as(simulated.err()).isZero();
        assertThat(Files.readAllLines(recording)).filteredOn(each -> each.contains("\"control\":")).hasSize(3);
        Path alerts = folder.resolve("alerts");
        Path state = folder.resolve("state");
        CommandRun ran = CommandRun.of("replay", recording.toString(), "--alerts", alerts.toString(), "--control-state", state.toString(),
                "--topic.control=vitals.control");
        assertThat(ran.code()).as(ran.err()).isZero();

        assertThat(Files.readAllLines(state)).filteredOn(each -> each.contains("\"applied\"")).hasSize(3);
        assertThat(Files.readAllLines(alerts)).filteredOn(each -> each.contains("\"rule\":\"spo2-low\""))
                .anyMatch(each -> each.contains("\"reason\":\"acknowledged\"") && each.contains("\"author\":\"scenario\""))
                .anyMatch(each -> each.contains("\"reason\":\"re-alarm\""))
                .anyMatch(each -> each.contains("\"reason\":\"limits-changed\"") && each.contains("\"layer\":\"patient\""));
    }

    private static String phase(String alert) {
        return alert.replaceAll(".*\"phase\":\"([a-z]+)\".*", "$1");
    }

    private static List<String> of(List<String> alerts, String user) {
        return alerts.stream().filter(each -> each.contains("\"user\":\"" + user + "\"") && each.contains("spo2-low")).toList();
    }

    private static String line(long after, String kind, String scope, String change) {
        return "{\"received_at\":" + (T0 + after) + ",\"control\":{\"id\":\"c" + after + "\",\"kind\":\"" + kind + "\",\"scope\":" + scope
                + ",\"author\":\"me\",\"reason\":\"r\",\"change\":" + change + "}}";
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            for (String user : List.of("a", "b")) {
                long at = T0 + minute * MINUTE;
                lines.add("{\"received_at\":" + at + ",\"body\":{\"user_uuid\":\"" + user + "\",\"study\":\"S\",\"data\":[{\"timestamp\":\"" + at
                        + "\",\"bpm\":\"72\",\"bpm_q\":\"3\",\"spo2\":\"90\",\"spo2_q\":\"3\",\"wearing\":\"4\"}]}}");
            }
            lines.add("{\"received_at\":" + (T0 + minute * MINUTE + 30_000) + ",\"heartbeat\":{\"receiver\":\"r\"}}");
        }
        return lines;
    }

    private List<String> replay(List<String> lines, int parallelism, String... more) throws Exception {
        List<String> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingLong(each -> Long.parseLong(each.replaceAll("\\D*(\\d+).*", "$1"))));
        Path recording = Files.write(folder.resolve("recording.ndjson"), sorted);
        Path alerts = folder.resolve("alerts");
        List<String> arguments = new ArrayList<>(List.of("replay", recording.toString(), "--alerts", alerts.toString(), "--parallelism",
                Integer.toString(parallelism)));
        arguments.addAll(List.of(more));
        CommandRun ran = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isZero();
        return Files.readAllLines(alerts);
    }
}
