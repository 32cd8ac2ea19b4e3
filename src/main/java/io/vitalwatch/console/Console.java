package io.vitalwatch.console;

import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.web.access.AuditQueue;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.kafka.RecordWriter;
import io.vitalwatch.console.live.TopicIngest;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Database;
import io.vitalwatch.console.store.EpisodeRow;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.kafka.KafkaSettings;
import io.vitalwatch.model.Alert;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The console: reads the topics into a store and serves pages that show patients and alarms. */
public final class Console implements AutoCloseable {
    /** The sparkline of the ward shows so much. */
    private static final long RESTORED_MILLIS = 2 * 3_600_000;

    private final ConsoleSettings settings;
    private final Ward ward;
    private final ControlHistory controls;
    private final ConsoleServer server;
    /** Null where nobody can change anything. */
    private final RecordWriter control;
    /** Null where the audit is not recorded, like its queue. */
    private final RecordWriter audit;
    private final AuditQueue queue;
    /** Null where no second store is built. */
    private final Rebuild rebuild;
    private volatile Store store;
    private volatile TopicIngest ingest;
    private final Thread starting = new Thread(this::readStore, "console-start");
    /** Whether the store is still being read into the ward. */
    private volatile boolean reading = true;
    /** Why it could not be read, or null. */
    private volatile String failure;
    private volatile boolean closed;

    private Console(ConsoleSettings settings, ControlSettings job) {
        this.settings = settings;
        this.ward = new Ward(System::currentTimeMillis, System::nanoTime, settings.byArrival());
        this.controls = new ControlHistory(job);
        this.control = writer(settings, settings.topics().control(), ward);
        this.audit = writer(settings, settings.topics().audit(), ward);
        this.queue = audit == null ? null : new AuditQueue(audit::write);
        this.rebuild = settings.rebuild() ? new Rebuild(settings, job, clients(settings), this::exchange) : null;
        this.server = new ConsoleServer(settings, new ConsoleServer.Parts(() -> this.store, ward, new State(), controls,
                control == null ? null : record -> control.write(ControlRecordJson.of(record)),
                new AuditLog(queue == null ? event -> { } : queue::add, System::nanoTime), queue == null ? () -> 0 : queue::lost,
                System::currentTimeMillis));
        starting.setDaemon(true);
    }

    /** Not a field: logging is most of the classes of a start, and its turn is while the job's parameters are read. */
    private static Logger log() {
        return LoggerFactory.getLogger(Console.class);
    }

    /** Shows what is stored, then reads on. Pages are served meanwhile and say that the console is starting. */
    private void readStore() {
        try {
            synchronized (this) {
                if (closed) {
                    return;
                }
                if (queue != null) {
                    queue.start();
                }
            }
            restore(store, ward);
            store.controls().forEach(controls::take);
            synchronized (this) {
                if (closed) {
                    return;
                }
                ingest.start();
                reading = false;
                if (rebuild != null) {
                    rebuild.start();
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (!closed) {
                failure = "the store cannot be read; delete it, and it is built again from the topics";
                log().error("{}", failure, e);
            }
            return;
        }
        try {
            // Not for the first answer to an alarm to wait for.
            if (control != null) {
                control.producer();
            }
        } catch (KafkaException e) {
            log().error("Changes cannot be written; see the settings of Kafka", e);
        }
    }

    private TopicIngest ingest(Store into) {
        return new TopicIngest(clients(settings), settings.topics(), into, ward, controls, settings.retentionMillis());
    }

    /** The second store, which is closed, takes the place of the first. Requests meanwhile are answered 503. */
    private synchronized void exchange() {
        if (closed) {
            return;
        }
        ingest.close();
        store.close();
        try {
            Database.exchange(settings.store());
        } catch (IOException e) {
            log().error("The new store could not take the place of the old one, which stays", e);
        }
        try {
            store = Store.open(Database.open(settings.store()));
            ingest = ingest(store);
            ingest.start();
        } catch (SQLException | SettingsException e) {
            log().error("The store cannot be opened; start the console again", e);
        }
    }

    /** How the reading does into the store that is shown. */
    private final class State implements IngestState {
        @Override
        public String problem() {
            return failure != null || reading ? failure : ingest.problem();
        }

        @Override
        public String storeProblem() {
            return failure != null || reading ? null : ingest.storeProblem();
        }

        @Override
        public long catchingUp() {
            return reading ? STARTING : ingest.catchingUp();
        }

        @Override
        public long behind() {
            return ingest.behind();
        }

        @Override
        public long unreadable() {
            return ingest.unreadable();
        }

        @Override
        public long rebuildBehind() {
            return rebuild == null ? -1 : rebuild.behind();
        }
    }

    private static RecordWriter writer(ConsoleSettings settings, String topic, Ward ward) {
        return topic == null ? null : new RecordWriter(new KafkaSettings(settings.kafka()).control(), topic, ward::clock);
    }

    /**
     * Starts a console. It returns as soon as it listens; then what is stored is read, and the topics are read on from it.
     *
     * @throws SettingsException if store or certificate cannot be used
     * @throws IOException if it cannot listen on its address, or the store cannot be read
     */
    public static Console start(ConsoleSettings settings) throws IOException {
        return start(settings, () -> JobSettingsReader.read(settings.jobConfig() == null ? List.of()
                : List.of("--config=" + settings.jobConfig())).control().intake());
    }

    /**
     * As {@link #start(ConsoleSettings)}, beside a job whose parameters are known.
     *
     * @param job how the job takes changes
     */
    public static Console start(ConsoleSettings settings, ControlSettings job) throws IOException {
        return start(settings, () -> job);
    }

    /** What takes longest is done at once: logging and the store on a thread, the job's parameters and the server here. */
    private static Console start(ConsoleSettings settings, Supplier<ControlSettings> job) throws IOException {
        CompletableFuture<Void> logging = new CompletableFuture<>();
        CompletableFuture<Store> store = new CompletableFuture<>();
        Thread opening = new Thread(() -> {
            try {
                LoggerFactory.getILoggerFactory();
            } finally {
                logging.complete(null);
            }
            try {
                store.complete(open(settings.store()));
            } catch (IOException | RuntimeException | Error e) {
                store.completeExceptionally(e);
            }
        }, "console-open");
        opening.setDaemon(true);
        opening.start();
        boolean started = false;
        try {
            ControlSettings intake = job.get();
            // A logger that is asked for while logging begins may stay silent.
            logging.join();
            Console console = new Console(settings, intake);
            console.store = opened(store);
            console.ingest = console.ingest(console.store);
            console.server.start();
            console.starting.start();
            started = true;
            return console;
        } finally {
            if (!started) {
                store.thenAccept(Store::close);
            }
        }
    }

    private static Store open(String address) throws IOException {
        Database database = Database.open(address);
        boolean opened = false;
        try {
            Store store = Store.open(database);
            opened = true;
            return store;
        } catch (SQLException e) {
            throw new IOException("the store cannot be read (" + e.getClass().getSimpleName() + ", state " + e.getSQLState()
                    + "); delete it, and it is built again from the topics", e);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    private static Store opened(CompletableFuture<Store> store) throws IOException {
        try {
            return store.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** The address of the ward, with the link that works once where nobody has to sign in otherwise. */
    public URI link() {
        return server.link();
    }

    /** What is wrong with reading the topics or with the store, for people, or null. */
    public String problem() {
        String problem = failure != null || reading ? failure : ingest.problem();
        return problem != null || reading ? problem : ingest.storeProblem();
    }

    /** Shows what is stored before the first record is read. */
    static void restore(Store store, Ward ward) throws SQLException {
        Map<String, List<Alert>> open = new HashMap<>();
        for (EpisodeRow each : store.openEpisodes()) {
            open.computeIfAbsent(each.patient(), any -> new ArrayList<>()).add(each.last());
        }
        for (StoredPatientRow each : store.patients()) {
            ward.restore(each, store.rows(each, each.lastSeen() - RESTORED_MILLIS, each.lastSeen() + RESTORED_MILLIS),
                    open.getOrDefault(each.id(), List.of()));
        }
    }

    private static Map<String, Object> clients(ConsoleSettings settings) {
        Map<String, Object> clients = new KafkaSettings(settings.kafka()).follower("console");
        clients.put("client.id", "console");
        clients.put("isolation.level", "read_committed");
        clients.put("fetch.max.wait.ms", "100");
        // A store that is built anew reads as much as comes.
        clients.putIfAbsent("max.poll.records", "5000");
        clients.putIfAbsent("max.partition.fetch.bytes", "4194304");
        clients.putIfAbsent("fetch.max.bytes", "16777216");
        clients.putIfAbsent("receive.buffer.bytes", "1048576");
        clients.put("allow.auto.create.topics", "false");
        return clients;
    }

    /** Stops serving, stores what was read, closes the store. */
    @Override
    public void close() {
        server.close();
        if (rebuild != null) {
            rebuild.close();
        }
        closeAll();
    }

    private synchronized void closeAll() {
        closed = true;
        if (control != null) {
            control.close();
        }
        if (queue != null) {
            queue.close();
            audit.close();
        }
        ingest.close();
        store.close();
    }
}
