package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Patient;
import io.vitalwatch.alarm.PatientCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Serialises a patient's state through {@link PatientCodec}, which carries its own version. The name of this class is in savepoints.
 *
 * <p>A state is put together in memory and handed over in one piece, because each call goes through the layers of a checkpoint stream.
 * Not for several threads at once: Flink duplicates serializers.
 */
final class PatientSerializer extends TypeSerializer<StoredPatient> {
    private static final long serialVersionUID = 1;
    /** A buffer that grew larger than this for one patient is not kept. */
    private static final int MOST_TO_KEEP = 1 << 20;

    private final boolean closed;
    private transient DataOutputSerializer buffer;

    /** For a backend that keeps objects: what it restores stays closed until something comes of the patient. */
    PatientSerializer() {
        this(true);
    }

    /** @param closed whether patients are read as closed ones; a backend that keeps bytes reads them to be worked on at once */
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
        return from.copy();
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

    /** What a savepoint says of this serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StoredPatient> {
        public Snapshot() {
            super(PatientSerializer::new);
        }
    }
}
