package io.vitalwatch.console.store;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.wire.AlertJson;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the shadow catalogue says, beside what was said. Both name an episode by the hash of patient, rule and onset, so an episode that both
 * have has one id. One thread adds and writes.
 */
final class ShadowEpisodes {
    /** A record that is not written yet. */
    private record Waiting(int patient, Alert alert, byte[] body) {}

    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    void add(int patient, Alert alert, byte[] body) {
        Episodes.check(alert);
        Waiting before = waiting.get(alert.episode());
        if (before == null || before.alert().sequence() <= alert.sequence()) {
            waiting.put(alert.episode(), new Waiting(patient, alert, body));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean full() {
        return waiting.size() >= Episodes.MOST_WAITING;
    }

    void write(Connection connection) throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO shadow_episode (id, patient, study, rule, onset, arrived,"
                + " sequence, open, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET onset = excluded.onset,"
                + " arrived = excluded.arrived, sequence = excluded.sequence, open = excluded.open, body = excluded.body"
                + " WHERE shadow_episode.arrived <= excluded.arrived")) {
            for (Waiting each : waiting.values()) {
                Alert alert = each.alert();
                upsert.setString(1, StoredText.of(alert.episode()));
                upsert.setInt(2, each.patient());
                upsert.setString(3, StoredText.of(alert.study()));
                upsert.setString(4, StoredText.of(alert.rule()));
                upsert.setLong(5, alert.onset());
                upsert.setLong(6, alert.arrived());
                upsert.setInt(7, alert.sequence());
                upsert.setInt(8, alert.phase() == Phase.END ? 0 : 1);
                upsert.setBytes(9, each.body());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    void written() {
        waiting.clear();
    }

    /**
     * Compares the episodes that began after a time.
     *
     * @param studies only of these; null for all
     * @param most episodes in each list
     */
    static ShadowComparison compare(Connection connection, Set<String> studies, long since, int most) throws SQLException {
        Map<String, int[]> counts = new TreeMap<>();
        count(connection, studies, since, "episode e", "", counts, 0);
        count(connection, studies, since, "shadow_episode e", "", counts, 1);
        count(connection, studies, since, "episode e", " AND EXISTS (SELECT 1 FROM shadow_episode s WHERE s.id = e.id)", counts, 2);
        List<ShadowComparison.OfRule> rules = new ArrayList<>();
        counts.forEach((rule, each) -> rules.add(new ShadowComparison.OfRule(rule, each[0], each[1], each[2])));
        return new ShadowComparison(rules, only(connection, studies, since, "episode", "shadow_episode", most),
                only(connection, studies, since, "shadow_episode", "episode", most));
    }

    private static void count(Connection connection, Set<String> studies, long since, String table, String condition, Map<String, int[]> counts,
            int column) throws SQLException {
        String from = "SELECT e.rule, count(*) FROM " + table;
        try (PreparedStatement select = select(connection, from, condition + " GROUP BY e.rule", studies, since);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                counts.computeIfAbsent(StoredText.read(rows.getString(1)), any -> new int[3])[column] = rows.getInt(2);
            }
        }
    }

    private static List<EpisodeRow> only(Connection connection, Set<String> studies, long since, String table, String other, int most)
            throws SQLException {
        List<EpisodeRow> found = new ArrayList<>();
        try (PreparedStatement select = select(connection, "SELECT p.id, e.body FROM " + table + " e JOIN patient p ON p.no = e.patient",
                " AND NOT EXISTS (SELECT 1 FROM " + other + " s WHERE s.id = e.id) ORDER BY e.onset DESC, e.id DESC LIMIT " + most, studies,
                since); ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new EpisodeRow(rows.getString(1), AlertJson.read(rows.getBytes(2))));
            }
        }
        return found;
    }

    private static PreparedStatement select(Connection connection, String from, String rest, Set<String> studies, long since)
            throws SQLException {
        String ofStudies = studies == null ? "" : studies.isEmpty() ? " AND 1 = 0"
                : " AND e.study IN (?" + ", ?".repeat(studies.size() - 1) + ")";
        PreparedStatement select = connection.prepareStatement(from + " WHERE e.onset >= ?" + ofStudies + rest);
        select.setLong(1, since);
        int at = 2;
        for (String each : studies == null ? Set.<String>of() : studies) {
            select.setString(at++, StoredText.of(each));
        }
        return select;
    }

    /** Removes episodes whose last record arrived before a time. */
    static void prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM shadow_episode WHERE arrived < ?")) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
    }
}
