package io.vitalwatch.console.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.vitalwatch.settings.SettingsException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database by its JDBC address: {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME?…}. Opening it brings its tables to this
 * program's version by numbered SQL files, each in one transaction. One dialect for both; two names of types differ.
 */
public final class Database implements AutoCloseable {
    /** Number of SQL files. */
    private static final int VERSION = 2;
    private static final int CONNECTIONS = 6;
    private static final long LONGEST_WAIT_MILLIS = 10_000;
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final HikariDataSource pool;
    private final boolean sqlite;

    private Database(HikariDataSource pool, boolean sqlite) {
        this.pool = pool;
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
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address);
        config.setPoolName("console-store");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_WAIT_MILLIS);
        if (sqlite) {
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "NORMAL");
            config.addDataSourceProperty("page_size", "8192");
            config.addDataSourceProperty("busy_timeout", Long.toString(LONGEST_WAIT_MILLIS));
        } else {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
            // The default prints the values of a failed batch, readings of patients included.
            config.addDataSourceProperty("logServerErrorDetail", "false");
        }
        try {
            Database database = new Database(new HikariDataSource(config), sqlite);
            database.migrate();
            return database;
        } catch (SQLException | PoolInitializationException e) {
            throw new SettingsException("the store " + kind(sqlite, address) + " cannot be opened: " + firstLine(e));
        }
    }

    private static String kind(boolean sqlite, String address) {
        return sqlite ? address.substring(SQLITE.length()) : "in PostgreSQL";
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** A connection of the pool; close it after use. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Brings the tables to this version, each step in one transaction. */
    private void migrate() throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS version (number INTEGER NOT NULL)");
            int found;
            try (ResultSet rows = statement.executeQuery("SELECT coalesce(max(number), 0) FROM version")) {
                rows.next();
                found = rows.getInt(1);
            }
            if (found > VERSION) {
                pool.close();
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
    }
}
