package io.vitalwatch.job.records;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.wire.ControlStateJson;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What became of control records, as Kafka records: key = user, or none; timestamp = the partition's clock. */
public record ControlStateRecords(String topic) implements TopicRecords<ControlAnswer> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(ControlAnswer answer, KafkaSinkContext context, Long timestamp) {
        String user = answer.scope() != null && answer.scope().isUser() ? answer.scope().name() : null;
        return new ProducerRecord<>(topic, null, TopicRecords.time(answer.arrived()), TopicRecords.key(user), ControlStateJson.of(answer));
    }
}
