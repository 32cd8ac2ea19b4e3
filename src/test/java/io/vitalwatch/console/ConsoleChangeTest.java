package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Limits, groups and stay of a patient, and limits of a study, by the interface. */
@Timeout(120)
class ConsoleChangeTest {
    private static final String CLINICIAN = "Bearer 0123456789abcdef0123456789abcdef";
    private static final String ONLY_EZTJD = "Bearer 1123456789abcdef0123456789abcdef";
    private static final String VIEWER = "Bearer 2123456789abcdef0123456789abcdef";
    private static final String EDITOR = "Bearer 3123456789abcdef0123456789abcdef";
    private static final String EDITOR_OF_EZTJD = "Bearer 4123456789abcdef0123456789abcdef";
    private static final String AUDITOR = "Bearer 5123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;
    private SimulatedWard ward;
    private String limits;

    @BeforeEach
    void start() throws Exception {
        Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, "anna clinician " + CLINICIAN.substring(7) + "\nben clinician " + ONLY_EZTJD.substring(7)
                + " EZTJD\nvera viewer " + VIEWER.substring(7) + "\nemil editor " + EDITOR.substring(7) + "\nedna editor "
                + EDITOR_OF_EZTJD.substring(7)
                + " EZTJD\naudrey auditor " + AUDITOR.substring(7) + "\n");
        ward = SimulatedWard.start(Databases.SQLITE.address(folder), "--tokens=" + tokens).readings(4, 3);
        limits = "/patients/" + ward.id(1) + "/limits";
    }

    @AfterEach
    void stop() {
        ward.close();
    }

    private ApiCheck as(String token) {
        return new ApiCheck(ward.uri(), token);
    }

    private JsonNode rule(String path, String id) throws IOException, InterruptedException {
        for (JsonNode each : as(VIEWER).get(200, path).get("rules")) {
            if (each.get("rule").textValue().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("no rule " + id);
    }

    private static String condition(JsonNode rule, String priority) {
        for (JsonNode each : rule.get("limits")) {
            if (each.get("priority").textValue().equals(priority)) {
                return each.get("condition").textValue();
            }
        }
        return null;
    }

    @Test
    void aLimitIsFirstShownAndThenWrittenAndThenInForceUntilItsEnd() throws Exception {
        ward.alarm(1, "spo2-low", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE, Freshness.LIVE, "spo2 <= 91",
                "SpO2 90 % is low.");
        String body = "{\"set\":{\"medium\":\"88\",\"high\":\"85\"},\"until\":\"2025-11-20T08:00:00Z\",\"id\":\"id-000001\"";
        JsonNode preview = as(CLINICIAN).send("PUT", 200, limits + "/spo2-low", body + ",\"preview\":true}");
        assertThat(preview.get("changes").toString()).contains("{\"limit\":\"medium\",\"before\":\"spo2 <= 91\",\"after\":\"spo2 <= 88\"}");
        assertThat(preview.get("judged_again")).hasSize(1);
        assertThat(ward.written()).isEmpty();
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 91");

        as(CLINICIAN).send("PUT", 400, limits + "/spo2-low", body + "}");
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", body + ",\"reason\":\"chronic lung disease\"}");
        assertThat(ward.written()).containsExactly(new ControlRecord("id-000001", Scope.user(SimulatedWard.user(1)), ControlRecord.NOT_SET,
                1_763_625_600_000L, "anna", "chronic lung disease", ControlRecord.ANY_SEQUENCE,
                new LimitsChange(Map.of("spo2-low.medium", "88", "spo2-low.high", "85"), List.of())));
        JsonNode own = rule(limits, "spo2-low");
        assertThat(own.get("own").booleanValue()).isTrue();
        assertThat(condition(own, "medium")).isEqualTo("spo2 <= 88");
        assertThat(own.get("set_by").get(0).toString()).contains("\"scope\":\"patient\"", "\"until\":\"2025-11-20T08:00:00Z\"", "anna",
                "chronic lung disease");
        assertThat(rule(limits, "pulse-high").get("own").booleanValue()).isFalse();
        assertThat(condition(rule("/patients/" + ward.id(3) + "/limits", "spo2-low"), "medium")).isEqualTo("spo2 <= 91");

        ward.advance(24 * 3_600_000);
        assertThat(condition(rule(limits, "spo2-low"), "medium")).as("it has ended").isEqualTo("spo2 <= 91");
        assertThat(rule(limits, "spo2-low").get("set_by")).isEmpty();
    }

    @Test
    void layersStandOverEachOtherAndOneIsRemovedAgain() throws Exception {
        as(EDITOR).send("PUT", 202, "/studies/PILOT/limits/spo2-low", "{\"set\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000001\"}");
        ward.write(new ControlRecord("id-000002", new Scope(Scope.Type.GROUP, "ward-7"), ControlRecord.NOT_SET, ControlRecord.NOT_SET, "emil",
                "r", ControlRecord.ANY_SEQUENCE, new LimitsChange(Map.of("spo2-low.medium", "89"), List.of())));
        ward.advance(5000);
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 90");
        assertThat(condition(rule("/studies/PILOT/limits", "spo2-low"), "medium")).isEqualTo("spo2 <= 90");
        as(CLINICIAN).send("POST", 202, "/patients/" + ward.id(1) + "/stay", "{\"do\":\"groups\",\"groups\":[\"ward-7\"],\"id\":\"id-000003\"}");
        assertThat(as(VIEWER).get(200, limits).get("groups").toString()).isEqualTo("[\"ward-7\"]");
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 89");
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", "{\"set\":{\"medium\":88},\"reason\":\"r\",\"id\":\"id-000004\"}");
        JsonNode three = rule(limits, "spo2-low").get("set_by");
        assertThat(three).extracting(each -> each.get("scope").textValue() + each.get("value").textValue() + each.get("counts").booleanValue())
                .containsExactly("patient88true", "group89false", "study90false");
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", "{\"clear\":[\"*\"],\"reason\":\"r\",\"id\":\"id-000005\"}");
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 89");
        assertThat(ward.written().get(4).change()).isEqualTo(new LimitsChange(Map.of(), List.of("spo2-low")));
    }

    @Test
    void whatTheJobWouldRefuseIsNotWrittenAndSaysWhy() throws Exception {
        JsonNode refused = as(CLINICIAN).send("PUT", 422, limits + "/spo2-low",
                "{\"set\":{\"medium\":20},\"reason\":\"r\",\"id\":\"id-000001\"}");
        assertThat(refused.get("detail").textValue()).contains("spo2-low");
        JsonNode unwatched = as(CLINICIAN).send("PUT", 422, limits + "/cardiac-arrest",
                "{\"set\":{\"enabled\":false},\"reason\":\"r\",\"id\":\"id-000001\"}");
        assertThat(unwatched.get("detail").textValue()).contains("unwatched");
        as(CLINICIAN).send("PUT", 422, limits + "/no-such-rule",
                "{\"set\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000001\",\"preview\":true}");
        assertThat(ward.written()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"reason\":\"r\",\"id\":\"id-000001\"} | change is empty",
        "{\"set\":{\"medium\":90},\"id\":\"id-000001\"} | reason must be given",
        "{\"set\":{\"medium\":90},\"reason\":\"r\"} | id must be",
        "{\"set\":[],\"reason\":\"r\",\"id\":\"id-000001\"} | set must be an object",
        "{\"set\":{\"medium\":{}},\"reason\":\"r\",\"id\":\"id-000001\"} | set must be an object",
        "{\"set\":{\"medium\":90},\"clear\":\"high\",\"reason\":\"r\",\"id\":\"id-000001\"} | clear must be a list",
        "{\"set\":{\"medium\":90},\"until\":\"tomorrow\",\"reason\":\"r\",\"id\":\"id-000001\"} | until must be a time",
        "{\"set\":{\"medium\":90},\"until\":\"2020-01-01T00:00:00Z\",\"reason\":\"r\",\"id\":\"id-000001\"} | until must be later",
        "{\"set\":{\"medium\":90},\"preview\":1,\"reason\":\"r\",\"id\":\"id-000001\"} | preview must be",
        "{\"set\":{\"medium\":90},\"set\":{\"medium\":80},\"reason\":\"r\",\"id\":\"id-000001\"} | must be a JSON object",
        "{\"sets\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000001\"} | must have only"})
    void aWrongRequestIsAProblemThatSaysWhatToWrite(String body, String message) throws Exception {
        assertThat(as(CLINICIAN).send("PUT", 400, limits + "/spo2-low", body).get("detail").textValue()).contains(message);
        assertThat(ward.written()).isEmpty();
    }

    @Test
    void limitsAndGroupsOfAPatientEndWithTheStay() throws Exception {
        String stay = "/patients/" + ward.id(1) + "/stay";
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"groups\",\"groups\":[\"ward-7\"],\"id\":\"id-000001\"}");
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", "{\"set\":{\"medium\":88},\"reason\":\"r\",\"id\":\"id-000002\"}");
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 88");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"handover\",\"reason\":\"moved\",\"id\":\"id-000003\"}");
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 91");
        assertThat(as(VIEWER).get(200, limits).get("groups")).isEmpty();
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", "{\"set\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000004\"}");
        assertThat(condition(rule(limits, "spo2-low"), "medium")).isEqualTo("spo2 <= 90");
    }

    @Test
    void theWardMarksAPatientWithNameGroupsAndOwnLimitsUntilTheyEnd() throws Exception {
        String stay = "/patients/" + ward.id(1) + "/stay";
        assertThat(mark("alias").isNull()).isTrue();
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"alias\",\"alias\":\" Bed 12 \",\"id\":\"id-000001\"}");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"groups\",\"groups\":[\"ward-7\"],\"id\":\"id-000002\"}");
        as(CLINICIAN).send("PUT", 202, limits + "/spo2-low", "{\"set\":{\"medium\":88},\"until\":\""
                + java.time.Instant.ofEpochMilli(ward.now() + 60_000) + "\",\"reason\":\"r\",\"id\":\"id-000003\"}");
        awaitMark("own_limits", "true");
        awaitMark("alias", "\"Bed 12\"");
        assertThat(mark("groups").toString()).isEqualTo("[\"ward-7\"]");
        ward.advance(60_000);
        awaitMark("own_limits", "false");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"alias\",\"alias\":\"\",\"id\":\"id-000004\"}");
        ward.advance(2);
        awaitMark("alias", "null");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"alias\",\"alias\":\"Bed 13\",\"id\":\"id-000005\"}");
        awaitMark("alias", "\"Bed 13\"");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"discharge\",\"reason\":\"home\",\"id\":\"id-000006\"}");
        awaitMark("alias", "null");
        assertThat(mark("groups")).isEmpty();
        as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"alias\",\"id\":\"id-000007\"}");
        as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"alias\",\"alias\":\"" + "x".repeat(41) + "\",\"id\":\"id-000007\"}");
        as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"groups\",\"groups\":[],\"alias\":\"x\",\"id\":\"id-000007\"}");
    }

    /** What the ward's row of patient 1 has in a column. */
    private JsonNode mark(String column) throws IOException, InterruptedException {
        JsonNode patient = as(VIEWER).get(200, "/patients/" + ward.id(1));
        for (int i = 0; i < patient.get("columns").size(); i++) {
            if (patient.get("columns").get(i).textValue().equals(column)) {
                return patient.get("row").get(i);
            }
        }
        throw new AssertionError("no column " + column);
    }

    private void awaitMark(String column, String value) throws IOException, InterruptedException {
        while (!mark(column).toString().equals(value)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aConditionOfSeveralVitalsIsReplacedAsText() throws Exception {
        JsonNode usual = rule(limits, "blood-pressure-low");
        assertThat(condition(usual, "high")).as("not that of medium, repeated").isEqualTo("systolic < 70");
        as(CLINICIAN).send("PUT", 202, limits + "/blood-pressure-high",
                "{\"set\":{\"low\":\"systolic >= 150 or diastolic >= 95\"},\"reason\":\"r\",\"id\":\"id-000001\"}");
        assertThat(condition(rule(limits, "blood-pressure-high"), "low")).isEqualTo("systolic >= 150 or diastolic >= 95");
        assertThat(condition(rule(limits, "blood-pressure-high"), "high")).isNull();
    }

    @Test
    void aStayIsChangedWithAReason() throws Exception {
        String stay = "/patients/" + ward.id(2) + "/stay";
        for (String verb : List.of("discharge", "handover")) {
            as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"" + verb + "\",\"id\":\"id-000001\"}");
            as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"" + verb + "\",\"groups\":[],\"reason\":\"r\",\"id\":\"id-000001\"}");
            as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"" + verb + "\",\"reason\":\"home\",\"id\":\"id-" + verb + "\"}");
        }
        as(CLINICIAN).send("POST", 400, stay, "{\"do\":\"vanish\",\"id\":\"id-000001\"}");
        as(CLINICIAN).send("POST", 202, stay, "{\"do\":\"admit\",\"groups\":[\"ward-7\",\" ward-2 \"],\"id\":\"id-000003\"}");
        assertThat(ward.written()).extracting(ControlRecord::change).containsExactly(
                new PatientChange(PatientChange.Verb.DISCHARGE, List.of()), new PatientChange(PatientChange.Verb.HANDOVER, List.of()),
                new PatientChange(PatientChange.Verb.ADMIT, List.of("ward-2", "ward-7"), "EZTJD"));
    }

    /** Every route that changes something, with every role. */
    @Test
    void onlyWhoMayChangesSomethingAndOnlyInTheirStudies() throws Exception {
        String change = "{\"set\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000001\"}";
        String stay = "{\"do\":\"groups\",\"groups\":[],\"id\":\"id-000001\"}";
        for (String token : List.of(VIEWER, AUDITOR)) {
            as(token).send("PUT", 403, limits + "/spo2-low", change);
            as(token).send("POST", 403, "/patients/" + ward.id(1) + "/stay", stay);
            as(token).send("PUT", 403, "/studies/PILOT/limits/spo2-low", change);
        }
        as(null).send("PUT", 401, limits + "/spo2-low", change);
        as(null).send("POST", 401, "/patients/" + ward.id(1) + "/stay", stay);
        as(null).send("PUT", 401, "/studies/PILOT/limits/spo2-low", change);
        as(ONLY_EZTJD).send("PUT", 404, limits + "/spo2-low", change);
        as(ONLY_EZTJD).send("POST", 404, "/patients/" + ward.id(1) + "/stay", stay);
        as(CLINICIAN).send("PUT", 403, "/studies/PILOT/limits/spo2-low", change);
        as(EDITOR_OF_EZTJD).send("PUT", 404, "/studies/PILOT/limits/spo2-low", change);
        as(EDITOR).send("PUT", 404, "/studies/NONE/limits/spo2-low", change);
        as(ONLY_EZTJD).get(404, limits);
        as(ONLY_EZTJD).get(404, "/studies/PILOT/limits");
        assertThat(ward.written()).isEmpty();
        as(EDITOR_OF_EZTJD).send("PUT", 202, "/studies/EZTJD/limits/spo2-low", change);
        as(ONLY_EZTJD).send("PUT", 202, "/patients/" + ward.id(2) + "/limits/spo2-low", change.replace("000001", "000002"));
        assertThat(ward.written()).extracting(ControlRecord::author).containsExactly("edna", "ben");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String large = "{\"set\":{\"medium\":90},\"reason\":\"" + "r".repeat(9000) + "\",\"id\":\"id-000001\"}";
        assertThat(as(CLINICIAN).send("PUT", 413, limits + "/spo2-low", large).get("detail").textValue()).contains("8192 bytes");
    }

    @Test
    void whereKafkaDoesNotTakeItTheCallerTriesAgain() throws Exception {
        ward.problem("down");
        as(CLINICIAN).send("PUT", 503, limits + "/spo2-low", "{\"set\":{\"medium\":90},\"reason\":\"r\",\"id\":\"id-000001\"}");
    }
}
