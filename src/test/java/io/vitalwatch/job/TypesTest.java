package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.patient.Traces;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.monitor.DeliverySerializer;
import io.vitalwatch.monitor.UserSerializer;
import io.vitalwatch.monitor.ValueType;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that goes through a shuffle or a side output, or is in state, has a known serializer and never Kryo. */
class TypesTest {
    @ParameterizedTest
    @ValueSource(classes = {RawDelivery.class, Alert.class, WindowSummary.class, Rejection.class})
    void everyRecordOfTheFlowIsAPojoWithoutKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }

    @Test
    void theRecordsOfTheMonitorAreSerialisedUnchanged() throws IOException {
        Collected collected = new Collected();
        PatientMonitor monitor = new PatientMonitor(Rules.settings(), Rules.catalogue(), Set.of(Verdict.QUALITY));
        Patient patient = null;
        for (Delivery delivery : Traces.random("u", 5, 150)) {
            patient = monitor.deliver(patient, delivery, collected);
        }
        assertThat(collected.alerts).isNotEmpty();
        assertThat(collected.windows).isNotEmpty();
        assertThat(collected.rejections).isNotEmpty();
        assertSurvive(collected.alerts, Alert.class);
        assertSurvive(collected.windows, WindowSummary.class);
        assertSurvive(collected.rejections, Rejection.class);
    }

    @Test
    void aRejectionKeepsItsBodyAndItsNulls() throws IOException {
        Rejection rejection = new Rejection(Rejection.Scope.DELIVERY, "malformed-json", "broken", new Origin("t", 3, 7), 5, null, null, 0,
                null, null,
                new byte[] {0, -1, 7}, 3);
        Rejection read = survived(rejection, serializer(Rejection.class));
        assertThat(read).usingRecursiveComparison().isEqualTo(rejection);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDeliveryIsSerialisedUnchanged(long seed) throws IOException {
        for (Delivery delivery : Traces.random("e962******2c5c", seed, 100)) {
            assertThat(survived(delivery, new DeliverySerializer())).as("seed " + seed).isEqualTo(delivery);
        }
    }

    @Test
    void extremeValuesOfADeliveryAreSerialisedUnchanged() throws IOException {
        List<Reading> readings = new ArrayList<>();
        for (Group group : Group.values()) {
            int second = group == Group.BLOOD_PRESSURE ? -2_000_000_000 : 0;
            readings.add(new Reading(group, 2_000_000_000, second, Short.MAX_VALUE, Verdict.DUPLICATE));
        }
        for (Ternary worn : Ternary.values()) {
            for (Ternary charging : Ternary.values()) {
                Sample full = new Sample(SampleType.TEMPERATURE, 100_000_000_000_000_000L, -1080, worn, charging, 100, 100, 2_000_000,
                        readings);
                Sample empty = new Sample(SampleType.ACTIVITY, 1, 1080, worn, charging, -1, -1, -1, List.of());
                Sample renamed = new Sample(SampleType.ACTIVITY, 2, 0, worn, charging, -1, -1, -1, List.of(), 0,
                        List.of("BPM", "cardiacArrest"));
                Delivery delivery = new Delivery("ü🫀", "", Long.MAX_VALUE, new Origin("", Integer.MAX_VALUE, Long.MIN_VALUE), List.of(full,
                        renamed, empty));
                assertThat(survived(delivery, new DeliverySerializer())).isEqualTo(delivery);
            }
        }
        assertThat(survived(new DeliverySerializer().createInstance(), new DeliverySerializer()))
                .isEqualTo(new DeliverySerializer().createInstance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e962******2c5c", "aebf1a5c-0b4d-4d62-a8ce-6e1c8a1c8a1c", "ü🫀",
            "\u0000\u007f\u0080\u3fff\u4000\uffff\ud800"})
    void aUserHasTheBytesOfFlinksStringSerializer(String user) throws IOException {
        UserSerializer serializer = new UserSerializer();
        for (int times : new int[] {1, 10, 1, 2_000}) {
            String longer = user.repeat(times);
            assertThat(bytes(longer, serializer)).isEqualTo(bytes(longer, StringSerializer.INSTANCE));
            assertThat(survived(longer, serializer)).isEqualTo(longer);
        }
    }

    @Test
    void stateOfFlinksStringSerializerIsCompatibleAndThatOfOthersIsNot() {
        TypeSerializerSnapshot<String> today = new UserSerializer().snapshotConfiguration();
        assertThat(today.resolveSchemaCompatibility(StringSerializer.INSTANCE.snapshotConfiguration()).isCompatibleAsIs()).isTrue();
        @SuppressWarnings({"unchecked", "rawtypes"})
        TypeSerializerSnapshot<String> other = (TypeSerializerSnapshot) LongSerializer.INSTANCE.snapshotConfiguration();
        assertThat(today.resolveSchemaCompatibility(other).isIncompatible()).isTrue();
    }

    @Test
    void theSerializerSnapshotOfAnEarlierRunIsCompatible() {
        assertCompatible(new UserSerializer());
        assertCompatible(new DeliverySerializer());
    }

    @Test
    void theTypeOfADeliveryNamesItsSerializer() {
        ValueType<Delivery> type = new ValueType<>(Delivery.class, new DeliverySerializer());
        assertThat(type.createSerializer(new SerializerConfigImpl())).isEqualTo(new DeliverySerializer());
        assertThat(type.getTypeClass()).isEqualTo(Delivery.class);
        assertThat(type).isEqualTo(new ValueType<>(Delivery.class, new DeliverySerializer())).hasToString("ValueType<Delivery>")
                .hasSameHashCodeAs(new ValueType<>(Delivery.class, new DeliverySerializer()));
        assertThat(type.isKeyType()).isFalse();
        ValueType<String> user = new ValueType<>(String.class, new UserSerializer());
        assertThat(user.isKeyType()).isTrue();
        assertThat(user.createSerializer(new SerializerConfigImpl())).as("it has a buffer, so each gets its own")
                .isEqualTo(new UserSerializer())
                .isNotSameAs(user.createSerializer(new SerializerConfigImpl()));
    }

    @Test
    void settingsCanBeSentToTheTaskManagers() throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of("--rule.spo2-low.medium=92", "--pressure.series=raw"));
        assertThat(org.apache.flink.util.InstantiationUtil.clone(settings)).isEqualTo(settings);
        assertThat(org.apache.flink.util.InstantiationUtil.clone(new MonitorSettings(1, 2, 3, 4, 5)))
                .isEqualTo(new MonitorSettings(1, 2, 3, 4, 5));
    }

    private static <T> void assertCompatible(TypeSerializer<T> serializer) {
        TypeSerializerSnapshot<T> snapshot = serializer.snapshotConfiguration();
        TypeSerializerSchemaCompatibility<T> compatibility = serializer.snapshotConfiguration().resolveSchemaCompatibility(snapshot);
        assertThat(compatibility.isCompatibleAsIs()).isTrue();
        assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
    }

    private static <T> void assertSurvive(List<T> records, Class<T> type) throws IOException {
        TypeSerializer<T> serializer = serializer(type);
        for (T each : records) {
            assertThat(survived(each, serializer)).isEqualTo(each);
        }
    }

    private static <T> TypeSerializer<T> serializer(Class<T> type) {
        return TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    }

    private static <T> T survived(T value, TypeSerializer<T> serializer) throws IOException {
        byte[] bytes = bytes(value, serializer);
        DataOutputSerializer copied = new DataOutputSerializer(bytes.length);
        serializer.copy(new DataInputDeserializer(bytes), copied);
        assertThat(copied.getCopyOfBuffer()).as("copied as bytes").isEqualTo(bytes);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }

    private static <T> byte[] bytes(T value, TypeSerializer<T> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    /** Collects the monitor's records. */
    private static final class Collected implements MonitorOutput {
        private final List<Alert> alerts = new ArrayList<>();
        private final List<WindowSummary> windows = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();

        @Override
        public void alert(Alert alert) {
            alerts.add(alert);
        }

        @Override
        public void window(WindowSummary summary) {
            windows.add(summary);
        }

        @Override
        public void rejected(Rejection rejection) {
            rejections.add(rejection);
        }

        @Override
        public void count(Event event) {}

        @Override
        public void reading(Verdict verdict) {}
    }
}
