package io.vitalwatch.alarm.episode;

import java.util.Arrays;

/**
 * The spans of sample time that a rule's ended episodes covered, in the order in which they ended; after late data in order of time.
 *
 * <p>Readings of one episode do not start the next. Of a span within the late reach the episode is kept too, because late data may correct
 * it. Bounded: the newest {@value #BOUND} spans are kept.
 */
public final class Past {
    public static final int BOUND = 64;

    private static final long[] NO_TIMES = {};
    private static final Episode[] NO_EPISODES = {};
    private static final byte[] NO_MARKS = {};
    /** Of a span: the episode went on with a later one. */
    public static final byte PART = 1;
    /** Of a span: not the data ended it, so the episode does not go on with a later one. */
    public static final byte FINAL = 2;

    private long[] onsets = NO_TIMES;
    private long[] ends = NO_TIMES;
    private Episode[] episodes = NO_EPISODES;
    private byte[] marks = NO_MARKS;
    private int size;
    private long greatestOnset = Long.MIN_VALUE;
    private int copies;

    public Past copy() {
        Past copy = new Past();
        copy.onsets = size == 0 ? NO_TIMES : onsets.clone();
        copy.ends = size == 0 ? NO_TIMES : ends.clone();
        copy.episodes = size == 0 ? NO_EPISODES : new Episode[episodes.length];
        copy.marks = size == 0 ? NO_MARKS : marks.clone();
        for (int i = 0; i < size; i++) {
            copy.episodes[i] = episodes[i] == null ? null : episodes[i].copy();
        }
        copy.size = size;
        copy.greatestOnset = greatestOnset;
        copy.copies = copies;
        return copy;
    }

    public int size() {
        return size;
    }

    public long onset(int index) {
        return onsets[index];
    }

    public long end(int index) {
        return ends[index];
    }

    /** {@link #PART}, {@link #FINAL}, or 0. */
    public byte mark(int index) {
        return marks[index];
    }

    /** The newest span, if an episode that begins now goes on with its one; else −1. */
    public int joinable(long onset, long rejoin) {
        int last = size - 1;
        boolean joins = last >= 0 && episodes[last] != null && marks[last] == 0 && onset > ends[last] && onset - ends[last] <= rejoin;
        return joins ? last : -1;
    }

    /** The episode of a span goes on. */
    public void goOn(int index) {
        episodes[index] = null;
        marks[index] = PART;
    }

    /** The episode of a span, or null if it is out of reach, or if the span is only a part of it. */
    public Episode episode(int index) {
        return episodes[index];
    }

    /** The largest onset in any id of the rule so far, and how many ids had to be told apart by a number. */
    public long greatestOnset() {
        return greatestOnset;
    }

    public int copies() {
        return copies;
    }

    /** Continues with the ids of a stored state. */
    public void continueIds(long greatest, int copied) {
        greatestOnset = greatest;
        copies = copied;
    }

    /** The identity of a new episode: no two have the same one. */
    Episode.Identity claim(long onset) {
        if (onset > greatestOnset) {
            greatestOnset = onset;
            return new Episode.Identity(onset, 0);
        }
        return new Episode.Identity(onset, ++copies);
    }

    /** @param episode the ended episode, or null where only its span is known */
    public void add(long onset, long end, Episode episode) {
        add(onset, end, episode, (byte) 0);
    }

    /** @param mark {@link #PART}, {@link #FINAL}, or 0 */
    public void add(long onset, long end, Episode episode, byte mark) {
        if (size == BOUND) {
            remove(0);
        }
        if (size == onsets.length) {
            reserve(Math.max(2, size * 2));
        }
        onsets[size] = onset;
        ends[size] = Math.max(onset, end);
        episodes[size] = episode;
        marks[size] = mark;
        size++;
    }

    private void reserve(int spans) {
        onsets = Arrays.copyOf(onsets, spans);
        ends = Arrays.copyOf(ends, spans);
        episodes = Arrays.copyOf(episodes, spans);
        marks = Arrays.copyOf(marks, spans);
    }

    /** Removes the spans that end at or after a moment. */
    public void removeFrom(long time) {
        for (int i = size - 1; i >= 0; i--) {
            if (ends[i] >= time) {
                remove(i);
            }
        }
    }

    /** Forgets the episodes of spans that ended before a moment; the spans stay. */
    public void forgetBefore(long time) {
        for (int i = 0; i < size; i++) {
            if (ends[i] < time) {
                episodes[i] = null;
            }
        }
    }

    /** Removes the spans that ended before a moment; the ids stay. */
    public void removeBefore(long time) {
        for (int i = size - 1; i >= 0; i--) {
            if (ends[i] < time) {
                remove(i);
            }
        }
        if (size == 0) {
            onsets = NO_TIMES;
            ends = NO_TIMES;
            episodes = NO_EPISODES;
            marks = NO_MARKS;
        }
    }

    /** Removes the span at which an episode ended. */
    public void remove(Episode episode) {
        for (int i = size - 1; i >= 0; i--) {
            if (episodes[i] == episode) {
                remove(i);
                return;
            }
        }
    }

    /** The same spans and ids, without the episodes. */
    Past spans() {
        Past spans = new Past();
        if (size > 0) {
            spans.onsets = onsets.clone();
            spans.ends = ends.clone();
            spans.episodes = new Episode[episodes.length];
            spans.marks = new byte[marks.length];
            Arrays.fill(spans.marks, FINAL);
        }
        spans.size = size;
        spans.continueIds(greatestOnset, copies);
        return spans;
    }

    /** Adds the spans of the episodes that ended in a copy by {@link #spans}, and continues with its ids. */
    void addSpans(Past others) {
        for (int i = 0; i < others.size; i++) {
            if (others.episodes[i] != null || others.marks[i] == PART) {
                add(others.onsets[i], others.ends[i], null);
            }
        }
        continueIds(others.greatestOnset, others.copies);
    }

    /** The spans that ended before a moment. */
    public Past before(long time) {
        Past others = new Past();
        others.reserve(size);
        for (int i = 0; i < size; i++) {
            if (ends[i] < time) {
                others.add(onsets[i], ends[i], null, marks[i]);
            }
        }
        return others;
    }

    /** Whether a span whose episode is kept ends at or after a moment. */
    public boolean endsFrom(long time) {
        for (int i = size - 1; i >= 0; i--) {
            if (ends[i] >= time && episodes[i] != null) {
                return true;
            }
        }
        return false;
    }

    /** The latest end of a span, or {@code Long.MIN_VALUE}. */
    public long lastEnd() {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            last = Math.max(last, ends[i]);
        }
        return last;
    }

    /** The latest end of a span that ended before a moment, or {@code Long.MIN_VALUE}. */
    public long lastEndBefore(long time) {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            last = ends[i] < time ? Math.max(last, ends[i]) : last;
        }
        return last;
    }

    public boolean covers(long time) {
        for (int i = size - 1; i >= 0; i--) {
            if (time >= onsets[i] && time <= ends[i]) {
                return true;
            }
        }
        return false;
    }

    private void remove(int index) {
        System.arraycopy(onsets, index + 1, onsets, index, size - index - 1);
        System.arraycopy(ends, index + 1, ends, index, size - index - 1);
        System.arraycopy(episodes, index + 1, episodes, index, size - index - 1);
        size--;
        System.arraycopy(marks, index + 1, marks, index, size - index);
        episodes[size] = null;
    }
}
