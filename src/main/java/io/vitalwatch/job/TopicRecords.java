package io.vitalwatch.job;

import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Makes the Kafka records of one topic. It names the topic to Flink: exactly-once with pooled transactions asks for it. */
interface TopicRecords<T> extends KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    String topic();

    @Override
    default Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic())), new Properties()));
    }

    /** A user's key, the same on all topics; null where no user is known. */
    static byte[] key(String user) {
        return user == null ? null : RecordJson.wellFormed(user).getBytes(StandardCharsets.UTF_8);
    }

    /** A record's timestamp: Kafka takes none before 1970. */
    static long time(long millis) {
        return Math.max(0, millis);
    }
}
