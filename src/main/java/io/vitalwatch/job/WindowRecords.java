package io.vitalwatch.job;

import io.vitalwatch.model.WindowSummary;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Window summaries as Kafka records: key = user, timestamp = end of the window. */
record WindowRecords(String topic) implements KafkaRecordSerializationSchema<WindowSummary> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(WindowSummary window, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, null, AlertRecords.recordTime(window.end()), AlertRecords.key(window.user()), WindowJson.of(window));
    }
}
