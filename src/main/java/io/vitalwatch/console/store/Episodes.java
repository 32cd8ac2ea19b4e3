package io.vitalwatch.console.store;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.wire.AlertJson;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Episodes and their records. One thread adds and writes. */
final class Episodes {
    private static final int SEQUENCE_BITS = 20;
    private static final int LONGEST_ID = 100;
    /** So many records are held before they are written, at most a page of topics more. */
    static final int MOST_WAITING = 10_000;
    /** Rows that are read at once where not all are asked for. */
    private static final int CHUNK = 500;
    private static final Comparator<EpisodeRow> NEWEST_FIRST = Comparator.comparingLong((EpisodeRow row) -> row.last().onset())
            .thenComparing(row -> row.last().episode()).reversed();
    private static final String COLUMNS = "SELECT p.id, e.body FROM episode e JOIN patient p ON p.no = e.patient";

    /** A record that is not written yet. */
    private record Waiting(int patient, Alert alert, byte[] body) {}

    /** By episode and sequence, so that a record that comes twice is there once. */
    private final Map<String, Map<Integer, Waiting>> waiting = new LinkedHashMap<>();
    private int waitingRecords;
    private int nextNo;

    Episodes(Connection connection) throws SQLException {
        numberFrom(connection);
    }

    /** New episodes have the numbers after those in the database. */
    void numberFrom(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT coalesce(max(no), -1) + 1 FROM episode");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            nextNo = rows.getInt(1);
        }
    }

    void add(int patient, Alert alert, byte[] body) {
        check(alert);
        waiting.computeIfAbsent(alert.episode(), any -> new LinkedHashMap<>()).put(alert.sequence(), new Waiting(patient, alert, body));
        waitingRecords++;
    }

    /** A sequence outside its range would be a record of another episode, perhaps of another patient. */
    static void check(Alert alert) {
        StoredText.checked(alert.rule());
        if (alert.episode().length() > LONGEST_ID || alert.sequence() < 0 || alert.sequence() >= 1 << SEQUENCE_BITS) {
            throw new IllegalArgumentException("an alert's episode has at most " + LONGEST_ID + " characters, and its sequence is from 0 to "
                    + ((1 << SEQUENCE_BITS) - 1));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean full() {
        return waitingRecords >= MOST_WAITING;
    }

    /** Writes what waits. The last record of an episode is the one with the highest sequence, whatever the order in which they come. */
    void write(Connection connection) throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        int numbered = nextNo;
        Map<String, Integer> numbers = numbers(connection);
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO episode (no, id, patient, study, rule, kind, priority, state,"
                + " onset, arrived, sequence, open, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                + " study = excluded.study, kind = excluded.kind, priority = excluded.priority, state = excluded.state,"
                + " onset = excluded.onset, arrived = excluded.arrived, sequence = excluded.sequence, open = excluded.open,"
                + " body = excluded.body WHERE episode.sequence < excluded.sequence");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO episode_record (key, body) VALUES (?, ?) ON CONFLICT (key) DO NOTHING")) {
            for (Map.Entry<String, Map<Integer, Waiting>> episode : waiting.entrySet()) {
                Integer known = numbers.get(episode.getKey());
                int no = known != null ? known : numbered++;
                Waiting last = episode.getValue().values().stream().max(Comparator.comparingInt(each -> each.alert().sequence())).orElseThrow();
                set(upsert, no, last);
                upsert.addBatch();
                for (Waiting each : episode.getValue().values()) {
                    insert.setLong(1, (long) no << SEQUENCE_BITS | each.alert().sequence());
                    insert.setBytes(2, each.body());
                    insert.addBatch();
                }
            }
            upsert.executeBatch();
            insert.executeBatch();
        }
    }

    void written() {
        nextNo += waiting.size();
        waiting.clear();
        waitingRecords = 0;
    }

    private Map<String, Integer> numbers(Connection connection) throws SQLException {
        Map<String, Integer> numbers = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT no FROM episode WHERE id = ?")) {
            for (String id : waiting.keySet()) {
                select.setString(1, StoredText.of(id));
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        numbers.put(id, rows.getInt(1));
                    }
                }
            }
        }
        return numbers;
    }

    private static void set(PreparedStatement upsert, int no, Waiting record) throws SQLException {
        Alert alert = record.alert();
        upsert.setInt(1, no);
        upsert.setString(2, StoredText.of(alert.episode()));
        upsert.setInt(3, record.patient());
        upsert.setString(4, StoredText.of(alert.study()));
        upsert.setString(5, StoredText.of(alert.rule()));
        upsert.setString(6, alert.kind().label());
        upsert.setString(7, alert.priority().label());
        upsert.setString(8, alert.state().label());
        upsert.setLong(9, alert.onset());
        upsert.setLong(10, alert.arrived());
        upsert.setInt(11, alert.sequence());
        upsert.setInt(12, alert.phase() == Phase.END && !alert.isLatched() ? 0 : 1);
        upsert.setBytes(13, record.body());
    }

    /** Every open episode. */
    static List<EpisodeRow> open(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE e.open = 1")) {
            return rows(select);
        }
    }

    /** The episode of this id, or null. */
    static EpisodeRow find(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE e.id = ?")) {
            select.setString(1, StoredText.of(id));
            List<EpisodeRow> rows = rows(select);
            return rows.isEmpty() ? null : rows.get(0);
        }
    }

    /** The records of an episode in order. */
    static List<Alert> records(Connection connection, String id) throws SQLException {
        List<Alert> records = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT r.body FROM episode_record r JOIN episode e"
                + " ON r.key >= e.no * " + (1L << SEQUENCE_BITS) + " AND r.key < (e.no + 1) * " + (1L << SEQUENCE_BITS)
                + " WHERE e.id = ? ORDER BY r.key")) {
            select.setString(1, StoredText.of(id));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    records.add(AlertJson.read(rows.getBytes(1)));
                }
            }
        }
        return records;
    }

    /**
     * Episodes by newest onset, with their first acknowledgement. Studies are asked one after the other and merged: a list in one question is
     * slow.
     */
    static List<EpisodeRow> list(Connection connection, EpisodeFilter filter, Integer patient) throws SQLException {
        List<EpisodeRow> found = new ArrayList<>();
        if (filter.studies() == null) {
            found = list(connection, filter, patient, null);
        } else {
            for (String study : filter.studies()) {
                found.addAll(list(connection, filter, patient, study));
            }
            found.sort(NEWEST_FIRST);
        }
        List<EpisodeRow> answered = new ArrayList<>();
        for (EpisodeRow each : found.subList(0, Math.min(filter.limit(), found.size()))) {
            // A first record is no acknowledgement, and a job that takes no answers does not say what people hear.
            boolean possible = each.last().sequence() > 0 && each.last().signal() != null;
            answered.add(possible ? each.with(EpisodeRow.Acknowledgement.of(records(connection, each.last().episode()))) : each);
        }
        return answered;
    }

    /** What people hear is in the records only. All but silent episodes are open, so few rows are read in vain. */
    private static List<EpisodeRow> list(Connection connection, EpisodeFilter filter, Integer patient, String study) throws SQLException {
        if (filter.signal() == null) {
            return list(connection, filter, patient, study, filter.before(), filter.limit());
        }
        List<EpisodeRow> found = new ArrayList<>();
        int chunk = Math.max(CHUNK, filter.limit());
        EpisodeFilter.Cursor before = filter.before();
        while (true) {
            List<EpisodeRow> rows = list(connection, filter, patient, study, before, chunk);
            for (EpisodeRow each : rows) {
                if (each.last().heard() == filter.signal()) {
                    found.add(each);
                }
                if (found.size() == filter.limit()) {
                    return found;
                }
            }
            if (rows.size() < chunk) {
                return found;
            }
            before = EpisodeFilter.Cursor.of(rows.get(chunk - 1));
        }
    }

    private static List<EpisodeRow> list(Connection connection, EpisodeFilter filter, Integer patient, String study,
            EpisodeFilter.Cursor before, int limit) throws SQLException {
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        condition(where, values, " AND e.study = ?", study);
        condition(where, values, " AND e.patient = ?", patient);
        condition(where, values, " AND e.rule = ?", filter.rule());
        condition(where, values, " AND e.priority = ?", filter.priority());
        condition(where, values, " AND e.kind = ?", filter.kind());
        condition(where, values, " AND e.open = ?", filter.open() == null ? null : filter.open() ? 1 : 0);
        condition(where, values, " AND e.open = ?", filter.signal() == null || filter.signal() == Signal.OFF ? null : 1);
        condition(where, values, " AND e.onset >= ?", filter.from());
        condition(where, values, " AND e.onset < ?", filter.to());
        if (before != null) {
            where.append(" AND (e.onset, e.id) < (?, ?)");
            values.add(before.onset());
            values.add(StoredText.of(before.id()));
        }
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + where + " ORDER BY e.onset DESC, e.id DESC LIMIT "
                + limit)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            return rows(select);
        }
    }

    private static void condition(StringBuilder where, List<Object> values, String condition, Object value) {
        if (value != null) {
            where.append(condition);
            values.add(value instanceof String text ? StoredText.of(text) : value);
        }
    }

    private static List<EpisodeRow> rows(PreparedStatement select) throws SQLException {
        List<EpisodeRow> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new EpisodeRow(rows.getString(1), AlertJson.read(rows.getBytes(2))));
            }
        }
        return found;
    }

    /** Removes episodes that ended and whose last record arrived before a time. */
    static void prune(Connection connection, long before) throws SQLException {
        for (String sql : List.of("DELETE FROM episode_record WHERE key / " + (1L << SEQUENCE_BITS)
                + " IN (SELECT no FROM episode WHERE open = 0 AND arrived < ?)", "DELETE FROM episode WHERE open = 0 AND arrived < ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setLong(1, before);
                delete.executeUpdate();
            }
        }
    }

}
