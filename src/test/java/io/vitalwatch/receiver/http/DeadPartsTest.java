package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Parts of a receiver that die without anything else noticing it: health says so, and nothing that was answered 204 is lost. */
@Timeout(120)
class DeadPartsTest {
    @ParameterizedTest
    @ValueSource(strings = {"kafka-producer-network-thread | receiver", "receiver-follows-NAME.studies", "receiver-follows-NAME.deliveries"})
    void healthIs503WhenAThreadHasDied(String thread) throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); TestReceiver running = TestReceiver.ready(kafka)) {
            assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(running.post(TestReceiver.delivery("before", "S", 0)).statusCode()).isEqualTo(204);

            end(others, thread.replace("NAME", running.name));

            TestReceiver.until("dead", () -> status(running, "/health/live") == 503);
            assertThat(status(running, "/health/ready")).isEqualTo(503);
            assertThat(running.get("/health/live").body()).startsWith("dead: ");
            assertThat(running.get("/health").body()).contains("these parts have died, and only a restart brings them back: ");
            assertThat(running.get("/metrics").body()).contains("vitalwatch_receiver_ready 0.0").contains("vitalwatch_receiver_dead_parts 1.0");
            assertThat(running.raw(1)).anyMatch(each -> each.key() != null && new String(each.key()).equals("before"));
        }
    }

    @Test
    void healthIs503WhenAnErrorHasEndedTheHeartbeats() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        ArrivalSource source = ArrivalSource.simulated(() -> {
            if (broken.get()) {
                throw new OutOfMemoryError("induced");
            }
            return 5_000L;
        });
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                TestReceiver running = TestReceiver.ready(kafka, TestReceiver.fresh(), source, "--heartbeat.interval=100ms")) {
            assertThat(status(running, "/health/live")).isEqualTo(200);
            broken.set(true);
            TestReceiver.until("dead", () -> status(running, "/health/live") == 503);
            assertThat(running.get("/health/live").body()).isEqualTo("dead: heartbeats\n");
            assertThat(status(running, "/health/ready")).isEqualTo(503);
        }
    }

    @Test
    void healthIsGoodDuringAnOutageOfKafkaBecauseARestartWouldNotHelp() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka()) {
            TestReceiver.until("the outage is known", () -> running.getUnchecked("/health").contains("Kafka does not answer"));
            assertThat(status(running, "/health/live")).isEqualTo(200);
            assertThat(status(running, "/health/ready")).isEqualTo(503);
        }
    }

    /** Ends a thread that was started here, as an OutOfMemoryError in it would. */
    private static void end(Set<Thread> others, String name) throws Exception {
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals(name) && !others.contains(each)) {
                if (name.startsWith("receiver-")) {
                    // A follower that is interrupted ends.
                    each.interrupt();
                } else {
                    Assumptions.assumeTrue(Runtime.version().feature() < 20, "later versions of Java cannot end another thread");
                    Thread.class.getMethod("stop").invoke(each);
                }
            }
        }
    }

    private static int status(TestReceiver running, String path) {
        try {
            return running.get(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
