package io.vitalwatch.job.records;

import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.wire.WindowJson;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Window summaries as Kafka records: key = user, timestamp = end of the window. */
public record WindowRecords(String topic) implements TopicRecords<WindowSummary> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(WindowSummary window, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, null, TopicRecords.time(window.end()), TopicRecords.key(window.user()), WindowJson.of(window));
    }
}
