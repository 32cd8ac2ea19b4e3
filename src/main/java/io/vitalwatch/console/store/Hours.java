package io.vitalwatch.console.store;

import io.vitalwatch.console.store.packed.HourCodec;
import io.vitalwatch.console.store.packed.PackedRows;
import io.vitalwatch.model.Sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows of patients by hour. New rows wait in memory until their hour is written back, at most {@link #LONGEST_WAIT_NANOS}; what reads
 * sees them at once. One thread adds and writes; any may read.
 */
final class Hours {
    /** So long rows wait before they are written. */
    static final long LONGEST_WAIT_NANOS = 60_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int PATIENT_BITS = 20;
    /** When more bytes of rows than this wait, the oldest hours are written until half of them are left. */
    private static final int MOST_WAITING_BYTES = 48 << 20;
    private static final int BATCH = 500;

    /** Rows of an hour that are not written yet. */
    private static final class Waiting {
        private final PackedRows rows = new PackedRows();
        /** Usually of one partition; a patient goes to another one where a topic gets more of them. */
        private Map<Place, Long> firstOffsets = Map.of();
        private final long since;

        private Waiting(long since) {
            this.since = since;
        }

        private void from(Place place, long offset) {
            Long first = firstOffsets.get(place);
            if (first == null && firstOffsets.isEmpty()) {
                firstOffsets = Map.of(place, offset);
            } else if (first == null || first > offset) {
                firstOffsets = new HashMap<>(firstOffsets);
                firstOffsets.put(place, offset);
            }
        }
    }

    /** A partition of a topic. */
    record Place(String topic, int partition) {}

    /** An hour as it is stored. */
    private record Encoded(long key, byte[] windows, byte[] samples) {}

    /** By key, so the oldest hours come first. */
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private long waitingBytes;

    static long key(long time, int patient) {
        return Math.floorDiv(time, HOUR_MILLIS) << PATIENT_BITS | patient;
    }

    private static long start(long key) {
        return (key >> PATIENT_BITS) * HOUR_MILLIS;
    }

    /** @param now a clock such as System.nanoTime() */
    synchronized void add(int patient, List<Sample> rows, Place place, long offset, long now) {
        long key = 0;
        Waiting hour = null;
        for (Sample row : rows) {
            long other = key(row.time(), patient);
            if (hour == null || other != key) {
                key = other;
                hour = waiting.computeIfAbsent(key, any -> new Waiting(now));
                hour.from(place, offset);
            }
            waitingBytes -= hour.rows.sizeBytes();
            hour.rows.add(row);
            waitingBytes += hour.rows.sizeBytes();
        }
    }

    /** Whether hours have to be written before more rows come. */
    synchronized boolean full() {
        return waitingBytes > MOST_WAITING_BYTES;
    }

    /** The lowest offset of each partition of which rows wait, without hours that are written now. */
    synchronized Map<Place, Long> lowest(Collection<Long> written) {
        Map<Place, Long> lowest = new HashMap<>();
        waiting.forEach((key, each) -> {
            if (!written.contains(key)) {
                each.firstOffsets.forEach((place, first) -> lowest.merge(place, first, Math::min));
            }
        });
        return lowest;
    }

    /** The hours that are to be written now. */
    synchronized Set<Long> due(long now, boolean all) {
        Set<Long> due = new LinkedHashSet<>();
        long left = waitingBytes;
        for (Map.Entry<Long, Waiting> each : waiting.entrySet()) {
            boolean crowded = waitingBytes > MOST_WAITING_BYTES && left > MOST_WAITING_BYTES / 2;
            if (all || crowded || now - each.getValue().since >= LONGEST_WAIT_NANOS) {
                due.add(each.getKey());
                left -= each.getValue().rows.sizeBytes();
            }
        }
        return due;
    }

    /** Adds the waiting rows of hours to what is stored of them. They are packed on all cores; this thread writes. */
    void write(Connection connection, Collection<Long> due) throws SQLException {
        List<Long> keys = List.copyOf(due);
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO patient_hour (key, windows, samples) VALUES (?, ?, ?)"
                + " ON CONFLICT (key) DO UPDATE SET windows = excluded.windows, samples = excluded.samples")) {
            for (int from = 0; from < keys.size(); from += BATCH) {
                List<Long> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
                Map<Long, byte[]> stored = new HashMap<>();
                select(connection, "samples", some, stored::put);
                for (Encoded each : some.parallelStream().map(key -> encoded(key, stored.get(key))).toList()) {
                    upsert.setLong(1, each.key());
                    upsert.setBytes(2, each.windows());
                    upsert.setBytes(3, each.samples());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }
    }

    /** Only the thread that writes changes what waits, and it waits for this. */
    private Encoded encoded(long key, byte[] stored) {
        HourRows rows = new HourRows();
        if (stored != null) {
            rows.addAll(HourCodec.decode(stored));
        }
        List<Sample> list = rows.addAll(waiting.get(key).rows.list()).list();
        return new Encoded(key, HourWindows.encode(start(key), list), HourCodec.encode(list));
    }

    synchronized void written(Collection<Long> keys) {
        for (long key : keys) {
            waitingBytes -= waiting.remove(key).rows.sizeBytes();
        }
    }

    /** Forgets what waits. */
    synchronized void drop() {
        waiting.clear();
        waitingBytes = 0;
    }

    /** The rows of a patient, those that wait included, in order of time. */
    List<Sample> rows(Connection connection, int patient, long from, long to) throws SQLException {
        // What waits first: what is written meanwhile is then found twice, and not missed.
        HourRows rows = new HourRows();
        for (long key : keys(patient, from, to)) {
            rows.addAll(waitingRows(key));
        }
        select(connection, "samples", keys(patient, from, to), (key, bytes) -> rows.addAll(HourCodec.decode(bytes)));
        List<Sample> list = rows.list();
        list.removeIf(row -> row.time() < from || row.time() >= to);
        return list;
    }

    /** Visits the windows of a patient, those that have waiting rows included. */
    void windows(Connection connection, int patient, long from, long to, HourWindows.Visitor visitor) throws SQLException {
        Map<Long, List<Sample>> unwritten = new HashMap<>();
        for (long key : keys(patient, from, to)) {
            List<Sample> rows = waitingRows(key);
            if (!rows.isEmpty()) {
                unwritten.put(key, rows);
            }
        }
        HourWindows.Visitor inside = (start, group, tried, usable, min, max) -> {
            if (start + HourWindows.WINDOW_MILLIS > from && start < to) {
                visitor.window(start, group, tried, usable, min, max);
            }
        };
        for (long key : unwritten.keySet()) {
            List<Sample> rows = rows(connection, patient, start(key), start(key) + HOUR_MILLIS);
            HourWindows.decode(start(key), HourWindows.encode(start(key), rows), inside);
        }
        List<Long> written = keys(patient, from, to);
        written.removeAll(unwritten.keySet());
        select(connection, "windows", written, (key, bytes) -> HourWindows.decode(start(key), bytes, inside));
    }

    private interface Found {
        void hour(long key, byte[] bytes);
    }

    /** Visits the stored hours among some, in order. Many in one question: a month has 720. */
    private static void select(Connection connection, String column, List<Long> keys, Found visitor) throws SQLException {
        for (int from = 0; from < keys.size(); from += BATCH) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
            try (PreparedStatement select = connection.prepareStatement("SELECT key, " + column + " FROM patient_hour WHERE key IN (?"
                    + ", ?".repeat(some.size() - 1) + ") ORDER BY key")) {
                for (int i = 0; i < some.size(); i++) {
                    select.setLong(i + 1, some.get(i));
                }
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        visitor.hour(found.getLong(1), found.getBytes(2));
                    }
                }
            }
        }
    }

    /** Removes the hours that began before a time. */
    static int prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM patient_hour WHERE key < ?")) {
            delete.setLong(1, Math.floorDiv(before, HOUR_MILLIS) << PATIENT_BITS);
            return delete.executeUpdate();
        }
    }

    private synchronized List<Sample> waitingRows(long key) {
        Waiting found = waiting.get(key);
        return found == null ? List.of() : found.rows.list();
    }

    private static List<Long> keys(int patient, long from, long to) {
        List<Long> keys = new ArrayList<>();
        for (long hour = Math.floorDiv(from, HOUR_MILLIS); hour * HOUR_MILLIS < to; hour++) {
            keys.add(hour << PATIENT_BITS | patient);
        }
        return keys;
    }
}
