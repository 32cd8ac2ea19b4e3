package io.vitalwatch.alarm.episode;

import java.util.Arrays;

/**
 * The spans of sample time that a rule's ended episodes covered, in order of their ends.
 *
 * <p>Readings of one episode do not start the next. Of a span within the late reach the episode is kept too, because late data may correct
 * it: some 80 bytes each in a snapshot, at most {@value #MOST} of them. Of the time before, the newest {@value #BOUND} spans are kept.
 * Looking up and adding at the end cost O(log n) while no two spans overlap, else O(n).
 */
public final class Past {
    /** The most spans that are kept of the time before the late reach. */
    public static final int BOUND = 64;
    /** The most spans of all. */
    public static final int MOST = 1 << 13;

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
    /** Whether each span begins after the end of the one before. */
    private boolean disjoint = true;
    private long greatestOnset = Long.MIN_VALUE;
    private int copies;
    /** Up to which moment there is nothing to forget, by which rules. Not in snapshots. */
    private long keptFrom = Long.MIN_VALUE;
    private Object keptBy;

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
        copy.disjoint = disjoint;
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

    /** Whether nothing is to be forgotten of the time before a moment: {@link #keepsFrom} was noted by the same rules, and nothing was added. */
    public boolean keepsAll(Object rules, long before) {
        return keptBy == rules && before <= keptFrom;
    }

    /** Notes up to which moment there is nothing to forget by some rules. */
    public void keepsFrom(Object rules, long time) {
        if (keptBy != rules) {
            // Only if it differs: each reference that is written into an old object makes the garbage collector scan that object.
            keptBy = rules;
        }
        keptFrom = time;
    }

    /** The spans are about to be changed: what {@link #keepsFrom} noted no longer counts. */
    void mayForget() {
        keptFrom = Long.MIN_VALUE;
    }

    /** The moment of {@link #keepsFrom}. */
    public long keptFrom() {
        return keptFrom;
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
        if (size == MOST) {
            remove(0);
        }
        if (size == onsets.length) {
            reserve(Math.max(2, size * 2));
        }
        long last = Math.max(onset, end);
        int index = size;
        while (index > 0 && ends[index - 1] > last) {
            index--;
        }
        if (index < size) {
            move(index, index + 1);
        }
        onsets[index] = onset;
        ends[index] = last;
        episodes[index] = episode;
        marks[index] = mark;
        size++;
        disjoint &= (index == 0 || ends[index - 1] < onset) && (index + 1 == size || last < onsets[index + 1]);
    }

    private void reserve(int spans) {
        onsets = Arrays.copyOf(onsets, spans);
        ends = Arrays.copyOf(ends, spans);
        episodes = Arrays.copyOf(episodes, spans);
        marks = Arrays.copyOf(marks, spans);
    }

    /** Removes the spans that end at or after a moment. */
    public void removeFrom(long time) {
        int from = firstEndingFrom(time);
        Arrays.fill(episodes, from, size, null);
        size = from;
        disjoint |= size == 0;
    }

    /** Forgets the episodes of spans that ended before a moment; of these spans the newest ones stay, see {@link #BOUND}. */
    public void forgetBefore(long time) {
        int from = firstEndingFrom(time);
        for (int i = 0; i < from; i++) {
            episodes[i] = null;
        }
        removeFirst(from - BOUND);
    }

    /** Removes the spans that ended before a moment, but the newest of them; the ids stay. */
    public void removeBefore(long time) {
        removeFirst(firstEndingFrom(time) - 1);
    }

    private void removeFirst(int count) {
        if (count <= 0) {
            return;
        }
        move(count, 0);
        Arrays.fill(episodes, size - count, size, null);
        size -= count;
    }

    /** Moves the spans from one index on to another one. */
    private void move(int from, int to) {
        System.arraycopy(onsets, from, onsets, to, size - from);
        System.arraycopy(ends, from, ends, to, size - from);
        System.arraycopy(episodes, from, episodes, to, size - from);
        System.arraycopy(marks, from, marks, to, size - from);
    }

    /** The index of the first span that ends at or after a moment, or the number of spans. */
    private int firstEndingFrom(long time) {
        if (size == 0 || ends[size - 1] < time) {
            return size;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
        int to = firstEndingFrom(time);
        others.reserve(to);
        for (int i = 0; i < to; i++) {
            others.add(onsets[i], ends[i], null, marks[i]);
        }
        return others;
    }

    /** Whether a span whose episode is kept ends at or after a moment. */
    public boolean endsFrom(long time) {
        for (int i = size - 1; i >= 0 && ends[i] >= time; i--) {
            if (episodes[i] != null) {
                return true;
            }
        }
        return false;
    }

    /** The latest end of a span, or {@code Long.MIN_VALUE}. */
    public long lastEnd() {
        return size == 0 ? Long.MIN_VALUE : ends[size - 1];
    }

    /** The latest end of a span that ended before a moment, or {@code Long.MIN_VALUE}. */
    public long lastEndBefore(long time) {
        int index = firstEndingFrom(time);
        return index == 0 ? Long.MIN_VALUE : ends[index - 1];
    }

    public boolean covers(long time) {
        for (int i = firstEndingFrom(time); i < size; i++) {
            if (onsets[i] <= time) {
                return true;
            }
            if (disjoint) {
                return false;
            }
        }
        return false;
    }

    private void remove(int index) {
        if (index + 1 < size) {
            move(index + 1, index);
        }
        size--;
        episodes[size] = null;
    }
}
