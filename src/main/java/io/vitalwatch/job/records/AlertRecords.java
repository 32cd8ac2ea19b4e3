package io.vitalwatch.job.records;

import io.vitalwatch.model.Alert;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.CloudEventHeaders;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Alerts as Kafka records with CloudEvents headers: key = user, timestamp = arrival of the delivery that caused the alert. */
public record AlertRecords(String topic, String source) implements TopicRecords<Alert> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(Alert alert, KafkaSinkContext context, Long timestamp) {
        Headers headers = new RecordHeaders();
        CloudEventHeaders.write(alert, source, headers::add);
        return new ProducerRecord<>(
                topic, null, TopicRecords.time(alert.arrived()), TopicRecords.key(alert.user()), AlertJson.of(alert), headers);
    }
}
