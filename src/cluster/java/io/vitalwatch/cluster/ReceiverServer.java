package io.vitalwatch.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The receiver in a separate process. It keeps its ports, so that its address is the same after a restart. */
final class ReceiverServer {
    /** Where the receiver takes the time of arrival from. */
    enum Clock {
        /** The wall clock: the shipped {@code vitalwatch.jar receiver}. */
        WALL("wall clock"),
        /** The delivery: the same receiver, started by {@link TrustingReceiver}. */
        TOLD("simulated");

        private final String label;

        Clock(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final int port = Ports.free();
    private final int privatePort = Ports.free();
    private final ServerProcess process;

    /**
     * Does not start it.
     *
     * @param topics prefix of its topics
     * @param secret secret of the signatures
     * @param more further settings
     */
    ReceiverServer(Path home, Clock clock, String bootstrapServers, String topics, String secret, String... more) throws IOException {
        Path secretFile = Files.writeString(Files.createDirectories(home).resolve("secret"), secret);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true"));
        command.addAll(clock == Clock.WALL
                ? List.of("-jar", BuiltProduct.COMMANDS.toString(), "receiver")
                : List.of("-cp", System.getProperty("java.class.path"), TrustingReceiver.class.getName()));
        command.addAll(List.of("--kafka.bootstrap.servers=" + bootstrapServers, "--secret.vendor=file:" + secretFile,
                "--listen.address=127.0.0.1", "--listen.port=" + port, "--private.port=" + privatePort, "--topic.raw=" + topics + ".raw",
                "--topic.studies=" + topics + ".studies", "--topic.deliveries=" + topics + ".deliveries", "--topic.totals=" + topics + ".totals",
                "--retry-after=1s"));
        if (clock == Clock.TOLD) {
            command.add("--heartbeat.interval=0s");
        }
        command.addAll(List.of(more));
        this.process = new ServerProcess("receiver", home, command);
    }

    ServerProcess process() {
        return process;
    }

    URI deliveries() {
        return URI.create("http://127.0.0.1:" + port + "/webhooks/corsano");
    }

    /** Starts it and returns when it accepts deliveries. */
    void start() throws Exception {
        process.start();
        Waiting.until("the receiver is ready; see " + process.log(), () -> {
            if (!process.alive()) {
                throw new IOException("the receiver ended; see " + process.log());
            }
            try {
                return get("/health/ready").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Whether it is the receiver that copies control records. One that does not answer is not. */
    boolean relays() throws InterruptedException {
        try {
            return get("/metrics").body().contains("vitalwatch_receiver_relay_active 1.0");
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + privatePort + path)).timeout(PATIENCE).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
