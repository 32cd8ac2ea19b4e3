package io.vitalwatch.console.store;

import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.AuditEvent;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The console's store. One thread adds records and calls {@link #flush}; any thread may read, and sees what was added at once, episodes
 * after the next flush.
 *
 * <p>If a flush fails, call {@link #drop}: nothing waits then, and of what is added only the patients are noted, however long it lasts. When
 * {@link #requireWritable} passes, call {@link #recover} and read the topics from where it says.
 */
public final class Store implements AutoCloseable {
    private static final long SHORTEST_STEP_MILLIS = 1000;
    private static final double DAY_MILLIS = 86_400_000;

    private final Database database;
    private final Patients patients;
    private final Hours hours = new Hours();
    private final Episodes episodes;
    private final Audit audit = new Audit();
    private final ShadowEpisodes shadow = new ShadowEpisodes();
    /** The next offset of each partition. */
    private final Map<Hours.Place, Long> next = new LinkedHashMap<>();
    private boolean dropping;

    /**
     * Where a partition is read again.
     *
     * @param next all before it was read
     * @param low all before it is in stored rows: reading begins here
     */
    public record Position(String topic, int partition, long next, long low) {}

    private Store(Database database) throws SQLException {
        this.database = database;
        try (Connection connection = database.connection()) {
            this.patients = new Patients(connection);
            this.episodes = new Episodes(connection);
            readOn(positions(connection));
        }
    }

    /** What comes after the low offsets is read again, and may not be in stored rows yet. */
    private void readOn(List<Position> stored) {
        next.clear();
        stored.forEach(each -> next.put(new Hours.Place(each.topic(), each.partition()), each.low()));
    }

    /** Opens the store in a database, which is then closed with it. */
    public static Store open(Database database) throws SQLException {
        return new Store(database);
    }

    /** Adds a delivery's readings. Adding it again changes nothing. */
    public StoredPatientRow add(String topic, int partition, long offset, Delivery delivery, long nanoTime) {
        StoredPatientRow patient = patients.seen(delivery.user(), delivery.study(), delivery.arrival());
        if (!dropping) {
            hours.add(patient.no(), delivery.samples(), new Hours.Place(topic, partition), offset, nanoTime);
            skip(topic, partition, offset);
        }
        return patient;
    }

    /**
     * Adds a record of an episode. Adding it again changes nothing.
     *
     * @param body the record as it stands in the topic
     */
    public StoredPatientRow add(String topic, int partition, long offset, Alert alert, byte[] body) {
        Episodes.check(alert);
        StoredPatientRow patient = patients.seen(alert.user(), alert.study(), alert.arrived());
        if (!dropping) {
            episodes.add(patient.no(), alert, body);
            skip(topic, partition, offset);
        }
        return patient;
    }

    /** Adds a record of an episode of the shadow catalogue. Adding it again changes nothing. */
    public void addShadow(String topic, int partition, long offset, Alert alert, byte[] body) {
        Episodes.check(alert);
        StoredPatientRow patient = patients.seen(alert.user(), alert.study(), alert.arrived());
        if (!dropping) {
            shadow.add(patient.no(), alert, body);
            skip(topic, partition, offset);
        }
    }

    /**
     * Adds a control record. Adding it again changes nothing.
     *
     * @param record null where it cannot be read; the job refuses it
     * @param at its time in the topic, Unix milliseconds
     * @param body the record as it stands in the topic
     */
    public void add(String topic, int partition, long offset, long at, ControlRecord record, byte[] body) {
        if (!dropping) {
            audit.add(offset, at, record, body);
            skip(topic, partition, offset);
        }
    }

    /** Adds what became of a control record. Adding it again changes nothing. */
    public void add(String topic, int partition, long offset, ControlAnswer answer, byte[] body) {
        if (!dropping) {
            audit.add(answer, body);
            skip(topic, partition, offset);
        }
    }

    /** Adds a record of the audit. Adding it again changes nothing. */
    public void add(String topic, int partition, long offset, long at, AuditEvent event, byte[] body) {
        if (!dropping) {
            audit.add(offset, at, event, body);
            skip(topic, partition, offset);
        }
    }

    /** A record that has nothing for the store. */
    public void skip(String topic, int partition, long offset) {
        if (!dropping) {
            next.merge(new Hours.Place(topic, partition), offset + 1, Math::max);
        }
    }

    /** Forgets what waits, and keeps nothing of what is added from now on but patients, until {@link #recover}. */
    public void drop() {
        dropping = true;
        hours.drop();
        episodes.written();
        audit.written();
        shadow.written();
        next.clear();
    }

    /** Writes something that changes nothing. Any thread may call it; what comes of it takes as long as the database takes to answer. */
    public void requireWritable() throws SQLException {
        database.requireWritable();
    }

    /** Keeps again what is added. Returns the places from which the topics must be read. */
    public List<Position> recover() throws SQLException {
        try (Connection connection = database.connection()) {
            List<Position> stored = positions(connection);
            // A flush that failed may have been written all the same, and a server that has taken over may lack an earlier one.
            patients.compare(connection);
            episodes.numberFrom(connection);
            readOn(stored);
            dropping = false;
            return stored;
        }
    }

    /** Whether records of episodes, changes or the audit wait for the next flush. */
    public boolean recordsWait() {
        return !episodes.isEmpty() || !audit.isEmpty() || !shadow.isEmpty();
    }

    /** Whether so much waits that a flush must come before more is added. */
    public boolean full() {
        return hours.full() || episodes.full() || shadow.full();
    }

    /**
     * Writes episodes, changes, the audit, hours that have waited for a minute, and offsets, in one transaction.
     *
     * @param nanoTime a clock such as System.nanoTime()
     * @param all whether to write all hours
     */
    public void flush(long nanoTime, boolean all) throws SQLException {
        Set<Long> due = hours.due(nanoTime, all);
        Map<Hours.Place, Long> lowest = hours.lowest(due);
        try (Connection connection = database.writing()) {
            connection.setAutoCommit(false);
            try {
                patients.write(connection);
                episodes.write(connection);
                audit.write(connection);
                shadow.write(connection);
                hours.write(connection, due);
                writePositions(connection, lowest);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        patients.written();
        episodes.written();
        audit.written();
        shadow.written();
        hours.written(due);
    }

    private void writePositions(Connection connection, Map<Hours.Place, Long> lowest) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO position (topic, part, next, low) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (topic, part) DO UPDATE SET next = excluded.next, low = excluded.low")) {
            for (Map.Entry<Hours.Place, Long> each : next.entrySet()) {
                upsert.setString(1, each.getKey().topic());
                upsert.setInt(2, each.getKey().partition());
                upsert.setLong(3, each.getValue());
                upsert.setLong(4, lowest.getOrDefault(each.getKey(), each.getValue()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Where each partition is read again, as it is stored. */
    public List<Position> positions() throws SQLException {
        try (Connection connection = database.connection()) {
            return positions(connection);
        }
    }

    private static List<Position> positions(Connection connection) throws SQLException {
        List<Position> positions = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT topic, part, next, low FROM position ORDER BY topic, part");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                positions.add(new Position(rows.getString(1), rows.getInt(2), rows.getLong(3), rows.getLong(4)));
            }
        }
        return positions;
    }

    /** The patient with this opaque id, or null. */
    public StoredPatientRow patient(String id) {
        return patients.byId(id);
    }

    /** All patients, in no order. */
    public Collection<StoredPatientRow> patients() {
        return patients.all();
    }

    /** The studies of all patients, in order. */
    public Set<String> studies() {
        Set<String> studies = new TreeSet<>();
        patients.all().forEach(each -> studies.add(each.study()));
        return studies;
    }

    /** The rows of a patient from a time to before another, in order of time. */
    public List<Sample> rows(StoredPatientRow patient, long from, long to) throws SQLException {
        try (Connection connection = database.connection()) {
            return hours.rows(connection, patient.no(), from, to);
        }
    }

    /**
     * The vitals of a patient for a chart. Steps of five minutes and longer are made of stored windows, shorter ones of rows.
     *
     * @param points about how many steps
     */
    public VitalSeries vitals(StoredPatientRow patient, long from, long to, int points) throws SQLException {
        long step = Math.max(SHORTEST_STEP_MILLIS, (to - from + points - 1) / points);
        boolean windows = step >= HourWindows.WINDOW_MILLIS;
        long unit = windows ? HourWindows.WINDOW_MILLIS : SHORTEST_STEP_MILLIS;
        VitalSeries series = new VitalSeries(from, to, (step + unit - 1) / unit * unit);
        try (Connection connection = database.connection()) {
            if (windows) {
                hours.windows(connection, patient.no(), series.from(), to, series::add);
            } else {
                for (Sample row : hours.rows(connection, patient.no(), series.from(), to)) {
                    for (Reading reading : row.readings()) {
                        series.add(row.time(), reading);
                    }
                }
            }
        }
        return series;
    }

    /** Every open episode. */
    public List<EpisodeRow> openEpisodes() throws SQLException {
        try (Connection connection = database.connection()) {
            return Episodes.open(connection);
        }
    }

    /** The episode of this id, or null. */
    public EpisodeRow episode(String id) throws SQLException {
        try (Connection connection = database.connection()) {
            return Episodes.find(connection, id);
        }
    }

    /** The records of an episode in order; empty for an unknown one. */
    public List<Alert> records(String episode) throws SQLException {
        try (Connection connection = database.connection()) {
            return Episodes.records(connection, episode);
        }
    }

    /** Episodes, newest onset first. */
    public List<EpisodeRow> episodes(EpisodeFilter filter) throws SQLException {
        StoredPatientRow patient = filter.patient() == null ? null : patients.byId(filter.patient());
        if (filter.patient() != null && patient == null) {
            return List.of();
        }
        try (Connection connection = database.connection()) {
            return Episodes.list(connection, filter, patient == null ? null : patient.no());
        }
    }

    /**
     * How many episodes began from a time to before another.
     *
     * @param studies only of these; null for all
     * @param most patients that are named
     */
    public EpisodeCounts counts(Set<String> studies, long from, long to, int most) throws SQLException {
        try (Connection connection = database.connection()) {
            return EpisodeCounts.of(connection, studies, from, to, most);
        }
    }

    /**
     * The days that patients were watched from a time to another: of each patient from the first to the last arrival.
     *
     * @param studies only of these; null for all
     */
    public double patientDays(Set<String> studies, long from, long to) {
        return patients.all().stream().filter(each -> studies == null || studies.contains(each.study()))
                .mapToLong(each -> Math.max(0, Math.min(to, each.lastSeen()) - Math.max(from, each.firstSeen()))).sum() / DAY_MILLIS;
    }

    /** Every control record that can be read, in their order, as far as they are written. */
    public List<LoggedControl> controls() throws SQLException {
        try (Connection connection = database.connection()) {
            return Audit.controls(connection);
        }
    }

    /** Changes and events, newest first. */
    public List<AuditRow> audit(AuditFilter filter) throws SQLException {
        StoredPatientRow patient = filter.patient() == null ? null : patients.byId(filter.patient());
        if (filter.patient() != null && patient == null) {
            return List.of();
        }
        try (Connection connection = database.connection()) {
            return Audit.list(connection, filter, patient == null ? null : patient.user());
        }
    }

    /** What the shadow catalogue said of episodes that began after a time, beside what was said. */
    public ShadowComparison compareShadow(Set<String> studies, long since, int most) throws SQLException {
        try (Connection connection = database.connection()) {
            return ShadowEpisodes.compare(connection, studies, since, most);
        }
    }

    /** The patient with this id of the vendor, or null. */
    public StoredPatientRow patientOf(String user) {
        return patients.byUser(user);
    }

    /**
     * A partition begins again, because its topic was created again: the offsets of before say nothing any more. Writes all that waits, so
     * that nothing of before keeps the place where the next start reads.
     *
     * @param begin the offset from which it is read
     */
    public void beginAgain(String topic, int partition, long begin, long nanoTime) throws SQLException {
        flush(nanoTime, true);
        next.put(new Hours.Place(topic, partition), begin);
        flush(nanoTime, true);
    }

    /**
     * Removes the changes, or the events, whose topic was created again: its offsets name other records now.
     *
     * @param control whether it is the topic of changes
     */
    public void forgetAudit(boolean control) throws SQLException {
        try (Connection connection = database.writingForLong()) {
            Audit.forget(connection, control);
        }
    }

    /** Removes hours that began, and ended episodes whose last record arrived, before a time. Call it on the thread that flushes. */
    public void prune(long before) throws SQLException {
        try (Connection connection = database.writingForLong()) {
            connection.setAutoCommit(false);
            Hours.prune(connection, before);
            Episodes.prune(connection, before);
            ShadowEpisodes.prune(connection, before);
            connection.commit();
        }
    }

    /** Closes the database; what was not flushed is read again from the topics. */
    @Override
    public void close() {
        database.close();
    }
}
