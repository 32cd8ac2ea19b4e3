package io.vitalwatch.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.patient.Traces;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Patients in state: open or closed, their bytes, and which ones are closed. */
class StoredPatientTest {
    private static final int SEVERAL = 8;

    @Test
    void anOpenAndAClosedPatientHaveTheSameBytes() throws IOException {
        StoredPatient stored = StoredPatient.open(patient(8, 60));
        byte[] bytes = bytes(stored);
        stored.close(new DataOutputSerializer(64));
        assertThat(stored.isOpen()).isFalse();
        assertThat(bytes(stored)).isEqualTo(bytes);
        assertThat(bytes(StoredPatient.open(stored.patient()))).isEqualTo(bytes);
        assertThat(stored.isOpen()).isTrue();
        assertThat(bytes(StoredPatient.closed(patient(8, 60), new DataOutputSerializer(64)))).isEqualTo(bytes);
    }

    @Test
    void theSerializerReadsPatientsBackClosedOrOpen() throws IOException {
        StoredPatient stored = StoredPatient.open(patient(8, 60));
        byte[] bytes = bytes(stored);
        for (boolean closed : new boolean[] {true, false}) {
            PatientSerializer serializer = new PatientSerializer(closed);
            StoredPatient read = serializer.deserialize(new DataInputDeserializer(bytes));
            assertThat(read.isOpen()).isEqualTo(!closed);
            assertThat(bytes(read)).isEqualTo(bytes);
            assertThat(serializer.duplicate().deserialize(new DataInputDeserializer(bytes)).isOpen()).isEqualTo(!closed);
            DataOutputSerializer copied = new DataOutputSerializer(64);
            serializer.copy(new DataInputDeserializer(bytes), copied);
            assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
            assertThat(serializer.isImmutableType()).isFalse();
        }
        assertThat(new PatientSerializer().createInstance().patient().readings()).isZero();
    }

    @Test
    void aCopyIsIndependentAndTakesThePlaceOfTheOther() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, SEVERAL);
        StoredPatient stored = StoredPatient.open(patient(8, 60));
        byte[] bytes = bytes(stored);
        open.open(stored);
        StoredPatient copy = new PatientSerializer().copy(stored);
        assertThat(bytes(copy)).isEqualTo(bytes);
        open.open(copy).timer(1);
        assertThat(bytes(stored)).isEqualTo(bytes);
        push(open, SEVERAL + 1);
        assertThat(copy.isOpen()).isFalse();
        assertThat(stored.isOpen()).as("the snapshot's object is not closed").isTrue();
        assertThat(copy.patient().timer()).isOne();
        assertThat(bytes(new PatientSerializer().copy(StoredPatient.closed(patient(8, 60), new DataOutputSerializer(64)))))
                .isEqualTo(bytes);
    }

    /** Snapshots use up no places: the objects that they needed are kept nowhere. */
    @Test
    void copiesForSnapshotsStayInTheirPlaces() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, 8 * SEVERAL);
        List<StoredPatient> few = push(open, SEVERAL / 2);
        for (int i = 0; i < 100; i++) {
            for (int each = 0; each < few.size(); each++) {
                few.set(each, new PatientSerializer().copy(few.get(each)));
                open.open(few.get(each));
            }
        }
        assertThat(few).extracting(each -> each.place).containsExactly(1L, 2L, 3L, 4L);
        push(open, SEVERAL / 2);
        assertThat(open.size()).isEqualTo(SEVERAL);
    }

    @Test
    void fewPatientsStayOpen() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, SEVERAL);
        List<StoredPatient> few = push(open, SEVERAL / 2);
        for (int i = 0; i < 100; i++) {
            for (StoredPatient each : few) {
                open.open(each);
            }
        }
        assertThat(few).allMatch(StoredPatient::isOpen).extracting(each -> each.place).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void theLeastRecentPatientIsClosedAndOneThatComesAgainIsNot() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, SEVERAL);
        List<StoredPatient> first = push(open, SEVERAL);
        StoredPatient busy = first.get(0);
        open.open(busy);
        push(open, SEVERAL - 1);
        assertThat(first).filteredOn(StoredPatient::isOpen).containsExactly(busy);
        open.open(first.get(3));
        assertThat(first.get(3).isOpen()).isTrue();
        push(open, SEVERAL - 1);
        assertThat(first).filteredOn(StoredPatient::isOpen).containsExactly(first.get(3));
    }

    @Test
    void aLargeStateIsLeftOpen() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, SEVERAL);
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second < OpenPatients.LARGE; second++) {
            Reading pulse = new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE);
            samples.add(new Sample(SampleType.ACTIVITY, 1000L * (1 + second), 0, Ternary.TRUE, Ternary.FALSE, 50, 0, 0, List.of(pulse)));
        }
        Patient patient = new PatientMonitor(Rules.settings(), Rules.catalogue(), Set.of())
                .deliver(null, new Delivery("u", "S", 1_000_000, new Origin("t", 0, 0), samples), new NoOutput());
        assertThat(patient.readings()).isEqualTo(OpenPatients.LARGE);
        StoredPatient large = StoredPatient.open(patient);
        open.open(large);
        push(open, SEVERAL);
        assertThat(large.isOpen()).isTrue();
        assertThat(open.open(large)).isSameAs(patient);
    }

    @Test
    void theRingGrowsInPlaceOfClosingPatientsWhileThereIsHeap() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, 8 * SEVERAL);
        List<StoredPatient> all = push(open, 5 * SEVERAL);
        for (int i = 0; i < 20; i++) {
            for (StoredPatient each : all) {
                open.open(each);
            }
        }
        assertThat(all).allMatch(StoredPatient::isOpen);
        assertThat(open.size()).isEqualTo(8 * SEVERAL);
    }

    @Test
    void aLargeRingClosesWhoIsSilent() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, 4 * SEVERAL);
        StoredPatient silent = push(open, 1).get(0);
        List<StoredPatient> busy = push(open, 4 * SEVERAL - 2);
        for (int i = 0; i < 20; i++) {
            for (StoredPatient each : busy) {
                open.open(each);
            }
        }
        assertThat(silent.isOpen()).isFalse();
        assertThat(busy).allMatch(StoredPatient::isOpen);
        assertThat(open.size()).isEqualTo(4 * SEVERAL);
    }

    @Test
    void ifPatientsAreTooManyTheRingIsSmallForGood() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, 4 * SEVERAL);
        List<StoredPatient> all = push(open, 9 * SEVERAL);
        for (int i = 0; i < 5; i++) {
            for (StoredPatient each : all) {
                open.open(each);
            }
        }
        assertThat(open.size()).isEqualTo(SEVERAL);
        assertThat(all).filteredOn(StoredPatient::isOpen).containsExactlyElementsOf(all.subList(8 * SEVERAL, 9 * SEVERAL));
    }

    @Test
    void aPatientThatWasCopiedOrRemovedBeforeTheRingGrewIsNotKept() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, 2 * SEVERAL);
        List<StoredPatient> first = push(open, SEVERAL);
        StoredPatient copy = new PatientSerializer().copy(first.get(1));
        open.open(copy);
        open.remove(first.get(2));
        List<StoredPatient> later = push(open, 2 * SEVERAL);
        assertThat(first.get(1).isOpen()).as("the snapshot's object is not closed").isTrue();
        assertThat(first.get(2).isOpen()).as("nobody keeps it").isTrue();
        assertThat(copy.isOpen()).isFalse();
        assertThat(later).allMatch(StoredPatient::isOpen);
    }

    @Test
    void howManyAreOpenDependsOnTheHeap() {
        assertThat(OpenPatients.within(1L << 20, 4).size()).isEqualTo(OpenPatients.FEW);
        assertThat(OpenPatients.within(1L << 33, 2).most()).isEqualTo(1 << 16);
        assertThat(OpenPatients.within(1L << 31, 2).most()).isEqualTo(1 << 14);
        assertThat(OpenPatients.within(1L << 20, 4).most()).isEqualTo(OpenPatients.FEW);
        assertThat(OpenPatients.within(Long.MAX_VALUE, 1).most()).isEqualTo(1 << 20);
    }

    @Test
    void aRemovedPatientIsNotKept() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, SEVERAL);
        StoredPatient gone = push(open, 1).get(0);
        open.remove(gone);
        open.remove(gone);
        push(open, SEVERAL + 1);
        assertThat(gone.isOpen()).isTrue();
        assertThat(gone.place).isZero();
    }

    @Test
    void theSerializerSnapshotOfAnEarlierRunIsCompatible() {
        TypeSerializer<StoredPatient> serializer = new PatientSerializer();
        TypeSerializerSnapshot<StoredPatient> snapshot = serializer.snapshotConfiguration();
        assertThat(serializer.snapshotConfiguration().resolveSchemaCompatibility(snapshot).isCompatibleAsIs()).isTrue();
        assertThat(snapshot.restoreSerializer()).isEqualTo(serializer).hasSameHashCodeAs(serializer).isNotEqualTo("another");
    }

    private static List<StoredPatient> push(OpenPatients open, int count) throws IOException {
        List<StoredPatient> pushed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StoredPatient each = StoredPatient.open(patient(i, 3));
            open.open(each);
            pushed.add(each);
        }
        return pushed;
    }

    private static Patient patient(long seed, int deliveries) {
        PatientMonitor monitor = new PatientMonitor(Rules.settings(), Rules.catalogue(), Set.of());
        Patient patient = null;
        for (Delivery delivery : Traces.random("u", seed, deliveries)) {
            patient = monitor.deliver(patient, delivery, new NoOutput());
        }
        return patient;
    }

    private static byte[] bytes(StoredPatient patient) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new PatientSerializer().serialize(patient, out);
        return out.getCopyOfBuffer();
    }

    /** Ignores everything. */
    private static final class NoOutput implements MonitorOutput {
        @Override
        public void alert(Alert alert) {}

        @Override
        public void window(WindowSummary summary) {}

        @Override
        public void rejected(Rejection rejection) {}

        @Override
        public void count(Event event) {}

        @Override
        public void reading(Verdict verdict) {}
    }
}
