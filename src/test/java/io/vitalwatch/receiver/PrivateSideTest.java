package io.vitalwatch.receiver;

import io.vitalwatch.cli.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The private address: page, history, live updates, metrics, the study switch between receivers. */
@Timeout(120)
class PrivateSideTest {
    private static EmbeddedKafka kafka;
    private static Bench bench;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        bench = Bench.ready(kafka, "--trusted-proxies=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        bench.close();
        kafka.close();
    }

    @Test
    void rejectedRequestsAreListedWithTheirReasonAndSecretsMasked() throws Exception {
        String body = "{\"vitals\":\"<script>alert(1)</script>\"}" + "x".repeat(6000);
        bench.send(bench.request().POST(BodyPublishers.ofString(body)).header("X-Signature", "sha256=secret-signature")
                .header("Authorization", "Bearer t0ken").header("Cookie", "c00kie").header("X-Forwarded-For", "203.0.113.9"));

        String listed = awaitListed("?status=failed", "signature-malformed");

        assertThat(listed).contains("\"http\":401").contains("\"from\":\"203.0.113.9\"").contains("X-Signature: •••• (23 characters)")
                .contains("<script>").doesNotContain("secret-signature").doesNotContain("t0ken").doesNotContain("c00kie");
        assertThat(Pattern.compile("x{4096}").matcher(listed).find()).isFalse();
        assertThat(Pattern.compile("x{4000}").matcher(listed).find()).isTrue();
    }

    @Test
    void rowsAreFilteredByStudyTypeAndStatusAndTotalsFollow() throws Exception {
        String twice = Bench.delivery("u", "FILTER", 0);
        bench.post(twice);
        bench.post(twice);
        bench.post("{\"study\":\"FILTER\",\"user_uuid\":\"u\",\"type\":\"ppg\",\"data\":[]}");
        awaitListed("?study=FILTER&type=ppg", "\"event\":\"ppg\"");

        String of = bench.get("/api/deliveries?study=FILTER").body();
        assertThat(of).contains("\"totals\":{\"events\":3,\"success\":3,\"failed\":0,\"success_rate\":100.0}").contains("\"attempt\":2");
        assertThat(bench.get("/api/deliveries?study=FILTER&type=activity").body()).contains("\"events\":2,\"success\":2");
        assertThat(bench.get("/api/deliveries?study=FILTER&status=failed").body()).contains("\"rows\":[]");
        assertThat(bench.get("/api/deliveries?study=FILTER&limit=1").body()).containsOnlyOnce("\"number\"");
        assertThat(bench.get("/api/deliveries?study=%3Cnone%3E&limit=x").statusCode()).isEqualTo(200);
        HttpResponse<String> csv = bench.get("/api/deliveries.csv?study=FILTER");
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=utf-8");
        assertThat(csv.body().lines()).hasSize(4).first().asString().startsWith("time,event,status,http,attempt,latency_ms");
    }

    @Test
    void aFollowerOfTheStreamSeesADeliverySoonAfterItCame() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<java.io.InputStream> stream = client.send(
                bench.inside("/api/deliveries/stream?study=STREAM").build(), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream;charset=utf-8");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: all");
            bench.post(Bench.delivery("u", "STREAM", 0));
            String line = lines.readLine();
            while (!line.startsWith("data: ") || !line.contains("\"study\":\"STREAM\"")) {
                line = lines.readLine();
            }
            assertThat(line).contains("\"status\":\"success\"");
        }
    }

    @Test
    void closingEndsLiveStreamsInTimeAndTheHistoryComesBackAtTheNextStart() throws Exception {
        String name = Bench.fresh();
        String body = Bench.delivery("u", "BACK", 0);
        try (Bench first = Bench.named(kafka, name)) {
            first.post(body);
            first.send(first.request().POST(BodyPublishers.ofString("{}")));
            HttpResponse<java.io.InputStream> stream = HttpClient.newHttpClient().send(
                    first.inside("/api/deliveries/stream").build(), BodyHandlers.ofInputStream());
            Bench.until("two listed", () -> listed(first, "").contains("\"events\":2"));
            long began = System.nanoTime();
            first.close();
            assertThat((System.nanoTime() - began) / 1_000_000).as("ms to close").isLessThan(8000);
            stream.body().readAllBytes();
        }
        try (Bench second = Bench.named(kafka, name)) {
            Bench.until("read back", () -> listed(second, "").contains("\"events\":2,\"success\":1,\"failed\":1"));
            second.post(body);
            Bench.until("counted on", () -> listed(second, "?study=BACK").contains("\"attempt\":2"));
        }
    }

    @Test
    void twoReceiversAgreeOnTheStudySwitchAndOneThatStartsLaterToo() throws Exception {
        String name = Bench.fresh();
        try (Bench one = Bench.named(kafka, name); Bench other = Bench.named(kafka, name)) {
            assertThat(one.get("/api/studies/EZ").body()).isEqualTo("{\"study\":\"EZ\",\"enabled\":true}\n");
            HttpResponse<String> thrown = one.switchStudy("EZ", false);
            assertThat(thrown.statusCode()).isEqualTo(200);
            assertThat(thrown.body()).startsWith("{\"study\":\"EZ\",\"enabled\":false,\"changed_at\":");
            Bench.until("agreed", () -> body(other, "/api/studies/EZ").contains("\"enabled\":false"));

            assertThat(other.post(Bench.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
            assertThat(other.raw(0)).isEmpty();
            try (Bench late = Bench.named(kafka, name)) {
                assertThat(late.get("/api/studies").body()).contains("\"study\":\"EZ\",\"enabled\":false");
                assertThat(late.post(Bench.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
                assertThat(late.raw(0)).isEmpty();
                assertThat(late.switchStudy("EZ", true).statusCode()).isEqualTo(200);
            }
            Bench.until("on again", () -> body(one, "/api/studies/EZ").contains("\"enabled\":true"));
            assertThat(one.post(Bench.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
            assertThat(one.raw(1)).hasSize(1);
        }
    }

    @Test
    void theSwitchTakesOnlyWhatIsMeantForIt() throws Exception {
        for (String bad : List.of("", "{}", "{\"enabled\":0}", "{\"enabled\":\"false\"}", "[]", "{\"enabled\":true} x", "{\"disabled\":true}")) {
            assertThat(put("S", bad, "application/json")).as(bad).isEqualTo(400);
        }
        assertThat(put("S", "{\"enabled\":true}", "text/plain")).isEqualTo(415);
        assertThat(put("x".repeat(129), "{\"enabled\":true}", "application/json")).isEqualTo(400);
        assertThat(put("a%20b%2Fc", "{\"enabled\":true}", "application/json")).isIn(200, 400);
        assertThat(bench.send(bench.inside("/api/studies/S").DELETE()).statusCode()).isEqualTo(405);
        assertThat(bench.send(bench.inside("/api/studies").PUT(BodyPublishers.noBody())).statusCode()).isEqualTo(405);
    }

    @Test
    void aRefusedBodyThatComesLateDoesNotEndTheConnection() throws Exception {
        try (Wire wire = new Wire(bench.inside())) {
            for (String refused : List.of("PUT /api/studies/S", "POST /metrics", "DELETE /api/studies/S", "GET /nothing")) {
                wire.send(refused + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\n");
                Thread.sleep(100);
                wire.send("{\"enabled\":true}");
                assertThat(wire.status()).as(refused).isIn(404, 405, 415);
            }
            wire.send("PUT /api/studies/S HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(1500));
            assertThat(wire.answer()).contains("415").contains("Connection: close");
        }
    }

    @Test
    void metricsCountWhatHappenedAndNameNobody() throws Exception {
        bench.post(Bench.delivery("patient-zero", "M", 0));
        bench.send(bench.request().POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> metrics = bench.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain;version=0.0.4;charset=utf-8");
        assertThat(metrics.body()).doesNotContain("patient-zero").doesNotContain("\"M\"")
                .contains("vitalwatch_receiver_deliveries_total{outcome=\"stored\",code=\"204\"} ")
                .contains("vitalwatch_receiver_signature_failures_total{reason=\"missing\"} ")
                .contains("vitalwatch_receiver_in_flight_bytes 0\n")
                .contains("vitalwatch_receiver_phase_seconds_bucket{phase=\"acknowledge\",le=\"+Inf\"} ")
                .contains("vitalwatch_receiver_newest_sample_lag_seconds ")
                .contains("vitalwatch_receiver_ready 1\n");
        assertThat(metrics.body().lines()).allMatch(line -> line.startsWith("# ")
                || line.matches("vitalwatch_receiver_[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? [0-9.E-]+"));
    }

    @Test
    void thePageIsSelfContainedUnderAStrictPolicy() throws Exception {
        HttpResponse<String> page = bench.get("/deliveries");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'").doesNotContain("unsafe").doesNotContain("http");
        assertThat(page.body()).doesNotContain("http:").doesNotContain("https:").doesNotContain("style=").doesNotContain(" onclick")
                .contains("<caption").contains("scope=\"col\"").contains("aria-live").contains("lang=\"en\"");
        assertThat(page.body()).doesNotContainPattern("<script(?! src)").doesNotContain("<style");
        for (String part : List.of("/deliveries.css", "/deliveries.js", "/deliveries.svg")) {
            assertThat(page.body()).contains(part);
            assertThat(bench.get(part).statusCode()).isEqualTo(200);
        }
        assertThat(bench.get("/deliveries.js").body()).doesNotContain("innerHTML").doesNotContain("http:").doesNotContain("https:");
        assertThat(bench.get("/").statusCode()).isEqualTo(302);
        assertThat(bench.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(bench.get("/../deliveries.html").statusCode()).isIn(400, 404);
        assertThat(bench.get("/health/live").body()).isEqualTo("live\n");
        assertThat(bench.get("/health/ready").body()).isEqualTo("ready\n");
    }

    @Test
    void onLoopbackAnyOtherNameIsTurnedAway() throws Exception {
        try (Wire wire = new Wire(bench.inside()).send("GET /api/deliveries HTTP/1.1\r\nHost: evil.example\r\n\r\n")) {
            assertThat(wire.status()).isEqualTo(421);
        }
        try (Wire wire = new Wire(bench.inside()).send("GET /health/live HTTP/1.1\r\nHost: localhost:1\r\n\r\n")) {
            assertThat(wire.status()).isEqualTo(200);
        }
    }

    private static int put(String study, String body, String type) throws Exception {
        return bench.send(bench.inside("/api/studies/" + study).header("Content-Type", type).PUT(BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static String awaitListed(String query, String text) throws Exception {
        Bench.until(text, () -> listed(bench, query).contains(text));
        return listed(bench, query);
    }

    private static String listed(Bench of, String query) {
        return body(of, "/api/deliveries" + query);
    }

    private static String body(Bench of, String path) {
        try {
            return of.get(path).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
