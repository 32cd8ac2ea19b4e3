package io.vitalwatch.job;

import io.vitalwatch.settings.SettingsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Asks the broker for the job's topics before the job starts, so that a missing one is one line and not a restart each minute. */
final class TopicCheck {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    /** A broker that has just started may not have loaded all topics yet. */
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private TopicCheck() {}

    /**
     * The number of partitions of the raw topic. Takes 15 seconds at most.
     *
     * @throws IOException when no broker answers; the message says where it was asked and what the client reports
     * @throws SettingsException when a topic is missing, the broker refuses the client, or a client setting is wrong
     */
    static int partitions(JobSettings settings) throws IOException {
        Properties clients = KafkaEnds.clients(Map.of(), settings);
        clients.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(LONGEST_REQUEST.toMillis()));
        clients.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(2 * LONGEST_REQUEST.toMillis()));
        String raw = settings.source().topic();
        Map<String, String> topics = new TreeMap<>(Map.of(raw, "topic.raw", settings.output().alerts(), "topic.alerts",
                settings.output().windows(), "topic.windows", settings.output().rejected(), "topic.rejected"));
        if (settings.control().isOn()) {
            topics.put(settings.control().topic(), "topic.control");
            topics.put(settings.control().state(), "topic.control-state");
            topics.put(settings.control().shadow(), "topic.alerts-shadow");
        }
        if (settings.output().samples() != null) {
            topics.put(settings.output().samples(), "topic.samples");
        }
        try (Admin admin = Admin.create(clients)) {
            for (int attempt = 1; ; attempt++) {
                List<String> missing = new ArrayList<>();
                Map<String, TopicDescription> found = describe(admin, topics, missing);
                if (missing.isEmpty()) {
                    return found.get(raw).partitions().size();
                }
                if (attempt == ATTEMPTS) {
                    throw new SettingsException("Kafka has no topic " + String.join(" and no topic ", missing)
                            + "; create it, or name another one");
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for the topics", e);
        } catch (KafkaException e) {
            throw refusedOrUnreachable(e, settings);
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin, Map<String, String> topics, List<String> missing)
            throws InterruptedException {
        Map<String, TopicDescription> found = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> asked : admin.describeTopics(topics.keySet()).topicNameValues().entrySet()) {
            try {
                found.put(asked.getKey(), asked.getValue().get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(asked.getKey() + " (--" + topics.get(asked.getKey()) + ")");
                } else if (e.getCause() instanceof KafkaException kafka) {
                    throw kafka;
                } else {
                    throw new KafkaException(e.getCause());
                }
            }
        }
        return found;
    }

    /** A broker that refuses, or a setting that the client refuses, stays as it is; a broker that is away may come back. */
    private static IOException refusedOrUnreachable(KafkaException failure, JobSettings settings) {
        String where = "Kafka at " + settings.kafka().get("bootstrap.servers");
        if (failure instanceof AuthenticationException || failure instanceof AuthorizationException) {
            throw new SettingsException(where + " refuses this client: " + oneLine(failure)
                    + "; correct the credentials in the file of --kafka-config, or the user's rights");
        }
        if (!(failure instanceof RetriableException) && !(failure instanceof ApiException)) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new SettingsException("Kafka's client refuses its settings: " + oneLine(cause)
                    + "; correct --kafka.… or the file of --kafka-config");
        }
        return new IOException(where + " does not answer (" + oneLine(failure) + ")", failure);
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.replaceAll("\\s+", " ").strip();
    }
}
