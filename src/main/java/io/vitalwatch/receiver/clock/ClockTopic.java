package io.vitalwatch.receiver.clock;

import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.kafka.TopicFollower;
import io.vitalwatch.wire.ClockReport;
import io.vitalwatch.wire.ClockReportJson;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The topic vitals.receivers: writes this receiver's reports, measures the broker's clock by their acknowledgements, and follows the
 * reports of all receivers. Never waits, except in {@link #close}.
 */
public final class ClockTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockTopic.class);
    /** How many of the existing records are read at the start: some minutes of a few receivers. */
    private static final long OLD_RECORDS = 200;
    /** At the start so many measurements are taken one right after the other. */
    private static final int FIRST_MEASUREMENTS = 3;
    /** Kafka answers for so long and the broker's clock was not measured: then the machine's clock is used. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(10).toNanos();
    /** Records get this timestamp, so a topic that keeps it, instead of taking the broker's, is recognised. */
    private static final long MARK = 0;

    private final String topic;
    private final byte[] key;
    private final String receiver;
    private final String process;
    private final long intervalNanos;
    private final StampClock clock;
    private final ClockComparison comparison;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicFollower follower;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicLong measurements = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean producerTime;
    private long lastNanos;
    private boolean begun;
    private long answersSinceNanos;
    private boolean answers;
    private boolean ownReported;

    /**
     * @param receiver the id of this receiver
     * @param process the random name of this process
     * @param intervalMillis time between two measurements
     * @throws KafkaException if the client refuses its settings
     */
    public ClockTopic(KafkaSettings settings, String topic, String receiver, String process, long intervalMillis, StampClock clock,
            ClockComparison comparison) {
        this.topic = topic;
        this.receiver = receiver;
        this.process = process;
        this.key = receiver.getBytes(StandardCharsets.UTF_8);
        this.intervalNanos = Duration.ofMillis(intervalMillis).toNanos();
        this.clock = clock;
        this.comparison = comparison;
        this.producer = new KafkaProducer<>(settings.clock());
        this.follower = new TopicFollower(settings.follower("receivers"), topic, OLD_RECORDS, record -> {
            ClockReport report = ClockReportJson.read(record.value());
            if (report != null && record.timestamp() != MARK) {
                comparison.read(report, record.timestamp());
            }
        }, () -> { });
    }

    /** Begins to follow the topic. */
    public void start() {
        follower.start();
    }

    /** Writes a report when the next one is due. Call it several times a second. */
    public void measure() {
        long now = System.nanoTime();
        boolean first = measurements.get() < FIRST_MEASUREMENTS && clock.source() != StampClock.Source.OWN;
        boolean due = !begun || first || now - lastNanos >= intervalNanos;
        if (!due || !underWay.compareAndSet(false, true)) {
            return;
        }
        begun = true;
        lastNanos = now;
        byte[] report = ClockReportJson.of(new ClockReport(receiver, process, clock.machineMillis()));
        long sent = System.nanoTime();
        try {
            producer.send(new ProducerRecord<>(topic, 0, MARK, key, report), (metadata, failure) -> {
                acknowledged(sent, System.nanoTime(), metadata, failure);
                underWay.set(false);
            });
        } catch (KafkaException | IllegalStateException e) {
            failures.incrementAndGet();
            underWay.set(false);
        }
    }

    /**
     * Whether it is decided which clock is used. Until then no record may be written: timestamps must not fall later.
     *
     * @param kafkaAnswers whether a broker has answered the last probe
     */
    public boolean decided(boolean kafkaAnswers) {
        long now = System.nanoTime();
        if (kafkaAnswers && !answers) {
            answersSinceNanos = now;
        }
        answers = kafkaAnswers;
        boolean hopeless = producerTime || answers && now - answersSinceNanos > LONGEST_WAIT_NANOS;
        if (clock.source() == StampClock.Source.UNDECIDED && hopeless) {
            clock.useOwn();
        }
        reportSource();
        return clock.source() != StampClock.Source.UNDECIDED;
    }

    /** Measurements that were taken. */
    public long measurements() {
        return measurements.get();
    }

    /** Reports that were not acknowledged, or acknowledged without the broker's time. */
    public long failures() {
        return failures.get();
    }

    /** Whether the topic keeps the timestamps of its writers ({@code CreateTime}), so that it cannot be used. */
    public boolean keepsProducerTime() {
        return producerTime;
    }

    /** The name of the topic. */
    public String topic() {
        return topic;
    }

    @Override
    public void close() {
        follower.close();
        producer.close(Duration.ZERO);
    }

    private void acknowledged(long sent, long now, RecordMetadata metadata, Exception failure) {
        boolean brokerTime = failure == null && metadata.timestamp() > MARK;
        producerTime = failure == null && !brokerTime;
        if (brokerTime) {
            clock.measured(sent, now, metadata.timestamp());
            measurements.incrementAndGet();
        } else {
            failures.incrementAndGet();
        }
    }

    private void reportSource() {
        boolean own = clock.source() == StampClock.Source.OWN;
        if (own && !ownReported) {
            LOG.warn("The broker's clock cannot be measured: topic {} {}. Records are stamped by this machine's clock. {}", topic,
                    producerTime ? "has message.timestamp.type=CreateTime" : "takes no records",
                    producerTime ? "Set message.timestamp.type=LogAppendTime." : "Create it, or allow this receiver to write to it.");
        } else if (!own && ownReported) {
            LOG.info("The broker's clock is measured now; records are stamped by it");
        }
        ownReported = own;
    }
}
