package io.vitalwatch.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks whether the brokers answer, and creates missing topics. */
public final class BrokerAdmin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerAdmin.class);
    private static final long TIMEOUT_SECONDS = 3;

    private final Admin admin;
    private volatile boolean answers;
    private volatile boolean probing;

    /** @param settings of Kafka's admin client */
    public BrokerAdmin(Map<String, Object> settings) {
        this.admin = Admin.create(settings);
    }

    /** A topic with Kafka's default replication factor. */
    public static NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
    }

    /** Sends a probe to the brokers, unless the last one is not answered yet; never waits. */
    public void probe() {
        if (!probing) {
            probing = true;
            admin.describeCluster().clusterId().whenComplete((id, failure) -> {
                answers = failure == null;
                probing = false;
            });
        }
    }

    /** Whether a broker has answered the last probe. */
    public boolean answers() {
        return answers;
    }

    /**
     * Creates the topics that do not exist. A topic that cannot be created is reported in the log.
     *
     * @return false if Kafka did not answer; then call it again later
     */
    public boolean createMissing(List<NewTopic> topics) {
        try {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = new ArrayList<>(topics);
            missing.removeIf(topic -> existing.contains(topic.name()));
            for (Map.Entry<String, KafkaFuture<Void>> created : admin.createTopics(missing).values().entrySet()) {
                awaitCreated(created.getKey(), created.getValue());
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not answer yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        admin.close(Duration.ofMillis(500));
    }

    private static void awaitCreated(String topic, KafkaFuture<Void> created) throws InterruptedException, TimeoutException {
        try {
            created.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Another receiver that starts at the same time may have created it.
            if (!(e.getCause() instanceof TopicExistsException)) {
                LOG.warn("Topic {} is missing and could not be created ({}); create it", topic, e.getCause().getMessage());
            }
        }
    }
}
