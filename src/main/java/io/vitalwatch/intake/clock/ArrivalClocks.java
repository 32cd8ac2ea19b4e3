package io.vitalwatch.intake.clock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arrival clocks of the partitions that one subtask reads, and its watermark.
 *
 * <p>A subtask learns which partitions it has by reading them. Until its source has said that something was read of each of them
 * ({@link #sourceReady}), the subtask holds the watermark back. Not for several threads.
 *
 * @param <R> a record of the log
 */
public final class ArrivalClocks<R> {
    /** The watermark must not move yet. */
    public static final long HOLD = Long.MIN_VALUE;
    /** This subtask holds nothing back: it has no partitions, or nothing comes from them. It must be declared idle. */
    public static final long HOLD_NOTHING = Long.MAX_VALUE;

    /** So long a subtask that perhaps has no partition waits for the first record of one, milliseconds. */
    static final long FIRST_READ_MILLIS = 10_000;
    /** Between two calls of {@link #watermark} no more time than this counts: nothing comes to a blocked task. */
    static final long LONGEST_TICK_MILLIS = 1_000;

    private final ClockSettings settings;
    private final RecordFormat<R> format;
    private final ArrivalOutput<R> output;
    private final boolean first;
    private final boolean hasPartitions;

    private final Map<Integer, Entry<R>> read = new TreeMap<>();
    private final Map<Integer, byte[]> restored = new TreeMap<>();
    private final Map<Integer, PartitionStatus> restoredStatus = new TreeMap<>();
    private Entry<R> last;
    private boolean ready;
    private long now;
    /** Processing time in which this subtask ran, since its start. */
    private long awake;
    private long watermark = HOLD;

    /**
     * @param output takes the records with their arrivals
     * @param first whether this is subtask 0, which also keeps the state of partitions of which nothing was read yet
     * @param hasPartitions whether this subtask surely has a partition, as it does where there are no more subtasks than partitions;
     *     without that, a subtask that has read nothing in its first ten seconds holds nothing back
     * @param now processing time, milliseconds
     */
    public ArrivalClocks(
            ClockSettings settings, RecordFormat<R> format, ArrivalOutput<R> output, boolean first, boolean hasPartitions, long now) {
        this.settings = settings;
        this.format = format;
        this.output = output;
        this.first = first;
        this.hasPartitions = hasPartitions;
        this.now = now;
    }

    /**
     * Takes the state of all subtasks, before the first record. Of several entries of a partition the one with the highest offset counts.
     *
     * @throws IOException when an entry is damaged or of a version that this release cannot read
     */
    public void restore(Iterable<byte[]> entries) throws IOException {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (byte[] entry : entries) {
            PartitionCodec.Head head = PartitionCodec.head(entry);
            Long before = offsets.get(head.partition());
            if (before == null || head.nextOffset() > before) {
                offsets.put(head.partition(), head.nextOffset());
                restored.put(head.partition(), entry);
            }
        }
        for (Map.Entry<Integer, byte[]> each : restored.entrySet()) {
            restoredStatus.put(each.getKey(), status(PartitionCodec.read(each.getValue(), settings, format), false, 0));
        }
    }

    /**
     * The state to write: all partitions that were read since the start, and in subtask 0 also those that were restored and not read.
     *
     * @throws IOException when a record that waits cannot be written
     */
    public List<byte[]> snapshot() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        for (Entry<R> each : read.values()) {
            entries.add(PartitionCodec.write(each.clock, format));
        }
        if (first) {
            entries.addAll(restored.values());
        }
        return entries;
    }

    /** Reads the next record of any partition; those of one partition come in their order. */
    public void read(R record) {
        Entry<R> entry = entry(record);
        entry.readSinceTick = true;
        entry.clock.read(record, output);
    }

    /**
     * Reads a record that has no arrival: its timestamp neither moves the partition's clock nor says anything about other records, and it
     * waits for nothing.
     *
     * @return the partition's clock
     */
    public PartitionClock<R> pass(R record) {
        Entry<R> entry = entry(record);
        entry.readSinceTick = true;
        entry.clock.pass(record);
        return entry.clock;
    }

    /** The source has read something of each partition that this subtask has: its own first watermark came. */
    public void sourceReady() {
        ready = true;
    }

    /**
     * The watermark of this subtask; called every 200 ms or so.
     *
     * @param processingTime now, milliseconds
     * @return the watermark, which never falls, or {@link #HOLD} or {@link #HOLD_NOTHING}
     */
    public long watermark(long processingTime) {
        awake += Math.max(0, Math.min(processingTime - now, LONGEST_TICK_MILLIS));
        now = processingTime;
        for (Entry<R> each : read.values()) {
            if (each.readSinceTick) {
                each.readSinceTick = false;
                each.lastRead = awake;
            }
        }
        if (read.isEmpty() && !hasPartitions) {
            return awake < FIRST_READ_MILLIS ? HOLD : HOLD_NOTHING;
        }
        if (!ready && !isIdle(0)) {
            return HOLD;
        }
        long lowest = HOLD_NOTHING;
        for (Entry<R> each : read.values()) {
            if (!isIdle(each.lastRead)) {
                lowest = Math.min(lowest, each.clock.clock());
            }
        }
        if (lowest == HOLD_NOTHING) {
            return read.isEmpty() && !isIdle(0) ? HOLD : HOLD_NOTHING;
        }
        if (lowest != PartitionClock.UNSET) {
            watermark = Math.max(watermark, lowest - 1);
        }
        return watermark;
    }

    /**
     * Judges what waits in all partitions that were read: the input has ended.
     *
     * @return the latest arrival, where the arrival clock stays, or {@link #HOLD} where nothing was read
     */
    public long endOfInput() {
        long latest = HOLD;
        for (Entry<R> each : read.values()) {
            each.clock.endOfInput(output);
            latest = Math.max(latest, each.clock.clock());
        }
        return latest;
    }

    /**
     * The clock of a partition that this subtask has read.
     *
     * @return null where nothing was read of it
     */
    public PartitionClock<R> clock(int partition) {
        Entry<R> entry = read.get(partition);
        return entry == null ? null : entry.clock;
    }

    /**
     * All partitions that this subtask has read, in their order; in subtask 0 also those that were restored and that it has not read, so
     * that a partition that no subtask reads is seen.
     */
    public List<PartitionStatus> statuses() {
        List<PartitionStatus> all = new ArrayList<>();
        for (Entry<R> each : read.values()) {
            all.add(status(each.clock, true, each.readSinceTick ? 0 : awake - each.lastRead));
        }
        if (first) {
            for (PartitionStatus each : restoredStatus.values()) {
                all.add(new PartitionStatus(each.partition(), false, each.clock(), each.nextOffset(), awake, each.heartbeats(),
                        each.waiting(), each.waitingBytes(), 0));
            }
        }
        return all;
    }

    /**
     * Whether a partition of this subtask was never read since the start, though a minute has passed. The source's metrics show which.
     */
    public boolean missesPartition() {
        return !ready && (hasPartitions || !read.isEmpty()) && awake >= PartitionStatus.STANDS_STILL_MILLIS;
    }

    private boolean isIdle(long since) {
        return settings.idleMillis() > 0 && awake - since >= settings.idleMillis();
    }

    private Entry<R> entry(R record) {
        int partition = format.partition(record);
        if (last != null && last.clock.partition() == partition) {
            return last;
        }
        Entry<R> entry = read.get(partition);
        if (entry == null) {
            entry = new Entry<>(start(partition, format.offset(record)));
            read.put(partition, entry);
        }
        last = entry;
        return entry;
    }

    /** The restored clock, or one from the beginning. */
    private PartitionClock<R> start(int partition, long offset) {
        byte[] entry = restored.remove(partition);
        restoredStatus.remove(partition);
        if (entry == null) {
            return new PartitionClock<>(partition, settings, format);
        }
        try {
            PartitionClock<R> clock = PartitionCodec.read(entry, settings, format);
            if (offset >= clock.nextOffset()) {
                return clock;
            }
            // The source was set back, or the topic was made again: this state belongs to another place in the log. What waits is not lost.
            clock.endOfInput(output);
            return new PartitionClock<>(partition, settings, format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R> PartitionStatus status(PartitionClock<R> clock, boolean read, long quietMillis) {
        return new PartitionStatus(clock.partition(), read, clock.clock(), clock.nextOffset(), quietMillis, clock.heartbeats(),
                clock.waiting(), clock.waitingBytes(), clock.behindMillis());
    }

    /** A partition that was read. */
    private static final class Entry<R> {
        private final PartitionClock<R> clock;
        private boolean readSinceTick;
        private long lastRead;

        private Entry(PartitionClock<R> clock) {
            this.clock = clock;
        }
    }
}
