package io.vitalwatch.cluster;

import io.vitalwatch.kafka.CreatedTopics;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.ControlStateJson;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One run of the job with control on a cluster: its own topics, two receivers of which one relays, the job, and the storm of changes. */
final class ControlStage implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final List<String> OUTPUTS = List.of(".alerts", ".windows", ".rejected", ".control-state", ".shadow");

    final ProcessCluster cluster;
    final Random random;
    private final String name;
    private final List<ReceiverServer> receivers = new ArrayList<>();
    private final ControlStorm storm;
    private final String delivery;
    private final Thread lastResort = new Thread(this::killReceivers);
    private String job;

    /**
     * Creates the topics, and starts both receivers.
     *
     * @param name prefix of topics and consumer groups
     */
    ControlStage(ProcessCluster cluster, Path home, String name, String delivery, Random random) throws Exception {
        this.cluster = cluster;
        this.random = random;
        this.name = name;
        this.delivery = delivery;
        cluster.broker().createTopics(List.of(raw()), PARTITIONS);
        createControl();
        outputs(name);
        Runtime.getRuntime().addShutdownHook(lastResort);
        this.storm = new ControlStorm(cluster.broker().bootstrapServers(), control(), raw(), random);
        for (int i = 1; i <= 2; i++) {
            ReceiverServer receiver = new ReceiverServer(home.resolve(name + "-receiver-" + i), ReceiverServer.Clock.WALL,
                    cluster.broker().bootstrapServers(), name, "a secret of the tests", "--topic.control=" + control(),
                    "--topic.receivers=" + name + ".receivers", "--receiver.id=r" + i,
                    "--heartbeat.interval=2s");
            receivers.add(receiver);
            receiver.start();
        }
    }

    String raw() {
        return name + ".raw";
    }

    private String control() {
        return name + ".control";
    }

    ControlStorm storm() {
        return storm;
    }

    /** Creates vitals.control as {@code topics create} would. */
    void createControl() throws Exception {
        try (Admin admin = cluster.broker().admin()) {
            admin.createTopics(List.of(new NewTopic(control(), 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime",
                    "cleanup.policy", "delete", "retention.ms", "-1")))).all().get(30, TimeUnit.SECONDS);
            Waiting.until("the broker knows the control topic",
                    () -> CreatedTopics.awaitKnown(admin, List.of(control()), Duration.ofSeconds(5)));
        }
    }

    void deleteControl() throws Exception {
        try (Admin admin = cluster.broker().admin()) {
            admin.deleteTopics(List.of(control())).all().get(30, TimeUnit.SECONDS);
            Waiting.until("the control topic is gone", () -> !admin.listTopics().names().get().contains(control()));
        }
    }

    String controlId() throws Exception {
        try (Admin admin = cluster.broker().admin()) {
            return admin.describeTopics(List.of(control())).allTopicNames().get().get(control()).topicId().toString();
        }
    }

    private void outputs(String prefix) throws Exception {
        cluster.broker().createTopics(OUTPUTS.stream().map(prefix::concat).toList(), 1);
    }

    /** Submits the job, without state or from a savepoint or checkpoint. Returns when all tasks run. */
    void submit(String from, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(arguments(name, 2));
        if (from != null) {
            arguments.addAll(List.of("--from-savepoint", from));
        }
        arguments.addAll(List.of(more));
        job = submitted(arguments);
    }

    private String submitted(List<String> arguments) throws Exception {
        String id = BuiltProduct.submit(cluster, arguments.toArray(String[]::new));
        Waiting.until("all tasks of job " + id + " run", () -> {
            if (cluster.rest().state(id).equals("FAILED")) {
                throw new IOException("the job failed: " + cluster.rest().exceptions(id));
            }
            return cluster.rest().allTasksRun(id);
        });
        return id;
    }

    private List<String> arguments(String to, int parallelism) {
        return List.of("--parallelism", Integer.toString(parallelism), "--delivery=" + delivery, "--topic.raw=" + raw(),
                "--topic.control=" + control(), "--topic.alerts=" + to + ".alerts", "--topic.windows=" + to + ".windows",
                "--topic.rejected=" + to + ".rejected", "--topic.control-state=" + to + ".control-state",
                "--topic.alerts-shadow=" + to + ".shadow", "--source.start=earliest", "--source.group=" + to,
                "--delivery.transaction-prefix=" + to);
    }

    String stop() throws IOException, InterruptedException {
        return BuiltProduct.stop(cluster, job);
    }

    String state() throws InterruptedException {
        return cluster.rest().state(job);
    }

    Path newestCheckpoint() throws IOException {
        return cluster.newestCheckpoint(job);
    }

    boolean hasCheckpoint() throws InterruptedException {
        return cluster.rest().checkpoints(job, "completed") > 0;
    }

    /** The receiver that copies changes. */
    ReceiverServer relay() throws Exception {
        List<ReceiverServer> found = new ArrayList<>();
        Waiting.until("a receiver relays", () -> {
            for (ReceiverServer each : receivers) {
                if (each.relays()) {
                    found.add(each);
                }
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Waits until the other receiver copies changes. */
    void awaitOtherRelay(ReceiverServer relay) throws Exception {
        Waiting.until("the other receiver relays", () -> {
            for (ReceiverServer each : receivers) {
                if (each != relay && each.relays()) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Ends the storm, waits until every change is in its partitions, and ends the receivers, so that nothing more is written. Then waits until
     * the job has processed all, and cancels it.
     */
    void finish() throws Exception {
        storm.end();
        Waiting.until("all changes are copied", () -> copies().equals(expectedCopies()));
        // The last heartbeats are after the last change takes effect, and after the deadlines that it moved.
        Thread.sleep(6_000);
        for (ReceiverServer each : receivers) {
            each.process().kill();
        }
        new Consumption(cluster, name, raw(), PARTITIONS).awaitEnd(job);
        cluster.rest().cancel(job);
        job = null;
    }

    /** Runs the job over the same raw topic again, without state and without a fault; its outputs have the returned prefix. */
    String replay() throws Exception {
        String again = name + "-again";
        outputs(again);
        job = submitted(arguments(again, 1));
        new Consumption(cluster, again, raw(), PARTITIONS).awaitEnd(job);
        cluster.rest().cancel(job);
        job = null;
        return again;
    }

    String outputs() {
        return name;
    }

    /** The numbers that each partition should have. */
    Map<Integer, List<Long>> expectedCopies() {
        Map<Integer, List<Long>> expected = none();
        storm.written().forEach((seq, record) -> partitions(record).forEach(partition -> expected.get(partition).add(seq)));
        return expected;
    }

    static List<Integer> partitions(ControlRecord record) {
        return record.scope().isUser()
                ? List.of(Utils.toPositive(Utils.murmur2(record.scope().name().getBytes(StandardCharsets.UTF_8))) % PARTITIONS)
                : IntStream.range(0, PARTITIONS).boxed().toList();
    }

    /** The numbers of the copies in each partition, without those that are not above all before them: the job drops these. */
    Map<Integer, List<Long>> copies() {
        Map<Integer, List<Long>> copies = none();
        for (ConsumerRecord<byte[], byte[]> each : read(raw(), PARTITIONS)) {
            Header seq = each.headers().lastHeader("vitalwatch-seq");
            List<Long> of = copies.get(each.partition());
            long number = seq == null ? -1 : Long.parseLong(new String(seq.value(), StandardCharsets.US_ASCII));
            if (number > (of.isEmpty() ? -1 : of.get(of.size() - 1))) {
                of.add(number);
            }
        }
        return copies;
    }

    /** How many copies the raw topic has in all. */
    long allCopies() {
        return read(raw(), PARTITIONS).stream().filter(each -> each.headers().lastHeader("vitalwatch-seq") != null).count();
    }

    private static Map<Integer, List<Long>> none() {
        Map<Integer, List<Long>> none = new HashMap<>();
        IntStream.range(0, PARTITIONS).forEach(each -> none.put(each, new ArrayList<>()));
        return none;
    }

    /** Alert records by id, with each copy of an id. */
    Map<String, List<String>> alerts(String prefix) {
        Map<String, List<String>> alerts = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> each : read(prefix + ".alerts", 1)) {
            String id = new String(each.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            alerts.computeIfAbsent(id, first -> new ArrayList<>()).add(new String(each.value(), StandardCharsets.UTF_8));
        }
        return alerts;
    }

    /** The answers to the changes, in the order of the topic. */
    List<ControlAnswer> answers(String prefix) {
        return read(prefix + ".control-state", 1).stream().map(each -> ControlStateJson.read(each.value())).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", cluster.broker().bootstrapServers(),
                "isolation.level", "read_committed"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions).mapToObj(each -> new TopicPartition(topic, each)).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() throws Exception {
        storm.close();
        killReceivers();
        Runtime.getRuntime().removeShutdownHook(lastResort);
        if (job != null && !cluster.rest().state(job).isEmpty()) {
            cluster.rest().cancel(job);
        }
    }

    private void killReceivers() {
        for (ReceiverServer each : receivers) {
            try {
                each.process().resume();
                each.process().kill();
            } catch (IOException | InterruptedException e) {
                System.err.println(each.process().log() + ": the receiver may still run: " + e);
            }
        }
    }
}
