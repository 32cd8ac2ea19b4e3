package io.vitalwatch.cli;

import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Settings;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code local}: vendor, receiver, broker, Flink and the job in one process, alarms on the terminal. */
@Command(name = "local", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "The whole system in this process: a simulator plays the vendor and posts signed webhooks, the receiver writes them to "
                + "Kafka, the job on Flink turns them into alarms, which are shown as they come. Ctrl-C stops everything.",
        footer = {"", "Every other --name=value is a parameter of the job, the same as on a cluster.",
            "", "A scored run:  local --scenario=all --for=80s --truth=t.ndjson --alerts=a.ndjson && score --truth t.ndjson --alerts a.ndjson",
            "", "Exit codes: 0 done, 2 wrong usage, 1 failure."})
final class LocalCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);

    private final Terminal terminal;

    @Option(names = "--replay", paramLabel = "FILE", description = "Post a recording instead of a simulation; \"bundled\" is a day of real "
            + "readings of 32 patients.")
    private String replay;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "300", description = "Simulated or recorded time a unit of real time; "
            + "default: ${DEFAULT-VALUE}, five minutes a second.")
    private double speed;

    @Option(names = "--for", paramLabel = "TIME", converter = Time.class, description = "End by itself after so much real time of traffic, "
            + "with a summary, such as 60s or 5min.")
    private Duration longest;

    @Option(names = "--alerts", paramLabel = "FILE", description = "Write the alarm records there too, NDJSON, as they come.")
    private Path alerts;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write what the simulation injects, NDJSON, for score. The run then "
            + "takes as long as the machine needs to play all of it.")
    private Path truth;

    @Mixin
    private SimulationOptions simulation = new SimulationOptions("all");

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "4",
            description = "Partitions of each topic; default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0",
            description = "Port of the receiver; default: any that is free.")
    private int port;

    @Option(names = "--ui-port", paramLabel = "PORT", defaultValue = "0",
            description = "Port of Flink's web UI; default: any that is free.")
    private int uiPort;

    @Mixin
    private JobOptions job;

    LocalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        requireSensible();
        // Read once before anything is started, so that a wrong parameter costs no time; the broker's address comes in later.
        job.settings("--kafka.bootstrap.servers=localhost:0");
        try (Shutdown shutdown = new Shutdown()) {
            try {
                run(shutdown);
            } catch (Exception | LinkageError e) {
                // Servers that are stopped while they start fail in ways of their own, which say nothing to the user.
                if (shutdown.asked()) {
                    throw new CommandFailure("stopped while it was starting", e);
                }
                throw e;
            }
        }
        return 0;
    }

    private void run(Shutdown shutdown) throws Exception {
        try (Traffic traffic = traffic();
                OutputStream copy = open("--alerts", alerts);
                EmbeddedKafka kafka = EmbeddedKafka.start();
                InProcessFlink flink = startFlink(shutdown)) {
            writeTruth(traffic);
            Settings settings = job.settings("--kafka.bootstrap.servers=" + kafka.bootstrapServers());
            createTopics(kafka, settings);
            JobID running = submit(flink, settings);
            Counters counters;
            try (AlertFeed feed = new AlertFeed(kafka.bootstrapServers(), settings.output().alerts(), partitions, terminal, copy);
                    LocalReceiver receiver = LocalReceiver.start(kafka.bootstrapServers(), settings.source().topic(), port, speed,
                            traffic.start());
                    Sender sender = new Sender(receiver.vendor(), traffic.plan(), traffic.start())) {
                tellWhereToLook(kafka, flink, receiver, settings, traffic);
                feed.start();
                sender.start();
                watch(flink, running, sender, feed, shutdown);
                requireTime(sender, receiver, traffic, shutdown);
                sender.close();
                drain(kafka, settings, flink, running, feed, shutdown);
                counters = stop(flink, running);
                terminal.out().print("\nPosted\n" + DeliveryTable.totals(sender.history()));
            }
            terminal.out().print("\n" + Summary.of(counters, settings.catalogue()));
            terminal.out().flush();
        }
    }

    private InProcessFlink startFlink(Shutdown shutdown) throws Exception {
        if (shutdown.asked()) {
            throw new CommandFailure("stopped");
        }
        return InProcessFlink.start(job.parallelism(), uiPort);
    }

    private void requireSensible() {
        if (!(speed > 0) || speed > 1e9) {
            throw job.wrongUsage("--speed " + speed + " is outside 0 (exclusive) to 1000000000");
        }
        if (partitions < 1 || partitions > 1000) {
            throw job.wrongUsage("--partitions " + partitions + " is outside 1 to 1000");
        }
        requirePort("--ui-port", uiPort);
        requirePort("--port", port);
        boolean file = replay != null && !replay.equals(DeliveryFile.STDIN) && !replay.equals(Traffic.BUNDLED);
        if (file && !Files.isReadable(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay + (Files.exists(Path.of(replay)) ? " may not be read" : " does not exist"));
        }
        if (file && Files.isDirectory(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay + " is a folder; name a file in it");
        }
        if (replay != null && (truth != null || simulation.scenarioGiven())) {
            throw job.wrongUsage("--replay goes without --scenario and --truth: nothing is injected into a recording");
        }
        if (job.names("kafka.bootstrap.servers")) {
            throw job.wrongUsage("--kafka.bootstrap.servers: local brings its own broker; run the job on a cluster to use another");
        }
    }

    private void requirePort(String option, int given) {
        if (given < 0 || given > 65535) {
            throw job.wrongUsage(option + " " + given + " is outside 0 to 65535");
        }
    }

    private Traffic traffic() throws IOException {
        if (replay != null) {
            return Traffic.recorded(replay);
        }
        // Simulated time is as long as the run allows, but a minute at least, which is the vendor's rhythm.
        Long length = longest == null ? null : (long) Math.max(60_000, Math.min(longest.toMillis() * speed, 3.15e11));
        return Traffic.of(simulation.simulation(length, false), simulation.scenarioName());
    }

    private void writeTruth(Traffic traffic) throws IOException {
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
            throw job.wrongUsage(option + " " + file + " cannot be written; look at its folder and permissions");
        }
    }

    private void createTopics(EmbeddedKafka kafka, Settings settings) {
        Set<String> topics = new LinkedHashSet<>(List.of(settings.source().topic(), settings.output().alerts(),
                settings.output().windows(), settings.output().rejected()));
        topics.forEach(topic -> kafka.createTopic(topic, partitions, EmbeddedKafka.RECORDED_TIME));
    }

    private JobID submit(InProcessFlink flink, Settings settings) throws Exception {
        var environment = flink.environment();
        VitalsAlertJob.configure(environment, settings);
        Topology.define(environment, settings, KafkaEnds.source(settings), 0, KafkaEnds.sinks(settings));
        return flink.submit(environment, "VitalWatch");
    }

    private void tellWhereToLook(EmbeddedKafka kafka, InProcessFlink flink, LocalReceiver receiver, Settings settings, Traffic traffic)
            throws Exception {
        terminal.out().print("VitalWatch\n" + new Table("ll")
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

    private void watch(InProcessFlink flink, JobID running, Sender sender, AlertFeed feed, Shutdown shutdown) throws Exception {
        long began = System.nanoTime();
        boolean told = false;
        while (!shutdown.asked() && (longest == null || System.nanoTime() - began < limit(sender).toNanos())) {
            JobResult result = flink.await(running, LOOK);
            if (result != null) {
                InProcessFlink.requireSuccess(result);
                return;
            }
            requireWell(sender.failure(), "The deliveries could not be posted");
            requireWell(feed.failure(), "The alarms could not be shown");
            if (sender.over() && !told) {
                told = true;
                PrintStream out = terminal.out();
                out.println("Everything has been posted. The arrival clock stands still now; "
                        + (longest == null ? "Ctrl-C ends." : "waiting for the end of --for."));
            }
        }
    }

    /**
     * A simulation is planned for the time of the run. Where the machine is too slow for the speed it may take half as long again, and as
     * long as it takes, within reason, when it is to be scored.
     */
    private Duration limit(Sender sender) {
        if (replay != null || sender.over()) {
            return longest;
        }
        return truth != null ? longest.multipliedBy(10) : longest.plus(longest.dividedBy(2));
    }

    private void requireTime(Sender sender, LocalReceiver receiver, Traffic traffic, Shutdown shutdown) {
        if (replay == null && longest != null && !sender.over() && !shutdown.asked()) {
            long minutes = (traffic.simulation().settings().endMillis() - receiver.vendor().settledUntil()) / 60_000;
            terminal.err().println("--speed " + speed + " is too fast for this machine: the last " + minutes
                    + " minutes of simulated time were not played.");
        }
    }

    /** Lets the job take what has been posted, and shows what comes of it, unless the process was told to stop. */
    private void drain(EmbeddedKafka kafka, Settings settings, InProcessFlink flink, JobID running, AlertFeed feed, Shutdown shutdown)
            throws Exception {
        long posted = kafka.records(settings.source().topic());
        long end = System.nanoTime() + LONGEST_DRAIN.toNanos();
        boolean drained = false;
        while (!drained && !shutdown.asked() && System.nanoTime() < end && flink.await(running, LOOK) == null) {
            Counters counters = new Counters(flink.counters(running));
            long written = counters.get("alerts.start") + counters.get("alerts.update") + counters.get("alerts.end");
            drained = counters.get("deliveries.in") >= posted && feed.shown() >= written;
        }
    }

    private static void requireWell(Exception failure, String what) {
        if (failure != null) {
            throw new CommandFailure(what + ": " + failure.getMessage(), failure);
        }
    }

    private static Counters stop(InProcessFlink flink, JobID running) throws Exception {
        flink.cancel(running);
        flink.await(running, Duration.ofSeconds(5));
        return new Counters(flink.counters(running));
    }
}
