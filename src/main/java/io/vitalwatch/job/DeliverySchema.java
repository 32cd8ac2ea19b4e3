package io.vitalwatch.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a record of the raw topic as it is. Nothing is decoded here, so nothing can fail here. */
final class DeliverySchema implements KafkaRecordDeserializationSchema<RawDelivery> {
    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawDelivery> out) {
        out.collect(new RawDelivery(record.topic(), record.partition(), record.offset(), record.timestamp(), record.value()));
    }

    @Override
    public TypeInformation<RawDelivery> getProducedType() {
        return TypeInformation.of(RawDelivery.class);
    }
}
