package io.vitalwatch.console.store;

import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.wire.AuditJson;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Control records, what became of them, and audit records. They are never removed. One thread adds and writes. */
final class Audit {
    /** What a control record is called that cannot be read; the job refuses it. */
    static final String UNREADABLE = "unreadable";
    private static final String EVERYBODY = "";
    private static final String ALL_STUDIES_ONLY = "*";
    private static final int BATCH = 500;

    /** A row that is not written yet. */
    private record Waiting(long at, String what, String who, String user, String study, byte[] body) {}

    private record AnswerKey(long seq, int partition, String outcome) {}

    private final Map<Long, Waiting> rows = new LinkedHashMap<>();
    private final Map<AnswerKey, byte[]> answers = new LinkedHashMap<>();

    /** @param record null where it cannot be read */
    void add(long offset, long at, ControlRecord record, byte[] body) {
        Waiting row = record == null ? new Waiting(at, UNREADABLE, "", "", ALL_STUDIES_ONLY, body)
                : new Waiting(at, record.kind().label(), record.author(), record.scope().isUser() ? record.scope().name() : "",
                        study(record.scope()), body);
        check(row);
        rows.put(offset << 1, row);
    }

    /** A group may have patients of several studies, so who may see one study only does not see its name. */
    private static String study(Scope scope) {
        return switch (scope.type()) {
            case STUDY -> scope.name();
            case ALL -> EVERYBODY;
            case USER, GROUP -> ALL_STUDIES_ONLY;
        };
    }

    void add(long offset, long at, AuditEvent event, byte[] body) {
        String study = event.studies() != null && event.studies().size() == 1 ? event.studies().get(0) : ALL_STUDIES_ONLY;
        Waiting row = new Waiting(at, event.what().label(), event.who() == null ? "" : event.who(),
                event.user() == null ? "" : event.user(), event.user() == null ? study : ALL_STUDIES_ONLY, body);
        check(row);
        rows.put(offset << 1 | 1, row);
    }

    private static void check(Waiting row) {
        StoredText.checked(row.who());
        StoredText.checked(row.user());
        StoredText.checked(row.study());
    }

    void add(ControlAnswer answer, byte[] body) {
        if (answer.seq() >= 0) {
            answers.put(new AnswerKey(answer.seq(), answer.partition(), answer.outcome().label()), body);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty() && answers.isEmpty();
    }

    void write(Connection connection) throws SQLException {
        if (isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO audit (key, at, what, who, usr, study, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET at = excluded.at, what = excluded.what, who = excluded.who,"
                + " usr = excluded.usr, study = excluded.study, body = excluded.body");
                PreparedStatement answer = connection.prepareStatement("INSERT INTO control_answer (seq, part, outcome, body)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (seq, part, outcome) DO UPDATE SET body = excluded.body")) {
            int batched = 0;
            for (Map.Entry<Long, Waiting> each : rows.entrySet()) {
                Waiting row = each.getValue();
                upsert.setLong(1, each.getKey());
                upsert.setLong(2, row.at());
                upsert.setString(3, row.what());
                upsert.setString(4, StoredText.of(row.who()));
                upsert.setString(5, StoredText.of(row.user()));
                upsert.setString(6, StoredText.of(row.study()));
                upsert.setBytes(7, row.body());
                upsert.addBatch();
                if (++batched % BATCH == 0) {
                    upsert.executeBatch();
                }
            }
            upsert.executeBatch();
            for (Map.Entry<AnswerKey, byte[]> each : answers.entrySet()) {
                answer.setLong(1, each.getKey().seq());
                answer.setInt(2, each.getKey().partition());
                answer.setString(3, each.getKey().outcome());
                answer.setBytes(4, each.getValue());
                answer.addBatch();
                if (++batched % BATCH == 0) {
                    answer.executeBatch();
                }
            }
            answer.executeBatch();
        }
    }

    void written() {
        rows.clear();
        answers.clear();
    }

    /** All control records that can be read, in their order. */
    static List<LoggedControl> controls(Connection connection) throws SQLException {
        List<LoggedControl> found = new ArrayList<>();
        // Events of the audit, of which there may be very many, are left in the database.
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT key, at, body FROM audit WHERE key % 2 = 0 AND what <> ? ORDER BY key")) {
            select.setString(1, UNREADABLE);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] body = rows.getBytes(3);
                    ControlRecord record = read(body);
                    if (record != null) {
                        found.add(new LoggedControl(rows.getLong(1) >> 1, rows.getLong(2), body, record));
                    }
                }
            }
        }
        return found;
    }

    /** The record, or null if this release cannot read it: another one has stored it. */
    private static ControlRecord read(byte[] body) {
        try {
            return ControlRecordJson.read(body);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Rows, newest first.
     *
     * @param user the vendor's id of the filter's patient, or null
     */
    static List<AuditRow> list(Connection connection, AuditFilter filter, String user) throws SQLException {
        // A patient's record belongs to the study in which the patient is now; that of an unknown patient is for those who may see all.
        StringBuilder where = new StringBuilder(" FROM audit a LEFT JOIN patient p ON p.usr = a.usr AND a.usr <> '' WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        if (filter.studies() != null) {
            where.append(" AND coalesce(p.study, a.study) IN (''").append(", ?".repeat(filter.studies().size())).append(')');
            filter.studies().forEach(each -> values.add(StoredText.of(each)));
        }
        if (filter.what() != null) {
            in(where, values, " AND a.what IN ", filter.what());
        }
        condition(where, values, " AND a.who = ?", filter.who());
        condition(where, values, " AND a.usr = ?", user);
        condition(where, values, " AND a.at >= ?", filter.from());
        condition(where, values, " AND a.at < ?", filter.to());
        if (filter.before() != null) {
            where.append(" AND (a.at, a.key) < (?, ?)");
            values.add(filter.before().at());
            values.add(filter.before().key());
        }
        List<AuditRow> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT a.key, a.at, a.what, a.body" + where
                + " ORDER BY a.at DESC, a.key DESC LIMIT " + filter.limit())) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(row(connection, rows));
                }
            }
        }
        return found;
    }

    private static AuditRow row(Connection connection, ResultSet rows) throws SQLException {
        long key = rows.getLong(1);
        if ((key & 1) == 1) {
            return new AuditRow(key, rows.getLong(2), null, AuditJson.read(rows.getBytes(4)), List.of());
        }
        boolean readable = !rows.getString(3).equals(UNREADABLE);
        return new AuditRow(key, rows.getLong(2), readable ? read(rows.getBytes(4)) : null, null,
                answers(connection, key >> 1));
    }

    private static List<ControlAnswer> answers(Connection connection, long seq) throws SQLException {
        List<ControlAnswer> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT body FROM control_answer WHERE seq = ? ORDER BY part, outcome")) {
            select.setLong(1, seq);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(ControlStateJson.read(rows.getBytes(1)));
                }
            }
        }
        return found;
    }

    /** Removes what is of a topic that was created again: its offsets now name other records. */
    static void forget(Connection connection, boolean control) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM audit WHERE key % 2 = ?")) {
            delete.setInt(1, control ? 0 : 1);
            delete.executeUpdate();
        }
        if (control) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM control_answer")) {
                delete.executeUpdate();
            }
        }
    }

    private static void in(StringBuilder where, List<Object> values, String condition, Set<String> words) {
        where.append(condition).append('(').append(String.join(", ", Collections.nCopies(words.size(), "?"))).append(')');
        values.addAll(words);
    }

    private static void condition(StringBuilder where, List<Object> values, String condition, Object value) {
        if (value != null) {
            where.append(condition);
            values.add(value instanceof String text ? StoredText.of(text) : value);
        }
    }
}
