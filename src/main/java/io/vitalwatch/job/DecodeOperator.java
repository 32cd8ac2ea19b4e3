package io.vitalwatch.job;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.intake.Intake;
import io.vitalwatch.intake.IntakeCounter;
import io.vitalwatch.intake.IntakeOutput;
import io.vitalwatch.intake.IntakeSettings;
import io.vitalwatch.intake.RawRecord;
import io.vitalwatch.intake.clock.ArrivalClocks;
import io.vitalwatch.intake.clock.ArrivalOutput;
import io.vitalwatch.intake.clock.ClockSettings;
import io.vitalwatch.intake.clock.PartitionClock;
import io.vitalwatch.intake.clock.PartitionStatus;
import io.vitalwatch.intake.clock.Standing;
import io.vitalwatch.job.control.ControlDecoder;
import io.vitalwatch.job.control.ControlLog;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.monitor.DeliverySerializer;
import io.vitalwatch.monitor.Tally;
import io.vitalwatch.monitor.ValueType;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.metrics.TimerGauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.util.PausableRelativeClock;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

/**
 * The {@link Intake} and the {@link ArrivalClocks} in Flink, chained to the source. Rejections go to a side output, counts to a
 * {@link Tally}.
 *
 * <p>The watermark is the arrival clock, and it is made here by a timer; the source's is not passed on. State is a union list of the
 * partitions' clocks with the records that wait.
 *
 * <p>When a bounded input ends, the arrival clock stays at the last arrival that any subtask has seen and does not go to the end of time:
 * this operator sends its last arrival and then becomes idle, so downstream the clock settles at the maximum.
 */
final class DecodeOperator extends AbstractStreamOperator<Delivery>
        implements OneInputStreamOperator<RawDelivery, Delivery>, BoundedOneInput {
    private static final long serialVersionUID = 3;
    /** Changes, and deliveries while a shadow catalogue is evaluated. */
    static final OutputTag<Delivery> SHADOW = new OutputTag<>("shadow", new ValueType<>(Delivery.class, new DeliverySerializer()));

    private static final long TICK_MILLIS = 200;
    private static final RawDeliveryFormat FORMAT = new RawDeliveryFormat();

    private final JobSettings settings;
    private final int partitions;
    private final OutputTag<Rejection> rejections;
    private final OutputTag<ControlAnswer> answers;
    private final ControlLog controlLog;

    private transient ListState<byte[]> state;
    private transient ListState<byte[]> controlState;
    /** Null where control is off. */
    private transient ControlDecoder control;
    private transient ArrivalClocks<RawDelivery> clocks;
    private transient ArrivalMetrics metrics;
    /** Stands still while this task is blocked from behind: then it is not the partitions that are quiet. */
    private transient PausableRelativeClock unblocked;
    private transient TimerGauge.StartStopListener blocked;
    private transient ScheduledFuture<?> ticking;
    private transient Intake intake;
    private transient Results results;
    private transient volatile boolean idle;
    private transient volatile long emitted;
    private transient volatile boolean ended;

    /**
     * @param partitions how many partitions the source has, or 0 where that is not known
     * @param controlLog the control topic, or null where control is off
     */
    DecodeOperator(JobSettings settings, int partitions, OutputTag<Rejection> rejections, OutputTag<ControlAnswer> answers,
            ControlLog controlLog) {
        this.settings = settings;
        this.partitions = partitions;
        this.rejections = rejections;
        this.answers = answers;
        this.controlLog = controlLog;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getUnionListState(
                new ListStateDescriptor<>("arrival-clocks", BytePrimitiveArraySerializer.INSTANCE));
        TaskInfo task = getRuntimeContext().getTaskInfo();
        unblocked = new PausableRelativeClock(getProcessingTimeService().getClock());
        ClockSettings clock = new ClockSettings(
                settings.source().stepMillis(), settings.source().idleMillis(), ClockSettings.DEFAULT_WAITING_BYTES);
        results = new Results();
        clocks = new ArrivalClocks<>(clock, FORMAT, results, task.getIndexOfThisSubtask() == 0,
                partitions >= task.getNumberOfParallelSubtasks(), unblocked.relativeTimeMillis());
        clocks.restore(state.get());
        if (controlLog != null) {
            controlState = context.getOperatorStateStore().getUnionListState(
                    new ListStateDescriptor<>("control", BytePrimitiveArraySerializer.INSTANCE));
            control = new ControlDecoder(settings.control().intake(), controlLog, settings.source().topic(), partitions,
                    task.getMaxNumberOfParallelSubtasks(), task.getIndexOfThisSubtask() == 0, results);
            control.restore(controlState.get());
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        intake = new Intake(new IntakeSettings(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes(),
                settings.output().rejectedMaxBodyBytes(), settings.gate()));
        results.open(new Tally(getRuntimeContext(), getMetricGroup()));
        metrics = new ArrivalMetrics(getMetricGroup(), settings.source(), partitions);
        emitted = Long.MIN_VALUE;
        blocked = unblocked;
        getContainingTask().getEnvironment().getMetricGroup().getIOMetricGroup().registerBackPressureListener(blocked);
        ticking = getProcessingTimeService().scheduleWithFixedDelay(time -> tick(), TICK_MILLIS, TICK_MILLIS);
        int unwatchedAllowed = settings.unwatchedAllowed() ? 1 : 0;
        // The wall clock is for operations here; it decides nothing. Before the first watermark the restored clocks count, which an outage
        // with restarts leaves where they were; without any, the start.
        long restored = clocks.statuses().stream().mapToLong(PartitionStatus::clock).filter(clock -> clock != PartitionClock.UNSET).min()
                .orElse(getProcessingTimeService().getCurrentProcessingTime());
        getMetricGroup().gauge("arrival.clock.seconds-behind", () ->
                idle || ended ? 0 : Math.max(0, getProcessingTimeService().getCurrentProcessingTime()
                        - (emitted == Long.MIN_VALUE ? restored : emitted)) / 1000);
        getMetricGroup().gauge("unwatched_allowed", () -> unwatchedAllowed);
    }

    @Override
    public void processElement(StreamRecord<RawDelivery> element) throws Exception {
        RawDelivery raw = element.getValue();
        if (control != null) {
            PartitionClock<RawDelivery> clock = clocks.clock(raw.partition);
            control.before(raw.partition, clock != null && clock.hasClock() ? clock.clock() : raw.stamp);
        }
        if (raw.control == null) {
            clocks.read(raw);
            return;
        }
        // A copy does not wait and moves no clock: changes keep their order whatever the clock of their relay says.
        PartitionClock<RawDelivery> clock = clocks.pass(raw);
        results.count(IntakeCounter.DELIVERIES, 1);
        results.count(IntakeCounter.CONTROL, 1);
        if (control != null) {
            control.read(raw.partition, raw.offset, raw.stamp, raw.control, raw.body, clock.clock());
        }
    }

    /** The source's first watermark shows that it has read something of each of its partitions. No watermark of it is passed on. */
    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            clocks.sourceReady();
        }
    }

    /** Whether a subtask holds the clock back is decided here, not by the source. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(clocks.snapshot());
        if (control != null) {
            controlState.update(control.snapshot());
        }
    }

    @Override
    public void endInput() {
        ended = true;
        long latest = clocks.endOfInput();
        if (latest != ArrivalClocks.HOLD) {
            emit(latest);
        }
        setIdle(true);
    }

    @Override
    public void close() throws Exception {
        if (ticking != null) {
            ticking.cancel(false);
        }
        if (blocked != null) {
            getContainingTask().getEnvironment().getMetricGroup().getIOMetricGroup().unregisterBackPressureListener(blocked);
        }
        super.close();
    }

    private void tick() {
        if (ended) {
            return;
        }
        long watermark = clocks.watermark(unblocked.relativeTimeMillis());
        metrics.update(clocks);
        if (watermark == ArrivalClocks.HOLD_NOTHING) {
            setIdle(true);
        } else {
            emit(watermark);
        }
    }

    private void emit(long watermark) {
        // Flink drops watermarks of an operator that is idle.
        setIdle(false);
        if (watermark > emitted) {
            emitted = watermark;
            output.emitWatermark(new Watermark(watermark));
        }
    }

    private void setIdle(boolean now) {
        if (now != idle) {
            idle = now;
            output.emitWatermarkStatus(now ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE);
        }
    }

    /** Hands records on to the intake as the clock decides, and results on to Flink. */
    private final class Results implements IntakeOutput, ArrivalOutput<RawDelivery>, ControlDecoder.Output {
        private Tally tally;
        /** By ordinal. */
        private Tally.Count[] counts;
        private Tally.Count ahead;
        private Tally.Count refuted;
        private Tally.Count noRoom;
        private Tally.Count waited;
        private Tally.Count earlyFlags;

        private void open(Tally into) {
            tally = into;
            IntakeCounter[] counters = IntakeCounter.values();
            counts = new Tally.Count[counters.length];
            for (IntakeCounter counter : counters) {
                // From the start and at 0: Prometheus does not see the first increase of a counter that appears with it.
                counts[counter.ordinal()] = tally.of(counter.label());
                counter.reasons().forEach(reason -> tally.of(counter.label(), reason));
            }
            if (control != null) {
                for (ControlCounter counter : ControlCounter.values()) {
                    tally.of(counter.label());
                }
            }
            ahead = tally.of("arrivals.ahead");
            refuted = tally.of("arrivals.ahead.refuted");
            noRoom = tally.of("arrivals.ahead.no-room");
            waited = tally.of("arrivals.waited");
            earlyFlags = tally.of("flags.early");
        }

        @Override
        public void judge(RawDelivery raw, long arrival, Standing standing, boolean shown) {
            if (standing.isAhead()) {
                ahead.add(1);
                (standing == Standing.REFUTED ? refuted : noRoom).add(1);
                rejection(new Rejection(Rejection.Scope.NOTICE, "arrival-ahead", detail(standing, raw.stamp, arrival), origin(raw), arrival,
                        null, null, 0, null, Long.toString(raw.stamp), null, raw.body == null ? 0 : raw.body.length));
            }
            intake.read(record(raw, arrival, shown), this);
        }

        @Override
        public void showWaiting(RawDelivery raw, long clock) {
            waited.add(1);
            PartitionClock<RawDelivery> partition = clocks.clock(raw.partition);
            boolean started = partition != null && partition.hasClock();
            Delivery flags = intake.flags(record(raw, started ? clock : Delivery.NO_CLOCK, false));
            if (flags != null) {
                earlyFlags.add(1);
                delivery(flags);
            }
        }

        @Override
        public void delivery(Delivery delivery) {
            output.collect(new StreamRecord<>(delivery, delivery.arrival()));
            if (control != null && delivery.part() != Delivery.Part.CONTROL && control.hasShadow(delivery.origin().partition())) {
                output.collect(SHADOW, new StreamRecord<>(delivery, delivery.arrival()));
            }
        }

        @Override
        public void rejection(Rejection rejection) {
            output.collect(rejections, new StreamRecord<>(rejection, rejection.arrival()));
        }

        @Override
        public void send(Delivery change) {
            delivery(change);
            output.collect(SHADOW, new StreamRecord<>(change, change.arrival()));
        }

        @Override
        public void answer(ControlAnswer answer) {
            output.collect(answers, new StreamRecord<>(answer, answer.arrived()));
        }

        @Override
        public void count(ControlCounter counter, int partition) {
            tally.of(counter.label()).add(1);
            tally.of(counter.label(), "partition", Integer.toString(partition)).add(1);
        }

        @Override
        public void count(IntakeCounter counter, long amount) {
            counts[counter.ordinal()].add(amount);
        }

        @Override
        public void count(IntakeCounter counter, String reason) {
            counts[counter.ordinal()].add(1);
            tally.of(counter.label(), reason).add(1);
        }
    }

    private static RawRecord record(RawDelivery raw, long arrival, boolean flagsRead) {
        return new RawRecord(origin(raw), arrival, raw.stamp, flagsRead, FORMAT.isHeartbeat(raw), raw.body, raw.unreadable);
    }

    private static Origin origin(RawDelivery raw) {
        return new Origin(raw.topic, raw.partition, raw.offset);
    }

    private static String detail(Standing standing, long stamp, long arrival) {
        return "the record's timestamp " + Instant.ofEpochMilli(stamp) + " is ahead of its partition's clock "
                + Instant.ofEpochMilli(arrival)
                + (standing == Standing.REFUTED
                        ? " and the records after it did not confirm it: the clock is its arrival; check the clock of its receiver"
                        : " and too much waits already: the clock is its arrival");
    }
}
