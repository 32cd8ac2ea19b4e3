package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends signed deliveries over HTTP to the receiver, which uses its own time of arrival. */
final class Posting implements Sending {
    private static final String SECRET = "bench";

    private final Receiver receiver;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Mac mac;
    private final Phaser open = new Phaser(1);
    private final AtomicReference<String> refused = new AtomicReference<>();

    /** @param more further settings of the receiver */
    Posting(EmbeddedKafka kafka, String topic, String suffix, String... more) throws Exception {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        List<String> settings = new ArrayList<>(List.of(
                "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--secret.vendor=env:BENCH_SECRET",
                "--listen.address=127.0.0.1",
                "--listen.port=0",
                "--private.port=0",
                "--topic.raw=" + topic,
                "--topic.deliveries=corsano.deliveries" + suffix,
                "--topic.studies=corsano.studies" + suffix));
        settings.addAll(List.of(more));
        receiver = Receiver.start(ReceiverSettings.read(settings, Map.of("BENCH_SECRET", SECRET)));
        if (!receiver.awaitReady(Duration.ofSeconds(60))) {
            throw new IllegalStateException("the receiver did not become ready in time");
        }
    }

    @Override
    public Runnable prepare(String user, long arrival, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(receiver.publicUri()).header("Content-Type", "application/json")
                .header("X-Corsano-Signature", HexFormat.of().formatHex(mac.doFinal(body)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return () -> {
            open.register();
            client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
                if (failure != null || answer.statusCode() != 204) {
                    refused.compareAndSet(null, failure != null ? failure.toString() : "answered " + answer.statusCode());
                }
                open.arriveAndDeregister();
            });
        };
    }

    @Override
    public void awaitAnswers() {
        open.arriveAndAwaitAdvance();
        if (refused.get() != null) {
            throw new IllegalStateException("a delivery was refused: " + refused.get());
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
