package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.version.PersonalLimits;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.monitor.rules.ChangeWalk;
import io.vitalwatch.monitor.rules.ControlledRules;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Control records in one subtask of the monitor: keeps changes in the state of the key by which they come, applies what concerns one patient,
 * and visits all patients when rules for many take effect.
 */
final class MonitorControl {
    private static final MapStateDescriptor<Integer, byte[]> CHANGES =
            new MapStateDescriptor<>("control", Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final ControlledRules rules;
    private final ListState<byte[]> contents;
    private final ListState<Long> walks;
    private Subtask in;
    /** The changes of a key group by partition, under the key that the decoder has for it. */
    private MapState<Integer, byte[]> changes;
    private ChangeWalk walk;

    /**
     * The subtask around it.
     *
     * @param submitted the rules of submissions, for patients whom no change concerns
     * @param visit applies rules that took effect and concern a patient
     * @param catchUp applies all rules that took effect to a patient
     * @param time for the slices of walks
     * @param answers takes what became of answers to alarms; null where alarms are not answered
     */
    record Subtask(KeyedStateBackend<Object> backend, InternalTimerService<VoidNamespace> timers, ProcessingTimeService time,
            int maxParallelism, KeyGroupRange keyGroups, RuleHistory submitted, ChangeWalk.Visit visit, ChangeWalk.Visit catchUp,
            PatientMonitor monitor, KeyedPatients patients, MonitorOutputs outputs, Consumer<ControlAnswer> answers) {}

    /** Takes the state of all subtasks, except that of keys. */
    MonitorControl(ControlledRules rules, OperatorStateStore store) throws Exception {
        this.rules = rules;
        contents = store.getUnionListState(
                new ListStateDescriptor<>("control-contents", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        rules.contents().restore(contents.get());
        walks = store.getUnionListState(new ListStateDescriptor<>("change-walks", Types.LONG));
    }

    /** @param state the state of changes, by {@link #changesState} */
    void open(Subtask subtask, MapState<Integer, byte[]> state) throws Exception {
        in = subtask;
        changes = state;
        in.backend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, CHANGES, (key, ofKey) -> {
            for (Map.Entry<Integer, byte[]> each : ofKey.entries()) {
                rules.restore(keyGroup((String) key), each.getKey(), each.getValue());
            }
        });
        walk = new ChangeWalk(this::users, in.visit(), in.time()::getCurrentProcessingTime);
        for (long each : walks.get()) {
            walk.restore(each);
        }
    }

    static MapStateDescriptor<Integer, byte[]> changesState() {
        return CHANGES;
    }

    void snapshot() throws Exception {
        contents.update(rules.snapshotContents(in.keyGroups()));
        walks.update(walk.moment() == ChangeWalk.NONE ? List.of() : List.of(walk.moment()));
    }

    /** Whether a key is not a user, but one of those by which changes come to each key group. */
    static boolean isOfKeyGroup(String key) {
        return key.length() > Delivery.LONGEST_USER;
    }

    /** How many records this release cannot use. */
    int unreadable() {
        return rules.contents().unreadable();
    }

    /** The versions of the rules of a patient, which may be null. */
    RuleHistory rulesOf(Patient patient, String user, int partition, String study) {
        if (rules.isEmpty() && (patient == null || patient.personal() == PersonalLimits.NONE)) {
            return in.submitted();
        }
        return rules.of(keyGroup(user), patient, partition, study);
    }

    /**
     * Comes to the moment before a patient goes to another study: until then the changes of the study before count, whether or not the
     * watermark has passed them.
     *
     * @param before the patient, which may be null
     * @param study the study that is named at the moment
     * @return the patient; null if there was none, or if it was forgotten by then
     */
    Patient upToMove(Patient before, String user, String study, long moment) {
        if (before == null || before.study().equals(study)) {
            return before;
        }
        RuleHistory own = rulesOf(before, user, before.partition(), before.study());
        return in.monitor().arrivalClock(before, user, moment - 1, own, in.outputs());
    }

    /** Takes a change: for many patients, under the key of a key group, or for one. */
    void take(Delivery delivery) throws Exception {
        ControlCopy copy = delivery.control();
        if (isOfKeyGroup(delivery.user())) {
            takeForMany(delivery.user(), copy);
            return;
        }
        ControlRecord record = rules.ofPatient(copy);
        if (record == null) {
            return;
        }
        StoredPatient stored = in.patients().stored();
        Patient before = stored == null ? null : in.patients().opened(stored);
        if (record.change() instanceof ActionChange) {
            act(delivery, record, stored, before);
            return;
        }
        if (record.change() instanceof ObservationChange observation) {
            observe(copy, record, observation, stored, before);
            return;
        }
        if (before != null && before.personal().isFull() && copy.clock() != ControlCopy.NO_CLOCK) {
            // What it drops must have been applied up to here, whenever that is done elsewhere.
            in.catchUp().patient(delivery.user(), copy.clock() - 1);
            stored = in.patients().stored();
            before = stored == null ? null : in.patients().opened(stored);
        }
        PersonalLimits known = before == null ? PersonalLimits.NONE : before.personal();
        PersonalLimits now = ControlledRules.with(known, copy, record);
        boolean ofStay = record.change() instanceof PatientChange change && change.verb() != PatientChange.Verb.GROUPS;
        if (ofStay) {
            changeStay(delivery, record, stored, before, now);
        } else if (now != known) {
            in.patients().before(before);
            Patient after = before == null ? new Patient() : before;
            after.personal(now, copy.partition());
            in.patients().keep(stored, before, after);
        }
    }

    private void observe(ControlCopy copy, ControlRecord record, ObservationChange change, StoredPatient stored, Patient before)
            throws IOException {
        in.patients().before(before);
        Patient after = before == null ? new Patient() : before;
        after.observe(new Stay.Observation(change.what(), change.value(), change.observedAt(),
                record.isTemporary() ? record.until() : Long.MAX_VALUE, copy.seq()), copy.partition());
        in.patients().keep(stored, before, after);
    }

    /** Admission, discharge and handover count from their place. */
    private void changeStay(Delivery delivery, ControlRecord record, StoredPatient stored, Patient before, PersonalLimits admitted)
            throws IOException {
        ControlCopy copy = delivery.control();
        in.outputs().byClock(delivery.user(), copy.appliedAt());
        String admission = ((PatientChange) record.change()).study();
        String study = before == null ? admission : before.studyOf(admission);
        in.patients().before(before);
        Patient moved = upToMove(before, delivery.user(), study, copy.appliedAt());
        RuleHistory history = rulesOf(moved, delivery.user(), copy.partition(), study);
        PatientMonitor.Acted acted = in.monitor().changeStay(moved, delivery.user(), record, copy.appliedAt(), history, in.outputs());
        if (acted.refused() == null) {
            boolean comes = ((PatientChange) record.change()).verb() == PatientChange.Verb.ADMIT;
            acted.patient().personal(comes ? admitted : PersonalLimits.NONE, copy.partition());
        }
        in.patients().keep(stored, before, acted.patient());
        answer(copy, record, acted.refused());
    }

    private void answer(ControlCopy copy, ControlRecord record, String refused) {
        if (in.answers() != null) {
            ControlAnswer.Outcome outcome = refused == null ? ControlAnswer.Outcome.APPLIED : ControlAnswer.Outcome.REFUSED;
            in.answers().accept(ControlAnswer.of(copy, record, outcome, copy.appliedAt(), refused));
        }
    }

    private void takeForMany(String key, ControlCopy copy) throws Exception {
        int keyGroup = keyGroup(key);
        ControlRecord record = rules.take(keyGroup, copy, this::catchUp);
        in.backend().setCurrentKey(key);
        if (record == null) {
            return;
        }
        changes.put(copy.partition(), rules.bytes(keyGroup, copy.partition()));
        in.timers().registerEventTimeTimer(VoidNamespace.INSTANCE, copy.appliedAt());
        if (record.isTemporary()) {
            in.timers().registerEventTimeTimer(VoidNamespace.INSTANCE, record.until());
        }
    }

    /** Applies the changes so far to all patients of a partition. */
    private void catchUp(int partition, long moment) throws Exception {
        for (String user : users()) {
            in.backend().setCurrentKey(user);
            StoredPatient stored = in.patients().stored();
            if (stored != null && in.patients().seen(stored).partition() == partition) {
                in.catchUp().patient(user, moment);
            }
        }
    }

    /** An answer to an alarm. It counts from its place. */
    private void act(Delivery delivery, ControlRecord record, StoredPatient stored, Patient before) throws IOException {
        if (in.answers() == null) {
            return;
        }
        ControlCopy copy = delivery.control();
        in.outputs().byClock(delivery.user(), copy.appliedAt());
        RuleHistory history = rulesOf(before, delivery.user(), copy.partition(), before == null ? null : before.study());
        in.patients().before(before);
        PatientMonitor.Acted acted = in.monitor().act(before, delivery.user(), record, copy.appliedAt(), history, in.outputs());
        in.patients().keep(stored, before, acted.patient());
        answer(copy, record, acted.refused());
    }

    /** Rules for many have taken effect. */
    void tookEffect(long moment) throws Exception {
        walk.start(moment);
        walkOn();
    }

    /** Takes a watermark, before the timers that are due by it. */
    void advance(long clock) throws Exception {
        if (walk.advance(clock)) {
            walkOn();
        }
    }

    void finish() throws Exception {
        walk.finish();
    }

    /** Goes on with the walk, now and between the next records. */
    private void walkOn() throws Exception {
        walk.slice();
        if (walk.isUnderWay()) {
            in.time().registerTimer(in.time().getCurrentProcessingTime(), time -> walkOn());
        }
    }

    private List<String> users() {
        try (Stream<Object> keys = in.backend().getKeys("patient", VoidNamespace.INSTANCE)) {
            return keys.map(String.class::cast).toList();
        }
    }

    private int keyGroup(String key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, in.maxParallelism());
    }
}
