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
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.access.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A walk over every route that the server has, with every role, of one study and of all. */
@Timeout(300)
class EveryRouteTest {
    private static final int PATIENTS = 80;
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private static String token(String name) {
        return name.toLowerCase(Locale.ROOT) + "-token-0123456789abcdef";
    }

    private SimulatedWard ward() throws Exception {
        StringBuilder tokens = new StringBuilder();
        for (String role : Role.labels()) {
            tokens.append("all-").append(role).append(' ').append(role).append(' ').append(token("all-" + role)).append('\n');
            tokens.append("pilot-").append(role).append(' ').append(role).append(' ').append(token("pilot-" + role)).append(" PILOT\n");
        }
        SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder),
                "--tokens=" + Files.writeString(folder.resolve("tokens"), tokens)).readings(PATIENTS, 3).alarms(PATIENTS);
        for (int patient : new int[] {0, 1}) {
            ward.write(new ControlRecord("id-" + patient, Scope.user(SimulatedWard.user(patient)), ControlRecord.NOT_SET, ControlRecord.NOT_SET,
                    "anna", "reason of " + SimulatedWard.study(patient), ControlRecord.ANY_SEQUENCE,
                    new LimitsChange(Map.of("spo2-low.medium", "88"), List.of())));
            ward.write(new ControlRecord("study-" + patient, new Scope(Scope.Type.STUDY, SimulatedWard.study(patient)), ControlRecord.NOT_SET,
                    ControlRecord.NOT_SET, "author-of-" + SimulatedWard.study(patient), "r", ControlRecord.ANY_SEQUENCE,
                    new LimitsChange(Map.of("spo2-low.medium", "89"), List.of())));
        }
        return ward;
    }

    private HttpResponse<String> send(URI root, String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Addresses below a route, as the document of the interface and the pages have them, with ids of a study. */
    private static List<String> addresses(Routes.Listed route, List<String> patients, List<String> episodes, String study) {
        if (!route.path().endsWith("*")) {
            return List.of(route.path());
        }
        String prefix = route.path().substring(0, route.path().length() - 1);
        List<String> found = new ArrayList<>();
        for (String template : (Iterable<String>) () -> ApiCheck.DOCUMENT.at("/paths").fieldNames()) {
            String full = "/api/v1" + template;
            String method = route.method().equals("HEAD") ? "get" : route.method().toLowerCase(Locale.ROOT);
            if (full.startsWith(prefix) && ApiCheck.DOCUMENT.at("/paths").get(template).has(method)) {
                for (String id : template.contains("{id}") ? template.startsWith("/patients") ? patients : episodes : List.of("")) {
                    found.add(full.replace("{id}", id).replace("{study}", study).replace("{rule}", "spo2-low").replace("{seq}", "0"));
                }
            }
        }
        if (prefix.equals("/patients/")) {
            patients.forEach(each -> found.add(prefix + each));
        }
        assertThat(found).as("what %s can be asked", route).isNotEmpty();
        return found;
    }

    private static String body(String path) {
        return path.endsWith("/actions") ? "{\"action\":\"note\",\"expect_sequence\":0,\"reason\":\"r\",\"id\":\"0123456789\"}"
                : path.contains("/limits/") ? "{\"set\":{\"medium\":\"85\"},\"reason\":\"r\",\"id\":\"0123456789\","
                        + "\"until\":\"2025-12-01T00:00:00Z\"}"
                : path.endsWith("/stay") ? "{\"do\":\"discharge\",\"reason\":\"r\",\"id\":\"0123456789\"}"
                : path.endsWith("/catalogues") ? "{\"do\":\"check\",\"yaml\":\"rules: []\"}" : "{}";
    }

    @Test
    void isOpenToTheRolesThatItNamesAndToNobodyElse() throws Exception {
        try (SimulatedWard ward = ward()) {
            assertThat(ward.routes()).hasSizeGreaterThan(90);
            for (Routes.Listed route : ward.routes()) {
                if (route.path().equals("/api/v1/stream")) {
                    continue;
                }
                String path = addresses(route, List.of(ward.id(1)), List.of("0".repeat(32)), "PILOT").get(0);
                String body = route.method().equals("GET") || route.method().equals("HEAD") ? null : "{}";
                HttpResponse<String> nobody = send(ward.uri(), route.method(), path, null, body);
                assertThat(nobody.statusCode() == 401).as("%s as nobody: %d", route, nobody.statusCode()).isEqualTo(route.role() != Role.ANYONE);
                for (String role : Role.labels()) {
                    int status = send(ward.uri(), route.method(), path, token("all-" + role), body).statusCode();
                    boolean covers = Role.of(role).covers(route.role());
                    assertThat(status == 403).as("%s as %s: %d", route, role, status).isEqualTo(!covers);
                    assertThat(status).as("%s as %s", route, role).isNotIn(401, 405, 500);
                }
            }
            assertThat(ward.written()).hasSize(4);
        }
    }

    @Test
    void showsAndChangesNothingOfAnotherStudy() throws Exception {
        try (SimulatedWard ward = ward()) {
            List<String> patients = new ArrayList<>();
            List<String> episodes = new ArrayList<>();
            Set<String> secrets = new TreeSet<>(Set.of("EZTJD"));
            for (int patient = 0; patient < PATIENTS; patient += 2) {
                patients.add(ward.id(patient));
                secrets.add(SimulatedWard.user(patient) + "\"");
            }
            ApiCheck.tree(send(ward.uri(), "GET", "/api/v1/episodes?study=EZTJD&limit=1000", token("all-admin"), null).body()).get("episodes")
                    .forEach(each -> episodes.add(each.get("id").textValue()));
            assertThat(episodes).isNotEmpty();
            secrets.addAll(patients);
            secrets.addAll(episodes);
            for (String each : patients) {
                send(ward.uri(), "GET", "/api/v1/patients/" + each, token("all-viewer"), null);
            }
            ward.storeAudit();
            List<String> few = List.of(patients.get(0), patients.get(7), "0".repeat(20), "..%2f", "%00");
            List<String> fewEpisodes = List.of(episodes.get(0), episodes.get(episodes.size() - 1), "0".repeat(32), "%00");
            List<String> queries = List.of("", "?study=EZTJD", "?patient=" + patients.get(0), "?page=" + patients.get(0), "?who=author-of-EZTJD",
                    "?study=EZTJD&study=PILOT", "?study=PILOT%00EZTJD", "?limit=1000&sort=id", "?study=%27%20OR%201=1%20--");
            int asked = 0;
            for (Routes.Listed route : ward.routes()) {
                if (route.path().equals("/api/v1/stream") || route.path().startsWith("/page/") || route.path().contains("/schema/")) {
                    continue;
                }
                boolean reads = route.method().equals("GET") || route.method().equals("HEAD");
                for (String path : addresses(route, few, fewEpisodes, "EZTJD")) {
                    for (String query : reads && route.path().startsWith("/api/") ? queries : List.of("")) {
                        for (String role : Role.labels()) {
                            HttpResponse<String> answer = send(ward.uri(), route.method(), path + query, token("pilot-" + role),
                                    reads ? null : body(path));
                            String as = route.method() + " " + path + query + " as " + role + ": " + answer.statusCode();
                            String all = answer.body() + answer.headers().map();
                            // A page is the same for everybody; it does not say whether the patient of its address exists.
                            assertThat(secrets).as(as).noneMatch(all::contains);
                            assertThat(answer.statusCode()).as(as).isLessThan(500);
                            asked++;
                        }
                    }
                }
            }
            assertThat(asked).isGreaterThan(1500);
            assertThat(ward.written()).as("nothing was changed").hasSize(4);
        }
    }

    @Test
    void aPageThatBeginsAtAPatientOfAnotherStudySaysNothingOfThatPatient() throws Exception {
        try (SimulatedWard ward = ward()) {
            String page = "/api/v1/patients?limit=100&page=" + ward.id(2);
            String before = send(ward.uri(), "GET", page, token("pilot-viewer"), null).body();
            assertThat(ApiCheck.tree(before).get("rows")).hasSizeLessThan(PATIENTS / 2).isNotEmpty();
            ward.alarm(2, "pulse-high", 7, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "c", "m");
            ward.alarm(2, "cardiac-arrest", 7, Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE, "c", "m");
            assertThat(send(ward.uri(), "GET", page, token("pilot-viewer"), null).body()).isEqualTo(before);
        }
    }

    @Test
    void anAlarmOfAPatientWhoWentToAnotherStudyIsAnsweredThereOnly() throws Exception {
        try (SimulatedWard ward = ward()) {
            ward.alarm(1, "spo2-low", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "c", "m");
            String episode = ApiCheck.tree(send(ward.uri(), "GET", "/api/v1/patients/" + ward.id(1) + "/episodes?rule=spo2-low",
                    token("pilot-viewer"), null).body()).at("/episodes/0/id").textValue();
            ward.moves(1, "EZTJD");
            int written = ward.written().size();
            for (String action : List.of("note", "pause", "acknowledge")) {
                String body = "{\"action\":\"" + action + "\",\"expect_sequence\":0,\"reason\":\"r\",\"id\":\"0123456789\"}";
                assertThat(send(ward.uri(), "POST", "/api/v1/episodes/" + episode + "/actions", token("pilot-clinician"), body).statusCode())
                        .isEqualTo(404);
            }
            assertThat(ward.written()).hasSize(written);
        }
    }

    @Test
    void theStreamHasNothingOfAnotherStudyWhateverHappens() throws Exception {
        try (SimulatedWard ward = ward()) {
            Map<String, BufferedReader> streams = new LinkedHashMap<>();
            for (String role : List.of("viewer", "clinician", "editor", "auditor", "admin")) {
                HttpURLConnection stream = (HttpURLConnection) ward.uri().resolve("/api/v1/stream?study=EZTJD&last=x").toURL().openConnection();
                stream.setRequestProperty("Authorization", "Bearer " + token("pilot-" + role));
                streams.put(role, new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8)));
            }
            for (BufferedReader each : streams.values()) {
                assertThat(next(each).get("rows")).hasSize(PATIENTS / 2);
            }
            ward.alarm(0, "cardiac-arrest", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "c", "m");
            ward.alarm(1, "cardiac-arrest", 0, Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, "c", "m");
            String other = ward.id(0);
            String own = ward.id(1);
            for (BufferedReader each : streams.values()) {
                String seen = "";
                while (!seen.contains(own)) {
                    seen += next(each);
                }
                assertThat(seen).doesNotContain(other, "EZTJD");
                each.close();
            }
        }
    }

    private static JsonNode next(BufferedReader stream) throws Exception {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("data: ")) {
                return ApiCheck.tree(line.substring(6));
            }
        }
        throw new AssertionError("the stream ended");
    }

    @Test
    void ofTheInterfaceIsInItsDocumentAndTheOtherWayRound() throws Exception {
        try (SimulatedWard ward = ward()) {
            Set<String> documented = new TreeSet<>();
            ApiCheck.DOCUMENT.at("/paths").properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                if (Set.of("get", "put", "post", "delete").contains(method)) {
                    documented.add(method.toUpperCase(Locale.ROOT) + " /api/v1" + path.getKey());
                }
            }));
            Set<String> served = new TreeSet<>();
            for (Routes.Listed route : ward.routes()) {
                if (route.path().startsWith("/api/v1/") && !route.method().equals("HEAD")
                        && !route.path().matches(".*(/schema/.*|api\\.json)")) {
                    served.add(route.method() + " " + route.path());
                }
            }
            for (String each : served) {
                String prefix = each.endsWith("*") ? each.substring(0, each.length() - 1) : each;
                assertThat(documented).as(each).anyMatch(one -> each.endsWith("*") ? one.startsWith(prefix) : one.equals(each));
            }
            for (String each : documented) {
                assertThat(served).as(each).anyMatch(one -> one.equals(each)
                        || one.endsWith("*") && each.startsWith(one.substring(0, one.length() - 1)));
            }
        }
    }
}
