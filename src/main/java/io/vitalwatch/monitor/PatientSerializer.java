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
public final class PatientSerializer extends TypeSerializer<Patient> {
    private static final long serialVersionUID = 1;
    /** A buffer that grew larger than this for one patient is not kept. */
    private static final int MOST_TO_KEEP = 1 << 20;

    private transient DataOutputSerializer buffer;

    @Override
    public TypeSerializer<Patient> duplicate() {
        return new PatientSerializer();
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public Patient createInstance() {
        return new Patient();
    }

    @Override
    public Patient copy(Patient from) {
        return from.copy();
    }

    @Override
    public Patient copy(Patient from, Patient reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Patient patient, DataOutputView target) throws IOException {
        if (buffer == null) {
            buffer = new DataOutputSerializer(1024);
        }
        buffer.clear();
        PatientCodec.write(patient, buffer);
        target.write(buffer.getSharedBuffer(), 0, buffer.length());
        if (buffer.length() > MOST_TO_KEEP) {
            buffer = null;
        }
    }

    @Override
    public Patient deserialize(DataInputView source) throws IOException {
        return PatientCodec.read(source);
    }

    @Override
    public Patient deserialize(Patient reuse, DataInputView source) throws IOException {
        return PatientCodec.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(PatientCodec.read(source), target);
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
    public TypeSerializerSnapshot<Patient> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint says of this serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Patient> {
        public Snapshot() {
            super(PatientSerializer::new);
        }
    }
}
