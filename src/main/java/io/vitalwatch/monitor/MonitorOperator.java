package io.vitalwatch.monitor;

import io.vitalwatch.alarm.Catalogue;
import io.vitalwatch.alarm.MonitorSettings;
import io.vitalwatch.alarm.Outcome;
import io.vitalwatch.alarm.Patient;
import io.vitalwatch.alarm.PatientMonitor;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Phase;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The thin Flink shell around {@link PatientMonitor}: one state access a delivery, one event-time timer a patient, outputs and counters.
 *
 * <p>Flink's event time is the arrival clock. A watermark of the end of time, which a bounded or drained input sends, means that no more
 * will arrive, not that time has passed: it is not taken as a clock.
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
    private final int mostOpen;

    private transient PatientMonitor monitor;
    private transient ValueState<StoredPatient> patients;
    /**
     * Whether the state is the very object that was given out, or a copy of it if a snapshot needs the old one: then it need not be put back.
     * With a million patients putting it back all the same kept the garbage collector busy with references that had not changed.
     */
    private transient boolean inPlace;
    private transient OpenPatients open;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ListState<Long> silentPatients;
    private transient AlarmMetrics metrics;
    private transient Outputs outputs;

    /**
     * @param rows verdicts for which a rejected reading gets a row besides its counters
     * @param countDistinct whether to keep every user for an exact number of patients; else those are counted again who were forgotten
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

    /** @param mostOpen of the patients, as {@link OpenPatients} has it; what is said is the same */
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

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        silentPatients = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("silent-patients", Types.LONG));
        long silent = 0;
        for (long each : silentPatients.get()) {
            silent += each;
        }
        metrics = new AlarmMetrics(getMetricGroup(), catalogue, silent);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        silentPatients.update(List.of(metrics.silent()));
    }

    @Override
    public void open() throws Exception {
        super.open();
        monitor = new PatientMonitor(settings, catalogue, rows);
        inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
        patients = getRuntimeContext().getState(new ValueStateDescriptor<>("patient", new PatientSerializer(inPlace)));
        open = new OpenPatients(mostOpen);
        timers = getInternalTimerService("arrival-clock", VoidNamespaceSerializer.INSTANCE, this);
        outputs = new Outputs(new Tally(getRuntimeContext(), getMetricGroup()));
    }

    @Override
    public void processElement(StreamRecord<Delivery> element) throws Exception {
        Delivery delivery = element.getValue();
        StoredPatient stored = patients.value();
        Patient before = stored == null ? null : opened(stored);
        outputs.timestamp = delivery.arrival();
        keep(stored, before, monitor.deliver(before, delivery, outputs));
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        StoredPatient stored = patients.value();
        if (stored == null) {
            return;
        }
        Patient before = opened(stored);
        if (before.timer() == timer.getTimestamp()) {
            before.clearTimer();
        }
        outputs.timestamp = timer.getTimestamp();
        keep(stored, before, monitor.arrivalClock(before, timer.getKey(), timer.getTimestamp(), outputs));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer of the wall clock is ever registered");
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            super.processWatermark(mark);
        }
    }

    private Patient opened(StoredPatient stored) throws IOException {
        return inPlace ? open.open(stored) : stored.patient();
    }

    /** A timer that is too early only looks again, so it is left alone; one that is too late is replaced. */
    private void keep(StoredPatient stored, Patient before, Patient after) throws Exception {
        if (stored != null && inPlace && before != after) {
            open.leave(stored);
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
        long deadline = monitor.deadline(after);
        if (!after.hasTimer() || deadline < after.timer()) {
            if (after.hasTimer()) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, after.timer());
            }
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline);
            after.timer(deadline);
        }
        if (before != after) {
            StoredPatient another = StoredPatient.open(after);
            opened(another);
            patients.update(another);
        } else if (!inPlace) {
            patients.update(stored);
        }
    }

    /** Sends what the monitor found downstream, stamped with the arrival clock. */
    private final class Outputs implements Outcome {
        private final Tally tally;
        private final Tally.Count[] events = new Tally.Count[Event.values().length];
        private final Tally.Count readings;
        private final Tally.Count windowsWritten;
        private final Tally.Count[] verdicts = new Tally.Count[Verdict.values().length];
        private final Distinct users;
        private long timestamp;

        private Outputs(Tally tally) {
            this.tally = tally;
            this.readings = tally.of("readings.in");
            this.windowsWritten = tally.of("windows");
            this.users = countDistinct ? tally.distinct("patients.distinct") : null;
            for (Event event : Event.values()) {
                events[event.ordinal()] = tally.of(name(event));
            }
            for (Verdict verdict : Verdict.values()) {
                String name = verdict == Verdict.USABLE ? "readings.usable" : "readings.rejected." + verdict.label();
                verdicts[verdict.ordinal()] = tally.of(name);
            }
            for (Phase phase : Phase.values()) {
                tally.of("alerts." + phase.label());
            }
        }

        @Override
        public void alert(Alert alert) {
            tally.of("alerts." + alert.phase().label()).add(1);
            if (alert.phase() == Phase.START) {
                tally.of("alerts.start." + alert.rule() + "." + alert.priority().label()).add(1);
            }
            metrics.alert(alert, getProcessingTimeService().getCurrentProcessingTime());
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

        private static String name(Outcome.Event event) {
            return switch (event) {
                case ACCEPTED -> "samples.accepted";
                case DUPLICATE -> "samples.duplicate";
                case STALE -> "samples.stale";
                case NEW_PATIENT -> "patients";
                case PATIENT_HOUR -> "patient-hours";
            };
        }
    }
}
