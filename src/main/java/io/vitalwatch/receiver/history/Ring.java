package io.vitalwatch.receiver.history;

import io.vitalwatch.wire.receiver.HistoryRow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The last rows of one kind, newest last; the last failed ones with their request. Not thread-safe. */
final class Ring {
    private final int capacity;
    private final int detailed;
    private final ArrayDeque<HistoryRow> rows;
    private int withDetails;

    /**
     * @param capacity number of rows kept
     * @param detailed number of failed rows whose request is kept
     */
    Ring(int capacity, int detailed) {
        this.capacity = capacity;
        this.detailed = detailed;
        this.rows = new ArrayDeque<>(Math.min(capacity, 1024));
    }

    void append(HistoryRow row) {
        rows.addLast(row);
        withDetails += row.details() == null ? 0 : 1;
        if (rows.size() > capacity) {
            withDetails -= rows.removeFirst().details() == null ? 0 : 1;
        }
        if (withDetails > detailed) {
            removeOldestDetails();
        }
    }

    /** All rows, oldest first; the ring is empty afterwards. */
    List<HistoryRow> takeAll() {
        List<HistoryRow> all = new ArrayList<>(rows);
        rows.clear();
        withDetails = 0;
        return all;
    }

    Iterator<HistoryRow> newestFirst() {
        return rows.descendingIterator();
    }

    private void removeOldestDetails() {
        // A tenth at a time, so that this pass over all rows is rare.
        int spare = Math.max(1, detailed / 10);
        List<HistoryRow> all = takeAll();
        for (HistoryRow row : all) {
            boolean remove = row.details() != null && spare > 0;
            spare -= remove ? 1 : 0;
            HistoryRow kept = remove ? row.withoutDetails() : row;
            withDetails += kept.details() == null ? 0 : 1;
            rows.addLast(kept);
        }
    }
}
