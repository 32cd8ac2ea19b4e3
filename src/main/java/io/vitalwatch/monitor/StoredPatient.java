package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Patient;
import io.vitalwatch.alarm.PatientCodec;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/**
 * A patient as Flink's state holds it: open, as the object that the monitor works on, or closed, as the bytes that a checkpoint has of it.
 *
 * <p>Closed, a patient is one small object instead of some forty, a fifth of their size, and never changes: with a million patients the
 * garbage collector has next to nothing to follow, and a snapshot takes the bytes as they are. {@link OpenPatients} says who is open.
 *
 * <p>A snapshot may read this on another thread while it is closed here. It finds the patient or the bytes, which say the same: the patient
 * that a closed one was is changed by nobody.
 */
final class StoredPatient {
    /** A {@link Patient} or a byte[]. */
    private volatile Object content;
    /** Where it stands among the open ones; 0 for nowhere. Only the task's thread looks at it. */
    long place;

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

    /** The patient; opens it where it is closed. */
    Patient patient() throws IOException {
        Object now = content;
        if (now instanceof Patient patient) {
            return patient;
        }
        Patient patient = PatientCodec.read(new DataInputDeserializer((byte[]) now));
        content = patient;
        return patient;
    }

    /** Closes it. The object that {@link #patient} gave out must not be changed any more. */
    void close(DataOutputSerializer buffer) throws IOException {
        if (content instanceof Patient patient) {
            content = encoded(patient, buffer);
        }
    }

    /** The same patient, so that a change of either does not show in the other. */
    StoredPatient copy() {
        Object now = content;
        // The copy is who comes next; this one stays with the snapshot that needs it.
        place = 0;
        return new StoredPatient(now instanceof Patient patient ? patient.copy() : now);
    }

    /** Puts the patient's bytes into the buffer, in place of what is in it. */
    void write(DataOutputSerializer buffer) throws IOException {
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
