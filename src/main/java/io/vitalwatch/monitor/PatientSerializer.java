package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Patient;
import io.vitalwatch.alarm.PatientCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Serialises a patient's state through {@link PatientCodec}, which carries its own version. The name of this class is in savepoints. */
public final class PatientSerializer extends TypeSerializerSingleton<Patient> {
    public static final PatientSerializer INSTANCE = new PatientSerializer();

    private static final long serialVersionUID = 1;

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
        try {
            DataOutputSerializer out = new DataOutputSerializer(1024);
            PatientCodec.write(from, out);
            return PatientCodec.read(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
        } catch (IOException e) {
            throw new IllegalStateException("copying a patient's state in memory failed", e);
        }
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
        PatientCodec.write(patient, target);
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
        PatientCodec.write(PatientCodec.read(source), target);
    }

    @Override
    public TypeSerializerSnapshot<Patient> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a savepoint says of this serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Patient> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
