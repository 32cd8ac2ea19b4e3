package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Senders with bad connections: slow, half-closed, interrupted, or with another length than announced. */
@Timeout(120)
class ConnectionsTest {
    private static EmbeddedKafka kafka;
    private static TestReceiver running;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        running = TestReceiver.ready(kafka, "--read.timeout=3s", "--body.limit=64KiB", "--in-flight.high=256KiB",
                "--in-flight.low=128KiB");
    }

    @AfterAll
    static void stop() {
        running.close();
        kafka.close();
    }

    @Test
    void aSlowBodyIsReceivedByteByByteWithoutBlockingAThread() throws Exception {
        String body = TestReceiver.delivery("slow", "S", 0);
        List<RawSocket> connections = new ArrayList<>();
        try {
            // More than the server has threads.
            for (int i = 0; i < 100; i++) {
                connections.add(new RawSocket(running.receiver.publicUri()).send(head(body, body.length())));
            }
            for (int at = 0; at < body.length(); at += 40) {
                for (RawSocket socket : connections) {
                    socket.send(body.substring(at, Math.min(body.length(), at + 40)));
                }
            }
            for (RawSocket socket : connections) {
                assertThat(socket.status()).isEqualTo(204);
            }
        } finally {
            for (RawSocket socket : connections) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatStopsIs408AndOneThatTricklesForeverToo() throws Exception {
        String body = TestReceiver.delivery("stalled", "S", 0);
        try (RawSocket stalled = new RawSocket(running.receiver.publicUri()).send(head(body, body.length())).send(body.substring(0, 20));
                RawSocket trickling = new RawSocket(running.receiver.publicUri()).send(head(body, 60_000))) {
            trickle(trickling, "x");
            assertThat(trickling.status()).isEqualTo(408);
            assertThat(stalled.status()).isEqualTo(408);
            assertThat(stalled.ended()).isTrue();
        }
        nothingIsLeft();
        assertThat(running.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("stalled")));
    }

    @Test
    void aSenderThatHalfClosesAfterItsRequestGetsItsAnswer() throws Exception {
        String body = TestReceiver.delivery("half", "S", 0);
        try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(head(body, body.length())).send(body).halfClose()) {
            assertThat(socket.status()).isEqualTo(204);
        }
        assertThat(running.raw(1)).anyMatch(each -> Arrays.equals(each.key(), Signing.bytes("half")));
    }

    @Test
    void aBodyThatEndsEarlyByAHalfCloseIsNotStored() throws Exception {
        String body = TestReceiver.delivery("broken", "S", 0);
        try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(head(body, body.length() + 1)).send(body).halfClose()) {
            assertThat(socket.status()).isIn(400, -1);
        }
        try (RawSocket gone = new RawSocket(running.receiver.publicUri()).send(head(body, body.length() + 1)).send(body)) {
            gone.halfClose();
        }
        nothingIsLeft();
        assertThat(running.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("broken")));
    }

    @Test
    void aBrokenChunkIs400AndTheConnectionEnds() throws Exception {
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                    + "0".repeat(64) + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .send("zz\r\nno chunk\r\n");
            assertThat(socket.status()).isEqualTo(400);
            assertThat(socket.ended()).isTrue();
        }
        nothingIsLeft();
    }

    @Test
    void expectContinueIsAnsweredBeforeALargeBodyIsSent() throws Exception {
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertThat(socket.status()).isEqualTo(413);
        }
        String body = TestReceiver.delivery("polite", "S", 0);
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send(head(body, body.length()).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
            assertThat(socket.status()).isEqualTo(100);
            assertThat(socket.send(body).status()).isEqualTo(204);
        }
    }

    @Test
    void aBodyThatNeverEndsIsStoppedAtAFewTimesTheLimit() throws Exception {
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                    + "0".repeat(64) + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 9; i++) {
                socket.send(chunk);
            }
            assertThat(socket.status()).isEqualTo(413);
        }
        nothingIsLeft();
    }

    @Test
    void stalledBodiesThatFillTheMemoryDoNotStopSmallOnesAndGiveTheirRoomBackToLargerOnes() throws Exception {
        String part = "x".repeat(60_000);
        List<RawSocket> holding = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                holding.add(new RawSocket(running.receiver.publicUri()).send(head("", 60_500)).send(part));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(running.post(TestReceiver.delivery("small", "S", 0)).statusCode()).isEqualTo(204);
            }
            assertThat(running.receiver.inFlight().bytes()).isLessThanOrEqualTo(256 * 1024 + 9 * InFlight.ALWAYS);
            TestReceiver.until("room for a larger one", () -> {
                try {
                    return running.post(TestReceiver.delivery("larger", "S", 50_000)).statusCode() == 204;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            for (RawSocket socket : holding) {
                assertThat(socket.answer()).containsPattern("^HTTP/1.1 (408|503) ").contains("Connection: close");
            }
        } finally {
            for (RawSocket socket : holding) {
                socket.close();
            }
        }
        nothingIsLeft();
    }

    @Test
    void aRequestWithoutAReadableSignatureIsRefusedByItsHeadAndItsBodyIsNotKept() throws Exception {
        for (String head : List.of("", "X-Signature: \r\n", "X-Signature: 00\r\nX-Signature: 00\r\n")) {
            try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
                socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + head
                        + "Content-Length: 60000\r\n\r\n" + "x".repeat(50_000));
                TestReceiver.until("arrived", () -> running.receiver.inFlight().requests() == 1);
                assertThat(running.receiver.inFlight().bytes()).isLessThanOrEqualTo(BodyReader.PREFIX);
                assertThat(socket.send("x".repeat(10_000)).status()).isEqualTo(401);
            }
        }
        nothingIsLeft();
    }

    @Test
    void aHeadWithTooManyLinesIs431() throws Exception {
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\n" + "a:b\r\n".repeat(101));
            assertThat(socket.status()).isEqualTo(431);
            assertThat(socket.ended()).isTrue();
        }
        try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
            socket.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                    + "0".repeat(64) + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "a:b\r\n".repeat(101));
            assertThat(socket.status()).isIn(400, 431);
        }
        nothingIsLeft();
    }

    @Test
    void anUnfinishedHeadIsClosedInTimeThoughItTrickles() throws Exception {
        try (TestReceiver impatient = TestReceiver.withoutKafka("--head.timeout=300ms");
                RawSocket silent = new RawSocket(impatient.receiver.publicUri());
                RawSocket trickling = new RawSocket(impatient.receiver.publicUri()).send("POST / HTTP/1.1\r\nHost: x\r\nA: ")) {
            trickle(trickling, "b");
            assertThat(silent.closed()).isTrue();
            assertThat(trickling.closed()).isTrue();
        }
    }

    @Test
    void connectionsThatDoNothingDoNotLockOutASender() throws Exception {
        List<RawSocket> idle = new ArrayList<>();
        try (TestReceiver few = TestReceiver.ready(kafka, "--connections=20", "--connections.per-address=18", "--head.timeout=1min")) {
            for (int i = 0; i < 60; i++) {
                idle.add(new RawSocket(few.receiver.publicUri()).send("POST / HTTP/1.1\r\nHost: x\r\n"));
                assertThat(few.post(TestReceiver.delivery("in", "S", 0)).statusCode()).isEqualTo(204);
            }
            assertThat(idle.get(0).closed()).as("the oldest").isTrue();
        } finally {
            for (RawSocket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void manySlowSendersBehindATrustedProxyAreNotClosedForOneAnother() throws Exception {
        List<RawSocket> slow = new ArrayList<>();
        String body = TestReceiver.delivery("slow", "S", 0);
        String request = head(body, body.length()) + body;
        try (TestReceiver few = TestReceiver.ready(kafka, "--connections.per-address=4", "--trusted-proxies=127.0.0.1")) {
            for (int i = 0; i < 100; i++) {
                slow.add(new RawSocket(few.receiver.publicUri()).send("PO"));
            }
            for (int at = 2; at < request.length(); at += 50) {
                for (RawSocket socket : slow) {
                    socket.send(request.substring(at, Math.min(request.length(), at + 50)));
                }
            }
            for (RawSocket socket : slow) {
                assertThat(socket.status()).isEqualTo(204);
                assertThat(socket.send(request).status()).as("again on the same connection").isEqualTo(204);
            }
        } finally {
            for (RawSocket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void severalRequestsInOneWriteAreAnsweredInTurn() throws Exception {
        String body = TestReceiver.delivery("piped", "S", 0);
        String bad = head(body, body.length()).replaceFirst("X-Signature: ..", "X-Signature: zz") + body;
        try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(head(body, body.length()) + body + bad
                + head(body, body.length()) + body)) {
            assertThat(List.of(socket.status(), socket.status(), socket.status())).containsExactly(204, 401, 204);
        }
    }

    @Test
    void aConnectionIsKeptOnlyForASenderWhoHasProvenItself() throws Exception {
        String body = TestReceiver.delivery("kept", "S", 0);
        String good = head(body, body.length()) + body;
        String wrong = good.replaceFirst("X-Signature: ..", "X-Signature: zz");
        for (String stranger : List.of(wrong, good.replaceFirst("X-Signature: [0-9a-f]*\r\n", ""), good.replaceFirst("/corsano", "/x"),
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /webhooks/corsano HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) {
            try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(stranger)) {
                assertThat(socket.answer()).startsWith("HTTP/1.1 4").contains("Connection: close").doesNotContain("keep-alive");
                assertThat(socket.ended()).as("nothing that follows is parsed").isTrue();
            }
        }
        try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(good)) {
            assertThat(socket.answer()).startsWith("HTTP/1.1 204").doesNotContain("Connection: close");
            assertThat(socket.send(wrong).status()).isEqualTo(401);
            assertThat(socket.send(good.replaceFirst("/corsano", "/x")).status()).isEqualTo(404);
            assertThat(socket.send(good).status()).isEqualTo(204);
        }
        try (TestReceiver behind = TestReceiver.ready(kafka, "--trusted-proxies=127.0.0.1");
                RawSocket socket = new RawSocket(behind.receiver.publicUri()).send(good)) {
            assertThat(socket.answer()).startsWith("HTTP/1.1 204").doesNotContain("Connection: close");
            assertThat(socket.send(good).answer()).startsWith("HTTP/1.1 204").doesNotContain("Connection: close");
            assertThat(socket.send(wrong).answer()).as("a proxy sends for others too").startsWith("HTTP/1.1 401").contains("Connection: close");
            assertThat(socket.ended()).isTrue();
        }
    }

    @Test
    void oneThatStaysOpenAfterItsLastAnswerLosesItsPlaceAndItsTimeIsLimited() throws Exception {
        List<RawSocket> answered = new ArrayList<>();
        try (TestReceiver few = TestReceiver.ready(kafka, "--connections=20", "--connections.per-address=18", "--head.timeout=1min")) {
            for (int i = 0; i < 40; i++) {
                answered.add(new RawSocket(few.receiver.publicUri()).send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
                assertThat(answered.get(i).status()).isEqualTo(404);
                assertThat(few.post(TestReceiver.delivery("in", "S", 0)).statusCode()).isEqualTo(204);
            }
        } finally {
            for (RawSocket socket : answered) {
                socket.close();
            }
        }
        try (TestReceiver impatient = TestReceiver.withoutKafka("--head.timeout=300ms");
                RawSocket socket = new RawSocket(impatient.receiver.publicUri()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertThat(socket.status()).isEqualTo(404);
            TestReceiver.until("its place is free", () -> impatient.receiver.connections() == 0);
        }
    }

    /** Answers while the body is still being read: then two threads of the server use the same connection. */
    @Test
    void everyOneOfManyThousandRequestsIsAnswered() throws Exception {
        String body = TestReceiver.delivery("unsigned", "S", 0);
        String head = head(body, body.length()).replaceFirst("X-Signature: ..", "X-Signature: zz");
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(senders.submit(() -> {
                    int refused = 0;
                    try (RawSocket socket = new RawSocket(running.receiver.publicUri())) {
                        assertThat(socket.send(head(body, body.length()) + body).status()).as("so it is kept").isEqualTo(204);
                        for (int n = 0; n < 5000; n++) {
                            refused += socket.send(head).send(body).status() == 401 ? 1 : 0;
                        }
                    }
                    return refused;
                }));
            }
            for (Future<Integer> each : answers) {
                assertThat(each.get(100, TimeUnit.SECONDS)).isEqualTo(5000);
            }
        } finally {
            senders.shutdownNow();
        }
        nothingIsLeft();
    }

    @Test
    void aRequestThatIsNotHttpGetsAStatusOnly() throws Exception {
        for (String nonsense : List.of("hello\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "GET /\u0000 HTTP/1.1\r\n\r\n",
                "POST /webhooks/corsano HTTP/1.1\r\nContent-Length: x\r\nHost: x\r\n\r\n",
                "POST /webhooks/corsano HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nHost: x\r\n\r\n",
                "POST /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")) {
            try (RawSocket socket = new RawSocket(running.receiver.publicUri()).send(nonsense)) {
                // Without "Connection: close" a client would send its next request into the closed connection.
                assertThat(socket.answer()).as(nonsense.substring(0, Math.min(40, nonsense.length()))).contains("Connection: close")
                        .doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("Jetty").doesNotContain("<html");
                assertThat(socket.closed()).isTrue();
            }
        }
        assertThat(running.send(running.request().POST(BodyPublishers.ofString(""))).statusCode()).isEqualTo(401);
    }

    private static String head(String body, int length) {
        return "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Sends this again and again until the connection is closed, each time after another delivery was answered. */
    private static void trickle(RawSocket socket, String part) {
        Thread sender = new Thread(() -> {
            try {
                while (running.post(TestReceiver.delivery("other", "S", 0)).statusCode() == 204) {
                    socket.send(part);
                }
            } catch (IOException e) {
                // The connection was closed.
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        sender.setDaemon(true);
        sender.start();
    }

    private static void nothingIsLeft() throws InterruptedException {
        TestReceiver.until("nothing in flight", () -> running.receiver.inFlight().bytes() == 0
                && running.receiver.inFlight().requests() == 0);
    }
}
