package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.model.Delivery;

import io.vitalwatch.model.Ternary;
import io.vitalwatch.window.RowStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PatientCodecTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsReadIsWrittenAgainToTheByteAndGoesOnTheSame(long seed) {
        List<Delivery> trace = Traces.random("u", seed, 120);
        Recorder whole = new Recorder().run(trace);
        Recorder restored = new Recorder();
        for (int i = 0; i < trace.size(); i++) {
            restored.deliver(trace.get(i));
            byte[] bytes = Recorder.encoded(restored.patients.get("u"));
            restored.restore();
            assertThat(Recorder.encoded(restored.patients.get("u"))).as("seed " + seed + ", after delivery " + i).isEqualTo(bytes);
        }
        assertThat(restored.alerts).as("seed " + seed).isEqualTo(whole.alerts).isNotEmpty();
        assertThat(restored.windows).isEqualTo(whole.windows);
        assertThat(restored.rejections).isEqualTo(whole.rejections);
        assertThat(restored.events).isEqualTo(whole.events);
        assertThat(restored.verdicts).isEqualTo(whole.verdicts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aCopyIsThePatientOfItsMomentAndGoesOnTheSame(long seed) {
        List<Delivery> trace = Traces.random("u", seed, 120);
        Recorder whole = new Recorder().run(trace);
        Recorder copied = new Recorder();
        for (int i = 0; i < trace.size(); i++) {
            Patient before = copied.patients.get("u");
            byte[] bytes = before == null ? null : Recorder.encoded(before);
            if (before != null) {
                copied.patients.put("u", before.copy());
            }
            copied.deliver(trace.get(i));
            if (before != null) {
                assertThat(Recorder.encoded(before)).as("seed " + seed + ", delivery " + i + " to the copy").isEqualTo(bytes);
                Patient snapshot = copied.patients.get("u").copy();
                assertThat(Recorder.encoded(snapshot)).isEqualTo(Recorder.encoded(copied.patients.get("u")));
            }
        }
        assertThat(copied.alerts).as("seed " + seed).isEqualTo(whole.alerts).isNotEmpty();
        assertThat(copied.windows).isEqualTo(whole.windows);
    }

    /** What a delivery needs is read before it is needed; that changes nothing. */
    @Test
    void touchingAPatientChangesNothing() {
        new Patient().touch();
        Recorder touched = new Recorder();
        for (Delivery delivery : Traces.random("u", 1, 120)) {
            touched.deliver(delivery);
            byte[] bytes = Recorder.encoded(touched.patients.get("u"));
            touched.patients.get("u").touch();
            assertThat(Recorder.encoded(touched.patients.get("u"))).isEqualTo(bytes);
        }
    }

    @Test
    void anEmptyPatientIsReadBack() {
        Patient read = Recorder.decoded(Recorder.encoded(new Patient()));
        assertThat(read.clock.isSet()).isFalse();
        assertThat(read.hasTimer()).isFalse();
        assertThat(read.openEpisodes()).isZero();
        assertThat(read.lastArrival).isEqualTo(Patient.NEVER);
    }

    @Test
    void timerStudyAndOffsetAreKept() {
        Patient patient = new Patient();
        patient.timer(1_763_560_800_001L);
        patient.study = "Ward 7 ü 🫀";
        patient.offsetMinutes = -210;
        patient.status.put(1_763_560_740_000L, Long.MAX_VALUE, RowStatus.of(Ternary.TRUE, Ternary.TRUE));
        Patient read = Recorder.decoded(Recorder.encoded(patient));
        assertThat(read.timer()).isEqualTo(1_763_560_800_001L);
        assertThat(read.hasTimer()).isTrue();
        assertThat(read.study).isEqualTo("Ward 7 ü 🫀");
        assertThat(read.offsetMinutes).isEqualTo(-210);
        assertThat(RowStatus.charging(read.status.wearing(1_763_560_800_000L))).isEqualTo(Ternary.TRUE);
    }

    @Test
    void aReadingTakesSomeFiveBytes() {
        Timeline story = new Timeline();
        for (int minute = 0; minute < 60; minute++) {
            story.at(minute * 60, Timeline.pulse(70 + minute % 5));
        }
        int before = Recorder.encoded(story.patient()).length;
        assertThat(story.patient().ring(io.vitalwatch.model.Group.PULSE).size()).isEqualTo(60);
        assertThat(before).isLessThan(100 + 60 * 8);
    }

    @Test
    void theFirstByteIsTheVersionAndAnotherOneIsRefusedWithTheFix() {
        byte[] bytes = Recorder.encoded(new Patient());
        assertThat(bytes[0]).isEqualTo((byte) PatientCodec.VERSION);
        for (int version : new int[] {0, PatientCodec.VERSION + 1, 255}) {
            bytes[0] = (byte) version;
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class)
                    .hasMessageContaining("version " + version).hasMessageContaining("reads 1").hasMessageContaining("newer");
        }
    }

    @Test
    void bytesCutAnywhereAreRefused() {
        Recorder recorder = new Recorder().run(Traces.random("u", 9, 40));
        byte[] bytes = Recorder.encoded(recorder.patients.get("u"));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).as("cut to " + length).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        }
    }

    @Test
    void damagedBytesGiveAPatientOrAnExceptionThatSaysSo() {
        long seed = 99;
        Random random = new Random(seed);
        byte[] bytes = Recorder.encoded(new Recorder().run(Traces.random("u", 9, 40)).patients.get("u"));
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = bytes.clone();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt(256);
            }
            try {
                read(damaged);
            } catch (IOException e) {
                refused++;
                assertThat(e.getMessage()).as("seed " + seed + ", damage " + i).isNotBlank();
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aNumberWithoutAnEndIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeLong(0);
        out.writeUTF("");
        byte[] endless = new byte[200];
        Arrays.fill(endless, (byte) 0xFF);
        out.write(endless);
        assertThatThrownBy(() -> read(bytes.toByteArray())).isInstanceOf(IOException.class).hasMessageContaining("more than 64 bits");
    }

    private static Patient read(byte[] bytes) throws IOException {
        return PatientCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
