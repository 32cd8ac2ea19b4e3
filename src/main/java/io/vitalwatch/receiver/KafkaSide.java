package io.vitalwatch.receiver;

import io.vitalwatch.receiver.ReceiverSettings.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All of a receiver that talks to Kafka: topics, deliveries, the history's copy, the study switch. Comes up by itself when Kafka does. */
final class KafkaSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSide.class);
    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Topics topics;
    private final KafkaSettings settings;
    private final byte[] receiverKey;
    private final int historyRows;
    private final StudySwitch studies;
    private final KafkaLog log;
    private final KafkaProducer<byte[], byte[]> historyProducer;
    private final Admin admin;
    private TopicFollower studyFollower;
    private TopicFollower historyFollower;
    private volatile boolean topicsMade;
    private volatile boolean probeGood;
    private volatile boolean probing;
    private long probed;

    KafkaSide(ReceiverSettings settings, String receiver, StudySwitch studies) {
        this.topics = settings.topics();
        this.settings = new KafkaSettings(settings.kafka());
        this.receiverKey = receiver.getBytes(StandardCharsets.US_ASCII);
        this.historyRows = settings.history().rows();
        this.studies = studies;
        try {
            this.log = new KafkaLog(this.settings, topics.raw());
            this.historyProducer = new KafkaProducer<>(this.settings.history());
            this.admin = Admin.create(this.settings.admin());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new WrongSetting("Kafka's client does not take these settings: " + cause.getMessage());
        }
    }

    KafkaLog log() {
        return log;
    }

    /** Begins to follow the study switch and the history. */
    void start(History history) {
        List<HistoryRow> old = new ArrayList<>();
        studyFollower = new TopicFollower(settings.follower("studies"), topics.studies(), Long.MAX_VALUE,
                record -> studies.read(record.key(), record.value()), () -> { });
        historyFollower = new TopicFollower(settings.lazyFollower("deliveries"), topics.deliveries(), historyRows, record -> {
            // Rows of this process are in memory already, with more than Kafka knows of them.
            HistoryRow row = Arrays.equals(record.key(), receiverKey) ? null : HistoryJson.parse(record.value());
            if (row != null) {
                if (historyFollower.caughtUp()) {
                    history.readBack(row);
                } else {
                    old.add(row);
                }
            }
        }, () -> {
            history.readBackAll(old);
            old.clear();
        });
        studyFollower.start();
        historyFollower.start();
    }

    /** Whether the study switch has been read to its end once; before, nothing may be stored. */
    boolean studiesKnown() {
        return studyFollower != null && studyFollower.caughtUp();
    }

    /** Copies a row of the history to Kafka, or loses it; never waits. */
    void keep(HistoryRow row) {
        try {
            historyProducer.send(new ProducerRecord<>(topics.deliveries(), receiverKey, HistoryJson.record(row)),
                    (metadata, failure) -> { });
        } catch (KafkaException | IllegalStateException e) {
            // The row stays in memory; an outage is listed there.
        }
    }

    /** Makes topics, keeps metadata warm and asks whether a broker answers. Called some times a second; waits only for missing topics. */
    void look() {
        if (!topicsMade && topics.create()) {
            makeTopics();
        }
        long now = System.nanoTime();
        if (!probing && now - probed > PROBE_NANOS) {
            probing = true;
            probed = now;
            admin.describeCluster().clusterId().whenComplete((id, failure) -> {
                probeGood = failure == null;
                probing = false;
            });
            log.warm(topics.studies());
            try {
                historyProducer.partitionsFor(topics.deliveries());
            } catch (KafkaException | IllegalStateException e) {
                // Not there yet.
            }
        }
        log.look(probeGood);
    }

    @Override
    public void close() {
        if (studyFollower != null) {
            studyFollower.close();
            historyFollower.close();
        }
        log.close();
        historyProducer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofMillis(500));
    }

    private void makeTopics() {
        try {
            Set<String> there = admin.listTopics().names().get(3, TimeUnit.SECONDS);
            Map<String, String> large = Map.of("max.message.bytes", Integer.toString(5 * 1024 * 1024));
            List<NewTopic> missing = new ArrayList<>();
            missing.add(topic(topics.raw(), topics.rawPartitions(), large));
            missing.add(topic(topics.studies(), 1, Map.of("cleanup.policy", "compact")));
            missing.add(topic(topics.deliveries(), 1, Map.of()));
            missing.removeIf(topic -> there.contains(topic.name()));
            for (var made : admin.createTopics(missing).values().entrySet()) {
                made(made.getKey(), made.getValue());
            }
            topicsMade = true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not answer yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void made(String topic, org.apache.kafka.common.KafkaFuture<Void> future) throws InterruptedException, TimeoutException {
        try {
            future.get(3, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                LOG.warn("Topic {} is missing and could not be created ({}); create it", topic, e.getCause().getMessage());
            }
        }
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
    }
}
