package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Kafka outages: before the start, while deliveries arrive, and permanent ones. */
@Timeout(120)
class OutageTest {
    @Test
    void withoutKafkaItStartsIsNotReadyAndAnswers503AtOnce() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka()) {
            assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = running.post(TestReceiver.example());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(running.get("/health/ready").statusCode()).isEqualTo(503);
            TestReceiver.until("listed", () -> listed(running).contains("\"reason\":\"not-taking\""));
        }
    }

    @Test
    void withoutItsBrokerEveryDeliveryIsAnsweredAndTheSignatureStillChecked() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (TestReceiver running = TestReceiver.ready(kafka)) {
            assertThat(running.post(TestReceiver.example()).statusCode()).isEqualTo(204);
            List<Future<?>> sending = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            for (int i = 0; i < 8; i++) {
                sending.add(senders.submit(sending(running, "u" + i, end)));
            }
            kafka.close();
            for (Future<?> each : sending) {
                // The benchmark measures how fast; here every request must be answered at all.
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(running.post(TestReceiver.example()).statusCode()).isEqualTo(503);
            assertThat(running.send(running.request().POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))).statusCode())
                    .isEqualTo(401);
            TestReceiver.until("not ready", () -> !running.receiver.ready());
            assertThat(running.get("/health").body()).contains("not ready, deliveries are answered 503: Kafka does not answer");
            assertThat(running.switchStudy("S", false).statusCode()).isEqualTo(503);
        } finally {
            senders.shutdownNow();
            kafka.close();
        }
    }

    /** Sends until the end of the test. */
    private static Callable<Void> sending(TestReceiver running, String user, long end) {
        return () -> {
            while (System.nanoTime() < end) {
                assertThat(running.post(TestReceiver.delivery(user, "S", 0)).statusCode()).isIn(204, 503);
            }
            return null;
        };
    }

    private static String listed(TestReceiver running) {
        try {
            return running.get("/api/deliveries").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
