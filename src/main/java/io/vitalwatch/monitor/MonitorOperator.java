package io.vitalwatch.monitor;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.patient.PatientMonitor;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.monitor.rules.ControlledRules;
import io.vitalwatch.monitor.rules.SubmittedRules;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private long judged;
    private ControlReader reader;
    private int partitions;

    private transient PatientMonitor monitor;
    private transient KeyedPatients patients;
    private transient ListState<Tuple2<String, Long>> openCounts;
    private transient OpenAlarms openAlarms;
    private transient ListState<Tuple2<Long, Long>> watchedCounts;
    private transient WatchedPatients watched;
    private transient WatermarkLag lag;
    /** See {@link Patient#touch}. */
    private transient long touched;
    /** The state was written before patients were counted, or before open alarms were. */
    private transient boolean patientsUncounted;
    private transient boolean alarmsUncounted;
    private transient ListState<byte[]> ruleVersions;
    /** Null if the rules are not kept. */
    private transient SubmittedRules submitted;
    private transient RuleHistory history;
    /** Null where control is off. */
    private transient MonitorControl control;
    private transient MonitorOutputs outputs;

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
        this(settings, catalogue, rows, countDistinct, windows, rejections, 0);
    }

    /** @param mostOpen how many patients {@link OpenPatients} keeps open, or 0 for as many as the heap allows; it does not change any output */
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
        // A patient may have come to no other rules for as long as it is remembered.
        judged = Math.max(limit, settings.stateTtl());
        return this;
    }

    /**
     * Takes changes of rules ({@link Delivery.Part#CONTROL}). Needs {@link #keeping}.
     *
     * @param records reads their content
     * @param rawPartitions how many partitions the raw topic has; 0 where that is not known
     * @return this
     */
    public MonitorOperator controlledBy(ControlReader records, int rawPartitions) {
        reader = records;
        partitions = rawPartitions;
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
            submitted = new SubmittedRules(text, judged);
            submitted.restore(ruleVersions.get());
            history = submitted.history();
        }
        if (reader != null) {
            control = new MonitorControl(new ControlledRules(reader, submitted, judged, partitions), context.getOperatorStateStore());
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
        if (control != null) {
            control.snapshot();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        monitor = new PatientMonitor(settings, catalogue, rows);
        if (signals != null) {
            monitor.answering(signals);
        }
        boolean inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
        var descriptor = new ValueStateDescriptor<>("patient", new PatientSerializer(inPlace));
        if (patientsUncounted || alarmsUncounted) {
            getKeyedStateBackend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor,
                    (key, state) -> count(state.value().seen()));
        }
        InternalTimerService<VoidNamespace> timers = getInternalTimerService("arrival-clock", VoidNamespaceSerializer.INSTANCE, this);
        patients = new KeyedPatients(getRuntimeContext().getState(descriptor), inPlace, openPatients(), timers, watched, openAlarms,
                patient -> monitor.deadline(patient, rulesOf(patient, (String) getCurrentKey(), patient.partition(), patient.study())));
        outputs = new MonitorOutputs(new Tally(getRuntimeContext(), metricGroup(), shadow ? "shadow." : ""), countDistinct,
                new AlarmMetrics(metricGroup(), catalogue, openAlarms), output, windows, rejections,
                getProcessingTimeService()::getCurrentProcessingTime);
        if (control != null) {
            TaskInfo task = getRuntimeContext().getTaskInfo();
            int most = task.getMaxNumberOfParallelSubtasks();
            KeyGroupRange keyGroups = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                    most, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
            control.open(new MonitorControl.Subtask(getKeyedStateBackend(), timers, getProcessingTimeService(), most, keyGroups, history,
                    this::visit, this::catchUp, monitor, patients, outputs, answers == null ? null : this::answer),
                    getRuntimeContext().getMapState(MonitorControl.changesState()));
            metricGroup().gauge("control_unusable", control::unreadable);
        }
        if (submitted != null && submitted.isChanged()) {
            scheduleAll(descriptor);
        }
        lag = new WatermarkLag();
        metricGroup().gauge("patients_known", watched::known);
        metricGroup().gauge("patients_watched", watched::watched);
        metricGroup().gauge("watermark_lag_seconds", lag::seconds);
    }

    private OpenPatients openPatients() {
        // A shadow has patients of its own beside those of the monitor, in the same heap.
        int fixed = shadow && mostOpen == 0 ? OpenPatients.FEW : mostOpen;
        return fixed > 0 ? new OpenPatients(fixed, patients -> fixed)
                : OpenPatients.within(Runtime.getRuntime().maxMemory(), getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    }

    @Override
    public void processElement(StreamRecord<Delivery> element) throws Exception {
        Delivery delivery = element.getValue();
        if (delivery.part() == Delivery.Part.CONTROL) {
            if (control != null) {
                control.take(delivery);
            }
            return;
        }
        StoredPatient stored = patients.stored();
        Patient before = stored == null ? null : patients.opened(stored);
        if (before != null) {
            // Each place of memory would be waited for when it is needed; here they come at the same time.
            touched += before.touch();
        }
        outputs.byDelivery(delivery.user(), delivery.arrival());
        lag.arrived(delivery.arrival());
        watched.advance(delivery.arrival());
        if (submitted != null && delivery.arrival() != Delivery.NO_CLOCK) {
            submitted.advance(delivery.arrival());
        }
        patients.before(before);
        Patient moved = control == null || delivery.arrival() == Delivery.NO_CLOCK ? before
                : control.upToMove(before, delivery.user(), delivery.study(), delivery.arrival());
        RuleHistory rules = rulesOf(moved, delivery.user(), delivery.origin().partition(), delivery.study());
        patients.keep(stored, before, monitor.deliver(moved, delivery, rules, outputs));
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (MonitorControl.isOfKeyGroup(timer.getKey())) {
            control.tookEffect(timer.getTimestamp());
            return;
        }
        StoredPatient stored = patients.stored();
        if (stored == null) {
            return;
        }
        if (submitted != null) {
            submitted.advance(timer.getTimestamp());
        }
        Patient before = patients.opened(stored);
        if (before.timer() == timer.getTimestamp()) {
            before.clearTimer();
        }
        advance(stored, before, timer.getKey(), timer.getTimestamp());
    }

    private void advance(StoredPatient stored, Patient before, String user, long moment) throws Exception {
        outputs.byClock(user, moment);
        RuleHistory rules = rulesOf(before, user, before.partition(), before.study());
        patients.before(before);
        patients.keep(stored, before, monitor.arrivalClock(before, user, moment, rules, outputs));
    }

    /** The versions of the rules of a patient, which may be null. */
    private RuleHistory rulesOf(Patient patient, String user, int partition, String study) {
        return control == null ? history : control.rulesOf(patient, user, partition, study);
    }

    private MetricGroup metricGroup() {
        return shadow ? getMetricGroup().addGroup("shadow") : getMetricGroup();
    }

    private void answer(ControlAnswer answer) {
        output.collect(answers, new StreamRecord<>(answer, answer.arrived()));
    }

    /** Applies rules that have taken effect by a moment and concern a patient. */
    private void visit(String user, long moment) throws Exception {
        setCurrentKey(user);
        StoredPatient stored = patients.stored();
        if (stored == null) {
            return;
        }
        Patient seen = patients.seen(stored);
        long due = monitor.deadline(seen, rulesOf(seen, user, seen.partition(), seen.study()));
        if (due <= moment) {
            advance(stored, patients.opened(stored), user, moment);
        } else if (!seen.hasTimer() || due < seen.timer()) {
            patients.reschedule(stored);
        }
    }

    /** Applies rules up to a moment, whether or not they concern a patient: the versions before it will not be known any more. */
    private void catchUp(String user, long moment) throws Exception {
        setCurrentKey(user);
        StoredPatient stored = patients.stored();
        if (stored == null) {
            return;
        }
        Patient seen = patients.seen(stored);
        if (!monitor.hasComeTo(seen, rulesOf(seen, user, seen.partition(), seen.study()), moment)) {
            advance(stored, patients.opened(stored), user, moment);
        }
    }

    @Override
    public void finish() throws Exception {
        if (control != null) {
            control.finish();
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
            if (control != null) {
                control.advance(mark.getTimestamp());
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

    /** After a restore with other rules: sets the timers of the patients whom they concern, which are due when they take effect. */
    private void scheduleAll(ValueStateDescriptor<StoredPatient> descriptor) throws Exception {
        List<String> concerned = new ArrayList<>();
        getKeyedStateBackend().applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor, (key, state) -> {
            Patient patient = state.value().seen();
            RuleHistory rules = rulesOf(patient, (String) key, patient.partition(), patient.study());
            if (!patient.hasTimer() || monitor.deadline(patient, rules) < patient.timer()) {
                concerned.add((String) key);
            }
        });
        for (String key : concerned) {
            setCurrentKey(key);
            patients.reschedule(patients.stored());
        }
    }
}
