package io.vitalwatch.console.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All patients of a store, in memory and in their table. One thread adds and writes; any may read. */
final class Patients {
    private static final int MOST = 1 << 20;
    private static final int ID_BYTES = 10;

    private final Map<String, StoredPatientRow> byUser = new ConcurrentHashMap<>();
    private final Map<String, StoredPatientRow> byId = new ConcurrentHashMap<>();
    private final Set<String> unwritten = new LinkedHashSet<>();
    private int nextNo;

    Patients(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT no, id, usr, study, first_seen, last_seen FROM patient");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                put(new StoredPatientRow(rows.getInt(1), rows.getString(2), StoredText.read(rows.getString(3)),
                        StoredText.read(rows.getString(4)), rows.getLong(5),
                        rows.getLong(6)));
                nextNo = Math.max(nextNo, rows.getInt(1) + 1);
            }
        }
    }

    /** What the database lacks, or has otherwise, is written again. */
    void compare(Connection connection) throws SQLException {
        Patients stored = new Patients(connection);
        byUser.values().stream().filter(each -> !each.equals(stored.byUser.get(each.user()))).forEach(each -> unwritten.add(each.user()));
    }

    StoredPatientRow byId(String id) {
        return byId.get(id);
    }

    StoredPatientRow byUser(String user) {
        return byUser.get(user);
    }

    Collection<StoredPatientRow> all() {
        return List.copyOf(byUser.values());
    }

    /** The patient of a record, added where it is new. Only a later arrival changes study and last sight. */
    StoredPatientRow seen(String user, String study, long arrived) {
        StoredPatientRow known = byUser.get(StoredText.checked(user));
        StoredText.checked(study);
        if (known == null && nextNo == MOST) {
            throw new IllegalStateException("a store holds at most " + MOST + " patients");
        }
        StoredPatientRow now = known == null ? new StoredPatientRow(nextNo++, id(user), user, study, arrived, arrived)
                : arrived < known.firstSeen() ? new StoredPatientRow(known.no(), known.id(), user, known.study(), arrived, known.lastSeen())
                : arrived > known.lastSeen() || arrived == known.lastSeen() && study.compareTo(known.study()) > 0
                        ? new StoredPatientRow(known.no(), known.id(), user, study, known.firstSeen(), arrived) : known;
        if (now != known) {
            put(now);
            unwritten.add(user);
        }
        return now;
    }

    void write(Connection connection) throws SQLException {
        if (unwritten.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO patient (no, id, usr, study, first_seen, last_seen)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (no) DO UPDATE SET study = excluded.study, first_seen = excluded.first_seen,"
                + " last_seen = excluded.last_seen")) {
            for (String user : unwritten) {
                StoredPatientRow each = byUser.get(user);
                upsert.setInt(1, each.no());
                upsert.setString(2, each.id());
                upsert.setString(3, StoredText.of(each.user()));
                upsert.setString(4, StoredText.of(each.study()));
                upsert.setLong(5, each.firstSeen());
                upsert.setLong(6, each.lastSeen());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    void written() {
        unwritten.clear();
    }

    /** Opaque, and the same in every store. Users are random ids of the vendor, so nobody can try them all. */
    static String id(String user) {
        try {
            byte[] name = ("vitalwatch:patient:" + StoredText.of(user)).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void put(StoredPatientRow patient) {
        byUser.put(patient.user(), patient);
        byId.put(patient.id(), patient);
    }
}
