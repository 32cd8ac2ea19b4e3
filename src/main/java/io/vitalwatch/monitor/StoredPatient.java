package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientCodec;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/**
 * A patient in Flink's state: open, as the object that the monitor works on, or closed, as the bytes that a checkpoint contains.
 *
 * <p>A closed patient is one object instead of some thirty-five, takes a fifth of their memory and never changes. So with a million patients the
 * garbage collector has few objects to follow, and a snapshot copies the bytes as they are. {@link OpenPatients} decides which patients are
 * open.
 *
 * <p>A snapshot may read this object on another thread while this thread closes it or makes a copy of it. It then reads either the patient or
 * the bytes. Both have the same content: a patient object is not changed after it was closed, and a copy takes it over only when no snapshot
 * is reading it.
 */
final class StoredPatient {
    /** A {@link Patient} or a byte[]. */
    private volatile Object content;
    /** Its place in {@link OpenPatients}, counted from 1, below 0 if it is open for a short time; 0 for none. Only the task's thread uses it. */
    int place;
    /** Whether something came since {@link OpenPatients} looked at its place. */
    boolean used;
    /** Whether it is counted there. */
    boolean seen;

    private StoredPatient(Object content) {
        this.content = content;
    }

    static StoredPatient open(Patient patient) {
        return new StoredPatient(patient);
    }

    /** @param buffer is overwritten */
    static StoredPatient closed(Patient patient, DataOutputSerializer buffer) throws IOException {
        return new StoredPatient(encoded(patient, buffer));
    }

    boolean isOpen() {
        return content instanceof Patient;
    }

    /** The patient; opens it if it is closed. */
    Patient patient() throws IOException {
        Object now = content;
        if (now instanceof Patient patient) {
            return patient;
        }
        Patient patient = PatientCodec.read(new DataInputDeserializer((byte[]) now));
        content = patient;
        return patient;
    }

    /** The patient, to read only: a closed one stays closed. */
    Patient seen() throws IOException {
        Object now = content;
        return now instanceof Patient patient ? patient : PatientCodec.read(new DataInputDeserializer((byte[]) now));
    }

    /** Closes it. The object that {@link #patient} returned must not be changed afterwards. */
    void close(DataOutputSerializer buffer) throws IOException {
        if (content instanceof Patient patient) {
            content = encoded(patient, buffer);
        }
    }

    /**
     * An independent copy: a change of one does not change the other. This object belongs to a snapshot from now on. A small patient goes over
     * to the copy, and its bytes, which the snapshot would write anyway, stay here: to copy some thirty-five objects would cost more, and the
     * garbage collector most of it.
     *
     * @param buffer is overwritten
     */
    synchronized StoredPatient copy(DataOutputSerializer buffer) throws IOException {
        Object now = content;
        if (now instanceof Patient patient && patient.readings() >= OpenPatients.LARGE) {
            now = patient.copy();
        } else if (now instanceof Patient patient) {
            content = encoded(patient, buffer);
        }
        StoredPatient copy = new StoredPatient(now);
        // From now on the copy is in use. This object belongs to the snapshot that needs it, so the copy gets its place.
        copy.place = place;
        copy.used = used;
        copy.seen = seen;
        place = 0;
        return copy;
    }

    /** Clears the buffer and writes the patient's bytes into it. */
    synchronized void write(DataOutputSerializer buffer) throws IOException {
        Object now = content;
        buffer.clear();
        if (now instanceof Patient patient) {
            PatientCodec.write(patient, buffer);
        } else {
            buffer.write((byte[]) now);
        }
    }

    private static byte[] encoded(Patient patient, DataOutputSerializer buffer) throws IOException {
        buffer.clear();
        PatientCodec.write(patient, buffer);
        return buffer.getCopyOfBuffer();
    }
}
