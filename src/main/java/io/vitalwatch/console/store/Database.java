package io.vitalwatch.console.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.vitalwatch.settings.SettingsException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database by its JDBC address: {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME?…}. Opening it brings its tables to this
 * program's version by numbered SQL files, each in one transaction. One dialect for both; two names of types differ.
 */
public final class Database implements AutoCloseable {
    /** Number of SQL files. */
    private static final int VERSION = 2;
    /** For requests, beside the one that writes. */
    static final int CONNECTIONS = 6;
    private static final long LONGEST_WAIT_MILLIS = 10_000;
    /** Requests that wait for a database that is away hold threads, which the ward needs. */
    private static final long LONGEST_CONNECT_MILLIS = 3000;
    private static final String LONGEST_ANSWER_SECONDS = "30";
    /** What goes over whole tables is answered late. */
    private static final int LONGEST_WORK_MILLIS = 600_000;
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String SECOND = "-rebuild";
    private static final String SECOND_SCHEMA = "vitalwatch_rebuild";

    private final HikariDataSource pool;
    /** Of one connection, so that requests, however many, never keep what was read from being written. */
    private final HikariDataSource writing;
    private final boolean sqlite;

    private Database(HikariDataSource pool, HikariDataSource writing, boolean sqlite) {
        this.pool = pool;
        this.writing = writing;
        this.sqlite = sqlite;
    }

    /**
     * Opens a database and brings its tables to this version.
     *
     * @param address a JDBC address; user and password of PostgreSQL are parameters of it
     * @throws SettingsException if it is neither SQLite nor PostgreSQL, cannot be opened, or is of a newer version; the message never has the
     *     address, which may contain a password
     */
    public static Database open(String address) {
        boolean sqlite = address.startsWith(SQLITE);
        if (!sqlite && !address.startsWith(POSTGRESQL)) {
            throw new SettingsException("the store must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/NAME?user=…&password=…");
        }
        try {
            HikariDataSource writing = pool(address, sqlite, "console-store-writing", 1);
            Database database;
            try {
                database = new Database(pool(address, sqlite, "console-store", CONNECTIONS), writing, sqlite);
            } catch (PoolInitializationException e) {
                writing.close();
                throw e;
            }
            database.migrate();
            return database;
        } catch (SQLException | PoolInitializationException e) {
            throw new SettingsException("the store " + kind(sqlite, address) + " cannot be opened: " + firstLine(e));
        }
    }

    private static HikariDataSource pool(String address, boolean sqlite, String name, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address);
        config.setPoolName(name);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_CONNECT_MILLIS);
        if (sqlite) {
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "NORMAL");
            config.addDataSourceProperty("page_size", "8192");
            config.addDataSourceProperty("busy_timeout", Long.toString(LONGEST_WAIT_MILLIS));
        } else {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
            // The default prints the values of a failed batch, readings of patients included.
            config.addDataSourceProperty("logServerErrorDetail", "false");
            // A server that has gone without a word is never answered for otherwise.
            config.addDataSourceProperty("socketTimeout", LONGEST_ANSWER_SECONDS);
            // The server does not know either that this program is gone: it would keep the locks of an open transaction for hours.
            config.setConnectionInitSql("SET idle_in_transaction_session_timeout = '" + LONGEST_ANSWER_SECONDS + "s'");
        }
        return new HikariDataSource(config);
    }

    private static String kind(boolean sqlite, String address) {
        return sqlite ? address.substring(SQLITE.length()) : "in PostgreSQL";
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * The address of a second database beside one, in which a store is built anew: a file beside the file, or a schema of its own. What is in
     * it from an earlier attempt is removed.
     *
     * @throws SettingsException if it cannot be made
     */
    public static String second(String address) {
        try {
            if (address.startsWith(SQLITE)) {
                deleteFiles(address.substring(SQLITE.length()) + SECOND);
                return address + SECOND;
            }
            try (Connection connection = DriverManager.getConnection(address); Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS " + SECOND_SCHEMA + " CASCADE");
                statement.execute("CREATE SCHEMA " + SECOND_SCHEMA);
            }
            return address + (address.contains("?") ? "&" : "?") + "currentSchema=" + SECOND_SCHEMA;
        } catch (SQLException | IOException e) {
            throw new SettingsException("a second store cannot be made: " + firstLine(e));
        }
    }

    /**
     * Puts what is in the second database into the place of the first. Both must be closed. Of a failure the first one is left.
     *
     * @throws IOException if it cannot be done
     */
    public static void exchange(String address) throws IOException {
        if (address.startsWith(SQLITE)) {
            String file = address.substring(SQLITE.length());
            Files.deleteIfExists(Path.of(file + "-wal"));
            Files.deleteIfExists(Path.of(file + "-shm"));
            Files.move(Path.of(file + SECOND), Path.of(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try (Connection connection = DriverManager.getConnection(address); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> tables = new ArrayList<>();
            String first;
            try (ResultSet rows = statement.executeQuery("SELECT current_schema()")) {
                rows.next();
                first = rows.getString(1);
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = '" + SECOND_SCHEMA + "'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String each : tables) {
                statement.execute("DROP TABLE IF EXISTS \"" + first + "\".\"" + each + "\"");
                statement.execute("ALTER TABLE " + SECOND_SCHEMA + ".\"" + each + "\" SET SCHEMA \"" + first + "\"");
            }
            statement.execute("DROP SCHEMA " + SECOND_SCHEMA);
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("the stores cannot be exchanged (state " + e.getSQLState() + ")", e);
        }
    }

    private static void deleteFiles(String file) throws IOException {
        for (String each : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + each));
        }
    }

    /** A connection of the pool; close it after use. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** The connection of the thread that writes; close it after use. */
    Connection writing() throws SQLException {
        return writing.getConnection();
    }

    /** As {@link #writing}, for statements that go over whole tables. */
    Connection writingForLong() throws SQLException {
        return forLong(writing());
    }

    private Connection forLong(Connection connection) throws SQLException {
        if (!sqlite) {
            // The pool sets it back.
            connection.setNetworkTimeout(Runnable::run, LONGEST_WORK_MILLIS);
        }
        return connection;
    }

    /** Writes something that changes nothing. */
    void requireWritable() throws SQLException {
        try (Connection connection = writing(); Statement statement = connection.createStatement()) {
            statement.execute("UPDATE version SET number = number");
        }
    }

    /** Brings the tables to this version, each step in one transaction. */
    private void migrate() throws SQLException {
        try (Connection connection = forLong(connection()); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS version (number INTEGER NOT NULL)");
            int found;
            try (ResultSet rows = statement.executeQuery("SELECT coalesce(max(number), 0) FROM version")) {
                rows.next();
                found = rows.getInt(1);
            }
            if (found > VERSION) {
                close();
                throw new SettingsException("the store has version " + found + ", this program knows " + VERSION
                        + "; use a newer program, or another store, which is built from the topics");
            }
            connection.setAutoCommit(false);
            for (int number = found + 1; number <= VERSION; number++) {
                for (String each : steps(number)) {
                    statement.execute(each);
                }
                statement.execute("INSERT INTO version (number) VALUES (" + number + ")");
                connection.commit();
            }
        }
    }

    private String[] steps(int number) {
        String name = String.format("%04d.sql", number);
        try (InputStream in = Database.class.getResourceAsStream("/io/vitalwatch/console/store/" + name)) {
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            // Texts are compared by their bytes, as SQLite does.
            String adapted = sqlite ? sql : sql.replace(" INTEGER", " BIGINT").replace(" BLOB", " BYTEA").replace(" TEXT", " TEXT COLLATE \"C\"");
            return adapted.strip().split(";\\s*(\n|$)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
        writing.close();
    }
}
