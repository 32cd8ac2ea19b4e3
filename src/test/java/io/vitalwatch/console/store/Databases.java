package io.vitalwatch.console.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty databases for tests: files of SQLite, and databases of one PostgreSQL server that runs until the tests end. */
public enum Databases {
    SQLITE,
    POSTGRESQL;

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;

    /** The address of a new, empty database. */
    public String address(Path folder) {
        int number = COUNT.incrementAndGet();
        return this == SQLITE ? "jdbc:sqlite:" + folder.resolve("store" + number + ".db") : postgres("store" + number);
    }

    private static synchronized String postgres(String name) {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder().setCleanDataDirectory(true).start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        // The process ends anyway.
                    }
                }));
            }
            try (Connection connection = server.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            return server.getJdbcUrl("postgres", name);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("PostgreSQL did not start", e);
        }
    }
}
