package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.T0;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.job.ClockLog.Entry;
import io.vitalwatch.job.control.ControlLog;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.monitor.MonitorOperator;
import io.vitalwatch.monitor.UserSerializer;
import io.vitalwatch.monitor.ValueType;
import io.vitalwatch.wire.AlertJson;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The operators of the job over a {@link ClockLog}, in steps that the test decides: subtasks read their partitions in any order, records
 * and watermarks wait in the channels between decoder and monitor for any time, and the job is restored from checkpoints with another
 * parallelism. Over a {@link ClockLog} only the rules for silence, wrong clocks and the cardiac-arrest flag are in force; over a
 * {@link ChangeLog} all of them, with control records.
 */
final class SteppedJob implements AutoCloseable {
    /** An alert and the true time of the record after which it was written, seconds. */
    record Written(Alert alert, int second) {
        /** User, rule, phase and arrival in seconds from the beginning. */
        String line() {
            return alert.user() + " " + alert.rule() + " " + alert.phase().label() + " " + (alert.arrived() - T0) / 1000;
        }

        String json() {
            return new String(AlertJson.of(alert), StandardCharsets.UTF_8);
        }
    }

    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    /** As the job has it, for the answers of the monitor. */
    private static final OutputTag<ControlAnswer> ANSWERS = new OutputTag<>("control-state", TypeInformation.of(ControlAnswer.class));
    private static final long TICK = 200;
    private static final int TICKS_UNTIL_A_SUBTASK_WITHOUT_PARTITIONS_IS_IDLE = 51;

    private final JobSettings settings;
    private final Catalogue fewRules;
    private final boolean controlled;
    private final int keyGroups;
    private final List<List<Entry>> log = new ArrayList<>();
    final List<Written> written = new ArrayList<>();
    final List<Rejection> rejections = new ArrayList<>();
    final List<ControlAnswer> answers = new ArrayList<>();

    private int parallelism;
    private long time;
    private int[] positions;
    private boolean[] sourceReady;
    private List<OneInputStreamOperatorTestHarness<RawDelivery, Delivery>> decoders = List.of();
    private List<KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert>> monitors = List.of();
    /** By decoder, then by monitor: deliveries, watermarks and watermark statuses under way. */
    private List<List<Deque<Object>>> channels;
    private long[][] channelWatermarks;
    private boolean[][] channelIdle;
    private int second;

    private Checkpoint checkpoint;

    /**
     * All that a checkpoint has.
     *
     * @param underWay deliveries between decoders and monitors, channel after channel; none of an aligned checkpoint
     */
    private record Checkpoint(int parallelism, int[] positions, OperatorSubtaskState decoders, OperatorSubtaskState monitors,
            List<Delivery> underWay, int written, int rejections, int answers) {}

    /** @param answered whether people answer alarms */
    private SteppedJob(List<Entry> entries, int partitions, boolean controlled, boolean answered, int parallelism) throws Exception {
        List<String> given = new ArrayList<>(List.of("--kafka.bootstrap.servers=unused:1", "--source.idle=0s"));
        if (answered) {
            given.add("--topic.control=vitals.control");
        }
        settings = JobSettingsReader.read(given).ofRecording();
        fewRules = new Catalogue(settings.catalogue().rules().stream()
                .filter(each -> Set.of("no-data", "cardiac-arrest", "clock-wrong").contains(each.id())).toList());
        for (int partition = 0; partition < partitions; partition++) {
            int number = partition;
            log.add(entries.stream().filter(each -> each.raw().partition == number).toList());
        }
        this.controlled = controlled;
        this.keyGroups = controlled ? 16 : 128;
        positions = new int[partitions];
        start(parallelism, null);
    }

    /** Reads record by record in the order of the log with one subtask; the watermark follows each record at once. */
    static SteppedJob inOrder(ClockLog log) throws Exception {
        return inOrder(log.entries, ClockLog.PARTITIONS, false, false);
    }

    /** As {@link #inOrder(ClockLog)}, over any number of partitions, with control records. */
    static SteppedJob inOrder(ChangeLog log) throws Exception {
        return inOrder(log.entries, log.partitions, true, log.answered);
    }

    private static SteppedJob inOrder(List<Entry> entries, int partitions, boolean controlled, boolean answered) throws Exception {
        try (SteppedJob job = new SteppedJob(entries, partitions, controlled, answered, 1)) {
            for (Entry each : entries) {
                job.second = each.second();
                job.read(each.raw().partition);
                job.settle(1);
            }
            return job;
        }
    }

    /** Reads in any order, with the watermark held back and restores at random, aligned and unaligned, each with 1, 2 or 4 subtasks. */
    static SteppedJob atRandom(ClockLog log, int parallelism, Random random) throws Exception {
        return atRandom(log.entries, ClockLog.PARTITIONS, false, false, parallelism, random);
    }

    /** As {@link #atRandom(ClockLog, int, Random)}, over any number of partitions, with control records. */
    static SteppedJob atRandom(ChangeLog log, int parallelism, Random random) throws Exception {
        return atRandom(log.entries, log.partitions, true, log.answered, parallelism, random);
    }

    private static SteppedJob atRandom(
            List<Entry> entries, int partitions, boolean controlled, boolean answered, int parallelism, Random random) throws Exception {
        try (SteppedJob job = new SteppedJob(entries, partitions, controlled, answered, parallelism)) {
            job.runAtRandom(random);
            return job;
        }
    }

    /** The alerts as bytes, in an order that does not depend on the run. */
    List<String> records() {
        return written.stream().map(Written::json).sorted().toList();
    }

    private void runAtRandom(Random random) throws Exception {
        int restores = 0;
        while (!left().isEmpty()) {
            List<Integer> left = left();
            int partition = left.get(random.nextInt(left.size()));
            for (int burst = 1 + random.nextInt(120); burst > 0 && positions[partition] < log.get(partition).size(); burst--) {
                read(partition);
            }
            if (random.nextInt(3) > 0) {
                tick(random.nextInt(parallelism));
            }
            for (int i = random.nextInt(3 * parallelism); i > 0; i--) {
                pass(random.nextInt(parallelism), random.nextInt(parallelism), 1 + random.nextInt(200));
            }
            if (restores < 3 && random.nextInt(60) == 0) {
                checkpoint(controlled && random.nextBoolean());
            } else if (restores < 3 && checkpoint != null && random.nextInt(40) == 0) {
                restores++;
                start(List.of(1, 2, 4).get(random.nextInt(3)), checkpoint);
            }
        }
        settle(TICKS_UNTIL_A_SUBTASK_WITHOUT_PARTITIONS_IS_IDLE);
    }

    private List<Integer> left() {
        return IntStream.range(0, log.size()).filter(each -> positions[each] < log.get(each).size()).boxed().toList();
    }

    private void read(int partition) throws Exception {
        RawDelivery raw = log.get(partition).get(positions[partition]++).raw();
        int subtask = partition % parallelism;
        decoders.get(subtask).processElement(new StreamRecord<>(raw, raw.stamp));
        send(subtask);
    }

    /** The decoder's timer runs, and whether each of its partitions was read is passed on as the source does. */
    private void tick(int subtask) throws Exception {
        boolean all = IntStream.range(0, log.size()).filter(each -> each % parallelism == subtask)
                .allMatch(each -> positions[each] > (checkpoint == null ? 0 : checkpoint.positions[each]));
        if (!sourceReady[subtask] && all && subtask < log.size()) {
            sourceReady[subtask] = true;
            decoders.get(subtask).processWatermark(1);
        }
        time += TICK;
        decoders.get(subtask).setProcessingTime(time);
        send(subtask);
    }

    /** All timers run so often, and everything under way arrives. */
    private void settle(int ticks) throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            for (int i = 0; i < ticks; i++) {
                tick(subtask);
            }
        }
        drain();
    }

    private void drain() throws Exception {
        for (int from = 0; from < parallelism; from++) {
            for (int to = 0; to < parallelism; to++) {
                pass(from, to, Integer.MAX_VALUE);
            }
        }
    }

    /** What a decoder has put out goes into its channels. */
    private void send(int subtask) {
        var output = decoders.get(subtask).getOutput();
        for (Object each = output.poll(); each != null; each = output.poll()) {
            if (each instanceof StreamRecord<?> record) {
                Delivery delivery = (Delivery) record.getValue();
                int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(delivery.user(), keyGroups, parallelism);
                channels.get(subtask).get(owner).add(delivery);
            } else {
                Object everywhere = each;
                channels.get(subtask).forEach(channel -> channel.add(everywhere));
            }
        }
        var rejected = decoders.get(subtask).getSideOutput(REJECTED);
        for (StreamRecord<Rejection> each = rejected == null ? null : rejected.poll(); each != null; each = rejected.poll()) {
            rejections.add(each.getValue());
        }
        answersOf(decoders.get(subtask));
    }

    private void answersOf(AbstractStreamOperatorTestHarness<?> operator) {
        var answered = operator.getSideOutput(ANSWERS);
        for (StreamRecord<ControlAnswer> each = answered == null ? null : answered.poll(); each != null; each = answered.poll()) {
            answers.add(each.getValue());
        }
    }

    /** So many elements of a channel arrive at its monitor. */
    private void pass(int from, int to, int most) throws Exception {
        Deque<Object> channel = channels.get(from).get(to);
        var monitor = monitors.get(to);
        for (int i = 0; i < most && !channel.isEmpty(); i++) {
            Object each = channel.poll();
            if (each instanceof Delivery delivery) {
                monitor.processElement(new StreamRecord<>(delivery, delivery.arrival()));
            } else if (each instanceof WatermarkStatus status) {
                channelIdle[to][from] = status.isIdle();
                advance(to);
            } else {
                channelWatermarks[to][from] = ((Watermark) each).getTimestamp();
                advance(to);
            }
            collect(to);
        }
    }

    /** The lowest watermark of the channels that are not idle, as Flink's input does it. */
    private void advance(int to) throws Exception {
        long lowest = Long.MAX_VALUE;
        for (int from = 0; from < parallelism; from++) {
            lowest = channelIdle[to][from] ? lowest : Math.min(lowest, channelWatermarks[to][from]);
        }
        if (lowest != Long.MAX_VALUE && lowest != Long.MIN_VALUE) {
            monitors.get(to).processWatermark(lowest);
        }
    }

    private void collect(int to) {
        var output = monitors.get(to).getOutput();
        for (Object each = output.poll(); each != null; each = output.poll()) {
            if (each instanceof StreamRecord<?> record) {
                written.add(new Written((Alert) record.getValue(), second));
            }
        }
        answersOf(monitors.get(to));
    }

    /**
     * Only while each partition has more records: of one that is not read again, nothing could be known after the restore.
     *
     * @param unaligned whether deliveries under way are kept in the checkpoint; otherwise they arrive before it
     */
    private void checkpoint(boolean unaligned) throws Exception {
        if (left().size() < log.size()) {
            return;
        }
        List<Delivery> underWay = new ArrayList<>();
        if (unaligned) {
            channels.forEach(from -> from.forEach(to -> to.forEach(each -> {
                if (each instanceof Delivery delivery) {
                    underWay.add(delivery);
                }
            })));
        } else {
            drain();
        }
        OperatorSubtaskState[] ofDecoders = new OperatorSubtaskState[parallelism];
        OperatorSubtaskState[] ofMonitors = new OperatorSubtaskState[parallelism];
        for (int i = 0; i < parallelism; i++) {
            ofDecoders[i] = decoders.get(i).snapshot(1, time);
            ofMonitors[i] = monitors.get(i).snapshot(1, time);
        }
        checkpoint = new Checkpoint(parallelism, positions.clone(), AbstractStreamOperatorTestHarness.repackageState(ofDecoders),
                AbstractStreamOperatorTestHarness.repackageState(ofMonitors), underWay, written.size(), rejections.size(), answers.size());
    }

    /** What was written after the checkpoint is written again. */
    private void start(int subtasks, Checkpoint from) throws Exception {
        close();
        if (from != null) {
            positions = from.positions.clone();
            written.subList(from.written, written.size()).clear();
            rejections.subList(from.rejections, rejections.size()).clear();
            answers.subList(from.answers, answers.size()).clear();
        }
        parallelism = subtasks;
        sourceReady = new boolean[subtasks];
        channelWatermarks = new long[subtasks][subtasks];
        channelIdle = new boolean[subtasks][subtasks];
        channels = new ArrayList<>();
        decoders = new ArrayList<>();
        monitors = new ArrayList<>();
        for (int i = 0; i < subtasks; i++) {
            Arrays.fill(channelWatermarks[i], Long.MIN_VALUE);
            List<Deque<Object>> to = new ArrayList<>();
            ClockLog.times(subtasks, each -> to.add(new ArrayDeque<>()));
            channels.add(Collections.unmodifiableList(to));
            decoders.add(open(new OneInputStreamOperatorTestHarness<>(
                    new DecodeOperator(settings, log.size(), REJECTED, ANSWERS, controlled ? ControlLog.NONE : null), keyGroups, subtasks, i),
                    from, i));
            monitors.add(open(new KeyedOneInputStreamOperatorTestHarness<>(
                    controlled ? Topology.monitor(settings, log.size())
                            : new MonitorOperator(settings.monitor(), fewRules, Set.of(), false, WINDOWS, REJECTED), Delivery::user,
                    new ValueType<>(String.class, new UserSerializer()), keyGroups, subtasks, i), from, i));
        }
        for (Delivery each : from == null ? List.<Delivery>of() : from.underWay) {
            // Before anything new, as Flink does it.
            int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(each.user(), keyGroups, subtasks);
            monitors.get(owner).processElement(new StreamRecord<>(each, each.arrival()));
            collect(owner);
        }
    }

    private <T extends AbstractStreamOperatorTestHarness<?>> T open(T harness, Checkpoint from, int subtask) throws Exception {
        harness.setup();
        harness.setProcessingTime(time);
        if (from != null) {
            OperatorSubtaskState state = harness instanceof KeyedOneInputStreamOperatorTestHarness ? from.monitors : from.decoders;
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, keyGroups, from.parallelism, parallelism, subtask));
        }
        harness.open();
        return harness;
    }

    @Override
    public void close() throws Exception {
        for (AbstractStreamOperatorTestHarness<?> each : decoders) {
            each.close();
        }
        for (AbstractStreamOperatorTestHarness<?> each : monitors) {
            each.close();
        }
        decoders = List.of();
        monitors = List.of();
    }
}
