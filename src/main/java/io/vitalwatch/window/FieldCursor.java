package io.vitalwatch.window;

/** Counts the rows of a {@link FieldHistory} in order of sample time, from its edge on. Valid while the history does not change. */
public final class FieldCursor {
    private final FieldHistory history;
    private final TimeSet rows;
    private final FieldPresence presence;
    private int index;
    /** All rows before this moment are counted. */
    private long at;

    /** @param rows the sample times of the rows of the history */
    public FieldCursor(FieldHistory history, TimeSet rows) {
        this.history = history;
        this.rows = rows;
        this.presence = history.edge().copy();
        this.at = history.since();
    }

    /** The counts of the rows before the moment to which the cursor came. */
    public FieldPresence presence() {
        return presence;
    }

    /** Counts the rows before a moment. Takes as long as it passes runs, however many rows they have. */
    public void to(long time) {
        while (at < time && index < history.size()) {
            boolean last = index + 1 == history.size();
            long end = last ? time : Math.min(time, history.from(index + 1));
            long start = Math.max(at, history.from(index));
            if (start < end && !FieldHistory.off(history.content(index))) {
                presence.note(FieldHistory.fields(history.content(index)),
                        Math.min(rows.countBefore(end) - rows.countBefore(start), FieldPresence.STOOD + FieldPresence.GONE));
            }
            at = end;
            index += !last && end == history.from(index + 1) ? 1 : 0;
        }
    }

    /** The next sample time of a row at or after a moment, or {@code Long.MAX_VALUE}. */
    public long next(long time) {
        return history.size() == 0 ? Long.MAX_VALUE : rows.from(Math.max(Math.max(time, history.since()), history.from(0)));
    }

    /** Counts the rows up to one of this time. Returns what the row had. */
    public long take(long time) {
        to(time);
        long content = history.content(history.indexOf(time));
        to(time + 1);
        return content;
    }
}
