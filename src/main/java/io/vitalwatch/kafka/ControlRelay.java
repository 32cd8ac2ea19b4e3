package io.vitalwatch.kafka;

import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.control.RefreshedControl;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Copies each record of vitals.control, in order, into the raw topic. Every receiver has one; a consumer group on the one partition decides which
 * of them copies, and another one takes over when it is gone.
 *
 * <p>It commits the lowest number that every partition has. So a relay that takes over may copy some records again, which the job recognises by
 * their numbers, and leaves none out. It copies what is in force for studies, groups and all again when it begins, when there are more partitions,
 * and each hour. The commit also names the topic's id: if the topic was created again, its records are copied from the first one, and the job refuses
 * them loudly.
 */
public final class ControlRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRelay.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long REFRESH_NANOS = Duration.ofHours(1).toNanos();
    private static final long PAUSE_MILLIS = 500;
    /** After so many records for many patients those are forgotten that change nothing any more. */
    private static final int FORGET_EACH = 1_000;
    /** Beyond so many waiting copies no more records are read. */
    private static final int MOST_WAITING = 20_000;

    private final KafkaSettings settings;
    private final String topic;
    private final String group;
    private final RawLogWriter log;
    private final LongSupplier clock;
    private final boolean simulated;
    private final ControlSettings job;
    private final RelayQueues queues = new RelayQueues(this::send);
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean active;
    private boolean failing;
    private Session session;

    /**
     * @param topic vitals.control
     * @param rawTopic the topic of the copies; its name is part of the consumer group's
     * @param clock the arrival clock, Unix milliseconds
     * @param simulated whether that clock is simulated: then a record is taken to be written when it is read, because Kafka's time of the
     *     record is another one
     * @param job how the job takes records: what it refuses takes the place of nothing that is in force
     */
    public ControlRelay(
            KafkaSettings settings, String topic, String rawTopic, RawLogWriter log, LongSupplier clock, boolean simulated, ControlSettings job) {
        this.job = job;
        this.simulated = simulated;
        this.settings = settings;
        this.topic = topic;
        this.group = "vitalwatch-relay." + rawTopic;
        this.log = log;
        this.clock = clock;
        this.thread = new Thread(this::run, "receiver-relay");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether its thread runs. An outage of Kafka does not end it. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Whether this relay is the one that copies. */
    public boolean active() {
        return active;
    }

    /** Copies that were acknowledged. */
    public long copies() {
        return copies.get();
    }

    /** Copies that were not acknowledged and sent again. */
    public long failures() {
        return failures.get();
    }

    /** Copies that wait for their turn. */
    public int waiting() {
        return queues.waiting();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is known while this relay copies. */
    private static final class Session {
        private final String topicId;
        /** Records below were copied before. */
        private final long from;
        private final RefreshedControl inForce;
        private long read;
        private int taken;
        private long committed;
        private boolean begun;
        private long refreshedNanos;

        private Session(String topicId, long from, RefreshedControl inForce) {
            this.topicId = topicId;
            this.from = from;
            this.inForce = inForce;
            this.committed = from;
        }
    }

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.relay(group));
                    Admin admin = Admin.create(settings.admin())) {
                relay(consumer, admin);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException | ExecutionException e) {
                if (!failing) {
                    LOG.warn("The control topic {} cannot be relayed ({}); trying again", topic, e.getClass().getSimpleName());
                }
                failing = true;
                pause();
            } catch (RuntimeException e) {
                LOG.error("Relaying the control topic {} failed unexpectedly; trying again", topic, e);
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                end();
            }
        }
    }

    private void relay(KafkaConsumer<byte[], byte[]> consumer, Admin admin) throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                if (session != null) {
                    commit(consumer, partition, true);
                }
                end();
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                end();
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                end();
            }
        });
        while (!closed()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!consumer.assignment().contains(partition)) {
                continue;
            }
            if (session == null) {
                if (log.partitions() > 0) {
                    begin(consumer, partition, topicId(admin));
                } else {
                    consumer.seekToBeginning(List.of(partition));
                }
                continue;
            }
            if (!records.isEmpty() && !session.topicId.equals(topicId(admin))) {
                throw new KafkaException("the topic was created again");
            }
            for (ConsumerRecord<byte[], byte[]> each : records) {
                take(each);
            }
            work(consumer, partition);
        }
        if (session != null) {
            commit(consumer, partition, true);
        }
    }

    private void begin(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, String topicId) {
        OffsetAndMetadata before = consumer.committed(Set.of(partition)).get(partition);
        boolean same = before != null && topicId.equals(before.metadata());
        if (before != null && !same) {
            LOG.error("The control topic {} has the id {} and had {} before: it was created again. Its records are copied from the first one, and"
                    + " the job refuses them until it is started with --control.topic-id={}", topic, topicId, before.metadata(), topicId);
        }
        session = new Session(topicId, same ? before.offset() : 0, new RefreshedControl(job, ControlRecordJson::read));
        queues.expect(log.partitions());
        consumer.seekToBeginning(List.of(partition));
        active = true;
        failing = false;
        LOG.info("This receiver relays the control topic {}, from record {}", topic, session.from);
    }

    private void take(ConsumerRecord<byte[], byte[]> found) {
        if (!session.begun && found.offset() >= session.from) {
            beginCopies();
        }
        ControlRecord record = read(found.value());
        if (session.begun) {
            ControlCopyRecord copy = ControlCopyRecord.of(found.offset(), found.value(), appendedAt(found.timestamp()), record,
                    session.topicId, false);
            copy.partitions(queues.partitions()).forEach(to -> queues.add(to, copy));
        }
        if (record != null && !record.scope().isUser()) {
            session.inForce.take(new LoggedControl(found.offset(), appendedAt(found.timestamp()), found.value(), record));
            if (++session.taken % FORGET_EACH == 0) {
                session.inForce.forget(clock.getAsLong());
            }
        }
        session.read = found.offset() + 1;
    }

    private void work(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        if (!session.begun && session.read >= session.from && consumer.position(partition) >= session.from) {
            beginCopies();
        }
        if (session.begun) {
            int before = queues.partitions();
            if (queues.expect(log.partitions()) > 0) {
                for (int i = before; i < queues.partitions(); i++) {
                    refresh(i);
                }
            }
            if (System.nanoTime() - session.refreshedNanos > REFRESH_NANOS) {
                refreshAll();
            }
        }
        queues.pumpAll();
        commit(consumer, partition, false);
        if (queues.waiting() > MOST_WAITING) {
            consumer.pause(List.of(partition));
        } else {
            consumer.resume(List.of(partition));
        }
    }

    /** All that was copied before has been read: what of it is in force comes first. */
    private void beginCopies() {
        session.begun = true;
        refreshAll();
    }

    private void refreshAll() {
        session.refreshedNanos = System.nanoTime();
        session.inForce.forget(clock.getAsLong());
        for (int i = 0; i < queues.partitions(); i++) {
            refresh(i);
        }
    }

    private void refresh(int partition) {
        for (LoggedControl each : session.inForce.records()) {
            queues.add(partition, ControlCopyRecord.of(each.seq(), each.content(), appendedAt(each.appendedAt()), each.record(),
                    session.topicId, true));
        }
    }

    private long appendedAt(long stamp) {
        return simulated ? clock.getAsLong() : stamp;
    }

    private void send(int partition) {
        ControlCopyRecord copy = queues.first(partition);
        if (copy == null) {
            return;
        }
        log.copy(partition, copy.key(), copy.value(), clock, copy.headers(), failure -> {
            if (failure == null) {
                copies.incrementAndGet();
                queues.acknowledged(partition, copy);
            } else {
                failures.incrementAndGet();
                queues.failed(partition, copy);
            }
        });
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, boolean now) {
        long lowest = session.begun ? queues.lowest(Math.max(session.read, session.from)) : session.from;
        if (lowest <= session.committed) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(lowest, session.topicId));
        try {
            if (now) {
                consumer.commitSync(offsets, Duration.ofSeconds(1));
            } else {
                consumer.commitAsync(offsets, null);
            }
            session.committed = lowest;
        } catch (KafkaException e) {
            // Another relay copies these records again, and the job drops them as repeats.
            LOG.debug("The place in the control topic could not be committed", e);
        }
    }

    private void end() {
        active = false;
        session = null;
        queues.clear();
    }

    private String topicId(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().topicId().toString();
    }

    private static ControlRecord read(byte[] value) {
        try {
            return ControlRecordJson.read(value);
        } catch (IllegalArgumentException e) {
            // It is copied all the same, and the job refuses it with the reason.
            return null;
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}
