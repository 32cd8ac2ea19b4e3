package io.vitalwatch.window;

/** Counts the rows of a {@link FieldHistory} in order of sample time. Valid while the history does not change. */
public final class FieldCursor {
    private final FieldHistory history;
    private final TimeSet rows;
    private final FieldPresence presence;
    /** Index of the next row to count, of its run, and of the first row of the run after. */
    private int row;
    private int run;
    private int runEnd;

    /**
     * @param rows the sample times of the rows of the history
     * @param counts of all rows before a moment; they are counted on in this object
     * @param from this moment
     */
    FieldCursor(FieldHistory history, TimeSet rows, FieldPresence counts, long from) {
        this.history = history;
        this.rows = rows;
        this.presence = counts;
        this.row = history.size() == 0 ? rows.size() : rows.countBefore(Math.max(from, history.from(0)));
        this.run = row < rows.size() ? history.indexOf(rows.get(row)) : 0;
        this.runEnd = endOfRun();
    }

    /** The counts of the rows before the one at which the cursor is. */
    public FieldPresence presence() {
        return presence;
    }

    /** The sample time of the row at which the cursor is, which is not counted yet; {@code Long.MAX_VALUE} after the newest. */
    public long time() {
        return row < rows.size() ? rows.get(row) : Long.MAX_VALUE;
    }

    /** What the row at which the cursor is has. */
    public long content() {
        return history.content(run);
    }

    /** Counts the row at which the cursor is. */
    public void take() {
        skip(row + 1);
    }

    /** Counts the rows before a moment. Rows in a row that have the same fields are counted at once. */
    public void to(long time) {
        if (row < rows.size() && rows.get(row) < time) {
            int end = rows.countBefore(time);
            while (row < end) {
                skip(Math.min(end, runEnd));
            }
        }
    }

    /** The number of rows before a moment that are not counted yet. */
    int left(long time) {
        return Math.max(0, rows.countBefore(time) - row);
    }

    /** Counts so many rows. */
    void go(int count) {
        int end = row + count;
        while (row < end) {
            skip(Math.min(end, runEnd));
        }
    }

    private void skip(int end) {
        long content = content();
        if (!FieldHistory.off(content)) {
            presence.note(FieldHistory.fields(content), end - row);
        }
        row = end;
        if (row == runEnd && row < rows.size()) {
            run++;
            runEnd = endOfRun();
        }
    }

    private int endOfRun() {
        if (row >= rows.size() || run + 1 >= history.size()) {
            return rows.size();
        }
        long next = history.from(run + 1);
        return row + 1 < rows.size() && rows.get(row + 1) >= next ? row + 1 : rows.countBefore(next);
    }
}
