package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Patient;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/**
 * Which patients of a subtask are open: those who sent something last. Who drops out of them is closed ({@link StoredPatient}), unless its
 * state is large: opening that again for a delivery would cost more than the delivery.
 *
 * <p>A ring of places, handed out in turn. Whoever comes again and stands in the older half moves to the front, so with few patients nobody
 * ever moves, and nothing is closed. With many, whoever has a place handed out to another is the one who was silent longest, give or take
 * half the ring.
 */
final class OpenPatients {
    /**
     * A power of two. No more than that: with 8,192 they live long enough for the garbage collector to make them old, and then die.
     */
    static final int MOST = 1 << 10;
    /**
     * Readings in a state that is left open: closing and opening cost some 60 ns a reading together. One row a minute makes 130 within the
     * default reach.
     */
    static final int LARGE = 256;

    private final StoredPatient[] places;
    private final DataOutputSerializer buffer = new DataOutputSerializer(1024);
    private long next = 1;

    /** @param most of them, a power of two */
    OpenPatients(int most) {
        places = new StoredPatient[most];
    }

    /** The patient, who is one of the open ones from now on. */
    Patient open(StoredPatient stored) throws IOException {
        Patient patient = stored.patient();
        if (stored.place < next - places.length / 2 || places[index(stored.place)] != stored) {
            enter(stored);
        }
        return patient;
    }

    /** A state is given up. */
    void leave(StoredPatient stored) {
        if (places[index(stored.place)] == stored) {
            places[index(stored.place)] = null;
        }
        stored.place = 0;
    }

    private void enter(StoredPatient stored) throws IOException {
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
