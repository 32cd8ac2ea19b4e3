package io.vitalwatch.console.live;

import io.vitalwatch.control.LoggedControl;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** All control records in memory, in their order. Any thread may call it. */
public final class ControlHistory {
    private final TreeMap<Long, LoggedControl> records = new TreeMap<>();

    /** Takes a record; one that is known already changes nothing. */
    public synchronized void take(LoggedControl record) {
        records.put(record.seq(), record);
    }

    /** All records, in their order. */
    public synchronized List<LoggedControl> records() {
        return new ArrayList<>(records.values());
    }

    synchronized void clear() {
        records.clear();
    }
}
