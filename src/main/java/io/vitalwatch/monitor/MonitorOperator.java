package io.vitalwatch.monitor;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.version.PersonalLimits;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs {@link PatientMonitor} in Flink: one state access for each delivery, one event-time timer for each patient, outputs and counters.
 *
 * <p>Flink's event time is the arrival clock. The last watermark of a bounded or drained input ({@link Watermark#MAX_WATERMARK}) means that
 * no more deliveries arrive. It does not mean that time has passed, so it is ignored.
 */
public final class MonitorOperator extends AbstractStreamOperator<Alert>
        implements OneInputStreamOperator<Delivery, Alert>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1;

    private final MonitorSettings settings;
    private final Catalogue catalogue;
    private final Set<Verdict> rows;
    private final boolean countDistinct;
    private final OutputTag<WindowSummary> windows;
    private final OutputTag<Rejection> rejections;
    /** Null where nobody asks what became of control records. */
    private OutputTag<ControlAnswer> answers;
    private SignalSettings signals;
    private boolean shadow;
    private final int mostOpen;
    private CatalogueText text;
    private long pastLimit;
    private ControlReader reader;

    private transient PatientMonitor monitor;
    private transient ValueState<StoredPatient> patients;
    /**
     * Whether the state backend keeps objects: then {@link ValueState#value} returns the stored object itself (or its new copy while a
     * snapshot needs the old one), and a changed object need not be stored again. With a million patients, storing it again was measurable
     * work for the garbage collector.
     */
    private transient boolean inPlace;
    private transient OpenPatients open;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ListState<Tuple2<String, Long>> openCounts;
    private transient OpenAlarms openAlarms;
    private transient ListState<Tuple2<Long, Long>> watchedCounts;
    private transient WatchedPatients watched;
    private transient WatermarkLag lag;
    /** The state was written before patients were counted, or before open alarms were. */
    private transient boolean patientsUncounted;
    private transient boolean alarmsUncounted;
    private transient ListState<byte[]> ruleVersions;
    /** Null if the rules are not kept. */
    private transient SubmittedRules submitted;
    private transient RuleHistory history;
    private transient ListState<byte[]> controlContents;
    private transient ListState<Long> walks;
    /** The changes of a key group, under the key that decode has for it. */
    private transient ValueState<byte[]> changes;
    /** Null where control is off. */
    private transient ControlledRules controlled;
    private transient ChangeWalk walk;
    private transient long restoredWalk;
    private transient AlarmMetrics metrics;
    private transient Outputs outputs;

    /**
     * @param rows verdicts for which a rejected reading gets a row besides its counters
     * @param countDistinct whether to keep every user for an exact number of patients; if not, a patient who returns after expiry is
     *     counted again
     */
    public MonitorOperator(
            MonitorSettings settings,
            Catalogue catalogue,
            Set<Verdict> rows,
            boolean countDistinct,
            OutputTag<WindowSummary> windows,
            OutputTag<Rejection> rejections) {
        this(settings, catalogue, rows, countDistinct, windows, rejections, OpenPatients.MOST);
    }

    /** @param mostOpen size of {@link OpenPatients}, a power of two; it does not change any output */
    MonitorOperator(
            MonitorSettings settings,
            Catalogue catalogue,
            Set<Verdict> rows,
            boolean countDistinct,
            OutputTag<WindowSummary> windows,
            OutputTag<Rejection> rejections,
            int mostOpen) {
        this.mostOpen = mostOpen;
        this.settings = settings;
        this.catalogue = catalogue;
        this.rows = new HashSet<>(rows);
        this.countDistinct = countDistinct;
        this.windows = windows;
        this.rejections = rejections;
    }

    /**
     * Keeps the rules in the state, so that a restored job with other rules judges by them only what happens from then on.
     *
     * @param rules the rules in force
     * @param limit no older sample is judged, milliseconds
     * @return this
     */
    public MonitorOperator keeping(CatalogueText rules, long limit) {
        text = rules;
        pastLimit = limit;
        return this;
    }

    /**
     * Takes changes of rules ({@link Delivery.Part#CONTROL}). Needs {@link #keeping}.
     *
     * @param records reads their content
     * @return this
     */
    public MonitorOperator controlledBy(ControlReader records) {
        reader = records;
        return this;
    }

    /**
     * Says what became of answers to alarms.
     *
     * @param times how long acknowledgements last; null if alarms are not answered: then no signal is remembered
     * @return this
     */
    public MonitorOperator answering(OutputTag<ControlAnswer> tag, SignalSettings times) {
        answers = tag;
        signals = times;
        return this;
    }

    /**
     * Counts under other names, because another operator of the job judges the same deliveries.
     *
     * @return this
     */
    public MonitorOperator asShadow() {
        shadow = true;
        return this;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        // The counts of all subtasks go to subtask 0: only their sum means something after a rescale.
        watchedCounts = context.getOperatorStateStore().getUnionListState(
                new ListStateDescriptor<>("watched-patients", Types.TUPLE(Types.LONG, Types.LONG)));
        openCounts = context.getOperatorStateStore().getUnionListState(
                new ListStateDescriptor<>("open-alarms", Types.TUPLE(Types.STRING, Types.LONG)));
        watched = new WatchedPatients();
        openAlarms = new OpenAlarms();
        Iterable<Tuple2<Long, Long>> patientCounts = watchedCounts.get();
        Iterable<Tuple2<String, Long>> alarmCounts = openCounts.get();
        patientsUncounted = context.isRestored() && !patientCounts.iterator().hasNext();
        alarmsUncounted = context.isRestored() && !alarmCounts.iterator().hasNext();
        boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        if (first) {
            watched.restore(patientCounts);
        }
        openAlarms.restore(alarmCounts, first);
        history = RuleHistory.of(catalogue);
        if (text != null) {
            ruleVersions = context.getOperatorStateStore().getUnionListState(
                    new ListStateDescriptor<>("rule-versions", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
            submitted = new SubmittedRules(text, pastLimit);
            submitted.restore(ruleVersions.get());
            history = submitted.history();
        }
        restoredWalk = ChangeWalk.NONE;
        if (reader != null) {
            controlled = new ControlledRules(reader, submitted, pastLimit);
            controlContents = context.getOperatorStateStore().getUnionListState(
                    new ListStateDescriptor<>("control-contents", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
            controlled.restoreContents(controlContents.get());
            walks = context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("change-walks", Types.LONG));
            for (long each : walks.get()) {
                restoredWalk = Math.max(restoredWalk, each);
            }
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        openCounts.update(openAlarms.snapshot());
        watchedCounts.update(watched.snapshot());
        if (submitted != null) {
            ruleVersions.update(submitted.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()));
        }
        if (controlled != null) {
            controlContents.update(controlled.contents());
            long moment = Math.max(restoredWalk, walk.moment());
            walks.update(moment == ChangeWalk.NONE ? List.of() : List.of(moment));
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        monitor = new PatientMonitor(settings, catalogue, rows);
        if (signals != null) {
            monitor.answering(signals);
        }
        inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
        var descriptor = new ValueStateDescriptor<>("patient", new PatientSerializer(inPlace));
        patients = getRuntimeContext().getState(descriptor);
        if (patientsUncounted || alarmsUncounted) {
            getKeyedStateBackend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor,
                    (key, state) -> count(state.value().copy().patient()));
        }
        metrics = new AlarmMetrics(metricGroup(), catalogue, openAlarms);
        open = new OpenPatients(mostOpen);
        timers = getInternalTimerService("arrival-clock", VoidNamespaceSerializer.INSTANCE, this);
        if (controlled != null) {
            openControl();
        }
        if (submitted != null && submitted.isChanged()) {
            scheduleAll(descriptor);
        }
        outputs = new Outputs(new Tally(getRuntimeContext(), metricGroup(), shadow ? "shadow." : ""));
        lag = new WatermarkLag();
        metricGroup().gauge("patients_known", watched::known);
        metricGroup().gauge("patients_watched", watched::watched);
        metricGroup().gauge("watermark_lag_seconds", lag::seconds);
    }

    @Override
    public void processElement(StreamRecord<Delivery> element) throws Exception {
        Delivery delivery = element.getValue();
        if (delivery.part() == Delivery.Part.CONTROL) {
            if (controlled != null) {
                takeControl(delivery);
            }
            return;
        }
        StoredPatient stored = patients.value();
        Patient before = stored == null ? null : opened(stored);
        outputs.timestamp = delivery.arrival();
        outputs.byReading = true;
        lag.arrived(delivery.arrival());
        watched.advance(delivery.arrival());
        openAlarms.before(before);
        if (submitted != null && delivery.arrival() != Delivery.NO_CLOCK) {
            submitted.advance(delivery.arrival());
        }
        RuleHistory rules = rulesOf(before, delivery.user(), delivery.origin().partition(), delivery.study());
        long pulse = watched.lastPulse(before);
        keep(stored, before, monitor.deliver(before, delivery, rules, outputs), pulse);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (isOfKeyGroup(timer.getKey())) {
            walk.start(timer.getTimestamp());
            walkOn();
            return;
        }
        StoredPatient stored = patients.value();
        if (stored == null) {
            return;
        }
        if (submitted != null) {
            submitted.advance(timer.getTimestamp());
        }
        Patient before = opened(stored);
        if (before.timer() == timer.getTimestamp()) {
            before.clearTimer();
        }
        advance(stored, before, timer.getKey(), timer.getTimestamp());
    }

    private void advance(StoredPatient stored, Patient before, String user, long moment) throws Exception {
        outputs.timestamp = moment;
        outputs.byReading = false;
        openAlarms.before(before);
        RuleHistory rules = rulesOf(before, user, before.partition(), before.study());
        long pulse = watched.lastPulse(before);
        keep(stored, before, monitor.arrivalClock(before, user, moment, rules, outputs), pulse);
    }

    /** The versions of the rules of a patient, which may be null. */
    private RuleHistory rulesOf(Patient patient, String user, int partition, String study) {
        if (controlled == null || controlled.isEmpty() && (patient == null || patient.personal() == PersonalLimits.NONE)) {
            return history;
        }
        return controlled.of(keyGroup(user), patient, partition, study);
    }

    private int keyGroup(String key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks());
    }

    /** Whether a key is not a user, but one of those by which changes come to each key group. */
    private static boolean isOfKeyGroup(String key) {
        return key.length() > Delivery.LONGEST_USER;
    }

    private void openControl() throws Exception {
        var descriptor = new ValueStateDescriptor<>("control", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        changes = getRuntimeContext().getState(descriptor);
        getKeyedStateBackend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor,
                (key, state) -> controlled.restore(keyGroup((String) key), state.value()));
        walk = new ChangeWalk(this::users, this::visit, getProcessingTimeService()::getCurrentProcessingTime);
    }

    private MetricGroup metricGroup() {
        return shadow ? getMetricGroup().addGroup("shadow") : getMetricGroup();
    }

    private void answer(ControlAnswer answer) {
        if (answers != null) {
            output.collect(answers, new StreamRecord<>(answer, answer.arrived()));
        }
    }

    /** An answer to an alarm. It counts from its place. */
    private void act(Delivery delivery, ControlRecord record, StoredPatient stored, Patient before) throws Exception {
        if (answers == null) {
            return;
        }
        ControlCopy copy = delivery.control();
        outputs.timestamp = copy.appliedAt();
        outputs.byReading = false;
        RuleHistory rules = rulesOf(before, delivery.user(), copy.partition(), before == null ? null : before.study());
        openAlarms.before(before);
        long pulse = watched.lastPulse(before);
        PatientMonitor.Acted acted = monitor.act(before, delivery.user(), record, copy.appliedAt(), rules, outputs);
        keep(stored, before, acted.patient(), pulse);
        ControlAnswer.Outcome outcome = acted.refused() == null ? ControlAnswer.Outcome.APPLIED : ControlAnswer.Outcome.REFUSED;
        answer(ControlAnswer.of(copy, record, outcome, copy.appliedAt(), acted.refused()));
    }

    /** A change: for many patients, under the key of a key group, or for one. */
    private void takeControl(Delivery delivery) throws Exception {
        ControlCopy copy = delivery.control();
        boolean forMany = isOfKeyGroup(delivery.user());
        ControlRecord record = controlled.record(copy, forMany);
        if (forMany) {
            int keyGroup = keyGroup(delivery.user());
            if (controlled.take(keyGroup, copy)) {
                changes.update(controlled.bytes(keyGroup));
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, copy.appliedAt());
                if (record.isTemporary()) {
                    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, record.until());
                }
            }
            return;
        }
        StoredPatient stored = patients.value();
        Patient before = stored == null ? null : opened(stored);
        if (record.change() instanceof ActionChange) {
            act(delivery, record, stored, before);
            return;
        }
        PersonalLimits known = before == null ? PersonalLimits.NONE : before.personal();
        PersonalLimits now = ControlledRules.with(known, copy, record);
        if (now == known) {
            return;
        }
        openAlarms.before(before);
        long pulse = watched.lastPulse(before);
        Patient after = before == null ? new Patient() : before;
        after.personal(now, copy.partition());
        keep(stored, before, after, pulse);
    }

    /** Goes on with the walk, now and between the next records. */
    private void walkOn() throws Exception {
        walk.slice();
        if (walk.isUnderWay()) {
            getProcessingTimeService().registerTimer(getProcessingTimeService().getCurrentProcessingTime(), time -> walkOn());
        }
    }

    private List<String> users() {
        try (Stream<Object> keys = getKeyedStateBackend().getKeys("patient", VoidNamespace.INSTANCE).map(Object.class::cast)) {
            return keys.map(String.class::cast).toList();
        }
    }

    /** Applies rules that have taken effect by a moment and concern a patient. */
    private void visit(String user, long moment) throws Exception {
        setCurrentKey(user);
        StoredPatient stored = patients.value();
        if (stored == null) {
            return;
        }
        Patient seen = inPlace ? stored.seen() : stored.patient();
        long due = monitor.deadline(seen, rulesOf(seen, user, seen.partition(), seen.study()));
        if (due <= moment) {
            advance(stored, opened(stored), user, moment);
        } else if (!seen.hasTimer() || due < seen.timer()) {
            reschedule(stored);
        }
    }

    @Override
    public void finish() throws Exception {
        if (walk != null) {
            walk.finish();
        }
        super.finish();
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("this operator registers no processing-time timer");
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            lag.advanced(mark.getTimestamp());
            watched.advance(mark.getTimestamp());
            if (restoredWalk != ChangeWalk.NONE) {
                walk.start(restoredWalk);
                restoredWalk = ChangeWalk.NONE;
                walkOn();
            }
            super.processWatermark(mark);
        }
    }

    /** Counts a patient of a state without counts. */
    private void count(Patient patient) {
        if (patientsUncounted) {
            watched.addKnown(1);
            watched.change(WatchedPatients.NO_PULSE, watched.lastPulse(patient));
        }
        if (alarmsUncounted) {
            openAlarms.add(patient);
        }
    }

    /** The open alarms of this subtask's patients. */
    OpenAlarms openAlarms() {
        return openAlarms;
    }

    /** The counts of this subtask's patients. */
    WatchedPatients watched() {
        return watched;
    }

    private Patient opened(StoredPatient stored) throws IOException {
        return inPlace ? open.open(stored) : stored.patient();
    }

    /**
     * Stores and counts the patient and sets the timer. A timer that is too early is kept (it only checks again); one that is too late is
     * replaced.
     *
     * @param pulse the last usable pulse before the change, by {@link WatchedPatients#lastPulse}
     */
    private void keep(StoredPatient stored, Patient before, Patient after, long pulse) throws Exception {
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
                patients.clear();
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
            patients.update(another);
        } else if (!inPlace) {
            patients.update(stored);
        }
    }

    private void schedule(Patient patient) {
        long deadline = monitor.deadline(patient,
                rulesOf(patient, (String) getCurrentKey(), patient.partition(), patient.study()));
        if (!patient.hasTimer() || deadline < patient.timer()) {
            if (patient.hasTimer()) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, patient.timer());
            }
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline);
            patient.timer(deadline);
        }
    }

    private void reschedule(StoredPatient stored) throws Exception {
        schedule(opened(stored));
        if (!inPlace) {
            patients.update(stored);
        }
    }

    /** After a restore with other rules: sets the timers of the patients whom they concern, which are due when they take effect. */
    private void scheduleAll(ValueStateDescriptor<StoredPatient> descriptor) throws Exception {
        List<String> concerned = new ArrayList<>();
        getKeyedStateBackend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor, (key, state) -> {
            Patient patient = state.value().copy().patient();
            RuleHistory rules = rulesOf(patient, (String) key, patient.partition(), patient.study());
            if (!patient.hasTimer() || monitor.deadline(patient, rules) < patient.timer()) {
                concerned.add((String) key);
            }
        });
        for (String key : concerned) {
            setCurrentKey(key);
            reschedule(patients.value());
        }
    }

    /** Sends the monitor's results downstream, with the arrival clock as their timestamp. */
    private final class Outputs implements MonitorOutput {
        private final Tally tally;
        private final Tally.Count[] events = new Tally.Count[Event.values().length];
        private final Tally.Count readings;
        private final Tally.Count windowsWritten;
        private final Tally.Count[] verdicts = new Tally.Count[Verdict.values().length];
        private final Distinct users;
        private long timestamp;
        /** Whether a delivery is being judged; otherwise a deadline is over. */
        private boolean byReading;

        private Outputs(Tally tally) {
            this.tally = tally;
            this.readings = tally.of("readings.in");
            this.windowsWritten = tally.of("windows");
            this.users = countDistinct ? tally.distinct("patients.distinct") : null;
            for (Event event : Event.values()) {
                events[event.ordinal()] = tally.of(name(event));
            }
            for (Verdict verdict : Verdict.values()) {
                verdicts[verdict.ordinal()] =
                        verdict == Verdict.USABLE ? tally.of("readings.usable") : tally.of("readings.rejected", verdict.label());
            }
            for (Phase phase : Phase.values()) {
                tally.of("alerts." + phase.label());
            }
        }

        @Override
        public void alert(Alert alert) {
            tally.of("alerts." + alert.phase().label()).add(1);
            if (alert.phase() == Phase.START) {
                tally.ofResult("alerts.start." + alert.rule() + "." + alert.priority().label()).add(1);
            }
            metrics.alert(alert, byReading, getProcessingTimeService().getCurrentProcessingTime());
            output.collect(new StreamRecord<>(alert, timestamp));
        }

        @Override
        public void window(WindowSummary summary) {
            windowsWritten.add(1);
            output.collect(windows, new StreamRecord<>(summary, timestamp));
        }

        @Override
        public void rejected(Rejection rejection) {
            output.collect(rejections, new StreamRecord<>(rejection, timestamp));
        }

        @Override
        public void count(Event event) {
            events[event.ordinal()].add(1);
            if (event == Event.NEW_PATIENT && users != null) {
                users.add((String) getCurrentKey());
            }
        }

        @Override
        public void reading(Verdict verdict) {
            readings.add(1);
            verdicts[verdict.ordinal()].add(1);
        }

        private static String name(MonitorOutput.Event event) {
            return switch (event) {
                case ACCEPTED -> "samples.accepted";
                case DUPLICATE -> "samples.duplicate";
                case CONFLICT -> "samples.conflict";
                case STALE -> "samples.stale";
                case NEW_PATIENT -> "patients";
                case PATIENT_HOUR -> "patient-hours";
            };
        }
    }
}
