package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DrainDelayTest {
    @Test
    void aReceiverThatStopsIsUnreadyFirstAndStillTakesDeliveries() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); TestReceiver running = TestReceiver.ready(kafka, "--drain.delay=1h")) {
            assertThat(running.get("/health/kafka").statusCode()).isEqualTo(200);
            Thread stopping = new Thread(running.receiver::close);
            stopping.start();
            TestReceiver.until("not ready", () -> !running.receiver.ready());

            assertThat(running.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(running.get("/health/kafka").statusCode()).isEqualTo(200);
            assertThat(running.post(TestReceiver.delivery("u", "s", 0)).statusCode()).isEqualTo(204);

            stopping.interrupt();
            stopping.join();
        }
    }
}
