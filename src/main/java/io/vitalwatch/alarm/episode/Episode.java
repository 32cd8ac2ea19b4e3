package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;

import java.util.List;

/** One alarm of one patient and rule, open or ended. Mutable; lives in the patient's state until late data can no longer change it. */
public final class Episode {
    /** No such moment. */
    public static final long NEVER = Long.MIN_VALUE;

    private final String rule;
    private final Kind kind;
    private final Identity identity;
    private Latches latches;
    private Edge edge;
    int sequence;
    AlarmState state = AlarmState.ACTIVE;
    Freshness freshness;
    long notified;
    long written = NEVER;
    long onset;
    long resumed;
    Priority gravest;
    /** The most severe priority that live data have shown of an alarm that turned live, where it is below that of older data; else null. */
    Priority shownLive;

    /**
     * What the episode's id is made of; it never changes.
     *
     * @param onset the onset in the first record
     * @param copy 0; above it for an onset that is not later than every other one of the rule, counted up
     */
    public record Identity(long onset, int copy) {}

    /**
     * The latches before the readings that are kept, of an episode that began earlier.
     *
     * @param time the first moment that is not in the latches
     * @param gravest the most severe priority before it
     * @param resumed when the part of the episode began in which it was before that moment, or {@link #NEVER}
     * @param ended when that part ended, if it ended before that moment; else {@link #NEVER}
     * @param shown whether the newest moment before it showed the condition
     * @param rejudged how it stands by rules that take effect later, in the order in which they do
     */
    public record Edge(long time, Latches latches, Priority gravest, long resumed, long ended, boolean shown, List<Rejudged> rejudged) {
        /** Of an episode that no other rules concern. */
        public Edge(long time, Latches latches, Priority gravest, long resumed, long ended) {
            this(time, latches, gravest, resumed, ended, false, List.of());
        }

        private Edge copy() {
            return new Edge(time, latches.copy(), gravest, resumed, ended, shown, rejudged.stream().map(Rejudged::copy).toList());
        }
    }

    /**
     * How an episode stands before its {@link Edge} by rules that take effect after it.
     *
     * @param from when they take effect
     * @param latches after the moments before the edge, by these rules
     * @param open whether the condition holds by them
     * @param judged whether they judged any moment at which it held
     * @param shown whether the newest of these showed the condition
     */
    public record Rejudged(long from, Latches latches, boolean open, boolean judged, boolean shown) {
        private Rejudged copy() {
            return new Rejudged(from, latches.copy(), open, judged, shown);
        }
    }

    /** A new episode; its first record is not written yet. */
    Episode(String rule, Kind kind, Identity identity, Latches latches, Freshness freshness) {
        this.rule = rule;
        this.kind = kind;
        this.identity = identity;
        this.latches = latches;
        this.freshness = freshness;
        this.onset = identity.onset();
        this.resumed = onset;
        this.gravest = latches.priority;
    }

    /** An episode with the values that were stored. */
    public Episode(String rule, Kind kind, Identity identity, long onset, Priority gravest, Latches latches, Freshness freshness,
            AlarmState state, int sequence, long notified, long written, Edge edge) {
        this(rule, kind, identity, latches, freshness);
        this.onset = onset;
        this.resumed = onset;
        this.gravest = gravest;
        this.state = state;
        this.sequence = sequence;
        this.notified = notified;
        this.written = written;
        this.edge = edge;
    }

    public Priority shownLive() {
        return shownLive;
    }

    public void shownLive(Priority priority) {
        shownLive = priority;
    }

    /** The priority that is said where a condition of this one holds: of a live alarm, not that of old data. */
    public Priority said(Priority priority) {
        return shownLive == null || shownLive.compareTo(priority) > 0 ? priority : shownLive;
    }

    /** Id of the rule. */
    public String rule() {
        return rule;
    }

    public Kind kind() {
        return kind;
    }

    public Identity identity() {
        return identity;
    }

    /** When the condition began, sample time (arrival time for rules on the arrival clock), Unix milliseconds. Late data may move it. */
    public long onset() {
        return onset;
    }

    /** When its newest part began; the onset, if it never ended and began again. */
    public long resumed() {
        return resumed;
    }

    public void resumed(long time) {
        resumed = time;
    }

    /** The most severe priority so far, as it is known now. */
    public Priority gravest() {
        return gravest;
    }

    /** What the rule keeps from one moment to the next. */
    public Latches latches() {
        return latches;
    }

    /** Replaces the latches by those of a judgement from an earlier moment on. */
    void latches(Latches again) {
        latches = again;
    }

    /** The latches before the readings that are kept; null while the onset is among them. */
    public Edge edge() {
        return edge;
    }

    public void edge(Edge before) {
        edge = before;
    }

    /** Sequence number of the next record. */
    public int sequence() {
        return sequence;
    }

    public AlarmState state() {
        return state;
    }

    public Freshness freshness() {
        return freshness;
    }

    /** The patient clock at the last record, for reminders. */
    public long notified() {
        return notified;
    }

    /** The arrival clock at the last record; {@link #NEVER} if a version without it wrote the record. */
    public long written() {
        return written;
    }

    /** A copy that shares no mutable object with this one. */
    public Episode copy() {
        Edge copied = edge == null ? null : edge.copy();
        Episode copy = new Episode(rule, kind, identity, onset, gravest, latches.copy(), freshness, state, sequence, notified, written, copied);
        copy.shownLive = shownLive;
        copy.resumed = resumed;
        return copy;
    }
}
