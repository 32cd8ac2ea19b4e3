package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class DeliverySerializerTest {
    @Test
    void aReadingsByteHasRoomForEveryGroupAndEveryVerdict() {
        assertThat(Group.count()).as("DeliverySerializer writes a group in 4 bits: for a 17th group widen READING by"
                + " one byte in DeliverySerializer (records in flight of an unaligned checkpoint change, so savepoint first)")
                .isLessThanOrEqualTo(16);
        assertThat(Verdict.values().length)
                .as("DeliverySerializer writes a verdict in 4 bits: for a 17th verdict widen READING by one byte, and"
                + " PatientCodec needs a new version").isLessThanOrEqualTo(16);
    }

    @Test
    void aSamplesByteHasRoomForEveryEventTypeAndThreeTruthValues() {
        assertThat(SampleType.values().length).as("DeliverySerializer writes an event type in 4 bits: widen SAMPLE")
                .isLessThanOrEqualTo(16);
        assertThat(Ternary.values().length).as("DeliverySerializer writes a truth value in 2 bits: widen SAMPLE")
                .isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void everyGroupWithEveryVerdictIsReadBackUnchanged(Verdict verdict) throws IOException {
        List<Reading> readings = new ArrayList<>();
        for (Group group : Group.values()) {
            readings.add(new Reading(group, 72_000, group.paired() ? 60_000 : 0, 3, verdict));
        }
        List<Sample> samples = Arrays.stream(SampleType.values())
                .map(type -> new Sample(type, 1_763_562_121_000L, 60, Ternary.UNKNOWN, Ternary.UNKNOWN, 37, 7, 0, readings)).toList();
        Delivery delivery = new Delivery("u", "s", 5, new Origin("t", 1, 2), samples);
        DataOutputSerializer out = new DataOutputSerializer(64);
        new DeliverySerializer().serialize(delivery, out);

        assertThat(new DeliverySerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()))).isEqualTo(delivery);
    }
}
