package io.vitalwatch.job.records;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.wire.SamplesJson;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Deliveries with their judged readings as Kafka records: key = user, timestamp = arrival. A delivery that is judged in two parts is
 * written once, when all of it is judged.
 */
public record SamplesRecords(String topic) implements TopicRecords<Delivery> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(Delivery delivery, KafkaSinkContext context, Long timestamp) {
        return delivery.part() != Delivery.Part.WHOLE && delivery.part() != Delivery.Part.AFTER_FLAGS ? null
                : new ProducerRecord<>(topic, null, TopicRecords.time(delivery.arrival()), TopicRecords.key(delivery.user()),
                        SamplesJson.of(delivery));
    }
}
