package io.vitalwatch.cli;

import io.vitalwatch.job.RawDelivery;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays a recording into the raw topic as the receiver would have written it, at a multiple of real time: the body as it stands, the
 * user as key, the time of arrival as the record's timestamp.
 *
 * <p>Between deliveries it writes heartbeats into every partition, so that the arrival clock runs on where nothing arrives; when the
 * recording is over it stops them, and the arrival clock stands at the last arrival.
 */
final class Feeder implements AutoCloseable {
    private static final byte[] HEARTBEAT = "{\"event_type\":\"heartbeat\"}".getBytes(StandardCharsets.US_ASCII);
    /** Recorded time between heartbeats, unless a high speed would make that more than a hundred a second. */
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final long SHORTEST_PAUSE_MILLIS = 10;

    private final DeliveryFile recording;
    private final String topic;
    private final int partitions;
    private final double speed;
    private final KafkaProducer<byte[], byte[]> producer;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong tooLarge = new AtomicLong();
    private final Thread thread = new Thread(this::play, "feeder");
    private volatile Exception failure;
    private volatile boolean over;
    private long started;
    private long firstArrival;

    /**
     * Prepares a feeder; {@link #start} sets it going.
     *
     * @param speed recorded time a unit of real time, above 0
     */
    Feeder(DeliveryFile recording, String bootstrapServers, String topic, int partitions, double speed) {
        this.recording = recording;
        this.topic = topic;
        this.partitions = partitions;
        this.speed = speed;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 2, "max.request.size", EmbeddedKafka.MAX_MESSAGE_BYTES),
                new ByteArraySerializer(), new ByteArraySerializer());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether the recording is over and all of it is in the topic. */
    boolean over() {
        return over;
    }

    /** What went wrong, or null. */
    Exception failure() {
        return failure;
    }

    long deliveries() {
        return deliveries.get();
    }

    /** Deliveries that the topic does not take because of their size. */
    long tooLarge() {
        return tooLarge.get();
    }

    /** Stops at once. */
    @Override
    public void close() throws IOException {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(java.time.Duration.ofSeconds(1));
        recording.close();
    }

    private void play() {
        try {
            RawDelivery delivery = recording.next();
            if (delivery != null) {
                playFrom(delivery);
            }
            producer.flush();
            over = true;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void playFrom(RawDelivery first) throws IOException, InterruptedException {
        started = System.nanoTime();
        firstArrival = first.arrival;
        long clock = firstArrival;
        long step = Math.max(HEARTBEAT_MILLIS, (long) (speed * SHORTEST_PAUSE_MILLIS));
        long beat = firstArrival + step;
        for (RawDelivery delivery = first; delivery != null; delivery = recording.next()) {
            clock = Math.max(clock, delivery.arrival);
            for (; beat <= clock; beat += step) {
                if (stoppedBefore(beat)) {
                    return;
                }
                heartbeat(beat);
            }
            if (stoppedBefore(clock)) {
                return;
            }
            send(delivery);
        }
        heartbeat(clock);
    }

    /** Waits until a moment of the recording is due; true when told to stop before. */
    private boolean stoppedBefore(long recorded) throws InterruptedException {
        long due = started + (long) ((recorded - firstArrival) / speed * 1_000_000);
        return stop.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void heartbeat(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            send(new ProducerRecord<>(topic, partition, time, null, HEARTBEAT));
        }
    }

    private void send(RawDelivery delivery) {
        byte[] body = delivery.body;
        var record = new ProducerRecord<>(topic, null, delivery.arrival, body == null ? null : UserKey.of(body), body);
        record.headers().add("delivery-id", sha256(body == null ? new byte[0] : body).getBytes(StandardCharsets.US_ASCII));
        record.headers().add("received-at", Long.toString(delivery.arrival).getBytes(StandardCharsets.US_ASCII));
        send(record);
        deliveries.incrementAndGet();
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, problem) -> {
            if (problem instanceof RecordTooLargeException) {
                tooLarge.incrementAndGet();
            } else if (problem != null) {
                failure = problem;
            }
        });
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
