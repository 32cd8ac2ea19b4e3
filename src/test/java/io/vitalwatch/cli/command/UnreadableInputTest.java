package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies that are not as documented, through the whole job: what cannot be read is never taken for normal, and costs no more than itself. */
@Timeout(120)
class UnreadableInputTest {
    private static final long NOW = 1_763_562_121_000L;
    private static final String PULSE = "\"bpm\":\"160\",\"bpm_q\":\"4\",\"timezone\":\"+01:00\",";

    @TempDir
    private static Path folder;

    private static final List<JsonNode> ALERTS = new ArrayList<>();
    private static final List<JsonNode> REJECTED = new ArrayList<>();

    /** One user for each case; four rows with a pulse of 160, so that pulse-high shows whether readings counted. */
    @BeforeAll
    static void replay() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("\"camel\"", "\"heartRate\":\"160\",\"heartRateQuality\":\"4\",\"isWorn\":\"4\",\"cardiacArrest\":\"1\"");
        cases.put("\"flag-only\"", PULSE + "\"wearing\":\"4\",\"cardiacArrest\":\"1\"");
        cases.put("\"charging-text\"", PULSE + "\"wearing\":\"4\",\"is_charging\":\"True\"");
        cases.put("\"wearing-false\"", PULSE + "\"wearing\":\"false\"");
        cases.put("\"wearing-word\"", PULSE + "\"wearing\":\"NOT_WORN\"");
        cases.put("\"wearing-true\"", PULSE + "\"wearing\":true");
        cases.put("\"wearing-255\"", PULSE + "\"wearing\":255");
        cases.put("\"flag-json-true\"", PULSE + "\"wearing\":\"4\",\"cardiac_arrest\":true");
        cases.put("\"flag-true\"", PULSE + "\"wearing\":\"4\",\"cardiac_arrest\":\"true\"");
        cases.put("\"flag-True\"", PULSE + "\"wearing\":\"4\",\"cardiac_arrest\":\"True\"");
        cases.put("\"code-3\"", PULSE + "\"wearing\":\"4\",\"cardiac_arrest\":\"3\"");
        cases.put("4711", PULSE + "\"wearing\":\"4\",\"cardiac_arrest\":\"1\"");
        cases.put("\"same-twice\"", "\"bpm\":\"160\",\"bpm_q\":\"4\",\"wearing\":\"4\",\"bpm\":\"160\",\"cardiac_arrest\":\"1\"");
        cases.put("\"other-twice\"", "\"bpm\":\"160\",\"bpm_q\":\"4\",\"wearing\":\"4\",\"bpm\":\"161\",\"cardiac_arrest\":\"1\"");
        cases.put("\"zone-twice\"", PULSE + "\"timezone\":\"+01:00\",\"cardiac_arrest\":\"1\"");
        cases.put("\"deep\"", PULSE + "\"x\":" + "[".repeat(70) + "]".repeat(70) + ",\"cardiac_arrest\":\"1\"");
        cases.put("\"deep-pulse\"", "\"bpm\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000) + ",\"cardiac_arrest\":\"1\"");
        StringBuilder recording = new StringBuilder();
        cases.forEach((user, fields) -> {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                rows.append(i == 0 ? "" : ",").append("{\"timestamp\":\"").append(NOW + 8000 * i).append("\",").append(fields).append('}');
            }
            recording.append("{\"received_at\":").append(NOW + 40_000).append(",\"body\":{\"study\":\"S\",\"type\":\"activity\",\"user_uuid\":")
                    .append(user)
                    .append(",\"data\":[[").append(rows).append("]]}}\n");
        });
        Path in = Files.writeString(folder.resolve("in.ndjson"), recording);
        CommandRun run = CommandRun.of("replay", in.toString(), "--alerts", folder.resolve("a").toString(), "--rejected",
                folder.resolve("r").toString());
        assertThat(run.code()).as(run.err()).isZero();
        JsonMapper mapper = new JsonMapper();
        for (String line : Files.readAllLines(folder.resolve("a"))) {
            ALERTS.add(mapper.readTree(line));
        }
        for (String line : Files.readAllLines(folder.resolve("r"))) {
            REJECTED.add(mapper.readTree(line));
        }
    }

    @Test
    void textTrueRaisesCardiacArrestLikeJsonTrue() {
        for (String user : List.of("flag-json-true", "flag-true", "flag-True")) {
            assertThat(started(user)).contains("cardiac-arrest high");
            assertThat(rejected(user)).isEmpty();
        }
    }

    @Test
    void anUnknownCodeOfTheFlagRaisesHighAndSaysSo() {
        assertThat(started("code-3")).contains("cardiac-arrest high");
        assertThat(ALERTS)
                .filteredOn(alert -> alert.get("user").asText().equals("code-3") && alert.get("rule").asText().equals("cardiac-arrest"))
                .first().satisfies(alert -> assertThat(alert.get("message").asText())
                        .startsWith("The bracelet reports cardiac arrest (unknown code 3)"));
    }

    @Test
    void wearingThatCannotBeReadMutesNothingAndIsNoted() {
        for (String user : List.of("wearing-false", "wearing-word", "wearing-true", "wearing-255")) {
            assertThat(started(user)).as(user).contains("pulse-high high");
            assertThat(rejected(user)).as(user).containsExactly("notice unreadable-field");
        }
    }

    @Test
    void chargingAsTextMeansCharging() {
        assertThat(started("charging-text")).isEmpty();
        assertThat(rejected("charging-text")).isEmpty();
    }

    @Test
    void renamedFieldsAreNamedOnceADelivery() {
        assertThat(rejected("camel")).containsExactly("notice unknown-fields");
        assertThat(rejected("flag-only")).containsExactly("notice unknown-fields");
        assertThat(started("flag-only")).contains("pulse-high high");
    }

    @Test
    void aNumberIsAUserAndAKeyThatStandsTwiceCostsItsFieldAtMost() {
        for (String user : List.of("4711", "same-twice", "zone-twice")) {
            assertThat(started(user)).as(user).contains("cardiac-arrest high", "pulse-high high");
            assertThat(rejected(user)).as(user).isEmpty();
        }
        assertThat(started("other-twice")).contains("cardiac-arrest high").doesNotContain("pulse-high high");
        assertThat(rejected("other-twice")).contains("notice duplicate-key", "reading malformed");
    }

    @Test
    void aValueNestedTooDeepCostsItself() {
        assertThat(started("deep")).contains("cardiac-arrest high", "pulse-high high");
        assertThat(rejected("deep")).containsExactly("notice too-deep");
        assertThat(started("deep-pulse")).contains("cardiac-arrest high");
        assertThat(rejected("deep-pulse")).contains("notice too-deep", "reading malformed");
    }

    private static List<String> started(String user) {
        return ALERTS.stream().filter(alert -> alert.get("user").asText().equals(user) && alert.get("phase").asText().equals("start"))
                .map(alert -> alert.get("rule").asText() + " " + alert.get("priority").asText()).toList();
    }

    private static List<String> rejected(String user) {
        return REJECTED.stream().filter(row -> row.path("user").asText().equals(user))
                .map(row -> row.get("scope").asText() + " " + row.get("reason").asText()).toList();
    }
}
