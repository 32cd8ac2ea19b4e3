package io.vitalwatch.job.records;

import io.vitalwatch.wire.RecordJson;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;

import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Serialises values as the Kafka records of one topic. Flink needs the topic's name for exactly-once with pooled transactions. */
public interface TopicRecords<T> extends KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    String topic();

    @Override
    default Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic())), new Properties()));
    }

    /** The key of a user's records, the same on all topics; null if the user is unknown. */
    static byte[] key(String user) {
        return user == null ? null : RecordJson.utf8(user);
    }

    /** The record's timestamp. Kafka refuses times before 1970; they are replaced by 1970-01-01. */
    static long time(long millis) {
        return Math.max(0, millis);
    }
}
