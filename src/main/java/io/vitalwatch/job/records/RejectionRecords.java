package io.vitalwatch.job.records;

import io.vitalwatch.model.Rejection;
import io.vitalwatch.wire.RejectionJson;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Dead letters as Kafka records: key = user, or null if the body names none; timestamp = arrival of the delivery. */
public record RejectionRecords(String topic) implements TopicRecords<Rejection> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(Rejection rejection, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, null, TopicRecords.time(rejection.arrival()), TopicRecords.key(rejection.user()),
                RejectionJson.of(rejection));
    }
}
