package io.vitalwatch.job;

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
 * The job's ends on Kafka. Client settings of the job ({@code kafka.*}) go to source and sinks alike and come before the defaults here;
 * what the job's own parameters decide (topics, group, start, transactions) comes before both.
 */
public final class KafkaEnds {
    private static final String BOOTSTRAP = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
    /** As much as the topics of the compose file take: a rejected body and its row around it. */
    private static final String MAX_RECORD_BYTES = Integer.toString(5 * 1024 * 1024);

    private static final Map<String, String> CONSUMER_DEFAULTS = Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            // A fetch of a partition at once: with the client's 64 KB a busy source spends a tenth of its time on going back for more.
            ConsumerConfig.RECEIVE_BUFFER_CONFIG, Integer.toString(1024 * 1024),
            // A partition that is added to the raw topic is read from its beginning, and soon: nothing in it may be missed.
            "partition.discovery.interval.ms", "60000");

    /** Records go out at once: an alarm does not wait for company, and there are few of them. */
    private static final Map<String, String> ALERTS_DEFAULTS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.LINGER_MS_CONFIG, "0",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);

    /** Summaries and dead letters are many and nobody waits for them: fewer, larger requests cost job and broker less. */
    private static final Map<String, String> OTHER_DEFAULTS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.LINGER_MS_CONFIG, "100",
            ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 * 1024),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);

    private KafkaEnds() {}

    /**
     * Reads the raw topic: every record, tombstones too, with the record's timestamp as its arrival.
     *
     * @throws IllegalArgumentException when no broker is named
     */
    public static KafkaSource<RawDelivery> source(Settings settings) {
        Settings.SourceSettings source = settings.source();
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
     * Writes alerts, window summaries and dead letters to their topics.
     *
     * @throws IllegalArgumentException when no broker is named
     */
    public static Sinks sinks(Settings settings) {
        Settings.OutputSettings output = settings.output();
        return new Sinks(
                sink(settings, "alerts", ALERTS_DEFAULTS, new AlertRecords(output.alerts(), output.alertSource())),
                sink(settings, "windows", OTHER_DEFAULTS, new WindowRecords(output.windows())),
                sink(settings, "rejected", OTHER_DEFAULTS, new RejectionRecords(output.rejected())),
                0);
    }

    private static OffsetsInitializer start(Settings.StartFrom start) {
        return switch (start) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }

    /** One sink; its name keeps its transactions apart from those of the others. */
    private static <T> KafkaSink<T> sink(Settings settings, String name, Map<String, String> defaults, TopicRecords<T> records) {
        Properties clients = clients(defaults, settings);
        Settings.OutputSettings output = settings.output();
        KafkaSinkBuilder<T> builder = KafkaSink.<T>builder().setRecordSerializer(records);
        if (output.exactlyOnce()) {
            clients.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(output.transactionTimeoutMillis()));
            // Pooled names are few and come again: nothing is left to time out on the broker, and no start has to probe for what is left.
            builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionalIdPrefix(output.transactionPrefix() + "-" + name)
                    .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING);
        } else {
            builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
        }
        return builder.setKafkaProducerConfig(clients).build();
    }

    private static Properties clients(Map<String, String> defaults, Settings settings) {
        String servers = settings.kafka().get(BOOTSTRAP);
        if (servers == null || servers.isBlank()) {
            throw new IllegalArgumentException("No Kafka broker is named. Give --kafka." + BOOTSTRAP
                    + "=host:port,…, or put " + BOOTSTRAP + "=… into the file of --kafka-config");
        }
        Properties clients = new Properties();
        clients.putAll(defaults);
        clients.putAll(settings.kafka());
        return clients;
    }
}
