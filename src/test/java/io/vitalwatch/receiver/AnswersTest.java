package io.vitalwatch.receiver;

import io.vitalwatch.cli.EmbeddedKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Each row of the table of answers, over HTTP and with a real broker. */
@Timeout(120)
class AnswersTest {
    private static final int LIMIT = 4 << 20;

    private static EmbeddedKafka kafka;
    private static Bench bench;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        bench = Bench.ready(kafka);
    }

    @AfterAll
    static void stop() {
        bench.close();
        kafka.close();
    }

    @Test
    void aSignedDeliveryIsInKafkaByteForByteOnceItIsAnswered() throws Exception {
        byte[] body = Signing.bytes(Bench.example());
        long before = System.currentTimeMillis();

        HttpResponse<String> answer = bench.post(body);

        long after = System.currentTimeMillis();
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        ConsumerRecord<byte[], byte[]> record = bench.raw(1).stream().filter(each -> Arrays.equals(each.value(), body)).findFirst()
                .orElseThrow();
        assertThat(record.key()).asString().isEqualTo("e962******2c5c");
        assertThat(record.timestamp()).isBetween(before, after);
        assertThat(header(record, "delivery-id"))
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        assertThat(header(record, "received-at")).isEqualTo(Long.toString(record.timestamp()));
    }

    @Test
    void aProductionReceiverIgnoresTheArrivalThatASenderClaims() throws Exception {
        byte[] body = Signing.bytes(Bench.delivery("claimant", "S", 0));
        long before = System.currentTimeMillis();

        bench.send(bench.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body))
                .header(ArrivalSource.HEADER, "1000"));

        assertThat(of("claimant").timestamp()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aSimulatedReceiverTakesItAndItsHeartbeatsGoByItsClock() throws Exception {
        try (Bench simulated = Bench.ready(kafka, Bench.fresh(), ArrivalSource.simulated(() -> 5_000L), "--heartbeat.interval=100ms")) {
            byte[] body = Signing.bytes(Bench.delivery("u", "S", 0));
            assertThat(simulated.send(simulated.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body))
                    .header(ArrivalSource.HEADER, "7000")).statusCode()).isEqualTo(204);

            List<ConsumerRecord<byte[], byte[]>> records = simulated.raw(3);

            assertThat(records).filteredOn(each -> each.key() != null).extracting(ConsumerRecord::timestamp).containsExactly(7000L);
            assertThat(records).filteredOn(each -> each.key() == null).isNotEmpty().allSatisfy(each -> {
                assertThat(each.timestamp()).isEqualTo(5000);
                assertThat(each.value()).asString().isEqualTo("{\"event_type\":\"heartbeat\"}");
            });
            assertThat(records).filteredOn(each -> each.key() == null).extracting(ConsumerRecord::partition).contains(0, 1);
        }
    }

    @Test
    void theTestEventIsAnsweredAndListedAndNotStored() throws Exception {
        String body = "{\"event_type\":\"test\", \"x\":\"" + System.nanoTime() + "\"}";
        assertThat(bench.post(body).statusCode()).isEqualTo(204);

        assertThat(bench.raw(0)).noneMatch(each -> Arrays.equals(each.value(), Signing.bytes(body)));
        assertThat(bench.get("/metrics").body()).contains("outcome=\"test\",code=\"204\"");
        awaitListed("\"event\":\"test\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"user_uuid\":\"new-1\",\"type\":\"ppg\",\"data\":[[1]]}",
        "{\"user_uuid\":\"new-2\",\"data\":[[]],\"more\":{\"deep\":[{}]}}",
        "{\"data\":{\"user_uuid\":\"new-3\",\"data\":7}}",
        "{\"event_type\":\"something\",\"user_uuid\":\"new-4\"}",
        "{\"user_uuid\":\"new-5\",\"user_uuid\":\"new-5\",\"data\":[]}",
    })
    void whatIsNewButWellFormedIsStoredUnderItsUser(String body) throws Exception {
        assertThat(bench.post(body).statusCode()).isEqualTo(204);

        ConsumerRecord<byte[], byte[]> record = bench.raw(1).stream()
                .filter(each -> Arrays.equals(each.value(), Signing.bytes(body))).findFirst().orElseThrow();
        assertThat(record.key()).asString().startsWith("new-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "{}", "{\"a\":1}"})
    void wellFormedJsonOfNobodyIsStoredToo(String body) throws Exception {
        assertThat(bench.post(body).statusCode()).isEqualTo(204);
        assertThat(bench.raw(1)).anyMatch(each -> Arrays.equals(each.value(), Signing.bytes(body)) && each.key() == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":", "[1,", "{} {}", "{}x", "nonsense", "{\"a\":1}}", "[[[[}", "{\"a\":\"\u0001\"}"})
    void emptyAndMalformedJsonWithAGoodSignatureIs400(String body) throws Exception {
        assertThat(bench.post(body).statusCode()).isEqualTo(400);
    }

    @Test
    void bytesThatAreNoUtf8Are400() throws Exception {
        assertThat(bench.post(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/webhooks", "/webhooks/corsano/", "/webhooks/corsano/x", "/webhooks//corsano", "/webhooks/cors%61no",
        "/webhooks/./corsano", "/webhooks/corsano;a=b", "/deliveries", "/metrics", "/health/ready", "/api/studies/X"})
    void anyOtherPathIs404OnThePublicAddress(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bench.receiver.publicUri().resolve(path)).POST(BodyPublishers.ofString("{}"));
        assertThat(bench.send(request).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"})
    void anyOtherMethodIs405AndSaysWhichOneIsRight(String method) throws Exception {
        HttpResponse<String> answer = bench.send(bench.request().method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", "multipart/form-data"})
    void whatIsNotJsonByItsTypeIs415(String type) throws Exception {
        byte[] body = Signing.bytes(Bench.example());
        assertThat(bench.send(HttpRequest.newBuilder(bench.receiver.publicUri()).header("Content-Type", type)
                .header("X-Signature", Signing.hex(body)).POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(415);
    }

    @Test
    void noTypeAtAllIs415AndAnEncodingOtherThanIdentityToo() throws Exception {
        byte[] body = Signing.bytes(Bench.example());
        assertThat(bench.send(HttpRequest.newBuilder(bench.receiver.publicUri()).header("X-Signature", Signing.hex(body))
                .POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(415);
        for (String encoding : List.of("gzip", "br", "identity, gzip", "x")) {
            assertThat(signed(body).header("Content-Encoding", encoding)).satisfies(request ->
                    assertThat(bench.send(request).statusCode()).as(encoding).isEqualTo(415));
        }
        assertThat(bench.send(signed(body).header("Content-Encoding", "identity")).statusCode()).isEqualTo(204);
    }

    @Test
    void aBodyOfTheLimitIsStoredAndOneByteMoreIs413() throws Exception {
        assertThat(bench.post(Bench.delivery("limit", "S", LIMIT)).statusCode()).isEqualTo(204);
        assertThat(of("limit").value()).hasSize(LIMIT);

        byte[] larger = Signing.bytes(Bench.delivery("larger", "S", LIMIT + 1));
        assertThat(larger).hasSize(LIMIT + 1);
        assertThat(bench.post(larger).statusCode()).isEqualTo(413);
        assertThat(bench.send(chunked(larger)).statusCode()).isEqualTo(413);
        assertThat(bench.send(chunked(Arrays.copyOf(larger, 3 * LIMIT))).statusCode()).isEqualTo(413);
    }

    @Test
    void aChunkedBodyIsAsGoodAsAnyOther() throws Exception {
        byte[] body = Signing.bytes(Bench.delivery("chunky", "S", 300_000));
        assertThat(bench.send(chunked(body)).statusCode()).isEqualTo(204);
        assertThat(of("chunky").value()).isEqualTo(body);
    }

    @Test
    void sizeIsJudgedBeforeTheSignatureAndTheSignatureBeforeTheContent() throws Exception {
        byte[] large = new byte[LIMIT + 1];
        assertThat(bench.send(bench.request().POST(BodyPublishers.ofByteArray(large))).statusCode()).isEqualTo(413);
        assertThat(bench.send(bench.request().POST(BodyPublishers.ofString("no json"))).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "sha256=", "zz", "sha256=deadbeef", "====", "%00", "v1,", "t=1,v1=0"})
    void aBadSignatureIs401WithAnEmptyBody(String signature) throws Exception {
        byte[] body = Signing.bytes(Bench.delivery("intruder", "S", 0));
        HttpResponse<String> answer = bench.send(bench.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", signature));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(bench.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("intruder")));
    }

    @Test
    void aStudyThatIsSwitchedOffIsAnsweredAndNotStored() throws Exception {
        assertThat(bench.switchStudy("OFF", false).statusCode()).isEqualTo(200);
        assertThat(bench.post(Bench.delivery("silent", "OFF", 0)).statusCode()).isEqualTo(204);
        assertThat(bench.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("silent")));

        assertThat(bench.switchStudy("OFF", true).statusCode()).isEqualTo(200);
        assertThat(bench.post(Bench.delivery("heard", "OFF", 0)).statusCode()).isEqualTo(204);
        assertThat(of("heard").key()).asString().isEqualTo("heard");
    }

    private static void awaitListed(String text) throws Exception {
        Bench.until(text, () -> {
            try {
                return bench.get("/api/deliveries").body().contains(text);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HttpRequest.Builder signed(byte[] body) {
        return bench.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body));
    }

    private static HttpRequest.Builder chunked(byte[] body) {
        return bench.request().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .header("X-Signature", Signing.hex(body));
    }

    private static ConsumerRecord<byte[], byte[]> of(String user) {
        return bench.raw(1).stream().filter(each -> Arrays.equals(each.key(), Signing.bytes(user))).findFirst().orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.US_ASCII);
    }
}
