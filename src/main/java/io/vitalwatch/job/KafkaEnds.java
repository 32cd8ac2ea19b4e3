package io.vitalwatch.job;

import io.vitalwatch.job.control.ControlLog;
import io.vitalwatch.job.control.KafkaControlLog;
import io.vitalwatch.job.records.AlertRecords;
import io.vitalwatch.job.records.ControlStateRecords;
import io.vitalwatch.job.records.RejectionRecords;
import io.vitalwatch.job.records.SamplesRecords;
import io.vitalwatch.job.records.TopicRecords;
import io.vitalwatch.job.records.WindowRecords;
import io.vitalwatch.settings.KafkaFamily;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

import java.util.Map;
import java.util.Properties;

/**
 * The job's source and sinks in Kafka. The client settings of the job ({@code kafka.*}) apply to source and sinks and replace the defaults
 * here; settings that follow from the job's own parameters (topics, group, start, transactions) replace both.
 */
public final class KafkaEnds {
    /** The limit of the topics in the compose file: enough for a rejected body and the record around it. */
    private static final String MAX_RECORD_BYTES = Integer.toString(5 * 1024 * 1024);

    private static final Map<String, String> CONSUMER_DEFAULTS = Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            // Room for a whole fetch of a partition: with the client's 64 KB, a busy source spends a tenth of its time on further reads.
            ConsumerConfig.RECEIVE_BUFFER_CONFIG, Integer.toString(1024 * 1024),
            // A partition that is added to the raw topic is found within a minute, and read from its beginning: no record is missed.
            "partition.discovery.interval.ms", "60000",
            // While no broker answers, an admin client that may start again from the bootstrap servers does so without a pause, and logs it.
            CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");

    /**
     * Alerts wait for others for a few milliseconds. There are few of them, except when many alarms begin or end together, as after an outage:
     * sent one by one, they take a quarter of the CPU time of job and broker then, and the last ones wait longer.
     */
    private static final Map<String, String> ALERTS_DEFAULTS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.LINGER_MS_CONFIG, "4",
            ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 * 1024),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);

    /** Summaries and dead letters are many and not urgent: fewer, larger requests take less work in job and broker. */
    private static final Map<String, String> OTHER_DEFAULTS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.LINGER_MS_CONFIG, "100",
            ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 * 1024),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);

    private KafkaEnds() {}

    /**
     * Reads every record of the raw topic, including tombstones, with the record's timestamp as its stamp.
     *
     * @throws io.vitalwatch.settings.SettingsException if the settings name no broker
     */
    public static KafkaSource<RawDelivery> source(JobSettings settings) {
        JobSettings.SourceSettings source = settings.source();
        KafkaSourceBuilder<RawDelivery> builder = KafkaSource.<RawDelivery>builder()
                .setProperties(clients(CONSUMER_DEFAULTS, settings))
                .setTopics(source.topic())
                .setGroupId(source.group())
                .setClientIdPrefix(source.group())
                .setStartingOffsets(start(source.start()))
                .setDeserializer(new DeliverySchema());
        if (source.stopAtLatest()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    /**
     * Writes alerts, window summaries, dead letters and, where a topic is named, judged readings to their topics.
     *
     * @throws io.vitalwatch.settings.SettingsException if the settings name no broker
     */
    public static Sinks sinks(JobSettings settings) {
        JobSettings.OutputSettings output = settings.output();
        return new Sinks(
                sink(settings, "alerts", ALERTS_DEFAULTS, new AlertRecords(output.alerts(), output.alertSource())),
                sink(settings, "windows", OTHER_DEFAULTS, new WindowRecords(output.windows())),
                sink(settings, "rejected", OTHER_DEFAULTS, new RejectionRecords(output.rejected())),
                output.samples() == null ? null : sink(settings, "samples", OTHER_DEFAULTS, new SamplesRecords(output.samples())),
                settings.control().isOn() ? sink(settings, "control-state", ALERTS_DEFAULTS, new ControlStateRecords(settings.control().state()))
                        : null,
                settings.control().isOn() ? sink(settings, "alerts-shadow", ALERTS_DEFAULTS,
                        new AlertRecords(settings.control().shadow(), output.alertSource())) : null,
                0);
    }

    /** The control topic as a job without state reads it; null where control is off. */
    static ControlLog controlLog(JobSettings settings) {
        JobSettings.Control control = settings.control();
        if (!control.isOn()) {
            return null;
        }
        return control.recorded() ? ControlLog.NONE : new KafkaControlLog(settings.kafka(), control.topic());
    }

    private static OffsetsInitializer start(JobSettings.StartFrom start) {
        return switch (start) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }

    /** One sink. Its name is part of its transactional ids, so that each sink has its own. */
    private static <T> KafkaSink<T> sink(JobSettings settings, String name, Map<String, String> defaults, TopicRecords<T> records) {
        Properties clients = clients(defaults, settings);
        // Some 400 series a sink and subtask, which are new after each restart. What is needed of them is in the metrics of the broker.
        clients.putIfAbsent("register.producer.metrics", "false");
        JobSettings.OutputSettings output = settings.output();
        KafkaSinkBuilder<T> builder = KafkaSink.<T>builder().setRecordSerializer(records);
        if (output.exactlyOnce()) {
            clients.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(output.transactionTimeoutMillis()));
            // Pooled names are few and are reused. No unused transaction waits for its time-out on the broker, and a start need not search
            // for any.
            builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionalIdPrefix(output.transactionPrefix() + "-" + name)
                    .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING);
        } else {
            builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
        }
        return builder.setKafkaProducerConfig(clients).build();
    }

    /** The client settings of the job over defaults. */
    static Properties clients(Map<String, String> defaults, JobSettings settings) {
        KafkaFamily.requireBootstrap(settings.kafka());
        Properties clients = new Properties();
        clients.putAll(defaults);
        clients.putAll(settings.kafka());
        return clients;
    }
}
