package io.vitalwatch.receiver;

import io.vitalwatch.cli.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Senders on bad connections: slow, half-closed, broken off, announcing one thing and sending another. */
@Timeout(120)
class ConnectionsTest {
    private static EmbeddedKafka kafka;
    private static Bench bench;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        bench = Bench.ready(kafka, "--read.timeout=1500ms", "--body.limit=64KiB", "--in-flight.high=256KiB", "--in-flight.low=128KiB");
    }

    @AfterAll
    static void stop() {
        bench.close();
        kafka.close();
    }

    @Test
    void aSlowBodyIsWaitedForByteByByteWithoutHoldingAThread() throws Exception {
        String body = Bench.delivery("slow", "S", 0);
        List<Wire> wires = new ArrayList<>();
        try {
            // More than the server has threads.
            for (int i = 0; i < 100; i++) {
                wires.add(new Wire(bench.receiver.publicUri()).send(head(body, body.length())));
            }
            for (int at = 0; at < body.length(); at += 40) {
                for (Wire wire : wires) {
                    wire.send(body.substring(at, Math.min(body.length(), at + 40)));
                }
            }
            for (Wire wire : wires) {
                assertThat(wire.status()).isEqualTo(204);
            }
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    @Test
    void aBodyThatStopsComingIs408AndOneThatTricklesForeverToo() throws Exception {
        String body = Bench.delivery("stalled", "S", 0);
        try (Wire stalled = new Wire(bench.receiver.publicUri()).send(head(body, body.length())).send(body.substring(0, 20));
                Wire trickling = new Wire(bench.receiver.publicUri()).send(head(body, 60_000))) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 600; i++) {
                        trickling.send("x");
                        Thread.sleep(50);
                    }
                } catch (Exception e) {
                    // The answer came.
                }
            });
            sender.start();
            assertThat(trickling.status()).isEqualTo(408);
            assertThat(stalled.status()).isEqualTo(408);
            assertThat(stalled.ended()).isTrue();
            sender.interrupt();
        }
        nothingIsLeft();
        assertThat(bench.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("stalled")));
    }

    @Test
    void aSenderThatHalfClosesAfterItsRequestGetsItsAnswer() throws Exception {
        String body = Bench.delivery("half", "S", 0);
        try (Wire wire = new Wire(bench.receiver.publicUri()).send(head(body, body.length())).send(body).halfClose()) {
            assertThat(wire.status()).isEqualTo(204);
        }
        assertThat(bench.raw(1)).anyMatch(each -> Arrays.equals(each.key(), Signing.bytes("half")));
    }

    @Test
    void aSenderThatHalfClosesInTheMiddleOfItsBodyIsNotTakenAtItsWord() throws Exception {
        String body = Bench.delivery("broken", "S", 0);
        try (Wire wire = new Wire(bench.receiver.publicUri()).send(head(body, body.length() + 1)).send(body).halfClose()) {
            assertThat(wire.status()).isIn(400, -1);
        }
        try (Wire gone = new Wire(bench.receiver.publicUri()).send(head(body, body.length() + 1)).send(body)) {
            gone.halfClose();
        }
        nothingIsLeft();
        assertThat(bench.raw(0)).noneMatch(each -> Arrays.equals(each.key(), Signing.bytes("broken")));
    }

    @Test
    void aBrokenChunkIs400AndTheConnectionEnds() throws Exception {
        try (Wire wire = new Wire(bench.receiver.publicUri())) {
            wire.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .send("zz\r\nno chunk\r\n");
            assertThat(wire.status()).isEqualTo(400);
            assertThat(wire.ended()).isTrue();
        }
        nothingIsLeft();
    }

    @Test
    void whoAsksFirstIsToldBeforeSendingALargeBody() throws Exception {
        try (Wire wire = new Wire(bench.receiver.publicUri())) {
            wire.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertThat(wire.status()).isEqualTo(413);
        }
        String body = Bench.delivery("polite", "S", 0);
        try (Wire wire = new Wire(bench.receiver.publicUri())) {
            wire.send(head(body, body.length()).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
            assertThat(wire.status()).isEqualTo(100);
            assertThat(wire.send(body).status()).isEqualTo(204);
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOffAfterAFewTimesTheLimit() throws Exception {
        try (Wire wire = new Wire(bench.receiver.publicUri())) {
            wire.send("POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 9; i++) {
                wire.send(chunk);
            }
            assertThat(wire.status()).isEqualTo(413);
        }
        nothingIsLeft();
    }

    @Test
    void bytesInFlightHaveAHighMarkAndAreTakenAgainBelowTheLow() throws Exception {
        String part = "x".repeat(60_000);
        List<Wire> holding = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                holding.add(new Wire(bench.receiver.publicUri()).send(head("", 60_500)).send(part));
            }
            Bench.until("full", () -> bench.receiver.inFlight().bytes() > 200_000);
            Bench.until("refused", () -> {
                try {
                    return bench.post(Bench.delivery("crowd", "S", 0)).statusCode() == 503;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(bench.receiver.inFlight().bytes()).isLessThanOrEqualTo(256 * 1024);
            var answer = bench.post(Bench.delivery("crowd", "S", 0));
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        } finally {
            for (Wire wire : holding) {
                wire.close();
            }
        }
        nothingIsLeft();
        assertThat(bench.post(Bench.delivery("again", "S", 0)).statusCode()).isEqualTo(204);
    }

    @Test
    void severalRequestsInOneWriteAreAnsweredInTurn() throws Exception {
        String body = Bench.delivery("piped", "S", 0);
        String bad = head(body, body.length()).replaceFirst("X-Signature: ..", "X-Signature: zz") + body;
        try (Wire wire = new Wire(bench.receiver.publicUri()).send(head(body, body.length()) + body + bad
                + head(body, body.length()) + body)) {
            assertThat(List.of(wire.status(), wire.status(), wire.status())).containsExactly(204, 401, 204);
        }
    }

    /** What is answered while its body is still being taken off the wire: two threads of the server are at one connection then. */
    @Test
    void amongManyThousandsNoRequestStaysWithoutAnAnswer() throws Exception {
        String body = Bench.delivery("unsigned", "S", 0);
        String head = head(body, body.length()).replaceFirst("X-Signature: ..", "X-Signature: zz");
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(senders.submit(() -> {
                    int refused = 0;
                    try (Wire wire = new Wire(bench.receiver.publicUri())) {
                        for (int n = 0; n < 5000; n++) {
                            refused += wire.send(head).send(body).status() == 401 ? 1 : 0;
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
    void whatIsNoHttpGetsAStatusAndNothingElse() throws Exception {
        for (String nonsense : List.of("hello\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "GET /\u0000 HTTP/1.1\r\n\r\n",
                "POST /webhooks/corsano HTTP/1.1\r\nContent-Length: x\r\nHost: x\r\n\r\n",
                "POST /webhooks/corsano HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nHost: x\r\n\r\n",
                "POST /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")) {
            try (Wire wire = new Wire(bench.receiver.publicUri()).send(nonsense)) {
                assertThat(wire.answer()).as(nonsense.substring(0, Math.min(40, nonsense.length())))
                        .doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("Jetty").doesNotContain("<html");
            }
        }
        assertThat(bench.send(bench.request().POST(BodyPublishers.ofString(""))).statusCode()).isEqualTo(401);
    }

    private static String head(String body, int length) {
        return "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void nothingIsLeft() throws InterruptedException {
        Bench.until("nothing in flight", () -> bench.receiver.inFlight().bytes() == 0 && bench.receiver.inFlight().requests() == 0);
    }
}
