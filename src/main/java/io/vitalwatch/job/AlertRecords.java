package io.vitalwatch.job;

import io.vitalwatch.model.Alert;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import java.nio.charset.StandardCharsets;

/**
 * Alerts as Kafka records: CloudEvents 1.0 in binary mode, key = user, timestamp = arrival of the deciding delivery.
 *
 * <p>The subject is the episode, never the user: headers are what brokers, proxies and tracing tools log.
 */
record AlertRecords(String topic, String source) implements TopicRecords<Alert> {
    static final String TYPE = "io.vitalwatch.alert.v1";

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Alert alert, KafkaSinkContext context, Long timestamp) {
        Headers headers = new RecordHeaders();
        header(headers, "ce_specversion", "1.0");
        header(headers, "ce_id", alert.id());
        header(headers, "ce_type", TYPE);
        header(headers, "ce_source", source);
        header(headers, "ce_subject", alert.episode());
        String time = RecordJson.iso(alert.observed(), 0);
        if (time != null) {
            header(headers, "ce_time", time);
        }
        header(headers, "content-type", "application/json");
        return new ProducerRecord<>(topic, null, TopicRecords.time(alert.arrived()), TopicRecords.key(alert.user()), AlertJson.of(alert), headers);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
