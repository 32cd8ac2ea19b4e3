package io.vitalwatch.receiver;

import io.vitalwatch.receiver.http.WebhookEndpoint;
import io.vitalwatch.web.TlsCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The periodic tasks of a receiver: heartbeats, deadlines, checks of Kafka, of the certificate and of the secrets. */
final class BackgroundTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);
    private static final long CHECK_MILLIS = 100;
    private static final long TOTALS_MILLIS = 30_000;
    /** A check of Kafka waits for its answers while topics are missing. */
    private static final long LONGEST_CHECK_MILLIS = 30_000;

    private final Liveness liveness;
    private final ReceiverTopics topics;
    private final WebhookEndpoint deliveries;
    private final SecretWatch secrets;
    private final List<TlsCertificate> certificates;
    private final Runnable logging;
    private final long heartbeatMillis;
    private final long reloadMillis;
    private final long secretsMillis;
    // Two threads: the check of Kafka may wait for Kafka when topics are missing, and deadlines must not wait for it.
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, daemon());

    /**
     * @param certificates those of the addresses that use TLS
     * @param logging writes what changed into the log
     */
    BackgroundTasks(ReceiverSettings settings, ReceiverTopics topics, WebhookEndpoint deliveries, SecretWatch secrets,
            List<TlsCertificate> certificates, Liveness liveness, Runnable logging) {
        this.liveness = liveness;
        this.logging = logging;
        this.topics = topics;
        this.deliveries = deliveries;
        this.secrets = secrets;
        this.certificates = certificates;
        this.secretsMillis = settings.followedSecrets().reloadMillis();
        this.heartbeatMillis = settings.heartbeatMillis();
        this.reloadMillis = certificates.isEmpty() ? 0 : settings.tls().reloadMillis();
    }

    void start() {
        every("check of Kafka", CHECK_MILLIS, LONGEST_CHECK_MILLIS, topics::checkKafka);
        every("clock", CHECK_MILLIS, LONGEST_CHECK_MILLIS, topics::measureClock);
        every("deadlines", CHECK_MILLIS, CHECK_MILLIS, deliveries::answerOverdue);
        every("log", CHECK_MILLIS, LONGEST_CHECK_MILLIS, logging);
        if (heartbeatMillis > 0) {
            every("heartbeats", heartbeatMillis, heartbeatMillis, () -> topics.log().writeHeartbeats());
        }
        every("totals", TOTALS_MILLIS, TOTALS_MILLIS + LONGEST_CHECK_MILLIS, topics::writeTotals);
        if (secretsMillis > 0) {
            every("secrets", secretsMillis, secretsMillis + LONGEST_CHECK_MILLIS, secrets::reloadIfChanged);
        }
        if (reloadMillis > 0) {
            every("certificates", reloadMillis, reloadMillis + LONGEST_CHECK_MILLIS,
                    () -> certificates.forEach(TlsCertificate::reloadIfChanged));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(String name, long millis, long longestMillis, Runnable work) {
        Liveness.Task task = liveness.task(name, longestMillis);
        threads.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // The executor would not run a task again after an exception.
                LOG.error("A background task of the receiver failed; it runs again in {} ms", millis, e);
            } catch (Throwable e) {
                // The executor runs it no more. Who supervises the receiver must know that at once, and not when its next turn is over.
                task.ended();
                LOG.error("A background task of the receiver has died: {}", name, e);
                throw e;
            }
            task.ran();
        }, 0, millis, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemon() {
        return work -> {
            Thread thread = new Thread(work, "receiver-background");
            thread.setDaemon(true);
            return thread;
        };
    }
}
