package io.vitalwatch.receiver;

import io.vitalwatch.cli.EmbeddedKafka;
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

import static org.assertj.core.api.Assertions.assertThat;

/** Kafka away: before the start, while deliveries come, and for good. */
@Timeout(120)
class OutageTest {
    @Test
    void withoutKafkaItStartsIsNotReadyAndAnswers503AtOnce() throws Exception {
        try (Bench bench = Bench.withoutKafka()) {
            assertThat(bench.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = bench.post(Bench.example());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(bench.get("/health/ready").statusCode()).isEqualTo(503);
            Bench.until("listed", () -> listed(bench).contains("\"reason\":\"not-taking\""));
        }
    }

    @Test
    void whenTheBrokerGoesEveryDeliveryIsAnsweredAllTheSameAndTheSignatureStillCounts() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (Bench bench = Bench.ready(kafka)) {
            assertThat(bench.post(Bench.example()).statusCode()).isEqualTo(204);
            List<Future<Long>> slowest = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            for (int i = 0; i < 8; i++) {
                slowest.add(senders.submit(sending(bench, "u" + i, end)));
            }
            kafka.close();
            for (Future<Long> each : slowest) {
                // How fast is for the benchmark to say; here it matters that nobody hangs.
                assertThat(each.get(60, TimeUnit.SECONDS)).as("slowest answer in ms").isLessThan(30_000);
            }
            assertThat(bench.post(Bench.example()).statusCode()).isEqualTo(503);
            assertThat(bench.send(bench.request().POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))).statusCode())
                    .isEqualTo(401);
            Bench.until("not ready", () -> !bench.receiver.ready());
            assertThat(bench.switchStudy("S", false).statusCode()).isEqualTo(503);
        } finally {
            senders.shutdownNow();
            kafka.close();
        }
    }

    /** Sends until the end; returns the slowest answer in milliseconds. */
    private static Callable<Long> sending(Bench bench, String user, long end) {
        return () -> {
            long slowest = 0;
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                assertThat(bench.post(Bench.delivery(user, "S", 0)).statusCode()).isIn(204, 503);
                slowest = Math.max(slowest, (System.nanoTime() - began) / 1_000_000);
            }
            return slowest;
        };
    }

    private static String listed(Bench bench) {
        try {
            return bench.get("/api/deliveries").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
