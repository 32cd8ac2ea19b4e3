package io.vitalwatch.receiver;

import io.vitalwatch.receiver.DeliveryHandler.Desk;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** A delivery that waits for its acknowledgement, with a log that answers when the test says so. */
@Timeout(60)
class DeadlineTest {
    private final TestingLog log = new TestingLog();
    private final Metrics metrics = new Metrics();
    private final InFlight inFlight = new InFlight(1 << 20, 1 << 19);
    private final History history = new History(100, 10, 100, row -> { });
    private DeliveryHandler handler;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        ReceiverSettings settings = Bench.settings("localhost:1", "t", List.of("--deadline=50ms"));
        handler = new DeliveryHandler(new Desk(settings, ArrivalSource.wallClock(), log, new StudySwitch(), history, metrics, inFlight,
                () -> true, "here"));
        server = new Server(0);
        server.setHandler(handler);
        history.start();
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        history.close();
    }

    @Test
    void theAnswerWaitsForTheAcknowledgement() throws Exception {
        try (Wire wire = send()) {
            Consumer<DeliveryLog.Failure> waiting = log.appended.take();
            assertThat(handler.underWay()).isEqualTo(1);
            waiting.accept(null);
            assertThat(wire.status()).isEqualTo(204);
        }
        assertThat(handler.underWay()).isZero();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void anAcknowledgementTooLateIs503AndWhatComesAfterwardsChangesNothing() throws Exception {
        try (Wire wire = send()) {
            Consumer<DeliveryLog.Failure> waiting = log.appended.take();
            Bench.until("past the deadline", () -> {
                handler.look();
                return handler.underWay() == 0;
            });
            waiting.accept(null);
            String answer = wire.answer();
            assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 5");
            wire.send(request());
            log.appended.take().accept(null);
            assertThat(wire.status()).as("the next request on the same connection").isEqualTo(204);
        }
        assertThat(metrics.text(inFlight, history, true, 0)).contains("outcome=\"acknowledgement-late\",code=\"503\"} 1");
    }

    @Test
    void aRefusalOfTheBrokerIs503() throws Exception {
        try (Wire wire = send()) {
            log.appended.take().accept(DeliveryLog.Failure.NOT_ACKNOWLEDGED);
            assertThat(wire.status()).isEqualTo(503);
        }
    }

    @Test
    void withoutABrokerNothingIsEvenTried() throws Exception {
        log.available = false;
        try (Wire wire = send()) {
            assertThat(wire.status()).isEqualTo(503);
        }
        assertThat(log.appended).isEmpty();
    }

    @Test
    void aFaultOfOursIs503AndSaysNothing() throws Exception {
        log.fault = new IllegalStateException("an inner matter");
        try (Wire wire = send()) {
            assertThat(wire.answer()).startsWith("HTTP/1.1 503").doesNotContain("inner").doesNotContain("Exception");
        }
        assertThat(inFlight.requests()).isZero();
    }

    private Wire send() throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new Wire(URI.create("http://localhost:" + port)).send(request());
    }

    private static String request() {
        String body = Bench.delivery("u", "S", 0);
        return "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static final class TestingLog implements DeliveryLog {
        private final BlockingQueue<Consumer<Failure>> appended = new LinkedBlockingQueue<>();
        private volatile boolean available = true;
        private volatile RuntimeException fault;

        @Override
        public void append(byte[] key, byte[] value, long arrival, String deliveryId, Consumer<Failure> done) {
            if (fault != null) {
                throw fault;
            }
            appended.add(done);
        }

        @Override
        public boolean available() {
            return available;
        }

        @Override
        public boolean gone() {
            return !available;
        }
    }
}
