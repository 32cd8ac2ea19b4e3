package io.vitalwatch.receiver;

import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.kafka.BrokerAdmin;
import io.vitalwatch.kafka.ClientThreads;
import io.vitalwatch.kafka.ControlRelay;
import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.kafka.RawLogWriter;
import io.vitalwatch.kafka.TopicFollower;
import io.vitalwatch.kafka.TopicPlan;
import io.vitalwatch.receiver.ReceiverSettings.Topics;
import io.vitalwatch.receiver.clock.ClockComparison;
import io.vitalwatch.receiver.clock.ClockTopic;
import io.vitalwatch.receiver.clock.StampClock;
import io.vitalwatch.receiver.history.History;
import io.vitalwatch.receiver.history.HistoryTotals;
import io.vitalwatch.receiver.http.ArrivalSource;
import io.vitalwatch.receiver.study.StudySwitch;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.wire.receiver.DeliveryTotalsJson;
import io.vitalwatch.wire.receiver.HistoryRow;
import io.vitalwatch.wire.receiver.HistoryRowJson;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics of a receiver: deliveries go to corsano.raw, rows of the history to corsano.deliveries, the study switch is read from
 * corsano.studies, and the broker's clock is measured by vitals.receivers. It starts without Kafka, and connects as soon as Kafka is
 * available.
 */
final class ReceiverTopics implements AutoCloseable {
    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();
    /** How often the broker's clock is measured where no heartbeats are written. */
    private static final long CLOCK_INTERVAL_MILLIS = Duration.ofSeconds(10).toMillis();

    private final Topics topics;
    private final KafkaSettings settings;
    private final byte[] receiverKey;
    private final byte[] idKey;
    private final int historyRows;
    private final boolean simulated;
    /** The topic of the audit; null where nothing is recorded. */
    private final String audit;
    private final StudySwitch studies;
    private final RawLogWriter log;
    private final KafkaProducer<byte[], byte[]> historyProducer;
    private final BrokerAdmin admin;
    /** Null where the clock of arrivals is simulated. */
    private final ClockTopic clocks;
    /** Null where control is off. */
    private final ControlRelay relay;
    private final ClientThreads logThreads = new ClientThreads();
    private TopicFollower studyFollower;
    private TopicFollower historyFollower;
    private TopicFollower totalsFollower;
    private HistoryTotals totals;
    private long writtenChanges;
    private volatile boolean topicsExist;
    private long probedNanos;

    /**
     * @param id the id of this receiver; it is in its heartbeats
     * @param process the random name of this process; it is the key of its rows in corsano.deliveries
     * @param arrivals the clock of records in corsano.raw
     * @param clock measured here unless the arrivals are simulated
     * @param job how the job takes control records
     * @throws SettingsException if a Kafka client refuses its settings
     */
    ReceiverTopics(ReceiverSettings settings, String id, String process, ArrivalSource arrivals, StampClock clock,
            ClockComparison comparison, StudySwitch studies, ControlSettings job) {
        this.topics = settings.topics();
        this.settings = new KafkaSettings(settings.kafka());
        this.receiverKey = process.getBytes(StandardCharsets.US_ASCII);
        this.idKey = id.getBytes(StandardCharsets.UTF_8);
        this.historyRows = settings.history().rows();
        this.simulated = arrivals.isSimulated();
        this.audit = ReceiverAudit.topic(settings);
        this.studies = studies;
        try {
            this.log = logThreads.startedBy(() -> new RawLogWriter(this.settings.deliveries(), topics.raw(), id,
                    settings.heartbeatMillis() > 0 ? arrivals::now : null));
            this.historyProducer = new KafkaProducer<>(this.settings.history());
            this.admin = new BrokerAdmin(this.settings.admin());
            this.relay = topics.control().map(control -> new ControlRelay(this.settings, control, topics.raw(), log, arrivals::now, simulated,
                    job)).orElse(null);
            this.clocks = simulated ? null : new ClockTopic(this.settings, topics.receivers(), id, process,
                    settings.heartbeatMillis() > 0 ? settings.heartbeatMillis() : CLOCK_INTERVAL_MILLIS, clock, comparison);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SettingsException("Kafka's client refuses these settings: " + cause.getMessage());
        }
    }

    RawLogWriter log() {
        return log;
    }

    /** Copies control records into the raw topic; null where control is off. */
    ControlRelay relay() {
        return relay;
    }

    /** The topic by which the broker's clock is measured; null where the clock of arrivals is simulated. */
    ClockTopic clocks() {
        return clocks;
    }

    /** Begins to follow the study switch and the history. */
    void start(History history, HistoryTotals historyTotals) {
        totals = historyTotals;
        totalsFollower = new TopicFollower(settings.lazyFollower("totals"), topics.totals(), Long.MAX_VALUE, record -> {
            if (record.key() != null) {
                totals.read(new String(record.key(), StandardCharsets.UTF_8), DeliveryTotalsJson.read(record.value()));
            }
        }, () -> { });
        totalsFollower.start();
        List<HistoryRow> old = new ArrayList<>();
        studyFollower = new TopicFollower(settings.follower("studies"), topics.studies(), Long.MAX_VALUE,
                record -> studies.read(record.key(), record.value()), () -> { });
        historyFollower = new TopicFollower(settings.lazyFollower("deliveries"), topics.deliveries(), historyRows, record -> {
            // Rows of this process are already in memory, with details that are not in Kafka.
            HistoryRow row = Arrays.equals(record.key(), receiverKey) ? null : HistoryRowJson.read(record.value());
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
        if (clocks != null) {
            clocks.start();
        }
        if (relay != null) {
            relay.start();
        }
    }

    /** Lets the threads of this class be watched. Call it after {@link #start}. */
    void watch(Liveness liveness) {
        liveness.part("producer", logThreads::alive);
        if (relay != null) {
            liveness.part("relay of control records", relay::alive);
        }
        liveness.part("follower of " + topics.studies(), studyFollower::alive);
        liveness.part("follower of " + topics.deliveries(), historyFollower::alive);
    }

    /** Measures the broker's clock when that is due. Never waits. */
    void measureClock() {
        if (clocks != null) {
            clocks.measure();
        }
    }

    /** Whether all records of the study switch have been read. Before that, nothing may be stored. */
    boolean studiesRead() {
        return studyFollower != null && studyFollower.caughtUp();
    }

    /** Writes a row of the history to Kafka. Never waits; during an outage the row is in memory only. */
    void writeHistory(HistoryRow row) {
        try {
            historyProducer.send(new ProducerRecord<>(topics.deliveries(), receiverKey, HistoryRowJson.of(row)),
                    (metadata, failure) -> { });
        } catch (KafkaException | IllegalStateException e) {
            // The row stays in memory. The outage itself is visible in the history as failed rows.
        }
    }

    /** Writes the totals to Kafka if they have changed. Never waits; totals that were not read from Kafka yet are not replaced. */
    void writeTotals() {
        long changes = totals.changes();
        if (changes == writtenChanges || !totalsFollower.caughtUp()) {
            return;
        }
        try {
            byte[] record = DeliveryTotalsJson.of(totals.record(System.currentTimeMillis()));
            historyProducer.send(new ProducerRecord<>(topics.totals(), idKey, record), (metadata, failure) -> { });
            writtenChanges = changes;
        } catch (KafkaException | IllegalStateException e) {
            // The next call tries again.
        }
    }

    /** Creates topics, keeps metadata fresh, probes the brokers. Call it several times a second; it waits only while topics are missing. */
    void checkKafka() {
        if (!topicsExist && topics.create()) {
            topicsExist = admin.createMissing(newTopics());
        }
        long now = System.nanoTime();
        if (now - probedNanos > PROBE_NANOS) {
            probedNanos = now;
            admin.probe();
            log.requestMetadata(topics.studies());
            try {
                historyProducer.partitionsFor(topics.deliveries());
                historyProducer.partitionsFor(topics.totals());
            } catch (KafkaException | IllegalStateException e) {
                // Not there yet.
            }
        }
        if (clocks == null || clocks.decided(admin.answers())) {
            log.checkAvailability(admin.answers());
        }
    }

    @Override
    public void close() {
        if (studyFollower != null) {
            writeTotals();
            totalsFollower.close();
            studyFollower.close();
            historyFollower.close();
        }
        if (clocks != null) {
            clocks.close();
        }
        if (relay != null) {
            relay.close();
        }
        log.close();
        historyProducer.close(Duration.ofSeconds(1));
        admin.close();
    }

    private List<NewTopic> newTopics() {
        List<NewTopic> all = new ArrayList<>(List.of(
                raw(),
                TopicPlan.of("corsano.studies").named(topics.studies()).create(1, 0),
                TopicPlan.of("corsano.deliveries").named(topics.deliveries()).create(1, 0),
                TopicPlan.of("corsano.totals").named(topics.totals()).create(1, 0)));
        topics.control().ifPresent(control -> all.add(TopicPlan.of("vitals.control").named(control).create(1, 0)));
        if (audit != null) {
            all.add(TopicPlan.of("vitals.audit").named(audit).create(1, 0));
        }
        if (clocks != null) {
            all.add(TopicPlan.of("vitals.receivers").named(topics.receivers()).create(1, 0));
        }
        return all;
    }

    /** Where time is simulated, timestamps are ahead of the broker's clock and older than any retention. */
    private NewTopic raw() {
        NewTopic planned = TopicPlan.of("corsano.raw").named(topics.raw()).create(topics.rawPartitions(), 0);
        if (simulated) {
            Map<String, String> settings = new HashMap<>(planned.configs());
            settings.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
            settings.put("retention.ms", "-1");
            planned.configs(settings);
        }
        return planned;
    }
}
