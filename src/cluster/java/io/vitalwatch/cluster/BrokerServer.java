package io.vitalwatch.cluster;

import io.vitalwatch.kafka.CreatedTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Kafka's broker as Kafka starts it ({@code kafka.Kafka server.properties}; one node, broker and controller), on a port and a log of its
 * own. After a kill and a restart it is the same broker with the same data.
 */
final class BrokerServer {
    private static final int NODE = 1;
    private static final String MOST_BYTES = Integer.toString(5 * 1024 * 1024);

    private final Path home;
    private final int port;
    private final ServerProcess process;

    private BrokerServer(Path home, int port) {
        this.home = home;
        this.port = port;
        this.process = new ServerProcess("broker", home, ServerProcess.java(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"),
                ClassPaths.broker(), "kafka.Kafka", List.of(home.resolve("server.properties").toString())));
    }

    /** Writes configuration and an empty log; starts nothing. */
    static BrokerServer create(Path home) throws Exception {
        int port = Ports.free();
        Path data = Files.createDirectories(home.resolve("data"));
        Files.write(home.resolve("server.properties"), configuration(port, Ports.free(), data));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .run();
        return new BrokerServer(home, port);
    }

    private static List<String> configuration(int port, int controllerPort, Path data) {
        return List.of(
                "process.roles=broker,controller",
                "node.id=" + NODE,
                "controller.quorum.voters=" + NODE + "@127.0.0.1:" + controllerPort,
                "listeners=BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=BROKER",
                "log.dirs=" + data,
                "message.max.bytes=" + MOST_BYTES,
                "auto.create.topics.enable=false",
                // One node cannot hold three copies of the internal topics.
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.num.partitions=1",
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.num.partitions=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "log.cleaner.dedupe.buffer.size=2097152");
    }

    ServerProcess process() {
        return process;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Starts the broker, on its old log if it ran before. Returns when it answers. */
    void start() throws Exception {
        process.start();
        Waiting.until("the broker answers; see " + process.log(), () -> {
            requireAlive();
            try (Admin admin = admin()) {
                admin.describeCluster().controller().get(3, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException | TimeoutException e) {
                return false;
            }
        });
    }

    /** Creates topics for recorded time: no retention (Kafka deletes by record timestamp), any timestamp is accepted. */
    void createTopics(Collection<String> names, int partitions) throws Exception {
        Map<String, String> configs = Map.of("retention.ms", "-1", "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
                "max.message.bytes", MOST_BYTES);
        try (Admin admin = admin()) {
            admin.createTopics(names.stream().map(name -> new NewTopic(name, partitions, (short) 1).configs(configs)).toList())
                    .all().get(30, TimeUnit.SECONDS);
            if (!CreatedTopics.awaitKnown(admin, names, Duration.ofSeconds(30))) {
                throw new IOException("the broker does not know all of " + names + " 30 s after they were created");
            }
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "default.api.timeout.ms", 30_000, "request.timeout.ms", 5_000));
    }

    private void requireAlive() throws IOException {
        if (!process.alive()) {
            throw new IOException("the broker ended; see " + process.log());
        }
    }
}
