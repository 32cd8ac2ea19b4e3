package io.vitalwatch.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.command.CommandRun;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** {@code simulate} over real HTTP, as far as it prints something. */
class DeliveryTableTest {
    @TempDir
    private Path folder;

    @Test
    void theTestEventIsPostedAndShownWithTheVendorsColumnsAndTotals() throws Exception {
        AtomicReference<String> got = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            got.set(new String(exchange.getRequestBody().readAllBytes()) + " " + exchange.getRequestHeaders().getFirst("X-Own"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
            Path history = folder.resolve("history.json");

            CommandRun ran = CommandRun.of("simulate", "--test-event", "--url",
                    "http://localhost:" + server.getAddress().getPort() + "/webhooks/corsano",
                    "--secret-file", secret.toString(), "--signature-header", "X-Own", "--signature-prefix", "sha256=",
                    "--history", history.toString());

            assertThat(ran.err()).isEmpty();
            assertThat(ran.code()).isZero();
            assertThat(got.get()).startsWith("{\"event_type\":\"test\"} sha256=")
                    .endsWith("41690c837365abe07e9b30925e7b28b2a647c83f8b57a0c9b5387562d86e3d3f");
            assertThat(ran.out())
                    .containsPattern("Time +Event +Status +HTTP +Attempt +Latency")
                    .containsPattern("Z +test +success +204 +1 +\\d")
                    .containsPattern("Total events +1\\R +Success +1\\R +Failed +0\\R +Success rate +100.0 %")
                    .endsWith(": passed\n");
            assertThat(history).content().startsWith("{\"totals\":{\"events\":1,\"success\":1,\"failed\":0,\"success_rate\":1.0,");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theEmptyHistorySaysSo() {
        assertThat(DeliveryTable.of(new io.vitalwatch.simulator.vendor.DeliveryHistory(), 10)).startsWith("No deliveries yet.");
    }
}
