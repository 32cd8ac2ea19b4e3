package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The private address: page, history, live updates, metrics, the study switch between receivers. */
@Timeout(120)
class PrivateSideTest {
    private static EmbeddedKafka kafka;
    private static TestReceiver running;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        running = TestReceiver.ready(kafka, "--trusted-proxies=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        running.close();
        kafka.close();
    }

    @Test
    void rejectedRequestsAreListedWithTheirReasonAndWithoutSecretsAndValues() throws Exception {
        List<String> secret = List.of("Authorization", "Cookie", "X-Api-Key", "X-Amz-Security-Token", "X-Hmac", "X-Shopify-Hmac-Sha256",
                "X-Digest", "X-Credential", "X-Pass", "X-Forwarded-Client-Cert", "X-Sig", "Corsano-Sign", "X-Key", "Idempotency-Key");
        HttpRequest.Builder request = running.request()
                .POST(BodyPublishers.ofString("{\"user_uuid\":\"9f1c-PATIENT\",\"first_name\":\"Erika\",\"bpm\":79,\"Erika M\":true}"))
                .header("X-Signature", "sha256=" + "0a".repeat(32) + ", v1=" + "0b".repeat(32)).header("User-Agent", "<script>alert(1)</script>")
                .header("X-Forwarded-For", "203.0.113.9:51544");
        secret.forEach(name -> request.header(name, "SECRET-" + name));
        running.send(request);

        String listed = awaitListed("?status=failed&signed=false", "203.0.113.9");

        assertThat(listed).contains("\"http\":401").contains("\"from\":\"203.0.113.9\"")
                .contains("X-Signature: sha256=<64 hex>, v1=<64 hex>").contains("X-Hmac: <13 characters>").contains("Authorization: <")
                .contains("User-Agent: <script>alert(1)</script>").contains("POST /webhooks/corsano HTTP/1.1")
                .contains("{\\\"user_uuid\\\":\\\"<12>\\\",\\\"first_name\\\":\\\"<5>\\\",\\\"bpm\\\":00,\\\"<7>\\\":true}")
                .contains("\"diagnosis\":\"no known way to sign matches")
                .doesNotContain("SECRET").doesNotContain("0a0a").doesNotContain("PATIENT").doesNotContain("Erika").doesNotContain(":79");
    }

    @Test
    void theRowOfARefusedDeliverySaysHowItsSignatureWouldHaveMatched() throws Exception {
        byte[] body = Signing.bytes("{\"event_type\":\"test\"}");
        byte[] signed = Signing.bytes("1763562121." + "{\"event_type\":\"test\"}");
        running.send(running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(signed))
                .header("X-Time", "1763562121"));

        assertThat(awaitListed("?signed=false", "would match with")).contains("would match with --signature.scheme=timestamped"
                + " --signature.headers=X-Signature --signature.time=X-Time --signature.algorithm=HmacSHA256 --signature.encoding=hex"
                + " (secret test)").doesNotContain(Signing.SECRET);
    }

    @Test
    void bodiesOfFailedRequestsAreShownOrLeftOutWhereASettingSaysSo() throws Exception {
        for (String setting : List.of("shown", "off")) {
            try (TestReceiver own = TestReceiver.ready(kafka, "--history.bodies=" + setting, "--history.headers=X-Shown",
                    "--content-type.any=true")) {
                own.send(own.request().POST(BodyPublishers.ofString("{\"vitals\":\"" + "y".repeat(6000))).header("X-Signature", "00")
                        .header("X-Shown", "in full"));
                assertThat(own.send(HttpRequest.newBuilder(own.receiver.publicUri()).POST(BodyPublishers.ofString("{}"))
                        .header("X-Signature", Signing.hex(Signing.bytes("{}")))).statusCode()).as("no content type").isEqualTo(204);
                TestReceiver.until("listed", () -> listed(own, "?signed=false").contains("X-Shown: in full"));
                String text = listed(own, "?signed=false");
                assertThat(Pattern.compile("y{4000}").matcher(text).find()).isEqualTo(setting.equals("shown"));
                assertThat(Pattern.compile("y{4096}").matcher(text).find()).isFalse();
            }
        }
    }

    @Test
    void rowsAreFilteredByStudyTypeAndStatusAndTotalsFollow() throws Exception {
        String twice = TestReceiver.delivery("u", "FILTER", 0);
        running.post(twice);
        running.post(twice);
        running.post("{\"study\":\"FILTER\",\"user_uuid\":\"u\",\"type\":\"ppg\",\"data\":[]}");
        awaitListed("?study=FILTER&type=ppg", "\"event\":\"ppg\"");

        String of = running.get("/api/deliveries?study=FILTER").body();
        assertThat(of).contains("\"totals\":{\"events\":3,\"success\":3,\"failed\":0,\"success_rate\":100.0}").contains("\"attempt\":2");
        assertThat(running.get("/api/deliveries?study=FILTER&type=activity").body()).contains("\"events\":2,\"success\":2");
        assertThat(running.get("/api/deliveries?study=FILTER&status=failed").body()).contains("\"rows\":[]");
        assertThat(running.get("/api/deliveries?study=FILTER&limit=1").body()).containsOnlyOnce("\"number\"");
        assertThat(running.get("/api/deliveries?study=%3Cnone%3E").statusCode()).isEqualTo(200);
        for (String unknown : List.of("limit=x", "status=Success", "status=ok", "signed=yes")) {
            for (String path : List.of("/api/deliveries", "/api/deliveries.csv", "/api/deliveries/stream")) {
                if (!path.endsWith("csv") && !path.endsWith("stream") || !unknown.startsWith("limit")) {
                    assertThat(running.get(path + "?" + unknown).statusCode()).as(path + "?" + unknown).isEqualTo(400);
                }
            }
        }
        HttpResponse<String> csv = running.get("/api/deliveries.csv?study=FILTER");
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=utf-8");
        assertThat(csv.body().lines()).hasSize(4).first().asString().startsWith("time,event,status,http,attempt,latency_ms");
    }

    @Test
    void probesAreNoAttemptsAndNearMissesOfThePathAreListed() throws Exception {
        try (TestReceiver own = TestReceiver.ready(kafka)) {
            own.post(TestReceiver.delivery("u", "PROBE", 0));
            for (int i = 0; i < 5; i++) {
                own.send(own.request().method("HEAD", BodyPublishers.noBody()));
                own.send(own.request().GET());
                own.send(own.request().POST(BodyPublishers.ofString(TestReceiver.delivery("u", "PROBE", 0))));
                own.send(own.request().POST(BodyPublishers.ofString(TestReceiver.delivery("u", "PROBE", 0))).header("X-Signature", "00"));
            }
            TestReceiver.until("counted apart", () -> listed(own, "").contains("\"unsigned\":20}"));
            assertThat(listed(own, "")).contains("\"totals\":{\"events\":1,\"success\":1,\"failed\":0,\"success_rate\":100.0}");
            assertThat(listed(own, "?signed=false")).doesNotContain("\"attempt\":1").doesNotContain("body_sha256");

            for (String path : List.of("/webhooks/corsano/", "/WEBHOOKS/corsano", "//webhooks/corsano", "/webhooks/cors%61no",
                    "/webhooks/corsano;a=b", "/elsewhere", "/webhooks")) {
                try (RawSocket socket = new RawSocket(own.receiver.publicUri())) {
                    socket.send("POST " + path + "?token=hidden HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
                    assertThat(socket.status()).as(path).isEqualTo(404);
                }
            }
            TestReceiver.until("near misses", () -> listed(own, "?signed=false").split("path-near-miss", -1).length == 6);
            assertThat(listed(own, "?signed=false")).contains("POST /webhooks/corsano/ HTTP/1.1").doesNotContain("hidden")
                    .doesNotContain("/elsewhere");
        }
    }

    @Test
    void aStreamShowsADeliverySoonAfterItsArrival() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<java.io.InputStream> stream = client.send(
                running.inside("/api/deliveries/stream?study=STREAM").build(), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream;charset=utf-8");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: all");
            running.post(TestReceiver.delivery("u", "STREAM", 0));
            String line = lines.readLine();
            while (!line.startsWith("data: ") || !line.contains("\"study\":\"STREAM\"")) {
                line = lines.readLine();
            }
            assertThat(line).contains("\"status\":\"success\"");
        }
    }

    @Test
    void closingEndsLiveStreamsAndTheHistoryComesBackAtTheNextStart() throws Exception {
        String name = TestReceiver.fresh();
        String body = TestReceiver.delivery("u", "BACK", 0);
        try (TestReceiver first = TestReceiver.named(kafka, name)) {
            first.post(body);
            first.send(first.request().POST(BodyPublishers.ofString("{}")));
            HttpResponse<java.io.InputStream> stream = HttpClient.newHttpClient().send(
                    first.inside("/api/deliveries/stream").build(), BodyHandlers.ofInputStream());
            TestReceiver.until("two listed", () -> listed(first, "").contains("\"kept\":2"));
            first.close();
            stream.body().readAllBytes();
        }
        try (TestReceiver second = TestReceiver.named(kafka, name)) {
            TestReceiver.until("read back", () -> listed(second, "").contains("\"kept\":2"));
            // The name of this receiver has its random port, so its totals are those of another receiver.
            TestReceiver.until("totals", () -> listed(second, "").contains("\"ever\":{\"success\":1,\"failed\":0,\"unsigned\":1}"));
            second.post(body);
            TestReceiver.until("counted on", () -> listed(second, "?study=BACK").contains("\"attempt\":2"));
        }
    }

    @Test
    void twoReceiversAgreeOnTheStudySwitchAndOneThatStartsLaterToo() throws Exception {
        String name = TestReceiver.fresh();
        try (TestReceiver one = TestReceiver.named(kafka, name); TestReceiver other = TestReceiver.named(kafka, name)) {
            assertThat(one.get("/api/studies/EZ").body()).isEqualTo("{\"study\":\"EZ\",\"enabled\":true}\n");
            HttpResponse<String> thrown = one.switchStudy("EZ", false);
            assertThat(thrown.statusCode()).isEqualTo(200);
            assertThat(thrown.body()).startsWith("{\"study\":\"EZ\",\"enabled\":false,\"changed_at\":");
            TestReceiver.until("agreed", () -> body(other, "/api/studies/EZ").contains("\"enabled\":false"));

            assertThat(other.post(TestReceiver.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
            assertThat(other.raw(0)).isEmpty();
            try (TestReceiver late = TestReceiver.named(kafka, name)) {
                assertThat(late.get("/api/studies").body()).contains("\"study\":\"EZ\",\"enabled\":false");
                assertThat(late.post(TestReceiver.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
                assertThat(late.raw(0)).isEmpty();
                assertThat(late.switchStudy("EZ", true).statusCode()).isEqualTo(200);
            }
            TestReceiver.until("on again", () -> body(one, "/api/studies/EZ").contains("\"enabled\":true"));
            assertThat(one.post(TestReceiver.delivery("u", "EZ", 0)).statusCode()).isEqualTo(204);
            assertThat(one.raw(1)).hasSize(1);
        }
    }

    @Test
    void theStudySwitchRefusesEverythingElse() throws Exception {
        for (String bad : List.of("", "{}", "{\"enabled\":0}", "{\"enabled\":\"false\"}", "[]", "{\"enabled\":true} x",
                "{\"disabled\":true}")) {
            assertThat(put("S", bad, "application/json")).as(bad).isEqualTo(400);
        }
        assertThat(put("S", "{\"enabled\":true}", "text/plain")).isEqualTo(415);
        assertThat(put("x".repeat(129), "{\"enabled\":true}", "application/json")).isEqualTo(400);
        assertThat(put("a%20b%2Fc", "{\"enabled\":true}", "application/json")).isIn(200, 400);
        assertThat(running.send(running.inside("/api/studies/S").DELETE()).statusCode()).isEqualTo(405);
        assertThat(running.send(running.inside("/api/studies").PUT(BodyPublishers.noBody())).statusCode()).isEqualTo(405);
    }

    @Test
    void aRequestIsRefusedByItsHeadBeforeItsBodyIsRead() throws Exception {
        for (String refused : List.of("POST /metrics", "DELETE /api/studies/S", "GET /nothing")) {
            try (RawSocket socket = new RawSocket(running.inside())) {
                socket.send(refused + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\n");
                assertThat(socket.answer()).as(refused).containsPattern("^HTTP/1.1 40[45]").contains("Connection: close");
            }
        }
        try (RawSocket socket = new RawSocket(running.inside())) {
            socket.send("PUT /api/studies/S HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 16\r\n\r\n");
            assertThat(socket.answer()).contains("421").contains("Connection: close");
        }
        try (RawSocket socket = new RawSocket(running.inside())) {
            socket.send("PUT /api/studies/S HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(1500));
            assertThat(socket.answer()).contains("413").contains("Connection: close");
        }
    }

    @Test
    void aStudyIsSwitchedByExactlyOneSegmentOfStrictUtf8() throws Exception {
        String off = "{\"enabled\":false}";
        assertThat(put("A/B", off, "application/json")).isEqualTo(404);
        assertThat(put("A/", off, "application/json")).isEqualTo(404);
        assertThat(put("%E9", off, "application/json")).isEqualTo(400);
        assertThat(put("%E2%80%AEX", off, "application/json")).isEqualTo(400);
        assertThat(put("%00", off, "application/json")).isEqualTo(400);
        assertThat(put("x%0d%0aSet-Cookie:a", off, "application/json")).isEqualTo(400);
        assertThat(put("B", "{\"enabled\":false,\"enabled\":true}", "application/json")).isEqualTo(400);
        HttpResponse<String> other = running.send(running.inside("/api/studies-x").header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(off)));
        assertThat(other.statusCode()).isIn(404, 405);
        assertThat(running.get("/api/studies").body()).doesNotContain("\"A\"").doesNotContain("\"B\"").doesNotContain("studies-x")
                .doesNotContain("\uFFFD");
        assertThat(put("caf%C3%A9", off, "application/json")).isEqualTo(200);
        assertThat(running.get("/api/studies/caf%C3%A9").body()).startsWith("{\"study\":\"café\",\"enabled\":false,")
                .contains("\"changed_by\":\"local\"");
    }

    @Test
    void metricsCountRequestsAndContainNoUser() throws Exception {
        running.post(TestReceiver.delivery("patient-zero", "M", 0));
        running.send(running.request().POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> metrics = running.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain;version=0.0.4;charset=utf-8");
        assertThat(metrics.body()).doesNotContain("patient-zero").doesNotContain("\"M\"")
                .contains("vitalwatch_receiver_deliveries_total{code=\"204\",outcome=\"stored\"} ")
                .contains("vitalwatch_receiver_signature_failures_total{reason=\"missing\"} ")
                .contains("vitalwatch_receiver_in_flight_bytes 0.0\n")
                .contains("vitalwatch_receiver_phase_seconds_bucket{phase=\"acknowledge\",le=\"+Inf\"} ")
                .contains("vitalwatch_receiver_newest_sample_lag_seconds ")
                .contains("vitalwatch_receiver_ready 1.0\n");
        assertThat(metrics.body().lines()).allMatch(line -> line.startsWith("# ")
                || line.matches("vitalwatch_receiver_[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? (NaN|[0-9.E-]+)"));
    }

    @Test
    void thePageIsSelfContainedUnderAStrictPolicy() throws Exception {
        HttpResponse<String> page = running.get("/deliveries");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'").doesNotContain("unsafe").doesNotContain("http");
        assertThat(page.body()).doesNotContain("http:").doesNotContain("https:").doesNotContain("style=").doesNotContain(" onclick")
                .contains("<caption").contains("scope=\"col\"").contains("aria-live").contains("lang=\"en\"");
        assertThat(page.body()).doesNotContainPattern("<script(?! src)").doesNotContain("<style");
        for (String part : List.of("/deliveries.css", "/deliveries.js", "/deliveries.svg")) {
            assertThat(page.body()).contains(part);
            assertThat(running.get(part).statusCode()).isEqualTo(200);
        }
        assertThat(running.get("/deliveries.js").body()).doesNotContain("innerHTML").doesNotContain("http:").doesNotContain("https:");
        assertThat(running.get("/").statusCode()).isEqualTo(302);
        assertThat(running.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(running.get("/../deliveries.html").statusCode()).isIn(400, 404);
        assertThat(running.get("/health/live").body()).isEqualTo("live\n");
        assertThat(running.get("/health/ready").body()).isEqualTo("ready\n");
    }

    @Test
    void onLoopbackAnyOtherHostNameIsRefused() throws Exception {
        try (RawSocket socket = new RawSocket(running.inside()).send("GET /api/deliveries HTTP/1.1\r\nHost: evil.example\r\n\r\n")) {
            assertThat(socket.status()).isEqualTo(421);
        }
        try (RawSocket socket = new RawSocket(running.inside()).send("GET /health/live HTTP/1.1\r\nHost: localhost:1\r\n\r\n")) {
            assertThat(socket.status()).isEqualTo(200);
        }
    }

    private static int put(String study, String body, String type) throws Exception {
        return running.send(running.inside("/api/studies/" + study).header("Content-Type", type).PUT(BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static String awaitListed(String query, String text) throws Exception {
        TestReceiver.until(text, () -> listed(running, query).contains(text));
        return listed(running, query);
    }

    private static String listed(TestReceiver of, String query) {
        return body(of, "/api/deliveries" + query);
    }

    private static String body(TestReceiver of, String path) {
        try {
            return of.get(path).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
