package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.kafka.DeliveryLog;
import io.vitalwatch.receiver.history.History;
import io.vitalwatch.receiver.history.HistoryTotals;
import io.vitalwatch.receiver.signature.SignatureSettings;
import io.vitalwatch.receiver.signature.Signing;
import io.vitalwatch.receiver.study.StudySwitch;
import io.vitalwatch.web.MetricsPage;
import io.vitalwatch.web.access.TrustedProxies;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Deliveries that wait for their acknowledgement. The test decides when the log acknowledges. */
@Timeout(60)
class DeadlineTest {
    private final TestingLog log = new TestingLog();
    private final InFlight inFlight = new InFlight(1 << 20, 1 << 19);
    private final History history = new History(100, 10, 100, new HistoryTotals("r", "p", 0), row -> { });
    private final ReceiverMetrics metrics = new ReceiverMetrics(inFlight, history, () -> 0, () -> true);
    private WebhookEndpoint endpoint;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        SignatureSettings signature = TestReceiver.settings("localhost:1", "t", List.of()).signature();
        DeliverySettings settings = new DeliverySettings("/webhooks/corsano", signature, TrustedProxies.of(List.of()), "unknown",
                new ShownDetails(Set.of(), ShownDetails.Bodies.MASKED), false, 1 << 20,
                10_000, 0, 50, 5);
        endpoint = new WebhookEndpoint(new ReceiverContext(settings, ArrivalSource.wallClock(), log, new StudySwitch(), history, metrics,
                inFlight, () -> true, "here"));
        server = new Server(0);
        server.setHandler(endpoint);
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
        try (RawSocket socket = send()) {
            Consumer<DeliveryLog.Failure> waiting = log.appended.take();
            assertThat(endpoint.underWay()).isEqualTo(1);
            waiting.accept(null);
            assertThat(socket.status()).isEqualTo(204);
        }
        assertThat(endpoint.underWay()).isZero();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void aLateAcknowledgementIs503AndWhatFollowsChangesNothing() throws Exception {
        try (RawSocket socket = send()) {
            Consumer<DeliveryLog.Failure> waiting = log.appended.take();
            TestReceiver.until("past the deadline", () -> {
                endpoint.answerOverdue();
                return endpoint.underWay() == 0;
            });
            waiting.accept(null);
            String answer = socket.answer();
            assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 5");
            socket.send(request());
            log.appended.take().accept(null);
            assertThat(socket.status()).as("the next request on the same connection").isEqualTo(204);
        }
        assertThat(MetricsPage.text(metrics.registry())).contains("{code=\"503\",outcome=\"acknowledgement-late\"} 1.0\n");
    }

    @Test
    void aRefusalOfTheBrokerIs503() throws Exception {
        try (RawSocket socket = send()) {
            log.appended.take().accept(DeliveryLog.Failure.NOT_ACKNOWLEDGED);
            assertThat(socket.status()).isEqualTo(503);
        }
    }

    @Test
    void withoutABrokerNothingIsSentToTheLog() throws Exception {
        log.available = false;
        try (RawSocket socket = send()) {
            assertThat(socket.status()).isEqualTo(503);
        }
        assertThat(log.appended).isEmpty();
    }

    @Test
    void anErrorOfTheReceiverIs503WithoutDetails() throws Exception {
        log.fault = new IllegalStateException("an inner matter");
        try (RawSocket socket = send()) {
            assertThat(socket.answer()).startsWith("HTTP/1.1 503").doesNotContain("inner").doesNotContain("Exception");
        }
        assertThat(inFlight.requests()).isZero();
    }

    private RawSocket send() throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new RawSocket(URI.create("http://localhost:" + port)).send(request());
    }

    private static String request() {
        String body = TestReceiver.delivery("u", "S", 0);
        return "POST /webhooks/corsano HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static final class TestingLog implements DeliveryLog {
        private final BlockingQueue<Consumer<Failure>> appended = new LinkedBlockingQueue<>();
        private volatile boolean available = true;
        private volatile RuntimeException fault;

        @Override
        public void append(byte[] key, byte[] value, LongSupplier clock, String deliveryId, Consumer<Failure> done) {
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
