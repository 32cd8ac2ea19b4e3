package io.vitalwatch.job;

import io.vitalwatch.model.Rejection;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Dead letters as Kafka records: key = user where the body told, timestamp = arrival of the delivery. */
record RejectionRecords(String topic) implements TopicRecords<Rejection> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(Rejection rejection, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, null, TopicRecords.time(rejection.arrival()), TopicRecords.key(rejection.user()),
                RejectionJson.of(rejection));
    }
}
