package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret is rotated while the receiver runs: both secrets count while the file has both. */
@Timeout(120)
class RotatedSecretTest {
    private static final String OLD = "the old shared secret";
    private static final String NEW = "the new shared secret";

    @TempDir
    private Path folder;

    @Test
    void aRotatedSecretCountsWithoutARestart() throws Exception {
        Path file = Files.writeString(folder.resolve("vendor"), OLD + "\n");
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                TestReceiver running = TestReceiver.ready(kafka, "--secret.vendor=file:" + file, "--secrets.reload=50ms")) {
            assertThat(status(running, OLD)).isEqualTo(204);
            assertThat(status(running, NEW)).isEqualTo(401);

            Files.writeString(file, OLD + "\n" + NEW + "\n");
            TestReceiver.until("both", () -> running.getUnchecked("/metrics").contains("vitalwatch_receiver_secret_changes_total 1.0"));
            assertThat(status(running, OLD)).isEqualTo(204);
            assertThat(status(running, NEW)).isEqualTo(204);

            Files.delete(file);
            TestReceiver.until("said", () -> running.getUnchecked("/metrics").contains("vitalwatch_receiver_secrets_unreadable 1.0"));
            assertThat(status(running, NEW)).isEqualTo(204);
            assertThat(running.get("/health").body()).contains("the previous secrets stay in use");

            Files.writeString(file, NEW);
            TestReceiver.until("new only", () -> running.getUnchecked("/metrics").contains("vitalwatch_receiver_secret_changes_total 2.0"));
            assertThat(status(running, OLD)).isEqualTo(401);
            assertThat(status(running, NEW)).isEqualTo(204);
            assertThat(running.getUnchecked("/metrics")).contains("vitalwatch_receiver_secrets_active 2.0")
                    .contains("vitalwatch_receiver_secrets_unreadable 0.0");
        }
    }

    private static int status(TestReceiver running, String secret) throws Exception {
        byte[] body = Signing.bytes(TestReceiver.delivery("u", "S", 0));
        return running.send(running.request().POST(BodyPublishers.ofByteArray(body)).header("X-Signature", Signing.hex(body, secret)))
                .statusCode();
    }
}
