package io.vitalwatch.console.live;

import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.kafka.TopicLoop;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads the topics into store, ward and {@link ControlHistory}; {@link IngestedRecords} adds the records. One thread fetches and adds. The store
 * has the offsets, so there is no consumer group. While the store cannot be written, the ward goes on without it.
 */
public final class TopicIngest implements IngestState, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicIngest.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FLUSH_NANOS = 1_000_000_000L;
    private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LONGEST_CLOSE_MILLIS = 5000;
    /** So long after a failure it is tried whether the store can be written. */
    private static final long ATTEMPT_NANOS = 2_000_000_000L;
    /** A store that has not answered for so long is said: nothing is read meanwhile. */
    private static final long SLOW_NANOS = 5_000_000_000L;
    private static final long NOT = Long.MIN_VALUE;
    /** Records behind from which what is shown is not the present. */
    private static final long MOST_BEHIND = 10_000;

    private final ConsoleTopics topics;
    private final Store store;
    private final Ward ward;
    private final ControlHistory controls;
    private final long retentionMillis;
    private final LongSupplier nanos = System::nanoTime;
    private final LongSupplier wallClock = System::currentTimeMillis;
    private final TopicLoop loop;
    private final IngestedRecords records;
    private volatile String problem = "not connected yet";
    private volatile long behind = -1;
    /** Whether the store has all records that existed when it began. */
    private volatile boolean caughtUp;
    /** Whether the ward has them. */
    private volatile boolean current;
    private volatile String storeProblem;
    /** Since when the store is being written, on the clock of {@link #nanos}, or {@link #NOT}. */
    private volatile long writing = NOT;

    /**
     * @param clients settings of a Kafka consumer
     * @param retentionMillis how long hours and ended episodes are kept; 0 for ever
     */
    public TopicIngest(Map<String, Object> clients, ConsoleTopics topics, Store store, Ward ward, ControlHistory controls,
            long retentionMillis) {
        this.topics = topics;
        this.store = store;
        this.ward = ward;
        this.controls = controls;
        this.retentionMillis = retentionMillis;
        this.records = new IngestedRecords(topics, store, ward, controls);
        this.loop = new TopicLoop("console-ingest", clients, topics.read(), POLL, new Stored());
    }

    public void start() {
        loop.start();
    }

    @Override
    public String problem() {
        if (!loop.alive()) {
            return "the thread that reads the topics has died; start the console again";
        }
        long since = writing;
        return since != NOT && nanos.getAsLong() - since > SLOW_NANOS ? "the store does not answer, and nothing is read meanwhile" : problem;
    }

    @Override
    public String storeProblem() {
        return storeProblem;
    }

    @Override
    public long behind() {
        return behind;
    }

    @Override
    public long catchingUp() {
        return !current ? Math.max(1, behind) : behind >= MOST_BEHIND ? behind : 0;
    }

    @Override
    public long unreadable() {
        return records.unreadable();
    }

    /** Whether all records that existed when it began are stored. */
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void close() {
        loop.close(LONGEST_CLOSE_MILLIS);
    }

    /**
     * The places are in the store. While the store cannot be written, reading goes on from where it was, into the ward only, so that nothing
     * gathers; when it can be, reading goes on from what is stored, up to where the ward is into the store only.
     */
    private final class Stored implements TopicLoop.Reader {
        /** Where each partition is read on; null before the store has said it. */
        private Map<TopicPartition, Long> places;
        /** Up to where the ward has read. */
        private final Map<TopicPartition, Long> shown = new HashMap<>();
        private final Map<TopicPartition, Long> ends = new HashMap<>();
        private boolean failing;
        private boolean away;
        /** An attempt to write, or null. */
        private CompletableFuture<Void> attempt;
        private long attempted;
        private long flushed = nanos.getAsLong();
        private long pruned = flushed - PRUNE_NANOS;

        @Override
        public long first(TopicPartition partition, long begin, long end) throws IOException {
            ends.put(partition, end);
            try {
                if (places == null) {
                    places = low(store.positions());
                }
                long wanted = places.getOrDefault(partition, 0L);
                if (wanted <= end) {
                    return Math.max(wanted, begin);
                }
                LOG.warn("{} records of {} were read, which has only {}: it was created again. It is read from its beginning", wanted,
                        partition, end);
                boolean control = partition.topic().equals(topics.control());
                if (control) {
                    controls.clear();
                }
                if (!away) {
                    if (control || partition.topic().equals(topics.audit())) {
                        store.forgetAudit(control);
                    }
                    store.beginAgain(partition.topic(), partition.partition(), begin, nanos.getAsLong());
                }
                places.put(partition, begin);
                shown.put(partition, begin);
                records.begin(partition);
                return begin;
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        private Map<TopicPartition, Long> low(List<Store.Position> positions) {
            Map<TopicPartition, Long> low = new HashMap<>();
            positions.forEach(each -> low.put(new TopicPartition(each.topic(), each.partition()), each.low()));
            return low;
        }

        @Override
        public void polled(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) throws IOException {
            long now = nanos.getAsLong();
            for (TopicPartition each : polled.partitions()) {
                if (polled.records(each).get(0).offset() < places.getOrDefault(each, 0L)) {
                    // The topic was created again while it was read: its numbers begin again.
                    records.begin(each);
                    shown.remove(each);
                }
            }
            records.add(polled, now);
            polled.partitions().forEach(each -> {
                places.put(each, consumer.position(each));
                shown.merge(each, consumer.position(each), Math::max);
            });
            boolean all = current && caughtUp
                    || consumer.assignment().stream().allMatch(each -> consumer.position(each) >= ends.get(each));
            if (away) {
                comeBack(consumer, now);
            } else {
                store(consumer, now, all);
            }
            current |= all;
            if (consumer.assignment().stream().noneMatch(each -> each.topic().equals(topics.samples()))) {
                missing();
                return;
            }
            problem = null;
            failing = false;
        }

        private void store(Consumer<byte[], byte[]> consumer, long now, boolean all) {
            try {
                writing = now;
                // Alarms of the present can be looked up at once. Those of the past wait for each other.
                if (all && (store.recordsWait() || !caughtUp) || store.full() || now - flushed >= FLUSH_NANOS) {
                    // A store that was built anew is closed and exchanged as soon as it says that it is full, and much may wait.
                    store.flush(now, all && !caughtUp);
                    flushed = now;
                    storeProblem = null;
                    behind = lag(consumer);
                } else if (!caughtUp) {
                    // What is not stored yet cannot be looked up.
                    behind = Math.max(1, lag(consumer));
                }
                caughtUp = all;
                if (retentionMillis > 0 && now - pruned >= PRUNE_NANOS && ward.newestArrival() != Long.MIN_VALUE) {
                    // A record of the future must not remove what is of the present.
                    store.prune(Math.min(ward.newestArrival(), wallClock.getAsLong()) - retentionMillis);
                    pruned = now;
                }
            } catch (KafkaException e) {
                throw e;
            } catch (SQLException | RuntimeException e) {
                leave(e, consumer);
            } finally {
                writing = NOT;
            }
        }

        /** The store could not be written: the ward goes on alone. */
        private void leave(Exception why, Consumer<byte[], byte[]> consumer) {
            if (storeProblem == null) {
                LOG.warn("The store cannot be written; this is tried again, and the pages go on without it", why);
            }
            storeProblem = "the store cannot be written (" + why.getClass().getSimpleName() + ")";
            store.drop();
            away = true;
            caughtUp = false;
            attempted = nanos.getAsLong();
            places.putAll(shown);
            records.allAreNew();
            for (TopicPartition each : consumer.assignment()) {
                // What the ward has shown before an earlier failure is not read once more.
                if (places.containsKey(each) && places.get(each) > consumer.position(each)) {
                    consumer.seek(each, places.get(each));
                }
            }
        }

        /** Tries now and then whether the store can be written, without waiting for its answer. Then what it misses is read again. */
        private void comeBack(Consumer<byte[], byte[]> consumer, long now) throws IOException {
            behind = lag(consumer);
            if (attempt == null && now - attempted >= ATTEMPT_NANOS) {
                attempt = CompletableFuture.runAsync(() -> {
                    try {
                        store.requireWritable();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                }, TopicIngest::onThread);
            }
            if (attempt == null || !attempt.isDone()) {
                return;
            }
            boolean writable = !attempt.isCompletedExceptionally();
            attempt = null;
            attempted = now;
            if (writable) {
                try {
                    writing = now;
                    places = low(store.recover());
                } catch (SQLException e) {
                    return;
                } finally {
                    writing = NOT;
                }
                away = false;
                records.areKnown(shown);
                Map<TopicPartition, Long> begins = consumer.beginningOffsets(consumer.assignment());
                for (Map.Entry<TopicPartition, Long> each : consumer.endOffsets(consumer.assignment()).entrySet()) {
                    consumer.seek(each.getKey(), first(each.getKey(), begins.get(each.getKey()), each.getValue()));
                }
                behind = lag(consumer);
            }
        }

        private long lag(Consumer<byte[], byte[]> consumer) {
            return consumer.assignment().stream().mapToLong(each -> lag(each, consumer)).sum();
        }

        /** Before the first answer of a broker the consumer does not know its lag. */
        private long lag(TopicPartition partition, Consumer<byte[], byte[]> consumer) {
            return consumer.currentLag(partition).orElseGet(() -> Math.max(0, ends.get(partition) - consumer.position(partition)));
        }

        @Override
        public void missing() {
            problem = "there is no topic " + topics.samples() + "; give the job --topic.samples=" + topics.samples();
        }

        @Override
        public void failed(Exception why) {
            boolean kafka = why instanceof KafkaException;
            Throwable cause = kafka ? why : why.getCause();
            problem = (kafka ? "Kafka cannot be read (" : "the store cannot be read (") + cause.getClass().getSimpleName() + ")";
            if (!failing) {
                LOG.warn("{}; trying again", problem, kafka ? null : cause);
            }
            failing = true;
        }

        @Override
        public void ended() {
            try {
                store.flush(nanos.getAsLong(), true);
            } catch (SQLException e) {
                LOG.warn("The last records were not stored ({}); they are read again at the next start", e.getMessage());
            }
        }
    }

    private static void onThread(Runnable work) {
        Thread thread = new Thread(work, "console-store-attempt");
        thread.setDaemon(true);
        thread.start();
    }
}
