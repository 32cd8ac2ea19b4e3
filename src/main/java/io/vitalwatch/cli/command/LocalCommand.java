package io.vitalwatch.cli.command;

import io.vitalwatch.cli.local.AlertFeed;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.local.InProcessFlink;
import io.vitalwatch.cli.local.LocalConsole;
import io.vitalwatch.cli.local.LocalControl;
import io.vitalwatch.cli.local.LocalReceiver;
import io.vitalwatch.cli.local.LocalTraffic;
import io.vitalwatch.cli.local.Shutdown;
import io.vitalwatch.cli.local.VendorThread;
import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.DeliveryTable;
import io.vitalwatch.cli.terminal.DurationConverter;
import io.vitalwatch.cli.terminal.JobCounters;
import io.vitalwatch.cli.terminal.RunSummary;
import io.vitalwatch.cli.terminal.Table;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code local}: vendor, receiver, Kafka, Flink and the job in one process, alarms on the terminal. */
@Command(name = "local", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Runs the whole system in this process: a simulated vendor posts signed webhooks, the receiver writes them to "
                + "Kafka, the job on Flink turns them into alarms, and the alarms are printed as they come. Ctrl-C stops everything.",
        footer = {"", "Every other --name=value is a parameter of the job, the same as on a cluster.",
            "", "A scored run:  local --scenario=all --for=150s --truth=t.ndjson --alerts=a.ndjson "
                + "&& score --truth t.ndjson --alerts a.ndjson",
            "", "Exit codes: 0 done, 2 wrong usage, 1 failure."})
public final class LocalCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);

    private final Terminal terminal;

    @Option(names = "--replay", paramLabel = "FILE", description = "Post a recording instead of a simulation: a file, - for stdin, or "
            + "\"bundled\", a day of real readings of 32 patients. Default: a simulation.")
    private String replay;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "10", description = "Simulated or recorded seconds per real second. "
            + "Default: ${DEFAULT-VALUE}, which lets people answer alarms.")
    private double speed;

    @Option(names = "--for", paramLabel = "TIME", converter = DurationConverter.class, description = "Stop after this much real time of "
            + "traffic, such as 60s or 5min; the simulation is planned for that time, at least one simulated minute, and may take half "
            + "as long again on a slow machine. Default: run until Ctrl-C; a simulation lasts as long as its scenario says.")
    private Duration longest;

    @Option(names = "--alerts", paramLabel = "FILE", description = "Write the alarm records to this file too, NDJSON, as they come.")
    private Path alerts;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write the injected events to this file, NDJSON, for score. An event "
            + "of which the data would be sent after --for is not due. On a slow machine the run may then take up to ten times --for, "
            + "so that all of them are played. Not with --replay.")
    private Path truth;

    @Mixin
    private SimulationOptions simulation = new SimulationOptions("demo");

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "4",
            description = "Partitions of each topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0",
            description = "Port of the receiver. Default: any free one.")
    private int port;

    @Option(names = "--console-port", paramLabel = "PORT", defaultValue = "0",
            description = "Port of the console. Default: any free one.")
    private int consolePort;

    @Option(names = "--ui-port", paramLabel = "PORT", defaultValue = "0",
            description = "Port of Flink's web UI. Default: any free one.")
    private int uiPort;

    @Mixin
    private JobArguments job;

    /** @param terminal where to print */
    public LocalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        requireValidOptions();
        // Read once before anything is started, so that a wrong parameter is reported at once; the address of the broker is not known yet.
        job.settings("--kafka.bootstrap.servers=localhost:0");
        try (Shutdown shutdown = new Shutdown()) {
            try {
                run(shutdown);
            } catch (Exception | LinkageError e) {
                // A server that is stopped while it starts fails with messages that do not help the user.
                if (shutdown.asked()) {
                    throw new CommandFailure("stopped while it was starting", e);
                }
                throw e;
            }
        }
        return 0;
    }

    /** Here heartbeats reach every partition, so none may be left behind, however long it is quiet. */
    private JobSettings settings(String bootstrapServers) {
        String brokers = "--kafka.bootstrap.servers=" + bootstrapServers;
        List<String> more = new ArrayList<>(List.of(brokers));
        if (!job.names("source.idle")) {
            more.add("--source.idle=0s");
        }
        if (!job.names("topic.samples")) {
            more.add("--topic.samples=vitals.samples");
        }
        if (!job.names("topic.control")) {
            more.add("--topic.control=vitals.control");
        }
        return job.settings(more.toArray(String[]::new));
    }

    private void run(Shutdown shutdown) throws Exception {
        try (LocalTraffic traffic = traffic();
                OutputStream copy = open("--alerts", alerts);
                EmbeddedKafka kafka = EmbeddedKafka.start();
                InProcessFlink flink = startFlink(shutdown)) {
            writeTruth(traffic);
            JobSettings settings = settings(kafka.bootstrapServers());
            createTopics(kafka, settings);
            JobID running = submit(flink, settings);
            JobCounters counters;
            // The receiver's page has a link to the console, which starts after it.
            int ofConsole = consolePort == 0 ? freePort() : consolePort;
            try (AlertFeed feed = new AlertFeed(kafka.bootstrapServers(), settings.output().alerts(), partitions, terminal, copy);
                    LocalReceiver receiver = LocalReceiver.start(kafka.bootstrapServers(), settings, port, ofConsole, speed, traffic.start());
                    LocalConsole console = LocalConsole.start(kafka.bootstrapServers(), settings, ofConsole, receiver.page());
                    LocalControl people = new LocalControl(kafka.bootstrapServers(), settings.control().topic());
                    VendorThread sender = new VendorThread(receiver.vendor(), traffic.plan(), traffic.start(), people::write)) {
                printAddresses(kafka, flink, receiver, console, settings, traffic);
                feed.start();
                sender.start();
                watch(flink, running, sender, feed, shutdown);
                warnIfNotPlayed(sender, receiver, traffic, shutdown);
                sender.close();
                if (people.leftOut() > 0) {
                    terminal.err().println("Control records that were left out: " + people.leftOut()
                            + "; they count with --topic.control=vitals.control");
                }
                drain(kafka, settings, flink, running, feed, shutdown);
                counters = stop(flink, running);
                terminal.out().print("\nPosted\n" + DeliveryTable.totals(sender.history()));
            }
            terminal.out().print("\n" + RunSummary.of(counters, settings.catalogue()));
            terminal.out().flush();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private InProcessFlink startFlink(Shutdown shutdown) throws Exception {
        if (shutdown.asked()) {
            throw new CommandFailure("stopped");
        }
        return InProcessFlink.start(job.parallelism(), uiPort);
    }

    private void requireValidOptions() {
        if (!(speed > 0) || speed > 1e9) {
            throw job.wrongUsage("--speed " + speed + " is outside 0 (exclusive) to 1000000000");
        }
        if (partitions < 1 || partitions > 1000) {
            throw job.wrongUsage("--partitions " + partitions + " is outside 1 to 1000");
        }
        requirePort("--ui-port", uiPort);
        requirePort("--port", port);
        requirePort("--console-port", consolePort);
        boolean file = replay != null && !replay.equals(RecordingReader.STDIN) && !replay.equals(LocalTraffic.BUNDLED);
        if (file && !Files.isReadable(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay
                    + (Files.exists(Path.of(replay)) ? " cannot be read; check its permissions" : " does not exist"));
        }
        if (file && Files.isDirectory(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay + " is a folder; name a file in it");
        }
        if (replay != null && (truth != null || simulation.scenarioGiven())) {
            throw job.wrongUsage("--replay excludes --scenario and --truth: nothing is injected into a recording");
        }
        if (job.names("topic.samples") && job.settings("--kafka.bootstrap.servers=localhost:0").output().samples() == null) {
            throw job.wrongUsage("--topic.samples is empty: the console of local needs this topic");
        }
        if (job.names("kafka.bootstrap.servers")) {
            throw job.wrongUsage("--kafka.bootstrap.servers: local brings its own broker; run the job on a cluster to use another one");
        }
    }

    private void requirePort(String option, int given) {
        if (given < 0 || given > 65535) {
            throw job.wrongUsage(option + " " + given + " is outside 0 to 65535");
        }
    }

    private LocalTraffic traffic() throws IOException {
        if (replay != null) {
            return LocalTraffic.recorded(replay);
        }
        // At least a minute, because the vendor sends once a minute.
        Long length = longest == null ? null : (long) Math.max(60_000, Math.min(longest.toMillis() * speed, 3.15e11));
        return LocalTraffic.of(simulation.simulation(length, false), simulation.scenarioName());
    }

    private void writeTruth(LocalTraffic traffic) throws IOException {
        try (OutputStream out = open("--truth", truth)) {
            if (out != null) {
                SimulationOptions.writeTruth(traffic.simulation(), out);
            }
        }
    }

    private OutputStream open(String option, Path file) {
        try {
            return file == null ? null : Files.newOutputStream(file);
        } catch (IOException e) {
            throw job.wrongUsage(option + " " + file + " cannot be written; check its folder and permissions");
        }
    }

    private void createTopics(EmbeddedKafka kafka, JobSettings settings) {
        Set<String> topics = new LinkedHashSet<>(List.of(settings.source().topic(), settings.output().alerts(),
                settings.output().windows(), settings.output().rejected()));
        if (settings.output().samples() != null) {
            topics.add(settings.output().samples());
        }
        if (settings.control().isOn()) {
            topics.add(settings.control().state());
            topics.add(settings.control().shadow());
            kafka.createTopic(settings.control().topic(), 1, EmbeddedKafka.RECORDED_TIME);
        }
        kafka.createTopic("vitals.audit", 1, EmbeddedKafka.RECORDED_TIME);
        topics.forEach(topic -> kafka.createTopic(topic, partitions, EmbeddedKafka.RECORDED_TIME));
    }

    private JobID submit(InProcessFlink flink, JobSettings settings) throws Exception {
        var environment = flink.environment();
        VitalsAlertJob.configure(environment, settings);
        VitalsAlertJob.requireCheckpoints(environment, settings);
        Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
        return flink.submit(environment, "VitalWatch");
    }

    private void printAddresses(EmbeddedKafka kafka, InProcessFlink flink, LocalReceiver receiver, LocalConsole console, JobSettings settings,
            LocalTraffic traffic) throws Exception {
        terminal.out().print("VitalWatch\n" + new Table("ll")
                .row("console", console.link() + " (works once)")
                .row("deliveries", receiver.page())
                .row("Flink UI", flink.webAddress())
                .row("receiver", receiver.deliveries() + ", secret in " + receiver.secretFile())
                .row("Kafka", kafka.bootstrapServers())
                .row("topics", settings.source().topic() + " → " + settings.output().alerts() + ", " + settings.output().windows() + ", "
                        + settings.output().rejected())
                .row("input", traffic.description() + ", at " + String.format(Locale.ROOT, "%,.0f", speed) + " times real time")
                .row("stop", longest == null ? "Ctrl-C" : "Ctrl-C, or by itself after " + longest.toSeconds() + " s") + "\n");
        terminal.out().flush();
    }

    private void watch(InProcessFlink flink, JobID running, VendorThread sender, AlertFeed feed, Shutdown shutdown) throws Exception {
        long began = System.nanoTime();
        boolean allPosted = false;
        while (!shutdown.asked() && (longest == null || System.nanoTime() - began < limit(sender).toNanos())) {
            JobResult result = flink.await(running, POLL);
            if (result != null) {
                InProcessFlink.requireSuccess(result);
                return;
            }
            requireNoFailure(sender.failure(), "The deliveries could not be posted");
            requireNoFailure(feed.failure(), "The alarms could not be shown");
            if (sender.over() && !allPosted) {
                allPosted = true;
                PrintStream out = terminal.out();
                out.println("Everything has been posted. The arrival clock does not move any more;  "
                        + (longest == null ? "stop with Ctrl-C." : "waiting for the end of --for."));
            }
        }
    }

    /**
     * The longest run. A simulation is planned for --for; if the machine is too slow for the speed, it may take 1.5 times as long, and ten
     * times if it will be scored.
     */
    private Duration limit(VendorThread sender) {
        if (replay != null || sender.over()) {
            return longest;
        }
        return truth != null ? longest.multipliedBy(10) : longest.plus(longest.dividedBy(2));
    }

    private void warnIfNotPlayed(VendorThread sender, LocalReceiver receiver, LocalTraffic traffic, Shutdown shutdown) {
        if (replay == null && longest != null && !sender.over() && !shutdown.asked()) {
            long minutes = (traffic.simulation().settings().endMillis() - receiver.vendor().settledUntil()) / 60_000;
            terminal.err().println("--speed " + speed + " is too fast for this machine: the last " + minutes
                    + " minutes of simulated time were not played.");
        }
    }

    /** Waits until the job has read everything that was posted and its alarms are printed, unless the process was asked to stop. */
    private void drain(EmbeddedKafka kafka, JobSettings settings, InProcessFlink flink, JobID running, AlertFeed feed, Shutdown shutdown)
            throws Exception {
        long posted = kafka.records(settings.source().topic());
        long end = System.nanoTime() + LONGEST_DRAIN.toNanos();
        boolean drained = false;
        while (!drained && !shutdown.asked() && System.nanoTime() < end && flink.await(running, POLL) == null) {
            JobCounters counters = new JobCounters(flink.counters(running));
            long written = counters.get("alerts.start") + counters.get("alerts.update") + counters.get("alerts.end");
            drained = counters.get("deliveries.in") >= posted && feed.shown() >= written;
        }
    }

    private static void requireNoFailure(Exception failure, String what) {
        if (failure != null) {
            throw new CommandFailure(what + ": " + failure.getMessage(), failure);
        }
    }

    private static JobCounters stop(InProcessFlink flink, JobID running) throws Exception {
        flink.cancel(running);
        flink.await(running, Duration.ofSeconds(5));
        return new JobCounters(flink.counters(running));
    }
}
