package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Serialises a patient's state with {@link PatientCodec}, which writes a version of its own. The name of this class is in savepoints: never
 * rename or move it.
 *
 * <p>A state is assembled in memory and written in one piece, because each call goes through the layers of a checkpoint stream. Not
 * thread-safe: Flink duplicates serializers.
 */
final class PatientSerializer extends TypeSerializer<StoredPatient> {
    private static final long serialVersionUID = 1;
    /** A buffer that grew larger than this, in bytes, is not kept for the next patient. */
    private static final int MOST_TO_KEEP = 1 << 20;

    private final boolean closed;
    private transient DataOutputSerializer buffer;

    /** For a state backend that keeps objects: a restored patient stays closed until its next delivery. */
    PatientSerializer() {
        this(true);
    }

    /**
     * @param closed whether patients are read as closed ones; false for a state backend that keeps bytes, which reads a patient to use it
     *     at once
     */
    PatientSerializer(boolean closed) {
        this.closed = closed;
    }

    @Override
    public TypeSerializer<StoredPatient> duplicate() {
        return new PatientSerializer(closed);
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public StoredPatient createInstance() {
        return StoredPatient.open(new Patient());
    }

    @Override
    public StoredPatient copy(StoredPatient from) {
        try {
            StoredPatient copy = from.copy(buffer());
            forgetIfLarge();
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoredPatient copy(StoredPatient from, StoredPatient reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(StoredPatient patient, DataOutputView target) throws IOException {
        DataOutputSerializer bytes = buffer();
        patient.write(bytes);
        target.write(bytes.getSharedBuffer(), 0, bytes.length());
        forgetIfLarge();
    }

    @Override
    public StoredPatient deserialize(DataInputView source) throws IOException {
        Patient patient = PatientCodec.read(source);
        if (!closed) {
            return StoredPatient.open(patient);
        }
        StoredPatient stored = StoredPatient.closed(patient, buffer());
        forgetIfLarge();
        return stored;
    }

    @Override
    public StoredPatient deserialize(StoredPatient reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(StoredPatient.open(PatientCodec.read(source)), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PatientSerializer;
    }

    @Override
    public int hashCode() {
        return PatientSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<StoredPatient> snapshotConfiguration() {
        return new Snapshot();
    }

    private DataOutputSerializer buffer() {
        buffer = buffer == null ? new DataOutputSerializer(1024) : buffer;
        return buffer;
    }

    private void forgetIfLarge() {
        buffer = buffer.length() > MOST_TO_KEEP ? null : buffer;
    }

    /** Describes this serializer in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StoredPatient> {
        public Snapshot() {
            super(PatientSerializer::new);
        }
    }
}
