package io.vitalwatch.cli;

import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Settings;
import io.vitalwatch.job.Topology;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** {@code local}: broker, Flink, the job and a feeder in one process, alarms on the terminal. */
@Command(name = "local", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Starts Kafka and Flink in this process, plays a recording into the raw topic and shows alarms as they come. "
                + "Ctrl-C stops everything.",
        footer = {"", "Every other --name=value is a parameter of the job, the same as on a cluster.",
            "", "Exit codes: 0 done, 2 wrong usage, 1 failure."})
final class LocalCommand implements Callable<Integer> {
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;

    @Option(names = "--replay", paramLabel = "FILE", description = "The recording to play; default: a bundled day of real readings "
            + "of 32 patients.")
    private String replay;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "600", description = "Recorded time a unit of real time; "
            + "default: ${DEFAULT-VALUE}, ten minutes a second.")
    private double speed;

    @Option(names = "--for", paramLabel = "TIME", converter = Time.class, description = "End by itself so long after the recording began "
            + "to play, with a summary, such as 60s or 5min.")
    private Duration longest;

    @Option(names = "--alerts", paramLabel = "FILE", description = "Write the alarm records there too, NDJSON, as they come.")
    private Path alerts;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "4",
            description = "Partitions of each topic; default: ${DEFAULT-VALUE}.")
    private int partitions;

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
        try (DeliveryFile recording = openRecording();
                OutputStream copy = openAlerts();
                EmbeddedKafka kafka = EmbeddedKafka.start();
                InProcessFlink flink = startFlink(shutdown)) {
            Settings settings = job.settings("--kafka.bootstrap.servers=" + kafka.bootstrapServers());
            createTopics(kafka, settings);
            JobID running = submit(flink, settings);
            tellWhereToLook(kafka, flink, settings);
            try (AlertFeed feed = new AlertFeed(kafka.bootstrapServers(), settings.output().alerts(), partitions, terminal, copy);
                    Feeder feeder = new Feeder(recording, kafka.bootstrapServers(), settings.source().topic(), partitions, speed)) {
                feed.start();
                feeder.start();
                watch(flink, running, feeder, feed, shutdown);
            }
            terminal.out().print("\n" + Summary.of(stop(flink, running), settings.catalogue()));
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
        if (uiPort < 0 || uiPort > 65535) {
            throw job.wrongUsage("--ui-port " + uiPort + " is outside 0 to 65535");
        }
        if (replay != null && !replay.equals(DeliveryFile.STDIN) && !Files.isReadable(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay + (Files.exists(Path.of(replay)) ? " may not be read" : " does not exist"));
        }
        if (replay != null && Files.isDirectory(Path.of(replay))) {
            throw job.wrongUsage("--replay " + replay + " is a folder; name a file in it");
        }
        if (job.names("kafka.bootstrap.servers")) {
            throw job.wrongUsage("--kafka.bootstrap.servers: local brings its own broker; run the job on a cluster to use another");
        }
    }

    private DeliveryFile openRecording() throws IOException {
        AtomicLong uncounted = new AtomicLong();
        if (replay != null) {
            return new DeliveryFile(replay, uncounted);
        }
        InputStream extract = LocalCommand.class.getResourceAsStream(EXTRACT);
        if (extract == null) {
            throw new CommandFailure("The bundled recording " + EXTRACT + " is missing in this jar; name one with --replay FILE");
        }
        return new DeliveryFile(EXTRACT, extract, uncounted);
    }

    private OutputStream openAlerts() {
        try {
            return alerts == null ? null : Files.newOutputStream(alerts);
        } catch (IOException e) {
            throw job.wrongUsage("--alerts " + alerts + " cannot be written; look at its folder and permissions");
        }
    }

    private void createTopics(EmbeddedKafka kafka, Settings settings) {
        Set<String> topics = new LinkedHashSet<>(List.of(settings.source().topic(), settings.output().alerts(),
                settings.output().windows(), settings.output().rejected()));
        topics.forEach(topic -> kafka.createTopic(topic, partitions, EmbeddedKafka.RECORDED_TIME));
    }

    private JobID submit(InProcessFlink flink, Settings settings) throws Exception {
        var environment = flink.environment();
        Topology.define(environment, settings, KafkaEnds.source(settings), 0, KafkaEnds.sinks(settings));
        return flink.submit(environment, "VitalWatch");
    }

    private void tellWhereToLook(EmbeddedKafka kafka, InProcessFlink flink, Settings settings) throws Exception {
        String input = replay == null ? "a bundled day of real readings, 32 intensive-care patients" : replay;
        terminal.out().print("VitalWatch\n" + new Table("ll")
                .row("Flink UI", flink.webAddress())
                .row("Kafka", kafka.bootstrapServers())
                .row("topics", settings.source().topic() + " → " + settings.output().alerts() + ", " + settings.output().windows() + ", "
                        + settings.output().rejected())
                .row("input", input + ", at " + String.format(java.util.Locale.ROOT, "%,.0f", speed) + " times real time")
                .row("stop", longest == null ? "Ctrl-C" : "Ctrl-C, or by itself after " + longest.toSeconds() + " s") + "\n");
        terminal.out().flush();
    }

    private void watch(InProcessFlink flink, JobID running, Feeder feeder, AlertFeed feed, Shutdown shutdown) throws Exception {
        long began = System.nanoTime();
        boolean told = false;
        while (!shutdown.asked() && (longest == null || System.nanoTime() - began < longest.toNanos())) {
            JobResult result = flink.await(running, LOOK);
            if (result != null) {
                InProcessFlink.requireSuccess(result);
                return;
            }
            requireWell(feeder.failure(), "The recording could not be played");
            requireWell(feed.failure(), "The alarms could not be shown");
            if (feeder.over() && !told) {
                told = true;
                tellThatItIsOver(feeder);
            }
        }
    }

    private void tellThatItIsOver(Feeder feeder) {
        PrintStream out = terminal.out();
        out.println("The recording is over: " + Table.number(feeder.deliveries()) + " deliveries. The arrival clock stands still now; "
                + (longest == null ? "Ctrl-C ends." : "waiting for the end of --for."));
        if (feeder.tooLarge() > 0) {
            out.println(Table.number(feeder.tooLarge()) + " deliveries were larger than the topic takes ("
                    + EmbeddedKafka.MAX_MESSAGE_BYTES + " bytes) and were left out; replay takes them.");
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
