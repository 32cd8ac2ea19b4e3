package io.vitalwatch.job.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.wire.SamplesJson;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class SamplesRecordsTest {
    private static final Origin ORIGIN = new Origin("corsano.raw", 3, 17);

    @Test
    void aDeliveryIsARecordWithItsUserAsKeyAndItsArrivalAsTimestamp() {
        Delivery delivery = new Delivery("u", "s", 1_763_562_154_000L, ORIGIN, List.of());
        ProducerRecord<byte[], byte[]> record = new SamplesRecords("t").serialize(delivery, null, null);
        assertThat(record.topic()).isEqualTo("t");
        assertThat(record.key()).isEqualTo("u".getBytes(StandardCharsets.UTF_8));
        assertThat(record.timestamp()).isEqualTo(1_763_562_154_000L);
        assertThat(SamplesJson.read(record.value())).isEqualTo(delivery);
    }

    @Test
    void ofADeliveryThatWaitsForItsArrivalTheFlagsAreNotARecord() {
        Delivery flags = new Delivery("u", "s", Delivery.NO_CLOCK, 1_763_562_154_000L, Delivery.Part.FLAGS, ORIGIN, List.of());
        assertThat(new SamplesRecords("t").serialize(flags, null, null)).isNull();
    }
}
