package io.vitalwatch.console;

import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.live.TopicIngest;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Fills a second store from the beginning of the topics while the first is shown. When it has read all that existed, they are exchanged. */
final class Rebuild implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final long LOOK_MILLIS = 200;
    private static final long LONGEST_CLOSE_MILLIS = 10_000;

    private final ConsoleSettings settings;
    private final ControlSettings job;
    private final Map<String, Object> clients;
    private final Runnable exchange;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "console-rebuild");
    private volatile long behind;

    /** @param exchange called once, when the second store is full and closed */
    Rebuild(ConsoleSettings settings, ControlSettings job, Map<String, Object> clients, Runnable exchange) {
        this.settings = settings;
        this.job = job;
        this.clients = clients;
        this.exchange = exchange;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Records that the second store has not read yet; -1 when it is over. */
    long behind() {
        return behind;
    }

    private void run() {
        try {
            if (fill() && closing.getCount() > 0) {
                exchange.run();
                LOG.info("The store was built anew");
            }
        } catch (SQLException | SettingsException e) {
            LOG.error("The store could not be built anew; the present one stays", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            behind = -1;
        }
    }

    /** Returns whether all was read. */
    private boolean fill() throws SQLException, InterruptedException {
        try (Store second = Store.open(Database.open(Database.second(settings.store())))) {
            // What is live is shown from the first store; this ward and these changes are only read over.
            TopicIngest ingest = new TopicIngest(clients, settings.topics(), second, new Ward(System::currentTimeMillis, System::nanoTime, true),
                    new ControlHistory(job), settings.retentionMillis());
            ingest.start();
            try {
                while (!ingest.caughtUp() && !closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    behind = Math.max(0, ingest.behind());
                }
            } finally {
                ingest.close();
            }
            return ingest.caughtUp();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
