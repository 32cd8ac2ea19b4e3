package io.vitalwatch.window;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;

import java.util.ArrayList;
import java.util.List;

/**
 * Which fields the rows of one event type of one patient had, within the late reach, in order of sample time, as runs of rows that had the
 * same; and what is counted of the rows before them ({@link FieldPresence}).
 *
 * <p>Invariant: the beginnings of the runs rise strictly and neighbours differ, so the runs do not depend on the order in which the rows
 * came. All rows of one sample time are one: it has the fields that any of them had. A newest row costs O(1); a late one O(log n), the number of
 * newer runs, and the rows from a mark before it to where the counts are what they were without it, which are few. Memory is 16 bytes for a run,
 * and 44 for a mark. At most {@value #MOST} runs are kept: late rows of the time before them change nothing.
 */
public final class FieldHistory extends RunRing {
    /** The most runs that are kept. */
    public static final int MOST = 1 << 14;

    private static final long ON = 1L << 32;
    private static final long OFF = 1L << 33;
    /** Whether a row had unknown fields; above it the number of their names in {@link #names} plus 1, or 0 if they are not kept. */
    private static final long NAMES = 1L << 34;
    private static final int NAMES_AT = 35;
    private static final int MOST_NAMES = 32;
    /** Late rows leave a mark behind about every so many rows. */
    private static final int ROWS_A_MARK = 64;

    /** Rows before this moment are counted here. */
    private long since = Long.MIN_VALUE;
    private FieldPresence edge = new FieldPresence();
    /** Whether more rows like those of the oldest run would change nothing at the edge. */
    private boolean settled;
    /** All rows are counted here, unless it is out of date. */
    private FieldPresence newest = new FieldPresence();
    private boolean outdated;
    private List<List<String>> names = List.of();
    /** In order of time. They save counting from the edge on, and nothing depends on which there are. */
    private List<Mark> marks = List.of();

    /** The counts of the rows before a moment. */
    private record Mark(long time, FieldPresence counts) {}

    /** Of no rows. */
    public FieldHistory() {}

    private FieldHistory(FieldHistory from) {
        super(from);
        since = from.since;
        edge = from.edge.copy();
        settled = from.settled;
        newest = from.newest.copy();
        outdated = from.outdated;
        names = from.names;
    }

    /** See {@link KnownRows#touch}. */
    long touch() {
        return newest.missing() + (size() == 0 ? 0 : content(size() - 1));
    }

    /** The same, in arrays of their own. */
    public FieldHistory copy() {
        return new FieldHistory(this);
    }

    /** What is known of the rows before this moment is only their counts. */
    public long since() {
        return since;
    }

    /** The counts of the rows before {@link #since}. */
    public FieldPresence edge() {
        return edge;
    }

    /** Lists of names of unknown fields that runs refer to. */
    public List<List<String>> names() {
        return names;
    }

    /** The fields of rows with this content, a bit for each by ordinal. */
    public static int fields(long content) {
        return (int) content;
    }

    /** Whether something was known of rows with this content, beside their time and zone. */
    public static boolean known(long content) {
        return (content & 1) != 0;
    }

    /** Whether rows with this content say that the bracelet is not on the patient: they are not counted. */
    public static boolean off(long content) {
        return (content & (ON | OFF)) == OFF;
    }

    /** Whether rows with this content had unknown fields. */
    public static boolean unknownFields(long content) {
        return (content & NAMES) != 0;
    }

    /** The names of unknown fields; empty if there are none, or if they are not kept. */
    public List<String> names(long content) {
        int index = (int) (content >>> NAMES_AT) - 1;
        return index < 0 || index >= names.size() ? List.of() : names.get(index);
    }

    /** What usual rows have: these fields, and that the bracelet is on the patient if they say that. */
    public static long usual(int fields, boolean on) {
        return fields & 0xFFFF_FFFFL | 1 | (on ? ON : 0);
    }

    /**
     * Notes what a row has.
     *
     * @param rows the sample times of this event type within reach, with that of the row
     * @param repeated whether another row had this sample time
     * @return whether this can change what is missing from its time on, other than that it is the newest row
     */
    public boolean note(TimeSet rows, Sample row, boolean repeated) {
        if (row.time() < since) {
            return false;
        }
        long content = content(row);
        boolean lacks = !known(content) || unknownFields(content);
        if (!repeated && rows.newest() == row.time()) {
            if (size() == 0 || content(size() - 1) != content) {
                append(row.time(), content);
                limit(rows);
            }
            if (!outdated && !off(content)) {
                newest.note(fields(content));
            }
            return false;
        }
        long known = repeated ? at(row.time()) : 0;
        content = repeated ? join(known, content) : content;
        if (repeated && content == known) {
            return false;
        }
        boolean oneOfMany = !repeated && isOneOfMany(rows, row.time(), content);
        put(row.time(), rows.from(row.time() + 1), content);
        limit(rows);
        if (row.time() < since) {
            outdated = true;
            marks = List.of();
        }
        boolean changes = !oneOfMany && row.time() >= since && countAgain(rows, row.time(), repeated ? known : OFF);
        return repeated || changes || lacks;
    }

    /**
     * Counts the rows from a moment on as they were counted before and as they are counted now, until both are the same.
     *
     * @param before what the row of this moment had; of a new row that of one that is not counted
     * @return whether other fields were missing at one of the rows
     */
    private boolean countAgain(TimeSet rows, long time, long before) {
        FieldCursor now = markedTo(rows, time);
        FieldPresence then = now.presence().copy();
        int mark = marksTo(time);
        boolean changes = false;
        for (boolean first = true; first || !then.isLike(now.presence()); first = false) {
            if (now.time() == Long.MAX_VALUE) {
                newest = outdated ? newest : now.presence();
                return changes;
            }
            long each = first ? before : now.content();
            if (!off(each)) {
                then.note(fields(each));
            }
            now.take();
            changes |= first ? now.presence().missing() != 0 : now.presence().missing() != then.missing();
            for (; mark < marks.size() && marks.get(mark).time() <= now.time(); mark++) {
                marks.set(mark, new Mark(marks.get(mark).time(), now.presence().copy()));
            }
        }
        return changes;
    }

    /** All rows before a moment are counted, and some marks are left behind on the way. */
    private FieldCursor markedTo(TimeSet rows, long time) {
        FieldCursor cursor = cursor(rows, time);
        while (cursor.left(time) > ROWS_A_MARK) {
            cursor.go(ROWS_A_MARK);
            marks = marks.isEmpty() ? new ArrayList<>() : marks;
            marks.add(marksTo(cursor.time()), new Mark(cursor.time(), cursor.presence().copy()));
        }
        cursor.to(time);
        return cursor;
    }

    /** The number of marks at or before a moment. */
    private int marksTo(long time) {
        int low = 0;
        int high = marks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (marks.get(middle).time() <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A cursor at or before a moment. */
    private FieldCursor cursor(TimeSet rows, long time) {
        int mark = marksTo(time) - 1;
        boolean ofEdge = mark < 0 || marks.get(mark).time() <= since;
        return ofEdge ? new FieldCursor(this, rows, edge.copy(), since)
                : new FieldCursor(this, rows, marks.get(mark).counts().copy(), marks.get(mark).time());
    }

    /** A cursor at the first row at or after a moment. */
    public FieldCursor from(TimeSet rows, long time) {
        FieldCursor cursor = cursor(rows, time);
        cursor.to(time);
        return cursor;
    }

    /** Whether the row is one more in a run that is so long that its number of rows does not matter. */
    private boolean isOneOfMany(TimeSet rows, long time, long content) {
        int index = indexOf(time);
        if (index < 0 || content(index) != content) {
            return false;
        }
        return index == 0 && settled
                || rows.countBefore(time) - rows.countBefore(Math.max(since, from(index))) >= FieldPresence.ENOUGH;
    }

    /** What the row of this time had; of a time between two rows what the one before had; 0 if there is none. */
    private long at(long time) {
        int index = indexOf(time);
        return index < 0 ? 0 : content(index);
    }

    private static long join(long one, long other) {
        long name = one >>> NAMES_AT != 0 ? one >>> NAMES_AT : other >>> NAMES_AT;
        return (one | other) & (1L << NAMES_AT) - 1 | name << NAMES_AT;
    }

    private long content(Sample row) {
        Ternary on = RowStatus.on(row);
        long content = row.fields() & (1L << FieldPresence.COUNT) - 1 | (on == Ternary.TRUE ? ON : on == Ternary.FALSE ? OFF : 0);
        return row.unknownFields().isEmpty() ? content : content | NAMES | (long) indexOf(row.unknownFields()) << NAMES_AT;
    }

    /** The number of these names plus 1, or 0 if there is no room for them. */
    private int indexOf(List<String> unknown) {
        int index = names.indexOf(unknown);
        if (index >= 0) {
            return index + 1;
        }
        boolean[] used = new boolean[names.size()];
        for (int i = 0; names.size() == MOST_NAMES && i < size(); i++) {
            int named = (int) (content(i) >>> NAMES_AT);
            if (named > 0) {
                used[named - 1] = true;
            }
        }
        List<List<String>> more = new ArrayList<>(names);
        if (names.size() < MOST_NAMES) {
            more.add(unknown);
            names = List.copyOf(more);
            return names.size();
        }
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                more.set(i, unknown);
                names = List.copyOf(more);
                return i + 1;
            }
        }
        return 0;
    }

    /** The counts of all rows. */
    public FieldPresence presence(TimeSet rows) {
        if (outdated) {
            newest = from(rows, Long.MAX_VALUE).presence();
            outdated = false;
        }
        return newest;
    }

    /**
     * Counts the rows before a moment at the edge, and forgets the runs that ended before it.
     *
     * @param rows the sample times of this event type, still with those before the moment
     */
    public void evict(TimeSet rows, long before) {
        int counted = 0;
        while (size() > 0 && before > since) {
            long end = size() > 1 ? Math.min(before, from(1)) : before;
            if (!settled && !off(content(0))) {
                long start = Math.max(since, from(0));
                int first = rows.countBefore(start, counted);
                counted = rows.countBefore(end, first);
                edge.note(fields(content(0)), counted - first);
            }
            since = end;
            if (size() > 1 && from(1) == end) {
                dropFirst();
                settled = false;
                names = size() == 1 && !unknownFields(content(0)) ? List.of() : names;
            }
        }
        settled = settled || size() > 0 && (off(content(0)) || edge.isSettled(fields(content(0))));
        since = Math.max(since, before);
        int over = marksTo(since);
        if (over == marks.size()) {
            marks = List.of();
        } else if (over > 0) {
            marks.subList(0, over).clear();
        }
    }

    private void limit(TimeSet rows) {
        if (size() > MOST) {
            evict(rows, from(1));
        }
    }

    /** Continues with what was stored: first this, then the runs by {@link #restoreRun}. */
    public void restoreEdge(FieldPresence counts, long from, List<List<String>> unknown) {
        edge = counts;
        newest = counts.copy();
        since = from;
        names = List.copyOf(unknown);
    }

    /** A run after those that were restored before. */
    public void restoreRun(long from, long content) {
        append(from, content);
        settled = size() == 1 ? off(content) || edge.isSettled(fields(content)) : settled;
        outdated = size() > 1 || !settled;
    }

    /** Whether there is one run only, of rows like the very many before it: only the counts at the edge say anything. */
    public boolean isUniform(boolean on) {
        return size() == 1 && content(0) == usual(fields(content(0)), on) && edge.missing() == 0 && edge.isSettled(fields(content(0)));
    }

    private void put(long time, long next, long content) {
        boolean inOldest = indexOf(time) <= 0;
        if (putRow(time, next, content) && inOldest) {
            settled = false;
        }
    }
}
