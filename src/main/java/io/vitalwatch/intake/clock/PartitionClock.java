package io.vitalwatch.intake.clock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The arrival clock of one partition. The package's description has the rules.
 *
 * <p>A record costs a few comparisons; only records that wait are kept. Not for several threads.
 *
 * @param <R> a record of the log
 */
public final class PartitionClock<R> {
    /** No clock yet, or no sequence yet. */
    public static final long UNSET = Long.MIN_VALUE;
    /** So many stamps make the first clock, and so many in a row confirm each other. */
    static final int CONFIRMING = 3;
    /** Stamps that confirm each other lie at least so far apart, lowest to highest. */
    static final long CONFIRMING_SPAN_MILLIS = 30_000;
    /** After so many heartbeats in a row that each came more than a step after the one before, heartbeats are too rare to wait for. */
    static final int FAR_HEARTBEATS = 4;
    /** What a waiting record takes besides its content, so that empty records are bounded too. */
    static final long OVERHEAD_BYTES = 64;

    private final int partition;
    private final ClockSettings settings;
    private final RecordFormat<R> format;

    // What checkpoints keep.
    long nextOffset;
    long clock = UNSET;
    long highestSeq = UNSET;
    boolean refuted;
    boolean heartbeatSeen;
    long lastHeartbeat;
    int farHeartbeats;
    /** Stamps in a row that are too far ahead, counted up to {@link #CONFIRMING}. Those of records that had no room still count. */
    int ahead;
    long lowestAhead;
    long highestAhead;
    final Deque<R> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private long behindMillis;
    /** The record that is being read: it was not shown yet. */
    private R current;
    private boolean currentJudged;

    /** The clock of a partition of which nothing was read yet. */
    public PartitionClock(int partition, ClockSettings settings, RecordFormat<R> format) {
        this.partition = partition;
        this.settings = settings;
        this.format = format;
    }

    /** Reads the next record of the partition. It is judged now, or shown now and judged later. */
    public void read(R record, ArrivalOutput<R> output) {
        nextOffset = format.offset(record) + 1;
        if (format.isHeartbeat(record)) {
            noteHeartbeat(format.stamp(record));
        }
        current = record;
        currentJudged = false;
        if (hasClock()) {
            long stamp = format.stamp(record);
            behindMillis = isBehind(stamp) ? distance(stamp, clock) : 0;
            place(record, output);
        } else {
            keep(record);
            if (waiting.size() >= CONFIRMING) {
                setFirstClock(output);
            }
        }
        if (hasClock()) {
            if (!waitsForConfirmation()) {
                believeAll(output);
            }
            makeRoom(output);
        }
        current = null;
        if (!currentJudged) {
            output.showWaiting(record, hasClock() ? clock : lowestWaiting());
        }
    }

    /** Notes that a record was read of which the clock must not know anything else. */
    void pass(R record) {
        nextOffset = format.offset(record) + 1;
    }

    /** Judges what still waits: a bounded input has ended, or the job drains it. */
    public void endOfInput(ArrivalOutput<R> output) {
        if (!hasClock() && !waiting.isEmpty()) {
            setFirstClock(output);
        }
        if (refuted) {
            refuteAll(output);
        } else {
            believeAll(output);
        }
    }

    /**
     * Notes the sequence number of a control record.
     *
     * @return whether it is higher than all before; else the record is a repetition
     */
    public boolean raiseSeq(long seq) {
        if (seq <= highestSeq) {
            return false;
        }
        highestSeq = seq;
        return true;
    }

    /** Which partition. */
    public int partition() {
        return partition;
    }

    /** The clock, Unix milliseconds, or {@link #UNSET}. It never falls. */
    public long clock() {
        return clock;
    }

    /** Whether there is a clock: from the third record on. */
    public boolean hasClock() {
        return clock != UNSET;
    }

    /** The offset after the last record read. */
    public long nextOffset() {
        return nextOffset;
    }

    /** The highest sequence number of a control record, or {@link #UNSET}. */
    public long highestSeq() {
        return highestSeq;
    }

    /** Whether a stamp of this partition was ever refuted. */
    public boolean hasRefuted() {
        return refuted;
    }

    /** How many records wait. */
    public int waiting() {
        return waiting.size();
    }

    /** How much waits, bytes. */
    public long waitingBytes() {
        return waitingBytes;
    }

    /** Whether heartbeats come. */
    public Heartbeats heartbeats() {
        if (!heartbeatSeen) {
            return Heartbeats.NONE;
        }
        return farHeartbeats == FAR_HEARTBEATS ? Heartbeats.FAR_APART : Heartbeats.CLOSE;
    }

    /** How far the last record's stamp lies behind the clock, where that is more than a step, else 0; milliseconds. */
    public long behindMillis() {
        return behindMillis;
    }

    /** The time by which a reading's age is counted for freshness: the smaller of stamp and arrival, Unix milliseconds. */
    public static long freshnessTime(long stamp, long arrival) {
        return Math.min(stamp, arrival);
    }

    /** Puts a record that is read from state among those that wait. */
    void restore(R record) {
        keep(record);
    }

    private void noteHeartbeat(long stamp) {
        boolean far = heartbeatSeen && isAheadOf(lastHeartbeat, stamp);
        farHeartbeats = far ? Math.min(farHeartbeats + 1, FAR_HEARTBEATS) : 0;
        heartbeatSeen = true;
        lastHeartbeat = stamp;
    }

    private boolean waitsForConfirmation() {
        return heartbeats() == Heartbeats.CLOSE;
    }

    private void setFirstClock(ArrivalOutput<R> output) {
        // The lowest long means "no clock".
        clock = Math.max(lowestWaiting(), UNSET + 1);
        placeAgain(takeWaiting(), output);
    }

    private void place(R record, ArrivalOutput<R> output) {
        if (placeOnce(record, output)) {
            clock = lowestAhead;
            placeAgain(takeWaiting(), output);
        }
    }

    /** A loop and no recursion: with a small step, one confirmation may lead to the next some thousand times. */
    private void placeAgain(Deque<R> records, ArrivalOutput<R> output) {
        while (!records.isEmpty()) {
            if (placeOnce(records.removeFirst(), output)) {
                clock = lowestAhead;
                Deque<R> again = takeWaiting();
                for (Iterator<R> last = again.descendingIterator(); last.hasNext(); ) {
                    records.addFirst(last.next());
                }
            }
        }
    }

    /** @return whether those that wait now confirm each other */
    private boolean placeOnce(R record, ArrivalOutput<R> output) {
        long stamp = format.stamp(record);
        if (isAheadOf(clock, stamp)) {
            keep(record);
            lowestAhead = ahead == 0 ? stamp : Math.min(lowestAhead, stamp);
            highestAhead = ahead == 0 ? stamp : Math.max(highestAhead, stamp);
            ahead = Math.min(ahead + 1, CONFIRMING);
            return ahead == CONFIRMING && distance(lowestAhead, highestAhead) >= CONFIRMING_SPAN_MILLIS;
        }
        if (!isBehind(stamp)) {
            refuteAll(output);
            clock = Math.max(clock, stamp);
        }
        judge(record, clock, Standing.BELIEVED, output);
        return false;
    }

    private boolean isBehind(long stamp) {
        return isAheadOf(stamp, clock);
    }

    /** Whether the second is more than a step later than the first. */
    private boolean isAheadOf(long first, long second) {
        return second > first && distance(first, second) > settings.stepMillis();
    }

    /** From the lower to the higher; a distance that no long can hold is the largest long. */
    private static long distance(long lower, long higher) {
        long distance = higher - lower;
        return distance < 0 ? Long.MAX_VALUE : distance;
    }

    private void keep(R record) {
        waiting.addLast(record);
        waitingBytes += size(record);
    }

    private Deque<R> takeWaiting() {
        Deque<R> taken = new ArrayDeque<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        ahead = 0;
        return taken;
    }

    private void refuteAll(ArrivalOutput<R> output) {
        // Stamps that had no room to wait are refuted too.
        refuted |= ahead > 0;
        ahead = 0;
        while (!waiting.isEmpty()) {
            judge(takeFirst(), clock, Standing.REFUTED, output);
        }
    }

    private void believeAll(ArrivalOutput<R> output) {
        ahead = 0;
        while (!waiting.isEmpty()) {
            R record = takeFirst();
            clock = Math.max(clock, format.stamp(record));
            judge(record, clock, Standing.BELIEVED, output);
        }
    }

    private void makeRoom(ArrivalOutput<R> output) {
        while (waitingBytes > settings.waitingBytes()) {
            judge(takeFirst(), clock, Standing.NO_ROOM, output);
        }
    }

    private R takeFirst() {
        R record = waiting.removeFirst();
        waitingBytes -= size(record);
        return record;
    }

    private void judge(R record, long arrival, Standing standing, ArrivalOutput<R> output) {
        boolean shown = record != current;
        currentJudged |= !shown;
        output.judge(record, arrival, standing, shown);
    }

    private long lowestWaiting() {
        long lowest = Long.MAX_VALUE;
        for (R record : waiting) {
            lowest = Math.min(lowest, format.stamp(record));
        }
        return lowest;
    }

    private long size(R record) {
        return format.bytes(record) + OVERHEAD_BYTES;
    }
}
