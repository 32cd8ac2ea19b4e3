package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The interface below /api/v1; every answer is held against openapi.json. */
@Timeout(180)
class ConsoleApiTest {
    private static final String TOKEN = "Bearer 0123456789abcdef0123456789abcdef";
    private static final String OF_PILOT = "Bearer fedcba9876543210fedcba9876543210";

    @TempDir
    private Path folder;

    private SimulatedWard ward(Databases kind) throws Exception {
        Path tokens = folder.resolve("tokens");
        Files.writeString(tokens, "all viewer " + TOKEN.substring(7) + "\npilot auditor " + OF_PILOT.substring(7) + " PILOT,OTHER\n"
                + "metrics scraper 00112233445566778899aabbccddeeff\n");
        return SimulatedWard.start(kind.address(folder), "--tokens=" + tokens);
    }

    @ParameterizedTest
    @EnumSource
    void patientsAreListedWorstFirstAndInPages(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.readings(50, 130).alarms(50);
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            JsonNode all = api.get(200, "/patients?limit=1000");
            int attention = column(all, "attention");
            assertThat(all.get("rows")).hasSize(50);
            assertThat(all.has("next")).isFalse();
            List<Integer> order = new ArrayList<>();
            all.get("rows").forEach(row -> order.add(row.get(attention).intValue()));
            assertThat(order).isSorted();
            assertThat(all.get("rows").get(0).get(column(all, "alarm")).get("rule").textValue()).isEqualTo("cardiac-arrest");

            List<JsonNode> paged = new ArrayList<>();
            String next = "";
            while (next != null) {
                JsonNode page = api.get(200, "/patients?limit=7" + next);
                page.get("rows").forEach(paged::add);
                next = page.has("next") ? "&page=" + page.get("next").textValue() : null;
            }
            assertThat(paged).containsExactlyElementsOf(all.get("rows"));
            assertThat(api.get(200, "/patients?study=PILOT&limit=100").get("rows")).hasSize(25);
            assertThat(all.toString()).doesNotContain(SimulatedWard.user(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPatientHasItsLatestReadingsAndItsVitalsOverTime(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.readings(3, 600);
            ward.reading(1, new Reading(Group.PULSE, 91_000, 0, 1, Verdict.QUALITY), new Reading(Group.SPO2, 88_000, 0, 4, Verdict.USABLE));
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            JsonNode patient = api.get(200, "/patients/" + ward.id(1));
            assertThat(value(patient, "spo2").intValue()).isEqualTo(88);
            assertThat(value(patient, "pulse").intValue()).as("a rejected reading is no number").isNotEqualTo(91);
            assertThat(value(patient, "pulse_rejected").textValue()).isEqualTo("quality");
            assertThat(value(patient, "spo2_rejected").isNull()).isTrue();

            JsonNode fine = api.get(200, "/patients/" + ward.id(1) + "/vitals?from=2025-11-19T12:22:34Z&to=2025-11-19T14:22:35Z&points=2000");
            assertThat(fine.get("step_seconds").intValue()).isLessThanOrEqualTo(4);
            JsonNode coarse = api.get(200, "/patients/" + ward.id(1) + "/vitals?from=2025-11-12T14:22:34Z&to=2025-11-19T14:22:35Z&points=500");
            assertThat(coarse.get("step_seconds").intValue()).isEqualTo(1500);
            for (JsonNode each : List.of(fine, coarse)) {
                assertThat(least(each.at("/vitals/spo2/min"))).isEqualTo(88);
                assertThat(each.at("/vitals/spo2/min")).hasSize(each.get("count").intValue());
            }
            assertThat(total(fine.at("/quality/pulse/tried"))).isGreaterThan(total(fine.at("/quality/pulse/usable")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void episodesAreFilteredPagedAndExported(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.readings(80, 5).alarms(80);
            ward.alarm(2, "cardiac-arrest", 1, Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE,
                    "cardiac-arrest = 1", "=Over");
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            JsonNode all = api.get(200, "/episodes");
            assertThat(all.get("episodes")).hasSize(14);
            assertThat(api.get(200, "/episodes?rule=cardiac-arrest&open=true").get("episodes")).hasSize(1);
            assertThat(api.get(200, "/episodes?rule=cardiac-arrest&open=false").get("episodes")).hasSize(1);
            assertThat(api.get(200, "/episodes?priority=medium&kind=technical").get("episodes")).hasSize(2);
            assertThat(api.get(200, "/episodes?study=EZTJD").get("episodes")).isNotEmpty().allMatch(
                    each -> each.at("/last/study").textValue().equals("EZTJD"));
            assertThat(api.get(200, "/patients/" + ward.id(2) + "/episodes").get("episodes")).hasSize(1);
            List<JsonNode> paged = new ArrayList<>();
            String next = "";
            while (next != null) {
                JsonNode page = api.get(200, "/episodes?limit=3" + next);
                page.get("episodes").forEach(paged::add);
                next = page.has("next") ? "&page=" + page.get("next").textValue() : null;
            }
            assertThat(paged).containsExactlyElementsOf(all.get("episodes"));
            String ended = api.get(200, "/episodes?rule=cardiac-arrest&open=false").at("/episodes/0/id").textValue();
            assertThat(api.get(200, "/episodes/" + ended).get("records")).hasSize(2);
            String csv = api.raw("GET", "/api/v1/episodes.csv").body();
            assertThat(csv.lines()).hasSize(15);
            assertThat(csv).contains("\"'=Over\"").doesNotContain("user-");
        }
    }

    @ParameterizedTest
    @EnumSource
    void alarmsAreCountedByRuleAndPatientAndAPatientDay(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.readings(80, 5).alarms(80);
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            List<JsonNode> episodes = new ArrayList<>();
            api.get(200, "/episodes?limit=1000").get("episodes").forEach(episodes::add);
            JsonNode counts = api.get(200, "/episode-counts");
            assertThat(counts.get("episodes").intValue()).isEqualTo(episodes.size());
            long arrests = episodes.stream().filter(each -> each.at("/last/rule").textValue().equals("cardiac-arrest")).count();
            assertThat(counts.get("rules")).anySatisfy(each -> {
                assertThat(each.get("rule").textValue()).isEqualTo("cardiac-arrest");
                assertThat(each.get("episodes").longValue()).isEqualTo(arrests);
            });
            assertThat(counts.get("patients")).hasSizeBetween(1, 10);
            assertThat(counts.get("patient_days").doubleValue()).as("each patient came once").isZero();
            ward.advance(12 * 3_600_000);
            ward.reading(1, new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE));
            assertThat(api.get(200, "/episode-counts").get("patient_days").doubleValue()).isEqualTo(0.5);
            int pilot = api.get(200, "/episode-counts?study=PILOT").get("episodes").intValue();
            assertThat(pilot + api.get(200, "/episode-counts?study=EZTJD").get("episodes").intValue()).isEqualTo(episodes.size());
            assertThat(api.get(200, "/episode-counts?study=unheard").get("rules")).isEmpty();
            JsonNode before = api.get(200, "/episode-counts?to=2020-01-01T00:00:00Z");
            assertThat(before.get("episodes").intValue()).isZero();
            assertThat(before.get("patient_days").doubleValue()).isZero();
            api.get(400, "/episode-counts?from=yesterday");
        }
    }

    @ParameterizedTest
    @EnumSource
    void episodesAreFilteredByWhatPeopleHearAndSayWhoAcknowledgedFirstAndWhen(Databases kind) throws Exception {
        try (SimulatedWard ward = ward(kind)) {
            ward.readings(80, 5).alarms(80);
            ward.advance(95_000);
            ward.answered(2, "cardiac-arrest");
            ward.advance(60_000);
            ward.answered(5, "spo2-low");
            ward.signalCameBack(5, "spo2-low");
            ward.answered(5, "spo2-low");
            ward.signalCameBack(5, "spo2-low");
            ward.alarm(9, "no-data", 1, Phase.END, Kind.TECHNICAL, Priority.MEDIUM, AlarmState.ENDED, Freshness.LIVE, "silent", "Over");
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            JsonNode acknowledged = api.get(200, "/episodes?signal=acknowledged").get("episodes");
            assertThat(acknowledged).hasSize(1);
            assertThat(acknowledged.at("/0/last/rule").textValue()).isEqualTo("cardiac-arrest");
            assertThat(acknowledged.at("/0/acknowledged/after_seconds").intValue()).isEqualTo(95);
            assertThat(acknowledged.at("/0/acknowledged/by").textValue()).isEqualTo("anna");
            assertThat(api.get(200, "/episodes/" + acknowledged.at("/0/id").textValue()).get("acknowledged"))
                    .isEqualTo(acknowledged.at("/0/acknowledged"));
            JsonNode back = api.get(200, "/patients/" + ward.id(5) + "/episodes?signal=on").get("episodes");
            assertThat(back.at("/0/acknowledged/after_seconds").intValue()).as("the first of two").isEqualTo(155);
            assertThat(api.get(200, "/episodes?signal=off&kind=technical&priority=medium&open=false").get("episodes")).hasSize(1);
            assertThat(api.get(200, "/episodes?signal=on&open=false").get("episodes")).isEmpty();
            assertThat(api.get(200, "/episodes?signal=paused").get("episodes")).isEmpty();
            int all = 0;
            for (String signal : List.of("on", "acknowledged", "paused", "latched", "off")) {
                List<JsonNode> paged = new ArrayList<>();
                String next = "";
                while (next != null) {
                    JsonNode page = api.get(200, "/episodes?limit=2&signal=" + signal + next);
                    page.get("episodes").forEach(paged::add);
                    next = page.has("next") ? "&page=" + page.get("next").textValue() : null;
                }
                assertThat(paged).containsExactlyElementsOf(api.get(200, "/episodes?signal=" + signal).get("episodes"));
                all += paged.size();
            }
            assertThat(all).isEqualTo(api.get(200, "/episodes").get("episodes").size());
            assertThat(api.raw("GET", "/api/v1/episodes.csv?signal=acknowledged").body().lines()).hasSize(2).first().asString()
                    .endsWith(",signal,acknowledged_by,acknowledged_after_seconds");
            assertThat(api.raw("GET", "/api/v1/episodes.csv?signal=acknowledged").body()).endsWith(",acknowledged,anna,95\r\n");
        }
    }

    @Test
    void badParametersAreProblemsThatSayWhatToWrite() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(1, 1);
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            for (String path : List.of("/patients?limit=0", "/patients?sort=name", "/patients?page=x", "/episodes?priority=worst",
                    "/episodes?signal=loud", "/episodes?from=yesterday", "/episodes?from=%2B999999999-01-01T00:00:00Z", "/patients/" + ward.id(0)
                            + "/vitals?from=-292275055-05-17T00:00:00Z", "/episodes?open=maybe", "/episodes?page=x",
                            "/patients/" + ward.id(0) + "/vitals?points=0",
                    "/patients/" + ward.id(0) + "/vitals?from=2025-11-19T00:00:00Z&to=2024-11-19T00:00:00Z")) {
                JsonNode problem = api.get(400, path);
                assertThat(problem.get("detail").textValue()).as(path).contains("must be");
            }
            assertThat(api.get(200, "/episodes?page=0." + "e".repeat(100)).get("episodes")).as("after the longest id of an episode").isEmpty();
            assertThat(api.get(404, "/patients/" + "0".repeat(20)).get("status").intValue()).isEqualTo(404);
            assertThat(api.get(404, "/episodes/none").get("title").textValue()).isEqualTo("Not Found");
            assertThat(api.raw("POST", "/api/v1/patients").statusCode()).isEqualTo(405);
            assertThat(api.raw("GET", "/api/v1/nothing").headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void aListThatHasNotChangedIsAnswered304() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(5, 5).alarms(5);
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            for (String path : List.of("/api/v1/patients", "/api/v1/episodes", "/api/v1/studies")) {
                String tag = api.raw("GET", path).headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> again = api.raw("GET", path, "If-None-Match", tag);
                assertThat(again.statusCode()).as(path).isEqualTo(304);
                assertThat(again.body()).isEmpty();
            }
        }
    }

    /** Every route of the document, with everything that exists in the other study put into the address. */
    @Test
    void whoSeesOneStudyFindsNothingOfAnother() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(80, 5).alarms(80);
            ApiCheck pilot = new ApiCheck(ward.uri(), OF_PILOT);
            Set<String> secrets = new TreeSet<>(Set.of("EZTJD"));
            List<String> ids = new ArrayList<>();
            for (int patient = 0; patient < 80; patient += 2) {
                ids.add(ward.id(patient));
            }
            secrets.addAll(ids);
            List<String> episodes = new ArrayList<>();
            new ApiCheck(ward.uri(), TOKEN).get(200, "/episodes?study=EZTJD").get("episodes")
                    .forEach(each -> episodes.add(each.get("id").textValue()));
            secrets.addAll(episodes);
            assertThat(episodes).isNotEmpty();
            int asked = 0;
            for (String path : (Iterable<String>) () -> ApiCheck.DOCUMENT.at("/paths").fieldNames()) {
                if (path.equals("/stream") || !ApiCheck.DOCUMENT.at("/paths").get(path).has("get")) {
                    continue;
                }
                for (String id : path.contains("{id}") ? path.startsWith("/patients") ? ids : episodes : List.of("")) {
                    for (String query : List.of("", "?study=EZTJD", "?patient=" + ids.get(1), "?page=" + ids.get(0))) {
                        String address = "/api/v1" + path.replace("{id}", id).replace("{study}", "EZTJD").replace("{seq}", "submitted") + query;
                        HttpResponse<String> answer = pilot.raw("GET", address);
                        assertThat(answer.statusCode()).as(address).isIn(200, 400, 404);
                        assertThat(secrets).as(address).noneMatch(answer.body()::contains);
                        asked++;
                    }
                }
            }
            assertThat(asked).isGreaterThan(200);
            assertThat(pilot.get(200, "/studies").get("studies")).hasSize(1);
            assertThat(pilot.get(200, "/patients?limit=1000").get("rows")).hasSize(40);
            String stream = events(ward.uri(), OF_PILOT, 1).get(0);
            assertThat(secrets).noneMatch(stream::contains);
            assertThat(ApiCheck.tree(stream).get("rows")).hasSize(40);
        }
    }

    @Test
    void nobodyReadsWithoutSigningInAndAScraperReadsNothing() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(3, 3);
            List<String> paths = new ArrayList<>(List.of("/", "/alarms", "/rules", "/audit", "/status", "/patients/" + ward.id(0),
                    "/page/ward.js", "/page/uplot.js"));
            ApiCheck.DOCUMENT.at("/paths").fieldNames().forEachRemaining(path -> paths.add("/api/v1" + path.replace("{id}", ward.id(0))
                    .replace("{study}", "EZTJD").replace("{rule}", "spo2-low").replace("{seq}", "submitted")));
            for (String path : paths) {
                assertThat(new ApiCheck(ward.uri(), null).raw("GET", path).statusCode()).as(path).isEqualTo(401);
                assertThat(new ApiCheck(ward.uri(), "Bearer 00112233445566778899aabbccddeeff").raw("GET", path).statusCode()).as(path)
                        .isEqualTo(403);
            }
            assertThat(new ApiCheck(ward.uri(), null).raw("GET", "/health/live").statusCode()).isEqualTo(200);
            assertThat(new ApiCheck(ward.uri(), null).raw("GET", "/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theLinkSignsInOnceAndItsSessionIsForThisServerOnly() throws Exception {
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder))) {
            URI link = ward.link();
            ApiCheck api = new ApiCheck(ward.uri(), null);
            HttpResponse<String> first = api.raw("GET", link.getPath() + "?" + link.getQuery());
            String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(first.statusCode()).isEqualTo(302);
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
            assertThat(api.raw("GET", "/api/v1/me", "Cookie", cookie.split(";")[0]).body()).contains("\"local\"");
            assertThat(api.raw("GET", "/", "Cookie", cookie.split(";")[0]).headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe");
            assertThat(api.raw("GET", link.getPath() + "?" + link.getQuery()).statusCode()).isEqualTo(403);
            assertThat(api.raw("GET", "/api/v1/me", "Cookie", "vitalwatch-session=0").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aStreamBeginsWithEverythingAndGoesOnWithWhatChanged() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(20, 5);
            HttpURLConnection connection = open(ward.uri().resolve("/api/v1/stream"), TOKEN);
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                JsonNode snapshot = ApiCheck.tree(event(reader, "snapshot"));
                assertThat(snapshot.get("rows")).hasSize(20);
                ward.reading(3, new Reading(Group.SPO2, 81_000, 0, 4, Verdict.USABLE));
                ward.problem("Kafka cannot be read");
                List<JsonNode> rows = new ArrayList<>();
                JsonNode change = null;
                while (rows.isEmpty() || !change.has("trouble")) {
                    String data = event(reader, "change");
                    ApiCheck.check("#/components/schemas/StreamEvent", data);
                    change = ApiCheck.tree(data);
                    change.get("rows").forEach(rows::add);
                }
                assertThat(rows).singleElement().satisfies(row -> {
                    assertThat(row.get(0).textValue()).isEqualTo(ward.id(3));
                    assertThat(row.get(column(snapshot, "spo2")).intValue()).isEqualTo(81);
                });
                assertThat(change.get("trouble").textValue()).contains("Kafka");
            } finally {
                connection.disconnect();
            }
        }
    }

    @Test
    void whileTheStoreIsReadPatientsAreNotShownAndUntilAllIsReadTheStreamSaysHowMuchIsLeft() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(20, 5);
            ApiCheck api = new ApiCheck(ward.uri(), TOKEN);
            ward.catchingUp(IngestState.STARTING);
            for (String path : List.of("/patients", "/patients/" + ward.id(1), "/episodes", "/episodes.csv", "/studies")) {
                assertThat(api.raw("GET", "/api/v1" + path).statusCode()).as(path).isEqualTo(503);
            }
            assertThat(api.get(503, "/episode-counts").get("detail").textValue()).contains("is starting");
            api.get(200, "/me");
            api.get(200, "/status");
            assertThat(api.raw("GET", "/").statusCode()).isEqualTo(200);
            assertThat(firstBehind(ward)).isEqualTo(-1);
            ward.catchingUp(7000);
            assertThat(api.get(200, "/patients").get("rows")).hasSize(20);
            assertThat(firstBehind(ward)).isEqualTo(7000);
            assertThat(api.raw("GET", "/health/ready").statusCode()).isEqualTo(503);
            ward.catchingUp(0);
            assertThat(firstBehind(ward)).isZero();
            assertThat(api.raw("GET", "/health/ready").statusCode()).isEqualTo(200);
        }
    }

    private static int firstBehind(SimulatedWard ward) throws Exception {
        HttpURLConnection connection = open(ward.uri().resolve("/api/v1/stream"), TOKEN);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            String snapshot = event(reader, "snapshot");
            ApiCheck.check("#/components/schemas/StreamEvent", snapshot);
            return ApiCheck.tree(snapshot).path("behind").asInt();
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void whoComesBackGetsWhatItMissedAndWhoHasAnotherEpochGetsEverything() throws Exception {
        try (SimulatedWard ward = ward(Databases.SQLITE)) {
            ward.readings(20, 5);
            String last;
            HttpURLConnection connection = open(ward.uri().resolve("/api/v1/stream"), TOKEN);
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                JsonNode snapshot = ApiCheck.tree(event(reader, "snapshot"));
                last = snapshot.get("epoch").textValue() + "." + snapshot.get("tick").longValue();
            } finally {
                connection.disconnect();
            }
            ward.reading(3, new Reading(Group.SPO2, 81_000, 0, 4, Verdict.USABLE));
            ward.reading(4, new Reading(Group.SPO2, 82_000, 0, 4, Verdict.USABLE));
            ward.reading(3, new Reading(Group.SPO2, 83_000, 0, 4, Verdict.USABLE));
            assertThat(ApiCheck.tree(events(ward.uri(), TOKEN, 1, "Last-Event-ID", last).get(0)).get("rows")).as("merged").hasSize(2);
            assertThat(ApiCheck.tree(events(ward.uri(), TOKEN, 1, "Last-Event-ID", "00000000.7").get(0)).get("rows")).hasSize(20);
        }
    }

    private static List<String> events(URI root, String authorization, int count, String... headers) throws IOException {
        HttpURLConnection connection = open(root.resolve("/api/v1/stream"), authorization, headers);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> events = new ArrayList<>();
            while (events.size() < count) {
                events.add(event(reader, null));
                ApiCheck.check("#/components/schemas/StreamEvent", events.get(events.size() - 1));
            }
            return events;
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(URI uri, String authorization, String... headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("Authorization", authorization);
        for (int i = 0; i < headers.length; i += 2) {
            connection.setRequestProperty(headers[i], headers[i + 1]);
        }
        return connection;
    }

    /** The data of the next event. */
    private static String event(BufferedReader reader, String name) throws IOException {
        String line;
        while ((line = reader.readLine()) != null) {
            if (name != null && line.startsWith("event: ")) {
                assertThat(line).isEqualTo("event: " + name);
            }
            if (line.startsWith("data: ")) {
                return line.substring(6);
            }
        }
        throw new AssertionError("the stream ended");
    }

    private static int column(JsonNode answer, String name) {
        for (int i = 0; i < answer.get("columns").size(); i++) {
            if (answer.get("columns").get(i).textValue().equals(name)) {
                return i;
            }
        }
        throw new AssertionError("no column " + name);
    }

    private static JsonNode value(JsonNode patient, String name) {
        return patient.get("row").get(column(patient, name));
    }

    private static int least(JsonNode values) {
        int least = Integer.MAX_VALUE;
        for (JsonNode each : values) {
            least = each.isNull() ? least : Math.min(least, each.intValue());
        }
        return least;
    }

    private static int total(JsonNode counts) {
        int total = 0;
        for (JsonNode each : counts) {
            total += each.intValue();
        }
        return total;
    }
}
