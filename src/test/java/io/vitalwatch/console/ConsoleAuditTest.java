package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Who saw and changed what, by the interface. */
@Timeout(180)
class ConsoleAuditTest {
    private static final String AUDITOR = "Bearer 0123456789abcdef0123456789abcdef";
    private static final String OF_PILOT = "Bearer 1123456789abcdef0123456789abcdef";
    private static final String VIEWER = "Bearer 2123456789abcdef0123456789abcdef";
    private static final String VIEWER_OF_PILOT = "Bearer 3123456789abcdef0123456789abcdef";
    private static final String EDITOR = "Bearer 4123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private SimulatedWard ward(Databases kind) throws Exception {
        Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, "audrey auditor " + AUDITOR.substring(7) + "\nanton auditor " + OF_PILOT.substring(7) + " PILOT\nvera viewer "
                + VIEWER.substring(7) + "\nvictor viewer " + VIEWER_OF_PILOT.substring(7) + " PILOT\nemil editor " + EDITOR.substring(7) + "\n");
        return SimulatedWard.start(kind.address(folder), "--tokens=" + tokens).readings(4, 3);
    }

    private static ControlRecord limits(int number, Scope scope, String reason) {
        return new ControlRecord("id-" + number, scope, ControlRecord.NOT_SET, SimulatedWard.NOW + 86_400_000, "anna", reason,
                ControlRecord.ANY_SEQUENCE, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of("pulse-high")));
    }

    @ParameterizedTest
    @EnumSource
    void aChangeStandsThereWithWhatBecameOfIt(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.write(limits(1, Scope.user(SimulatedWard.user(2)), "chronic lung disease"));
            ward.write(new ControlRecord("id-2", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "emil", "review",
                    ControlRecord.ANY_SEQUENCE, new CatalogueChange("rules: []")));
            ward.answer(new ControlAnswer(0, 1, Outcome.APPLIED, ward.now(), ward.now() + 1, 0, null, "id-1", null, null, "anna"));
            ward.answer(new ControlAnswer(1, 0, Outcome.REFUSED, ward.now(), ControlRecord.NOT_SET, 0, "patients would be unwatched", "id-2",
                    null, null, "emil"));
            JsonNode all = new ApiCheck(ward.uri(), VIEWER).get(200, "/control").get("records");
            assertThat(all).hasSize(2);
            assertThat(all.get(0).toString()).contains("\"what\":\"catalogue\"", "\"scope\":\"all\"", "patients would be unwatched")
                    .doesNotContain("rules: []");
            JsonNode limits = all.get(1);
            assertThat(limits.get("patient").textValue()).isEqualTo(ward.id(2));
            assertThat(limits.at("/change/set/spo2-low.medium").textValue()).isEqualTo("88");
            assertThat(limits.at("/change/clear/0").textValue()).isEqualTo("pulse-high");
            assertThat(limits.get("reason").textValue()).isEqualTo("chronic lung disease");
            assertThat(limits.get("until").textValue()).isEqualTo("2025-11-20T14:22:34Z");
            assertThat(limits.at("/answers/0/outcome").textValue()).isEqualTo("applied");
            assertThat(new ApiCheck(ward.uri(), VIEWER).get(200, "/control?patient=" + ward.id(2)).get("records")).hasSize(1);
            assertThat(new ApiCheck(ward.uri(), VIEWER).get(200, "/control?what=catalogue&who=emil").get("records")).hasSize(1);
            assertThat(new ApiCheck(ward.uri(), VIEWER).get(200, "/control?to=2025-11-19T00:00:00Z").get("records")).isEmpty();
            JsonNode first = new ApiCheck(ward.uri(), VIEWER).get(200, "/control?limit=1");
            assertThat(new ApiCheck(ward.uri(), VIEWER).get(200, "/control?limit=1&page=" + first.get("next").textValue()).get("records").get(0))
                    .isEqualTo(limits);
        }
    }

    @Test
    void whoSeesPatientsIsRecordedOnceAndOnlyAuditorsSeeIt() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck viewer = new ApiCheck(ward.uri(), VIEWER);
            for (String path : List.of("", "/vitals", "/episodes", "")) {
                viewer.get(200, "/patients/" + ward.id(1) + path);
            }
            viewer.get(404, "/patients/" + "0".repeat(20));
            viewer.raw("GET", "/api/v1/episodes.csv");
            assertThat(ward.storeAudit()).extracting(AuditEvent::what).containsExactly(What.SIGN_IN, What.VIEW_PATIENT, What.EXPORT);

            JsonNode records = new ApiCheck(ward.uri(), AUDITOR).get(200, "/audit?what=view-patient").get("records");
            assertThat(records).singleElement().satisfies(each -> {
                assertThat(each.get("who").textValue()).isEqualTo("vera");
                assertThat(each.get("patient").textValue()).isEqualTo(ward.id(1));
                assertThat(each.toString()).doesNotContain(SimulatedWard.user(1));
            });
            assertThat(viewer.raw("GET", "/api/v1/audit").statusCode()).isEqualTo(403);
            assertThat(viewer.raw("GET", "/audit").statusCode()).isEqualTo(403);
            assertThat(new ApiCheck(ward.uri(), EDITOR).raw("GET", "/api/v1/audit").statusCode()).as("an editor is no auditor").isEqualTo(403);
            assertThat(viewer.get(400, "/control?what=sign-in").get("detail").textValue()).contains("must be one of");
            for (String token : List.of(AUDITOR, VIEWER)) {
                assertThat(new ApiCheck(ward.uri(), token).get(200, "/me").get("audit").booleanValue()).isEqualTo(token.equals(AUDITOR));
            }
        }
    }

    @Test
    void whoIsShownAlarmsBesideAChangeSeesPatientsToo() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            editor.send("PUT", 200, "/patients/" + ward.id(2) + "/limits/spo2-low",
                    "{\"set\":{\"medium\":\"90\"},\"preview\":true,\"id\":\"id-000001\"}");
            ward.write(new ControlRecord("id-2", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "emil", "review",
                    ControlRecord.ANY_SEQUENCE, new ShadowChange(ward.rules())));
            ward.advance(5000);
            editor.get(200, "/shadow");
            assertThat(ward.storeAudit()).extracting(AuditEvent::what).containsExactly(What.SIGN_IN, What.VIEW_PATIENT, What.VIEW_WARD);
        }
    }

    @Test
    void whoIsShownAlarmsOfAStudyBesideAChangeSeesTheWard() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ApiCheck editor = new ApiCheck(ward.uri(), EDITOR);
            editor.send("PUT", 200, "/studies/EZTJD/limits/spo2-low", "{\"set\":{\"medium\":\"90\"},\"preview\":true,\"id\":\"id-000001\"}");
            assertThat(ward.storeAudit()).extracting(AuditEvent::what).containsExactly(What.SIGN_IN, What.VIEW_WARD);
        }
    }

    @Test
    void whoSeesOneStudyFindsNothingThatIsOfAnother() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            List<Scope> scopes = List.of(Scope.user(SimulatedWard.user(1)), Scope.user(SimulatedWard.user(2)), Scope.user("nobody"), Scope.ALL,
                    new Scope(Scope.Type.STUDY, "PILOT"), new Scope(Scope.Type.STUDY, "EZTJD"), new Scope(Scope.Type.GROUP, "ward-7"));
            for (int i = 0; i < scopes.size(); i++) {
                ward.write(limits(i, scopes.get(i), "reason-" + i));
            }
            new ApiCheck(ward.uri(), VIEWER).get(200, "/patients/" + ward.id(1));
            new ApiCheck(ward.uri(), VIEWER).get(200, "/patients/" + ward.id(2));
            new ApiCheck(ward.uri(), VIEWER_OF_PILOT).get(200, "/studies");
            ward.storeAudit();
            List<String> reasons = new ArrayList<>();
            new ApiCheck(ward.uri(), VIEWER_OF_PILOT).get(200, "/control").get("records")
                    .forEach(each -> reasons.add(each.get("reason").textValue()));
            assertThat(reasons).containsExactly("reason-4", "reason-3", "reason-0");
            JsonNode audit = new ApiCheck(ward.uri(), OF_PILOT).get(200, "/audit");
            assertThat(audit.toString()).contains(ward.id(1), "victor").doesNotContain(ward.id(2), "EZTJD", "reason-1", "ward-7");
            assertThat(new ApiCheck(ward.uri(), OF_PILOT).get(200, "/audit?patient=" + ward.id(2)).get("records")).isEmpty();
            assertThat(new ApiCheck(ward.uri(), AUDITOR).get(200, "/audit?limit=1000").get("records")).hasSize(scopes.size() + 4);
        }
    }

    @Test
    void aLinkAndARefusedPasswordAreRecordedWithoutWhatWasTyped() throws Exception {
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder))) {
            URI link = ward.link();
            ApiCheck nobody = new ApiCheck(ward.uri(), null);
            nobody.raw("GET", link.getPath() + "?" + link.getQuery());
            nobody.raw("GET", link.getPath() + "?" + link.getQuery());
            assertThat(ward.storeAudit()).extracting(AuditEvent::what).containsExactly(What.SIGN_IN, What.SIGN_IN_REFUSED);
            assertThat(ward.storeAudit().get(0)).isEqualTo(new AuditEvent(What.SIGN_IN, "local", "admin", "link", "127.0.0.1", null, null));
        }
        Path users = folder.resolve("users");
        Files.writeString(users, "anna viewer -\n");
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder), "--users=" + users)) {
            for (String given : List.of("anna:secret", "typed-into-the-wrong-field:x")) {
                String header = "Basic " + Base64.getEncoder().encodeToString(given.getBytes(StandardCharsets.UTF_8));
                assertThat(new ApiCheck(ward.uri(), header).raw("GET", "/").statusCode()).isEqualTo(401);
            }
            assertThat(ward.storeAudit()).extracting(AuditEvent::who).containsExactly("anna", null);
            assertThat(ward.storeAudit().toString()).doesNotContain("secret", "typed");
        }
    }

    @Test
    void groupsOfAPatientAreWords() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.write(new ControlRecord("id-1", Scope.user(SimulatedWard.user(0)), ControlRecord.NOT_SET, ControlRecord.NOT_SET, "anna", "",
                    ControlRecord.ANY_SEQUENCE, new PatientChange(PatientChange.Verb.GROUPS, List.of("ward-7"))));
            JsonNode record = new ApiCheck(ward.uri(), VIEWER).get(200, "/control?what=patient").get("records").get(0);
            assertThat(record.get("change").toString()).isEqualTo("{\"do\":\"groups\",\"groups\":[\"ward-7\"]}");
        }
    }
}
