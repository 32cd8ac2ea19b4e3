package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.assertj.core.data.Offset;
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

/** Every answer of the documented table, over HTTP and with a real broker. */
@Timeout(120)
class AnswersTest {
    private static final int LIMIT = 4 << 20;
    /** A receiver's stamps follow the broker's clock to within half a round trip, so they may lie before the machine's time. */
    private static final Offset<Long> NOW = within(60_000L);

    private static EmbeddedKafka kafka;
    private static TestReceiver running;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        running = TestReceiver.ready(kafka);
    }

    @AfterAll
    static void stop() {
        running.close();
        kafka.close();
    }

    @Test
    void aSignedDeliveryIsInKafkaByteForByteOnceItIsAnswered() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.example());
        long before = System.currentTimeMillis();

        HttpResponse<String> answer = running.post(body);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        ConsumerRecord<byte[], byte[]> record = running.raw(1).stream().filter(each -> Arrays.equals(each.value(), body)).findFirst()
                .orElseThrow();
        assertThat(record.key()).asString().isEqualTo("e962******2c5c");
        assertThat(record.timestamp()).isCloseTo(before, NOW);
        assertThat(header(record, "delivery-id"))
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        assertThat(header(record, "received-at")).isEqualTo(Long.toString(record.timestamp()));
    }

    @Test
    void aProductionReceiverIgnoresTheArrivalThatASenderClaims() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("claimant", "S", 0));
        long before = System.currentTimeMillis();

        running.send(running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body))
                .header(ArrivalSource.HEADER, "1000"));

        assertThat(of("claimant").timestamp()).isCloseTo(before, NOW);
    }

    @Test
    void aSimulatedReceiverUsesThatArrivalAndItsHeartbeatsUseItsClock() throws Exception {
        try (TestReceiver simulated = TestReceiver.ready(kafka, TestReceiver.fresh(), ArrivalSource.simulated(() -> 5_000L),
                "--heartbeat.interval=100ms", "--receiver.id=ward-3")) {
            byte[] body = Signing.bytes(TestReceiver.delivery("u", "S", 0));
            assertThat(simulated.send(simulated.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body))
                    .header(ArrivalSource.HEADER, "7000")).statusCode()).isEqualTo(204);

            List<ConsumerRecord<byte[], byte[]>> records = simulated.raw(3);

            assertThat(records).filteredOn(each -> each.key() != null).extracting(ConsumerRecord::timestamp).containsExactly(7000L);
            assertThat(records).filteredOn(each -> each.key() == null).isNotEmpty().allSatisfy(each -> {
                assertThat(each.timestamp()).isEqualTo(5000);
                assertThat(each.value()).asString().isEqualTo("{\"event_type\":\"heartbeat\"}");
                assertThat(each.headers().lastHeader("vitalwatch-kind").value()).asString().isEqualTo("heartbeat");
                assertThat(each.headers().lastHeader("vitalwatch-receiver").value()).asString().isEqualTo("ward-3");
            });
            assertThat(records).filteredOn(each -> each.key() == null).extracting(ConsumerRecord::partition).contains(0, 1);
        }
    }

    @Test
    void theTestEventIsAnsweredAndListedAndNotStored() throws Exception {
        String body = "{\"event_type\":\"test\", \"x\":\"" + System.nanoTime() + "\"}";
        assertThat(running.post(body).statusCode()).isEqualTo(204);

        assertThat(running.raw(0)).noneMatch(each -> Arrays.equals(each.value(), Signing.bytes(body)));
        assertThat(running.get("/metrics").body()).contains("code=\"204\",outcome=\"test\"");
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
    void wellFormedButUnknownJsonIsStoredUnderItsUser(String body) throws Exception {
        assertThat(running.post(body).statusCode()).isEqualTo(204);

        ConsumerRecord<byte[], byte[]> record = running.raw(1).stream()
                .filter(each -> Arrays.equals(each.value(), Signing.bytes(body))).findFirst().orElseThrow();
        assertThat(record.key()).asString().startsWith("new-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "{}", "{\"a\":1}"})
    void wellFormedJsonWithoutAUserIsStoredToo(String body) throws Exception {
        assertThat(running.post(body).statusCode()).isEqualTo(204);
        assertThat(running.raw(1)).anyMatch(each -> Arrays.equals(each.value(), Signing.bytes(body)) && each.key() == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":", "[1,", "{} {}", "{}x", "nonsense", "{\"a\":1}}", "[[[[}", "{\"a\":\"\u0001\"}"})
    void emptyAndMalformedJsonWithAGoodSignatureIs400(String body) throws Exception {
        assertThat(running.post(body).statusCode()).isEqualTo(400);
    }

    @Test
    void bytesThatAreNotUtf8Are400() throws Exception {
        assertThat(running.post(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/webhooks", "/webhooks/corsano/", "/webhooks/corsano/x", "/webhooks//corsano", "/webhooks/cors%61no",
        "/webhooks/./corsano", "/webhooks/corsano;a=b", "/deliveries", "/metrics", "/health/ready", "/api/studies/X"})
    void anyOtherPathIs404OnThePublicAddress(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.receiver.publicUri().resolve(path))
                .POST(BodyPublishers.ofString("{}"));
        assertThat(running.send(request).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"})
    void anyOtherMethodIs405AndNamesTheRightOne(String method) throws Exception {
        HttpResponse<String> answer = running.send(running.request().method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", "multipart/form-data"})
    void aContentTypeOtherThanJsonIs415(String type) throws Exception {
        byte[] body = Signing.bytes(TestReceiver.example());
        assertThat(running.send(HttpRequest.newBuilder(running.receiver.publicUri()).header("Content-Type", type)
                .header("X-Signature", Signing.hex(body)).POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(415);
    }

    @Test
    void noTypeAtAllIs415AndAnEncodingOtherThanIdentityToo() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.example());
        assertThat(running.send(HttpRequest.newBuilder(running.receiver.publicUri()).header("X-Signature", Signing.hex(body))
                .POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(415);
        for (String encoding : List.of("gzip", "br", "identity, gzip", "x")) {
            assertThat(signed(body).header("Content-Encoding", encoding)).satisfies(request ->
                    assertThat(running.send(request).statusCode()).as(encoding).isEqualTo(415));
        }
        assertThat(running.send(signed(body).header("Content-Encoding", "identity")).statusCode()).isEqualTo(204);
    }

    @Test
    void aBodyOfTheLimitIsStoredAndOneByteMoreIs413() throws Exception {
        assertThat(running.post(TestReceiver.delivery("limit", "S", LIMIT)).statusCode()).isEqualTo(204);
        assertThat(of("limit").value()).hasSize(LIMIT);

        byte[] larger = Signing.bytes(TestReceiver.delivery("larger", "S", LIMIT + 1));
        assertThat(larger).hasSize(LIMIT + 1);
        assertThat(running.post(larger).statusCode()).isEqualTo(413);
        assertThat(running.send(chunked(larger)).statusCode()).isEqualTo(413);
        assertThat(running.send(chunked(Arrays.copyOf(larger, 3 * LIMIT))).statusCode()).isEqualTo(413);
    }

    @Test
    void aChunkedBodyIsStored() throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("chunky", "S", 300_000));
        assertThat(running.send(chunked(body)).statusCode()).isEqualTo(204);
        assertThat(of("chunky").value()).isEqualTo(body);
    }

    @Test
    void sizeIsCheckedBeforeTheSignatureAndTheSignatureBeforeTheContent() throws Exception {
        byte[] large = new byte[LIMIT + 1];
        assertThat(running.send(running.request().POST(BodyPublishers.ofByteArray(large))).statusCode()).isEqualTo(413);
        assertThat(running.send(running.request().POST(BodyPublishers.ofString("no json"))).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "sha256=", "zz", "sha256=deadbeef", "====", "%00", "v1,", "t=1,v1=0"})
    void aBadSignatureIs401WithAnEmptyBody(String signature) throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("intruder", "S", 0));
        HttpResponse<String> answer = running.send(
                running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", signature));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(running.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("intruder")));
    }

    @Test
    void aStudyThatIsSwitchedOffIsAnsweredAndNotStored() throws Exception {
        assertThat(running.switchStudy("OFF", false).statusCode()).isEqualTo(200);
        assertThat(running.post(TestReceiver.delivery("silent", "OFF", 0)).statusCode()).isEqualTo(204);
        assertThat(running.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("silent")));

        assertThat(running.switchStudy("OFF", true).statusCode()).isEqualTo(200);
        assertThat(running.post(TestReceiver.delivery("on-again", "OFF", 0)).statusCode()).isEqualTo(204);
        assertThat(of("on-again").key()).asString().isEqualTo("on-again");
    }

    private static void awaitListed(String text) throws Exception {
        TestReceiver.until(text, () -> {
            try {
                return running.get("/api/deliveries").body().contains(text);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HttpRequest.Builder signed(byte[] body) {
        return running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body));
    }

    private static HttpRequest.Builder chunked(byte[] body) {
        return running.request().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .header("X-Signature", Signing.hex(body));
    }

    private static ConsumerRecord<byte[], byte[]> of(String user) {
        return running.raw(1).stream().filter(each -> Arrays.equals(each.key(), Signing.bytes(user))).findFirst().orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.US_ASCII);
    }
}
