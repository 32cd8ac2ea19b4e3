package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/**
 * The open patients of a subtask: those with the most recent deliveries. A patient that is evicted from here is closed
 * ({@link StoredPatient}), unless its state is large: opening a large state again would take longer than the delivery itself.
 *
 * <p>A ring of places that are assigned in turn. A patient whose place is in the older half gets a new place with its next delivery. So
 * with few patients nothing is evicted. With many patients, eviction is approximately least recently used.
 *
 * <p>The ring grows in place of evicting, up to a share of the heap: with one row a delivery, opening and closing take longer than the
 * delivery. If the patients are too many even for that, nearly each of them is closed before it comes again, and as it is old by then, the
 * garbage collector has more work than with few open patients. So then the ring is small again, for good.
 */
final class OpenPatients {
    /** The number of open patients at first, and if there are too many patients; a power of two. */
    static final int FEW = 1 << 10;
    /**
     * A state with this many readings is not closed: closing and opening together take about 60 ns for a reading. At one row a minute there
     * are 130 readings within the default reach.
     */
    static final int LARGE = 256;
    /** Bytes on the heap of an open patient with one row a minute. */
    private static final int PATIENT_BYTES = 10_000;
    /** The open patients of all subtasks take at most this part of the heap. */
    private static final int HEAP_PARTS = 4;
    private static final int MOST = 1 << 20;

    private final int few;
    private int most;
    private StoredPatient[] places;
    private final DataOutputSerializer buffer = new DataOutputSerializer(1024);
    private long next = 1;
    /** Patients closed since the first place was last assigned. */
    private int closed;

    /**
     * @param few number of open patients at first, a power of two
     * @param most number of open patients up to which the ring grows, a power of two
     */
    OpenPatients(int few, int most) {
        this.few = few;
        this.most = most;
        places = new StoredPatient[few];
    }

    /**
     * @param heapBytes of the process
     * @param subtasks that may share it
     */
    static OpenPatients within(long heapBytes, int subtasks) {
        long fit = heapBytes / HEAP_PARTS / subtasks / PATIENT_BYTES;
        return new OpenPatients(FEW, (int) Long.highestOneBit(Math.max(FEW, Math.min(MOST, fit))));
    }

    /** Opens a patient, and adds it to the open ones. */
    Patient open(StoredPatient stored) throws IOException {
        Patient patient = stored.patient();
        StoredPatient there = places[index(stored.place)];
        if (stored.place > 0 && there != stored && (there == null || there.place == 0)) {
            // A copy takes the place of the object that a snapshot needed: else that one would be kept until the ring comes round.
            places[index(stored.place)] = stored;
        }
        if (stored.place < next - places.length / 2 || places[index(stored.place)] != stored) {
            add(stored);
        }
        return patient;
    }

    /** Removes a state that is no longer used. */
    void remove(StoredPatient stored) {
        if (places[index(stored.place)] == stored) {
            places[index(stored.place)] = null;
        }
        stored.place = 0;
    }

    /** How many patients may be open now, besides the large ones. */
    int size() {
        return places.length;
    }

    /** How many patients may be open at most, besides the large ones. */
    int most() {
        return most;
    }

    private void add(StoredPatient stored) throws IOException {
        StoredPatient oldest = places[index(next)];
        if (oldest != null && oldest != stored && oldest.place == next - places.length) {
            if (places.length < most) {
                grow();
            } else {
                evict(oldest);
            }
        }
        if (index(next) == 0) {
            closed = 0;
        }
        places[index(next)] = stored;
        stored.place = next++;
    }

    private void grow() {
        StoredPatient[] before = places;
        places = new StoredPatient[2 * before.length];
        for (StoredPatient each : before) {
            // A place that was copied for a snapshot, or that its patient has left, is dropped.
            if (each != null && each.place > 0 && before[(int) each.place & before.length - 1] == each) {
                places[index(each.place)] = each;
            }
        }
    }

    private void evict(StoredPatient oldest) throws IOException {
        oldest.place = 0;
        if (oldest.patient().readings() >= LARGE) {
            return;
        }
        oldest.close(buffer);
        closed++;
        if (places.length > few && closed > places.length / 2) {
            // Those that lose their place stay open until they come again and are evicted from the small ring.
            places = new StoredPatient[few];
            most = few;
        }
    }

    private int index(long place) {
        return (int) place & (places.length - 1);
    }
}
