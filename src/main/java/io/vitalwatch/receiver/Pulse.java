package io.vitalwatch.receiver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** What a receiver does by itself: heartbeats, deadlines, looking after Kafka and the certificate. */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final long LOOK_MILLIS = 100;

    private final KafkaSide kafka;
    private final DeliveryHandler deliveries;
    private final ArrivalSource arrivals;
    private final TlsFiles tls;
    private final long heartbeatMillis;
    private final long reloadMillis;
    // Looking after Kafka may wait for it when topics are missing; deadlines must not wait with it.
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, daemon());

    Pulse(ReceiverSettings settings, ArrivalSource arrivals, KafkaSide kafka, DeliveryHandler deliveries, TlsFiles tls) {
        this.kafka = kafka;
        this.deliveries = deliveries;
        this.arrivals = arrivals;
        this.tls = tls;
        this.heartbeatMillis = settings.heartbeatMillis();
        this.reloadMillis = tls == null ? 0 : settings.tls().reloadMillis();
    }

    void start() {
        every(LOOK_MILLIS, kafka::look);
        every(LOOK_MILLIS, deliveries::look);
        if (heartbeatMillis > 0) {
            every(heartbeatMillis, () -> kafka.log().heartbeat(arrivals.now()));
        }
        if (reloadMillis > 0) {
            every(reloadMillis, tls::look);
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

    private void every(long millis, Runnable work) {
        threads.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // One that failed would never be run again.
                LOG.error("Something that a receiver does regularly failed", e);
            }
        }, 0, millis, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemon() {
        return work -> {
            Thread thread = new Thread(work, "receiver-pulse");
            thread.setDaemon(true);
            return thread;
        };
    }
}
