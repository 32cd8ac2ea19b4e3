package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The catalogue of rules by the interface: checked, tried, put into force, taken back. */
@Timeout(180)
class ConsoleRulesTest {
    private static final String EDITOR = "Bearer 0123456789abcdef0123456789abcdef";
    private static final String EDITOR_OF_PILOT = "Bearer 1123456789abcdef0123456789abcdef";
    private static final String CLINICIAN = "Bearer 2123456789abcdef0123456789abcdef";
    private static final String VIEWER_OF_PILOT = "Bearer 3123456789abcdef0123456789abcdef";
    private static final String BUNDLED = bundled();
    private static final String CHANGED = BUNDLED.replaceFirst("medium: spo2 <= 91", "medium: spo2 <= 90");

    @TempDir
    private Path folder;

    private SimulatedWard ward(Databases kind, String... ofJob) throws Exception {
        Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, "emil editor " + EDITOR.substring(7) + "\nedna editor " + EDITOR_OF_PILOT.substring(7)
                + " PILOT\nanna clinician " + CLINICIAN.substring(7) + "\nvictor viewer " + VIEWER_OF_PILOT.substring(7) + " PILOT\n");
        List<String> settings = new ArrayList<>(List.of(ofJob));
        settings.add("--tokens=" + tokens);
        return SimulatedWard.start(kind.address(folder), settings.toArray(String[]::new)).readings(4, 3);
    }

    private static String bundled() {
        try (InputStream in = ConsoleRulesTest.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body(String verb, String yaml, String id) throws IOException {
        Map<String, Object> fields = new TreeMap<>(Map.of("do", verb, "id", id));
        if (yaml != null) {
            fields.put("yaml", yaml);
        }
        if (!verb.equals("check")) {
            fields.put("reason", "review of May");
        }
        return new ObjectMapper().writeValueAsString(fields);
    }

    @Test
    void newRulesAreCheckedWithTheirDifferencesAndPutIntoForceAndTakenBack() throws Exception {
        assertThat(CHANGED).isNotEqualTo(BUNDLED);
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            JsonNode before = editor.get(200, "/catalogues");
            assertThat(before.at("/in_force/seq").isMissingNode()).as("the submission's").isTrue();
            assertThat(before.get("history")).isEmpty();
            assertThat(editor.get(200, "/catalogues/submitted").get("yaml").textValue()).isEqualTo(BUNDLED);

            JsonNode checked = editor.send("POST", 200, "/catalogues", body("check", CHANGED, "id-000001"));
            assertThat(checked.get("differences").toString())
                    .isEqualTo("[{\"field\":\"spo2-low.medium\",\"before\":\"spo2 <= 91\",\"after\":\"spo2 <= 90\"}]");
            assertThat(ward.written()).isEmpty();
            editor.send("POST", 202, "/catalogues", body("live", CHANGED, "id-000002"));
            ward.advance(5000);
            JsonNode after = editor.get(200, "/catalogues");
            assertThat(after.at("/in_force/seq").intValue()).isZero();
            assertThat(after.at("/in_force/who").textValue()).isEqualTo("emil");
            assertThat(after.at("/history/0/differences")).hasSize(1);
            assertThat(after.at("/in_force/rules").toString()).contains("spo2 <= 90").doesNotContain("spo2 <= 91");
            assertThat(editor.get(200, "/catalogues/0").get("yaml").textValue()).isEqualTo(CHANGED);
            editor.get(404, "/catalogues/7");

            editor.send("POST", 202, "/catalogues", body("rollback", null, "id-000003"));
            assertThat(ward.written().get(1).change()).isEqualTo(new CatalogueChange(BUNDLED));
            ward.advance(5000);
            editor.send("POST", 202, "/catalogues", "{\"do\":\"rollback\",\"seq\":0,\"reason\":\"r\",\"id\":\"id-000004\"}");
            assertThat(ward.written().get(2).change()).isEqualTo(new CatalogueChange(CHANGED));
            assertThat(editor.get(200, "/catalogues").get("history")).hasSize(3);
        }
    }

    @Test
    void everyRuleSaysInWordsWhatItAlarmsAt() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE, "--rule.no-data.after=15min", "--rule.cardiac-arrest.codes.2=off",
                "--rule.cardiac-arrest.codes.other=medium", "--rule.poor-signal.readings=8", "--rule.implausible-reading.repeated.count=3")) {
            List<String> said = new ArrayList<>();
            for (JsonNode rule : new ApiCheck(ward.uri(), EDITOR).get(200, "/catalogues").at("/in_force/rules")) {
                assertThat(rule.get("limits")).as(rule.get("rule").textValue()).isNotEmpty();
                rule.get("limits").forEach(each -> said.add(rule.get("rule").textValue() + ", " + each.get("priority").textValue() + ": "
                        + each.get("condition").textValue() + (each.get("confirmed").textValue().isEmpty() ? "" : ", "
                        + each.get("confirmed").textValue()) + (rule.get("unless").isEmpty() ? "" : " unless " + rule.get("unless"))));
            }
            assertThat(said).contains("cardiac-arrest, medium: the bracelet reports cardiac arrest, any other code but 2, at once",
                    "cardiac-arrest, high: the bracelet reports cardiac arrest, code 1, at once",
                    "blood-pressure-high, medium: systolic > 180 or diastolic > 120",
                    "blood-pressure-high, high: systolic > 180 or diastolic > 120, in 2 readings in a row, for 15 s",
                    "pulse-high, medium: pulse >= 131, in 2 of the last 3 readings, for 15 s unless [\"walking\",\"running\",\"cycling\"]",
                    "no-data, medium: nothing new arrived for 15 min",
                    "clock-wrong, medium: only samples without a credible time for 10 min",
                    "not-live, medium: only old data for 10 min", "not-worn, low: not worn or on the charger for 15 min",
                    "battery-low, medium: battery <= 5 unless [\"charging\"]",
                    "poor-signal, low: 80 % or more of at least 8 readings of one vital unusable within 30 min",
                    "implausible-reading, low: impossible value at the best quality (4)",
                    "implausible-reading, medium: impossible value, in 3 of the last 3 readings",
                    "fields-missing, medium: values left out or renamed, other than respiration_rate",
                    "no-reading-pulse, medium: no usable pulse for 10 min, even if there never was one",
                    "no-reading-blood-pressure, low: no usable blood pressure for 75 min, if there was one before");
        }
    }

    @Test
    void parametersOfTheJobThatNewRulesWouldReplaceAreDifferences() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE, "--rule.spo2-low.medium=88")) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            String lost = "[{\"field\":\"spo2-low.medium\",\"before\":\"88\",\"after\":\"spo2 <= 91\"}]";
            assertThat(editor.send("POST", 200, "/catalogues", body("check", BUNDLED, "id-000001")).get("differences").toString())
                    .isEqualTo(lost);
            editor.send("POST", 202, "/catalogues", body("live", BUNDLED, "id-000002"));
            ward.advance(5000);
            assertThat(editor.get(200, "/catalogues").at("/history/0/differences").toString()).isEqualTo(lost);
            assertThat(editor.send("POST", 422, "/catalogues", body("rollback", null, "id-000003")).get("detail").textValue())
                    .as("it would be other rules than those of the start").contains("(spo2-low.medium)");
            assertThat(editor.send("POST", 200, "/catalogues", body("check", BUNDLED, "id-000004")).get("differences")).isEmpty();
            assertThat(ward.written()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShadowIsComparedWithWhatWasSaidAndPromoted(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            editor.get(404, "/shadow");
            said(ward, 0, "pulse-high");
            ward.advance(10 * 60_000);
            editor.send("POST", 202, "/catalogues", body("shadow", CHANGED, "id-000001"));
            ward.advance(3_600_000);
            Alert both = said(ward, 1, "spo2-low");
            ward.shadow(both);
            ward.shadow(both);
            said(ward, 2, "spo2-low");
            Alert other = said(ward, 3, "pulse-low");
            ward.shadow(new Alert(other.id(), "f".repeat(32), 0, Phase.START, AlarmState.ACTIVE, other.reason(), other.kind(), "spo2-low",
                    Priority.HIGH, other.user(), other.study(), other.onset(), other.observed(), other.arrived(), 60, Freshness.LIVE, List.of(),
                    other.limit(), "SpO2 80 %"));

            JsonNode compared = editor.get(200, "/shadow");
            assertThat(compared.get("rules").toString()).isEqualTo("[{\"rule\":\"pulse-low\",\"said\":1,\"shadow\":0,\"both\":0},"
                    + "{\"rule\":\"spo2-low\",\"said\":2,\"shadow\":2,\"both\":1}]");
            assertThat(compared.get("only_said")).hasSize(2);
            assertThat(compared.get("only_shadow")).singleElement().satisfies(each ->
                    assertThat(each.get("message").textValue()).isEqualTo("SpO2 80 %"));
            JsonNode pilot = new ApiCheck(ward.uri(), VIEWER_OF_PILOT).get(200, "/shadow");
            assertThat(pilot.toString()).contains(ward.id(1).isEmpty() ? "" : "spo2-low").doesNotContain(ward.id(2));
            assertThat(editor.get(200, "/catalogues").at("/shadow/differences")).hasSize(1);

            editor.send("POST", 409, "/catalogues", "{\"do\":\"promote\",\"seq\":5,\"reason\":\"r\",\"id\":\"id-000002\"}");
            editor.send("POST", 202, "/catalogues", "{\"do\":\"promote\",\"seq\":0,\"reason\":\"r\",\"id\":\"id-000002\"}");
            assertThat(ward.written()).extracting(ControlRecord::change)
                    .containsExactly(new ShadowChange(CHANGED), new CatalogueChange(CHANGED), new ShadowChange(null));
            ward.advance(5000);
            JsonNode now = editor.get(200, "/catalogues");
            assertThat(now.has("shadow")).isFalse();
            assertThat(now.at("/in_force/seq").intValue()).isEqualTo(1);
        }
    }

    private static Alert said(SimulatedWard ward, int patient, String rule) throws Exception {
        return ward.alarm(patient, rule, 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE, Freshness.LIVE, "spo2 <= 91",
                "SpO2 is low.");
    }

    @Test
    void aShadowIsStopped() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            editor.send("POST", 202, "/catalogues", body("shadow", CHANGED, "id-000001"));
            ward.advance(5000);
            editor.send("POST", 202, "/catalogues", body("stop-shadow", null, "id-000002"));
            ward.advance(5000);
            editor.get(404, "/shadow");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"check", "shadow", "live"})
    void whatTheJobWouldRefuseIsNotWritten(String verb) throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            JsonNode wrong = editor.send("POST", 422, "/catalogues", body(verb, BUNDLED.replaceFirst("medium: spo2 <= 91", "medium: spo3 <= 91"),
                    "id-000001"));
            assertThat(wrong.get("detail").textValue()).contains("spo2-low", "spo3");
            editor.send("POST", 422, "/catalogues", body(verb, "{", "id-000001"));
            if (!verb.equals("shadow")) {
                String unwatched = BUNDLED.replaceFirst("type: silence\\s+kind: technical",
                        "type: silence\n  enabled: false\n  kind: technical");
                JsonNode refused = editor.send("POST", 422, "/catalogues", body(verb, unwatched, "id-000001"));
                assertThat(refused.get("detail").textValue()).contains("unwatched");
            }
            editor.send("POST", 400, "/catalogues", body(verb, null, "id-000001"));
            editor.send("POST", 400, "/catalogues", "{\"do\":\"undo\",\"id\":\"id-000001\"}");
            editor.send("POST", 400, "/catalogues", "{\"do\":\"rollback\",\"seq\":9,\"reason\":\"r\",\"id\":\"id-000001\"}");
            assertThat(ward.written()).isEmpty();
        }
    }

    @Test
    void onlyEditorsWhoMaySeeAllStudiesChangeRules() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            String body = body("live", CHANGED, "id-000001");
            new ApiCheck(ward.uri(), CLINICIAN).send("POST", 403, "/catalogues", body);
            new ApiCheck(ward.uri(), EDITOR_OF_PILOT).send("POST", 403, "/catalogues", body);
            new ApiCheck(ward.uri(), null).send("POST", 401, "/catalogues", body);
            assertThat(ward.written()).isEmpty();
            for (String token : List.of(EDITOR, EDITOR_OF_PILOT, CLINICIAN)) {
                JsonNode me = new ApiCheck(ward.uri(), token).get(200, "/me");
                assertThat(me.get("rules").booleanValue()).isEqualTo(token.equals(EDITOR));
                assertThat(me.get("study_limits").booleanValue()).isEqualTo(!token.equals(CLINICIAN));
            }
        }
    }
}
