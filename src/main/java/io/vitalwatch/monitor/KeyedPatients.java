package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;

import java.io.IOException;
import java.util.function.ToLongFunction;

/**
 * The patients of a subtask in Flink's keyed state, with a timer and the counts of each. All methods work on the patient of the current key.
 *
 * <p>A change of a patient is {@link #stored}, {@link #opened}, {@link #before}, the change itself, {@link #keep}.
 */
final class KeyedPatients {
    private final ValueState<StoredPatient> state;
    private final boolean inPlace;
    private final OpenPatients open;
    private final InternalTimerService<VoidNamespace> timers;
    private final WatchedPatients watched;
    private final OpenAlarms openAlarms;
    private final ToLongFunction<Patient> deadline;
    /** The last usable pulse before the change, by {@link WatchedPatients#lastPulse}. */
    private long pulse;

    /**
     * @param inPlace whether the state backend keeps objects: then {@link ValueState#value} returns the stored object itself (or its new copy
     *     while a snapshot needs the old one), and a changed object need not be stored again. With a million patients, storing it again was
     *     measurable work for the garbage collector.
     * @param deadline the next moment of the arrival clock at which something is due for the patient of the current key
     */
    KeyedPatients(ValueState<StoredPatient> state, boolean inPlace, OpenPatients open, InternalTimerService<VoidNamespace> timers,
            WatchedPatients watched, OpenAlarms openAlarms, ToLongFunction<Patient> deadline) {
        this.state = state;
        this.inPlace = inPlace;
        this.open = open;
        this.timers = timers;
        this.watched = watched;
        this.openAlarms = openAlarms;
        this.deadline = deadline;
    }

    /** What is stored, or null for an unknown patient. */
    StoredPatient stored() throws IOException {
        return state.value();
    }

    /** The patient for a change. */
    Patient opened(StoredPatient stored) throws IOException {
        return inPlace ? open.open(stored) : stored.patient();
    }

    /** The patient to be read only. */
    Patient seen(StoredPatient stored) throws IOException {
        return inPlace ? stored.seen() : stored.patient();
    }

    /** Notes what the counts are before a change. The clock of the counts must not move before {@link #keep}. */
    void before(Patient patient) {
        openAlarms.before(patient);
        pulse = watched.lastPulse(patient);
    }

    /**
     * Stores and counts the patient after a change and sets the timer. A timer that is too early is kept (it only checks again); one that is
     * too late is replaced.
     *
     * @param stored what was stored before, or null
     * @param before the patient before, or null
     * @param after the patient now, or null to forget it
     */
    void keep(StoredPatient stored, Patient before, Patient after) throws IOException {
        openAlarms.after(after);
        watched.change(pulse, watched.lastPulse(after));
        watched.addKnown((after == null ? 0 : 1) - (before == null ? 0 : 1));
        if (stored != null && inPlace && before != after) {
            open.remove(stored);
        }
        if (after == null) {
            if (before != null) {
                if (before.hasTimer()) {
                    timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, before.timer());
                }
                state.clear();
            }
            return;
        }
        if (before != null && before != after && before.hasTimer()) {
            after.timer(before.timer());
        }
        schedule(after);
        if (before != after) {
            StoredPatient another = StoredPatient.open(after);
            opened(another);
            state.update(another);
        } else if (!inPlace) {
            state.update(stored);
        }
    }

    /** Sets the timer after the rules of a patient changed. */
    void reschedule(StoredPatient stored) throws IOException {
        schedule(opened(stored));
        if (!inPlace) {
            state.update(stored);
        }
    }

    private void schedule(Patient patient) {
        long due = deadline.applyAsLong(patient);
        if (!patient.hasTimer() || due < patient.timer()) {
            if (patient.hasTimer()) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, patient.timer());
            }
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
            patient.timer(due);
        }
    }
}
