package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A checkpoint keeps a reading's verdict in four bits, beside the activity code. */
class PackedVerdictTest {
    @Test
    void aReadingInACheckpointHasRoomForEveryVerdict() {
        assertThat(Verdict.values().length).as("WindowCodec.writeRing and readRing keep a verdict in 4 bits: for a 17th verdict shift the"
                + " activity code by more bits, raise PatientCodec.VERSION and go on reading version 1").isLessThanOrEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void everyGroupUnderEveryVerdictSurvivesACheckpoint(Verdict verdict) throws IOException {
        Patient patient = new Patient();
        for (Group group : Group.values()) {
            Reading reading = new Reading(group, 72_000, group.paired() ? 60_000 : 0, 3, verdict);
            patient.ringToFill(group).insert(1_763_562_121_000L, reading, 7, 100);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PatientCodec.write(patient, new DataOutputStream(bytes));
        Patient restored = PatientCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        for (Group group : Group.values()) {
            ReadingRing ring = restored.ring(group);
            assertThat(ring.reading(group, 0)).isEqualTo(patient.ring(group).reading(group, 0));
            assertThat(ring.activity(0)).isEqualTo(7);
        }
    }
}
