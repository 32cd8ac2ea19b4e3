package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongToIntFunction;

/**
 * The open patients of a subtask. A patient that is evicted from here is closed ({@link StoredPatient}), unless its state is large: opening a
 * large state again would take longer than the delivery itself.
 *
 * <p>As many patients as a share of the heap holds are kept open. If there are more, those that came later are open for a short time only,
 * one after the other: where each patient sends in turn, to keep the most recent ones would close each of them before it comes again. Who
 * is kept and sends nothing any more makes room: from time to time, as patients come for whom there is no place, one place is looked at, in
 * turn, and given to the new one if nothing came for the other since it was looked at last.
 */
final class OpenPatients {
    /** The number of patients that are open for a short time, if there are too many, and the fewest that are kept open. */
    static final int FEW = 1 << 10;
    /**
     * A state with this many readings is not closed: closing and opening together take about 60 ns for a reading. At one row a minute there
     * are 130 readings within the default reach.
     */
    static final int LARGE = 256;
    /** Bytes on the heap of a patient with one row a minute: open, and closed. */
    private static final int PATIENT_BYTES = 10_000;
    private static final int CLOSED_BYTES = 2_000;
    /** The patients of all subtasks, open and closed, take at most this part of the heap, as far as that is possible. */
    private static final int HEAP_PARTS = 4;
    private static final int MOST = 1 << 20;
    /**
     * A place is looked at with one in so many patients for whom there is none. So whoever is kept has as many turns of all patients to come
     * again, even if there are as many times more patients than places.
     */
    static final int SELDOM = 64;
    /** If there are too many places, so many are given up with each patient that comes without one. */
    private static final int AT_ONCE = 2;

    private final LongToIntFunction places;
    /** How many patients came so far and were not removed. */
    private long seen;
    /** Those that are kept open, in their places. */
    private StoredPatient[] kept;
    /** How many places of them were given. */
    private int given;
    /** Places of patients that were removed since then. */
    private int[] free = new int[16];
    private int frees;
    /** The next place to be looked at, and how many patients came without one since the last. */
    private int hand;
    private int without;
    /** Those that are open for a short time, a ring. */
    private final StoredPatient[] passing;
    private int nextPassing;
    private final DataOutputSerializer buffer = new DataOutputSerializer(1024);

    /**
     * @param passing number of patients that are open for a short time
     * @param places of how many patients in all how many are kept open, at least 1
     */
    OpenPatients(int passing, LongToIntFunction places) {
        this.places = places;
        this.kept = new StoredPatient[FEW];
        this.passing = new StoredPatient[passing];
    }

    /**
     * @param heapBytes of the process
     * @param subtasks that may share it
     */
    static OpenPatients within(long heapBytes, int subtasks) {
        return new OpenPatients(FEW, patients -> places(heapBytes / HEAP_PARTS / subtasks, patients));
    }

    /** How many of a number of patients can be open if all take at most so many bytes. */
    static int places(long bytes, long patients) {
        long fit = (bytes - patients * CLOSED_BYTES) / (PATIENT_BYTES - CLOSED_BYTES);
        return (int) Math.max(FEW, Math.min(MOST, fit));
    }

    /** Opens a patient, and adds it to the open ones. */
    Patient open(StoredPatient stored) throws IOException {
        Patient patient = stored.patient();
        if (stored.place > 0 && isAt(kept, stored.place - 1, stored)) {
            if (!stored.used) {
                stored.used = true;
            }
        } else if (stored.place >= 0 || !isAt(passing, -stored.place - 1, stored)) {
            add(stored);
        }
        return patient;
    }

    /**
     * Whether a patient has a place. A copy takes the place of the object that a snapshot needed: else that one would be kept until its place
     * is given to another.
     */
    private static boolean isAt(StoredPatient[] places, int index, StoredPatient stored) {
        StoredPatient there = places[index];
        if (there != null && there != stored && there.place == 0) {
            places[index] = stored;
            return true;
        }
        return there == stored;
    }

    /** Removes a state that is no longer used. */
    void remove(StoredPatient stored) {
        if (stored.place > 0 && kept[stored.place - 1] == stored) {
            kept[stored.place - 1] = null;
            free = frees < free.length ? free : Arrays.copyOf(free, 2 * frees);
            free[frees++] = stored.place - 1;
        } else if (stored.place < 0 && passing[-stored.place - 1] == stored) {
            passing[-stored.place - 1] = null;
        }
        stored.place = 0;
        seen -= stored.seen ? 1 : 0;
        stored.seen = false;
    }

    private void add(StoredPatient stored) throws IOException {
        seen += stored.seen ? 0 : 1;
        stored.seen = true;
        int most = places.applyAsInt(seen);
        giveUp(most);
        if (frees > 0) {
            keep(stored, free[--frees]);
        } else if (given < most) {
            kept = given < kept.length ? kept : Arrays.copyOf(kept, 2 * given);
            keep(stored, given++);
        } else if (++without < SELDOM) {
            pass(stored);
        } else {
            without = 0;
            hand = hand < given ? hand : 0;
            StoredPatient there = kept[hand];
            if (there.place > 0 && there.used) {
                there.used = false;
                pass(stored);
            } else {
                evict(there, hand + 1);
                keep(stored, hand);
            }
            hand++;
        }
    }

    /** Gives up the last places if there are more than some number. */
    private void giveUp(int most) throws IOException {
        for (int i = 0; i < AT_ONCE && given > most; i++) {
            evict(kept[--given], given + 1);
            kept[given] = null;
        }
        while (frees > 0 && free[frees - 1] >= given) {
            frees--;
        }
    }

    private void keep(StoredPatient stored, int index) {
        kept[index] = stored;
        stored.place = index + 1;
        stored.used = true;
    }

    private void pass(StoredPatient stored) throws IOException {
        evict(passing[nextPassing], -nextPassing - 1);
        passing[nextPassing] = stored;
        stored.place = -nextPassing - 1;
        nextPassing = (nextPassing + 1) % passing.length;
    }

    private void evict(StoredPatient from, int place) throws IOException {
        if (from != null && from.place == place) {
            from.place = 0;
            if (from.patient().readings() < LARGE) {
                from.close(buffer);
            }
        }
    }
}
