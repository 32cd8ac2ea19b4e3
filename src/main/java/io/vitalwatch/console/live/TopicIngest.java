package io.vitalwatch.console.live;

import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.SamplesJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads samples and alerts from Kafka into store and ward, on one thread. The store has the offsets, so there is no consumer group. After a
 * failure of Kafka or of the store it opens the store again and reads on from what is stored.
 */
public final class TopicIngest implements IngestState, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicIngest.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FLUSH_NANOS = 1_000_000_000L;
    private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long PARTITIONS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_MILLIS = 500;

    private final Map<String, Object> clients;
    private final String samples;
    private final String alerts;
    private final Store store;
    private final Ward ward;
    private final long retentionMillis;
    private final LongSupplier nanos;
    private final Thread thread = new Thread(this::run, "console-ingest");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile KafkaConsumer<byte[], byte[]> reading;
    private volatile String problem = "not connected yet";
    private volatile long behind = -1;
    private volatile long unreadable;
    private boolean failing;

    /**
     * @param clients settings of a Kafka consumer
     * @param retentionMillis how long hours and ended episodes are kept; 0 for ever
     */
    public TopicIngest(Map<String, Object> clients, String samples, String alerts, Store store, Ward ward, long retentionMillis) {
        this.clients = clients;
        this.samples = samples;
        this.alerts = alerts;
        this.store = store;
        this.ward = ward;
        this.retentionMillis = retentionMillis;
        this.nanos = System::nanoTime;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public String problem() {
        return thread.isAlive() ? problem : "the thread that reads the topics has died; start the console again";
    }

    @Override
    public long behind() {
        return behind;
    }

    @Override
    public long unreadable() {
        return unreadable;
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(clients)) {
                reading = consumer;
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                break;
            } catch (KafkaException | SQLException e) {
                boolean kafka = e instanceof KafkaException;
                problem = (kafka ? "Kafka cannot be read (" : "the store cannot be written (") + e.getClass().getSimpleName() + ")";
                if (!failing) {
                    LOG.warn("{}; trying again", problem, kafka ? null : e);
                }
                failing = true;
                pause();
            }
        }
        try {
            store.flush(nanos.getAsLong(), true);
        } catch (SQLException e) {
            LOG.warn("The last records were not stored ({}); they are read again at the next start", e.getMessage());
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) throws SQLException {
        List<TopicPartition> assigned = List.of();
        long assignedAt = 0;
        long flushed = nanos.getAsLong();
        long pruned = flushed - PRUNE_NANOS;
        while (!closed()) {
            long now = nanos.getAsLong();
            if (assigned.isEmpty() || now - assignedAt > PARTITIONS_NANOS) {
                assigned = assign(consumer, assigned);
                assignedAt = now;
                if (assigned.isEmpty()) {
                    problem = "there is no topic " + samples + " or " + alerts + "; give the job --topic.samples=" + samples;
                    pause();
                    continue;
                }
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.forEach(record -> add(record, now));
            if (store.episodesWait() || now - flushed >= FLUSH_NANOS) {
                store.flush(now, false);
                flushed = now;
                behind = behind(consumer, assigned);
            }
            if (retentionMillis > 0 && now - pruned >= PRUNE_NANOS && ward.newestArrival() != Long.MIN_VALUE) {
                store.prune(ward.newestArrival() - retentionMillis);
                pruned = now;
            }
            problem = null;
            failing = false;
        }
    }

    private static long behind(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        long sum = 0;
        for (TopicPartition each : assigned) {
            sum += consumer.currentLag(each).orElse(0);
        }
        return sum;
    }

    /** Assigns all partitions, new ones from their beginning, known ones where they are. */
    private List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> before) throws SQLException {
        List<TopicPartition> found = new ArrayList<>();
        for (String topic : List.of(samples, alerts)) {
            for (PartitionInfo each : consumer.partitionsFor(topic, Duration.ofSeconds(5))) {
                found.add(new TopicPartition(topic, each.partition()));
            }
        }
        if (found.size() == before.size()) {
            return before;
        }
        Map<TopicPartition, Long> at = new HashMap<>();
        store.positions().forEach(each -> at.put(new TopicPartition(each.topic(), each.partition()), each.low()));
        before.forEach(each -> at.put(each, consumer.position(each)));
        consumer.assign(found);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(found, Duration.ofSeconds(5));
        Map<TopicPartition, Long> ends = consumer.endOffsets(found, Duration.ofSeconds(5));
        for (TopicPartition each : found) {
            long wanted = at.getOrDefault(each, 0L);
            if (wanted > ends.get(each)) {
                LOG.warn("The store has read {} records of {}, which has only {}: it was created again. It is read from its beginning", wanted, each,
                        ends.get(each));
                wanted = 0;
            }
            consumer.seek(each, Math.max(wanted, begins.get(each)));
        }
        return found;
    }

    private void add(ConsumerRecord<byte[], byte[]> record, long now) {
        try {
            if (record.value() == null) {
                store.skip(record.topic(), record.partition(), record.offset());
            } else if (record.topic().equals(samples)) {
                Delivery delivery = SamplesJson.read(record.value());
                StoredPatientRow patient = store.add(record.topic(), record.partition(), record.offset(), delivery, now);
                ward.apply(patient, delivery);
            } else {
                Alert alert = AlertJson.read(record.value());
                StoredPatientRow patient = store.add(record.topic(), record.partition(), record.offset(), alert, record.value());
                ward.apply(patient, alert);
            }
        } catch (IllegalArgumentException e) {
            // Its message may have a value of a patient.
            LOG.warn("Record {} of {}-{} cannot be read; it is skipped", record.offset(), record.topic(), record.partition());
            unreadable++;
            store.skip(record.topic(), record.partition(), record.offset());
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
