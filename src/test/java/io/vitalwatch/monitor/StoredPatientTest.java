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
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Patients in state: open or closed, their bytes, and which ones are closed. */
class StoredPatientTest {
    private static final int SEVERAL = 8;
    /** So many patients without a place that each place was looked at twice, and given away if nothing came for its patient. */
    private static final int TWO_TURNS = 2 * SEVERAL * OpenPatients.SELDOM;

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
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        StoredPatient stored = StoredPatient.open(patient(8, 60));
        byte[] bytes = bytes(stored);
        open.open(stored);
        StoredPatient copy = new PatientSerializer().copy(stored);
        assertThat(bytes(copy)).isEqualTo(bytes);
        open.open(copy).timer(1);
        assertThat(bytes(stored)).isEqualTo(bytes);
        push(open, TWO_TURNS);
        assertThat(copy.isOpen()).isFalse();
        assertThat(bytes(stored)).as("the snapshot's object").isEqualTo(bytes);
        assertThat(copy.patient().timer()).isOne();
        assertThat(bytes(new PatientSerializer().copy(StoredPatient.closed(patient(8, 60), new DataOutputSerializer(64)))))
                .isEqualTo(bytes);
    }

    /** A small patient goes over to the copy, and a snapshot gets its bytes; a large one is copied, which takes less time. */
    @Test
    void aCopyTakesOverASmallPatient() throws IOException {
        for (Patient live : List.of(patient(8, 60), large())) {
            boolean small = live.readings() < OpenPatients.LARGE;
            StoredPatient stored = StoredPatient.open(live);
            byte[] bytes = bytes(stored);
            StoredPatient copy = new PatientSerializer().copy(stored);
            assertThat(copy.patient() == live).isEqualTo(small);
            assertThat(stored.isOpen()).isEqualTo(!small);
            copy.patient().timer(1);
            assertThat(bytes(stored)).isEqualTo(bytes);
            assertThat(bytes(copy)).isNotEqualTo(bytes);
        }
        assertThat(patient(8, 60).readings()).isLessThan(OpenPatients.LARGE);
    }

    /** Each patient is copied and changed at about the time at which a snapshot writes it: before, after, or while it does. */
    @Test
    @Timeout(120)
    void aSnapshotThatIsWrittenWhilePatientsAreCopiedAndChangedIsOfBefore() throws Exception {
        List<StoredPatient> all = new ArrayList<>();
        List<byte[]> before = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            all.add(StoredPatient.open(patient(i % 7, 5 + i % 11)));
            before.add(bytes(all.get(i)));
        }
        AtomicInteger next = new AtomicInteger(-1);
        AtomicInteger written = new AtomicInteger(-1);
        FutureTask<List<byte[]>> snapshot = new FutureTask<>(() -> {
            List<byte[]> bytes = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                await(next, i);
                for (int wait = i % 40 * 50; wait > 0; wait--) {
                    Thread.onSpinWait();
                }
                bytes.add(bytes(all.get(i)));
                written.set(i);
            }
            return bytes;
        });
        new Thread(snapshot).start();
        PatientSerializer serializer = new PatientSerializer();
        PatientMonitor monitor = new PatientMonitor(Rules.settings(), Rules.catalogue(), Set.of());
        List<Delivery> more = Traces.random("u", 99, 5);
        for (int i = 0; i < all.size(); i++) {
            next.set(i);
            Patient changed = serializer.copy(all.get(i)).patient();
            for (Delivery delivery : more) {
                changed = monitor.deliver(changed, delivery, new NoOutput());
            }
            await(written, i);
        }
        for (int i = 0; i < before.size(); i++) {
            assertThat(snapshot.get().get(i)).as("patient " + i).isEqualTo(before.get(i));
        }
    }

    private static void await(AtomicInteger counter, int value) {
        while (counter.get() < value) {
            Thread.yield();
        }
    }

    /** Snapshots use up no places: the objects that they needed are kept nowhere. */
    @Test
    void copiesForSnapshotsStayInTheirPlaces() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> 8 * SEVERAL);
        List<StoredPatient> few = push(open, SEVERAL / 2);
        for (int i = 0; i < 100; i++) {
            for (int each = 0; each < few.size(); each++) {
                few.set(each, new PatientSerializer().copy(few.get(each)));
                open.open(few.get(each));
            }
        }
        assertThat(few).extracting(each -> each.place).containsExactly(1, 2, 3, 4);
        assertThat(push(open, 1).get(0).place).isEqualTo(5);
    }

    @Test
    void fewPatientsStayOpen() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        List<StoredPatient> few = push(open, SEVERAL / 2);
        for (int i = 0; i < 100; i++) {
            for (StoredPatient each : few) {
                open.open(each);
            }
        }
        assertThat(few).allMatch(StoredPatient::isOpen).extracting(each -> each.place).containsExactly(1, 2, 3, 4);
    }

    /** Four times as many as there is room for: those that are kept come to no harm by the others, which are closed in turn. */
    @Test
    void ifPatientsAreTooManySomeAreKeptAndTheOthersAreOpenInTurn() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL / 2, patients -> SEVERAL);
        List<StoredPatient> all = push(open, 4 * SEVERAL);
        for (int i = 0; i < 20; i++) {
            for (StoredPatient each : all) {
                assertThat(open.open(each)).isSameAs(each.patient());
            }
        }
        assertThat(all.subList(0, SEVERAL)).as("the first ones").allMatch(StoredPatient::isOpen);
        assertThat(all.subList(SEVERAL, all.size())).filteredOn(StoredPatient::isOpen)
                .containsExactlyElementsOf(all.subList(4 * SEVERAL - SEVERAL / 2, 4 * SEVERAL));
    }

    @Test
    void aPatientThatIsOpenForAShortTimeIsNotClosedWhileItComesAgain() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        List<StoredPatient> kept = push(open, SEVERAL);
        StoredPatient passing = push(open, 1).get(0);
        for (int i = 0; i < 20; i++) {
            assertThat(open.open(passing)).isSameAs(passing.patient());
            open.open(kept.get(i % SEVERAL));
        }
        assertThat(kept).allMatch(StoredPatient::isOpen);
        assertThat(passing.isOpen()).isTrue();
        assertThat(passing.place).isEqualTo(-1);
    }

    @Test
    void aLargeStateIsLeftOpen() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        Patient patient = large();
        assertThat(patient.readings()).isEqualTo(OpenPatients.LARGE);
        StoredPatient large = StoredPatient.open(patient);
        open.open(large);
        push(open, TWO_TURNS);
        assertThat(large.isOpen()).isTrue();
        assertThat(large.place).as("its place is another's").isZero();
        assertThat(open.open(large)).isSameAs(patient);
    }

    @Test
    void allAreKeptWhileThereIsHeap() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> 5 * SEVERAL);
        List<StoredPatient> all = push(open, 5 * SEVERAL);
        for (int i = 0; i < 20; i++) {
            for (StoredPatient each : all) {
                open.open(each);
            }
        }
        assertThat(all).allMatch(StoredPatient::isOpen);
    }

    @Test
    void whoIsSilentMakesRoom() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        StoredPatient silent = push(open, 1).get(0);
        List<StoredPatient> busy = push(open, SEVERAL - 1);
        StoredPatient another = null;
        while (silent.isOpen()) {
            for (StoredPatient each : busy) {
                open.open(each);
            }
            another = push(open, 1).get(0);
        }
        assertThat(another.place).as("the place of the silent one").isEqualTo(1);
        assertThat(busy).allMatch(StoredPatient::isOpen);
    }

    @Test
    void placesOfPatientsThatWereCopiedOrRemovedAreGivenToOthers() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        List<StoredPatient> first = push(open, SEVERAL);
        StoredPatient copy = new PatientSerializer().copy(first.get(1));
        open.open(copy);
        open.remove(first.get(2));
        assertThat(push(open, 1).get(0).place).as("of the one that was removed").isEqualTo(3);
        push(open, TWO_TURNS);
        assertThat(first.get(1).place).as("the snapshot's object has none").isZero();
        assertThat(first.get(2).isOpen()).as("nobody keeps it").isTrue();
        assertThat(copy.isOpen()).as("nothing came for it in two turns").isFalse();
    }

    /** A copy that is not opened before its place is given to another has none, and gets one when it comes. */
    @Test
    void aCopyWhosePlaceWasGivenAwayGetsAnother() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        List<StoredPatient> first = push(open, SEVERAL);
        StoredPatient copy = new PatientSerializer().copy(first.get(0));
        StoredPatient other = push(open, OpenPatients.SELDOM).get(OpenPatients.SELDOM - 1);
        assertThat(other.place).isEqualTo(1);
        open.open(copy);
        assertThat(copy.place).isNotEqualTo(1);
        assertThat(copy.isOpen()).isTrue();
        assertThat(other.isOpen()).isTrue();
    }

    @Test
    void howManyAreOpenDependsOnTheHeap() {
        assertThat(OpenPatients.places(2_000_000_000, 200_000)).as("all of them").isEqualTo(200_000);
        assertThat(OpenPatients.places(800_000_000, 100_000)).as("those that are closed take heap, too").isEqualTo(75_000);
        assertThat(OpenPatients.places(800_000_000, 10)).isEqualTo(99_997);
        assertThat(OpenPatients.places(800_000_000, 1_000_000)).isEqualTo(OpenPatients.FEW);
        assertThat(OpenPatients.places(1_000, 0)).isEqualTo(OpenPatients.FEW);
        assertThat(OpenPatients.places(Long.MAX_VALUE, 0)).isEqualTo(1 << 20);
    }

    /** The more patients come, the fewer can be open, and places of removed patients that are no more are not given. */
    @Test
    void placesAreGivenUpWherePatientsBecomeMore() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> patients > SEVERAL ? SEVERAL / 2 : SEVERAL);
        List<StoredPatient> first = push(open, SEVERAL);
        open.remove(first.get(1));
        open.remove(first.get(7));
        assertThat(push(open, 2)).extracting(each -> each.place).as("six and two").containsExactly(8, 2);
        push(open, SEVERAL);
        assertThat(first.subList(2, SEVERAL / 2)).allMatch(StoredPatient::isOpen);
        assertThat(first.subList(SEVERAL / 2, 7)).noneMatch(StoredPatient::isOpen);
        assertThat(first.get(5).place).isZero();
        assertThat(open.open(first.get(5))).isSameAs(first.get(5).patient());
        assertThat(first.get(5).place).isNegative();
    }

    @Test
    void aRemovedPatientIsNotKept() throws IOException {
        OpenPatients open = new OpenPatients(SEVERAL, patients -> SEVERAL);
        StoredPatient gone = push(open, 1).get(0);
        open.remove(gone);
        open.remove(gone);
        push(open, TWO_TURNS);
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

    private static Patient large() {
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second < OpenPatients.LARGE; second++) {
            Reading pulse = new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE);
            samples.add(new Sample(SampleType.ACTIVITY, 1000L * (1 + second), 0, Ternary.TRUE, Ternary.FALSE, 50, 0, 0, List.of(pulse)));
        }
        return new PatientMonitor(Rules.settings(), Rules.catalogue(), Set.of())
                .deliver(null, new Delivery("u", "S", 1_000_000, new Origin("t", 0, 0), samples), new NoOutput());
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
