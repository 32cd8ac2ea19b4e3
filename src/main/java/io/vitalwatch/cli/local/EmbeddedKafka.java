package io.vitalwatch.cli.local;

import io.vitalwatch.kafka.CreatedTopics;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.FaultHandler;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real Kafka broker in this process: one node that is broker and controller (KRaft), on ephemeral ports of the loopback interface. Its
 * log is in a temporary directory that {@link #close} deletes.
 *
 * <p>The servers are assembled as in Kafka's own start class, with two differences: the sockets are bound here first, so that both ports
 * are known before anything is configured; and a fault inside the broker throws an exception instead of halting the JVM.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** The largest record that a topic accepts, bytes: a webhook body of a few MiB and its headers. */
    public static final int MAX_MESSAGE_BYTES = 5 * 1024 * 1024;

    /**
     * Settings of a topic whose records carry recorded or simulated time: Kafka deletes records by their timestamps, and since 4.0 it
     * refuses timestamps that are more than an hour ahead of its own clock.
     */
    public static final Map<String, String> RECORDED_TIME = Map.of(
            "retention.ms", "-1",
            "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
            "max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));

    private static final int NODE = 1;
    private static final String BROKER = "BROKER";
    private static final String CONTROLLER = "CONTROLLER";

    private final Path directory;
    private final Map<String, ServerSocketChannel> sockets;
    private final String bootstrapServers;
    private ControllerServer controller;
    private BrokerServer broker;

    private EmbeddedKafka(Path directory, Map<String, ServerSocketChannel> sockets) throws IOException {
        this.directory = directory;
        this.sockets = sockets;
        this.bootstrapServers = address(sockets.get(BROKER));
    }

    /**
     * Starts a broker and returns when it serves requests, after one to two seconds.
     *
     * @throws IOException if a port cannot be bound or the temporary directory cannot be written
     * @throws IllegalStateException if the broker does not start
     */
    public static EmbeddedKafka start() throws IOException {
        Map<String, ServerSocketChannel> sockets = new HashMap<>();
        sockets.put(BROKER, loopback());
        sockets.put(CONTROLLER, loopback());
        EmbeddedKafka kafka = new EmbeddedKafka(Files.createTempDirectory("vitalwatch-kafka-"), sockets);
        boolean started = false;
        try {
            kafka.startServers();
            started = true;
            return kafka;
        } catch (Exception e) {
            throw new IllegalStateException("The embedded Kafka broker did not start: " + e, e);
        } finally {
            if (!started) {
                kafka.close();
            }
        }
    }

    /** {@code host:port} for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates a topic and returns when it exists.
     *
     * @param configs topic settings such as {@link #RECORDED_TIME}
     * @throws IllegalStateException if the topic exists or Kafka refuses a setting
     */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs))).all().get(30, TimeUnit.SECONDS);
            if (!CreatedTopics.awaitKnown(admin, List.of(name), Duration.ofSeconds(30))) {
                throw new IllegalStateException("Topic " + name + " was created, but the broker does not know it after 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topic " + name, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topic " + name + " could not be created: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Topic " + name + " was not created within 30 s", e);
        }
    }

    /** The number of records that were written to a topic, all partitions together. */
    public long records(String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS).get(topic).partitions()
                    .forEach(partition -> asked.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
            return admin.listOffsets(asked).all().get(30, TimeUnit.SECONDS).values().stream().mapToLong(each -> each.offset()).sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the offsets of topic " + topic, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The offsets of topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Stops the broker, frees its ports and deletes its directory. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        try {
            stopServers();
        } finally {
            try {
                closeSockets();
            } finally {
                deleteDirectory();
            }
        }
    }

    private void stopServers() {
        if (broker != null) {
            // A single node has nobody to hand its partitions over to, so there is no reason to wait.
            broker.shutdown(Duration.ZERO);
            broker.awaitShutdown();
            broker = null;
        }
        if (controller != null) {
            controller.shutdown();
            controller.awaitShutdown();
            controller = null;
        }
    }

    private void closeSockets() {
        for (ServerSocketChannel socket : sockets.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void startServers() throws Exception {
        KafkaConfig config = new KafkaConfig(configuration(), false);
        BootstrapMetadata metadata = format(config);
        MetaPropertiesEnsemble properties = new MetaPropertiesEnsemble.Loader()
                .addLogDirs(List.of(directory.toString()))
                .addMetadataLogDir(directory.toString())
                .load();
        SharedServer shared = new SharedServer(config, properties, Time.SYSTEM, new Metrics(),
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(), (name, fatal, action) -> fault(name, action), preBound());
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), metadata);
        broker = new BrokerServer(shared);
        controller.startup();
        broker.startup();
    }

    private Map<String, String> configuration() throws IOException {
        Map<String, String> c = new HashMap<>();
        c.put("process.roles", "broker,controller");
        c.put("node.id", Integer.toString(NODE));
        c.put("controller.quorum.voters", NODE + "@" + address(sockets.get(CONTROLLER)));
        c.put("listeners", BROKER + "://" + bootstrapServers + "," + CONTROLLER + "://" + address(sockets.get(CONTROLLER)));
        c.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        c.put("controller.listener.names", CONTROLLER);
        c.put("inter.broker.listener.name", BROKER);
        c.put("log.dirs", directory.toString());
        c.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        c.put("auto.create.topics.enable", "false");
        c.put("controlled.shutdown.enable", "false");
        // By default the internal topics have three copies and up to fifty partitions, too many for one node.
        c.put("offsets.topic.replication.factor", "1");
        c.put("offsets.topic.num.partitions", "1");
        c.put("transaction.state.log.replication.factor", "1");
        c.put("transaction.state.log.num.partitions", "1");
        c.put("transaction.state.log.min.isr", "1");
        c.put("share.coordinator.state.topic.replication.factor", "1");
        c.put("share.coordinator.state.topic.num.partitions", "1");
        c.put("share.coordinator.state.topic.min.isr", "1");
        c.put("group.initial.rebalance.delay.ms", "0");
        c.put("log.cleaner.dedupe.buffer.size", "2097152");
        c.put("num.network.threads", "2");
        c.put("num.io.threads", "4");
        c.put("background.threads", "2");
        c.put("num.recovery.threads.per.data.dir", "1");
        c.put("controller.quorum.election.backoff.max.ms", "50");
        return c;
    }

    private BootstrapMetadata format(KafkaConfig config) throws Exception {
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(config.metadataLogDir())
                .addDirectory(directory.toString());
        formatter.run();
        return formatter.bootstrapMetadata();
    }

    private static FaultHandler fault(String name, Runnable action) {
        return (message, cause) -> {
            action.run();
            return new IllegalStateException("Kafka, " + name + ": " + message, cause);
        };
    }

    private ServerSocketFactory preBound() {
        return (listener, address, backlog, receiveBuffer) -> sockets.get(listener);
    }

    private static ServerSocketChannel loopback() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        return channel;
    }

    private static String address(ServerSocketChannel channel) throws IOException {
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        return "localhost:" + address.getPort();
    }

    private void deleteDirectory() {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's directory " + directory + " could not be deleted; delete it by hand", e);
        }
    }
}
