package io.vitalwatch.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import java.nio.charset.StandardCharsets;

/** Takes a record of the raw topic as it is. The body is decoded later, so this step cannot fail. */
final class DeliverySchema implements KafkaRecordDeserializationSchema<RawDelivery> {
    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawDelivery> out) {
        // Always a new object: a record that waits for its arrival is kept as it is.
        RawDelivery raw = new RawDelivery(record.topic(), record.partition(), record.offset(), record.timestamp(), record.value());
        raw.kind = header(record, RawDelivery.KIND_HEADER);
        raw.receiver = header(record, RawDelivery.RECEIVER_HEADER);
        if (RawDelivery.CONTROL.equals(raw.kind)) {
            raw.control = new String[] {header(record, RawDelivery.SEQ_HEADER), header(record, RawDelivery.TOPIC_ID_HEADER),
                header(record, RawDelivery.APPENDED_HEADER), header(record, RawDelivery.PROBLEM_HEADER)};
        }
        out.collect(raw);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public TypeInformation<RawDelivery> getProducedType() {
        return TypeInformation.of(RawDelivery.class);
    }
}
