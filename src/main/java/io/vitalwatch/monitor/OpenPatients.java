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
 */
final class OpenPatients {
    /**
     * The number of open patients; a power of two. A larger number is slower: with 8,192, open patients live so long that the garbage
     * collector moves them to its old generation, and then they are closed.
     */
    static final int MOST = 1 << 10;
    /**
     * A state with this many readings is not closed: closing and opening together take about 60 ns for a reading. At one row a minute there
     * are 130 readings within the default reach.
     */
    static final int LARGE = 256;

    private final StoredPatient[] places;
    private final DataOutputSerializer buffer = new DataOutputSerializer(1024);
    private long next = 1;

    /** @param most number of open patients, a power of two */
    OpenPatients(int most) {
        places = new StoredPatient[most];
    }

    /** Opens a patient, and adds it to the open ones. */
    Patient open(StoredPatient stored) throws IOException {
        Patient patient = stored.patient();
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

    private void add(StoredPatient stored) throws IOException {
        int index = index(next);
        StoredPatient oldest = places[index];
        if (oldest != null && oldest != stored && oldest.place == next - places.length) {
            oldest.place = 0;
            if (oldest.patient().readings() < LARGE) {
                oldest.close(buffer);
            }
        }
        places[index] = stored;
        stored.place = next++;
    }

    private int index(long place) {
        return (int) place & (places.length - 1);
    }
}
