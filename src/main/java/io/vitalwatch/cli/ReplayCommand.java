package io.vitalwatch.cli;

import io.vitalwatch.job.Settings;
import io.vitalwatch.job.Sinks;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code replay}: the job over recorded deliveries, bounded, without a broker. */
@Command(name = "replay", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Runs the job over recorded deliveries and ends with a table.",
        footer = {"", "A recording has one delivery a line, {\"received_at\":<Unix ms>,\"body\":<the body>}, or \"body_base64\" for bytes "
                + "that are no JSON; plain or gzip. Several files are merged by received_at.",
            "", "Every other --name=value is a parameter of the job, the same as on a cluster.",
            "", "Exit codes: 0 done, 2 wrong usage, 1 failure. Outputs appear whole at the end, or not at all."})
final class ReplayCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings; - for stdin.")
    private List<String> files;

    @Option(names = "--alerts", paramLabel = "OUT", description = "Write the alarm records there, NDJSON, sorted by arrival, user, rule, "
            + "episode and sequence: two runs make the same file. - for stdout; the table then goes to stderr.")
    private String alerts;

    @Option(names = "--windows", paramLabel = "OUT",
            description = "Write the window summaries there, NDJSON, sorted by end, user and vital.")
    private String windows;

    @Option(names = "--rejected", paramLabel = "OUT", description = "Write what was rejected there, NDJSON, sorted by arrival and origin.")
    private String rejected;

    @Option(names = "--metrics", paramLabel = "OUT", description = "Write the counters there, one JSON object.")
    private String metrics;

    @Mixin
    private JobOptions job;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = job.settings("--count.patients=exact");
        requireDifferent();
        files.forEach(this::requireReadable);
        try (Shutdown shutdown = new Shutdown(); Outputs outputs = new Outputs(); Progress progress = new Progress()) {
            Sinks sinks = new Sinks(
                    outputs.sink(open(outputs, "--alerts", alerts), new Formats.Alerts()),
                    outputs.sink(open(outputs, "--windows", windows), new Formats.Windows()),
                    outputs.sink(open(outputs, "--rejected", rejected), new Formats.Rejections()),
                    1);
            OutputFile metricsFile = open(outputs, "--metrics", metrics);
            Counters counters = run(settings, sinks, progress, shutdown);
            if (metricsFile != null) {
                Files.write(metricsFile.temporary(), counters.json());
            }
            outputs.commit(terminal.out());
            table().print("\n" + Summary.of(counters, settings.catalogue()));
            table().flush();
        }
        return 0;
    }

    private Counters run(Settings settings, Sinks sinks, Progress progress, Shutdown shutdown) throws Exception {
        try (InProcessFlink flink = InProcessFlink.start(job.parallelism(), 0)) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, new ReplaySource(files, progress), 1, sinks);
            ProgressLine line = new ProgressLine(terminal, progress, files);
            JobID running = flink.submit(environment, "VitalWatch replay");
            JobResult result;
            while ((result = flink.await(running, LOOK)) == null) {
                if (shutdown.asked()) {
                    throw new CommandFailure("stopped; nothing was written");
                }
                line.show();
            }
            line.end();
            InProcessFlink.requireSuccess(result);
            return new Counters(flink.counters(running));
        }
    }

    private OutputFile open(Outputs outputs, String option, String path) {
        try {
            return path == null ? null : outputs.open(path);
        } catch (IOException e) {
            throw job.wrongUsage(option + " " + path + ": " + e.getMessage());
        }
    }

    private void requireReadable(String file) {
        if (file.equals(DeliveryFile.STDIN)) {
            return;
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw job.wrongUsage(file + " does not exist");
        }
        if (Files.isDirectory(path)) {
            throw job.wrongUsage(file + " is a folder; name the files in it");
        }
        if (!Files.isReadable(path)) {
            throw job.wrongUsage(file + " may not be read; look at its permissions");
        }
    }

    private void requireDifferent() {
        Set<Path> seen = new HashSet<>();
        Stream.of(alerts, windows, rejected, metrics).filter(Objects::nonNull).map(ReplayCommand::place).forEach(path -> {
            if (!seen.add(path)) {
                throw job.wrongUsage("two outputs go to " + path + "; give each its own");
            }
        });
        Set<Path> inputs = new HashSet<>();
        for (String file : files) {
            boolean stdin = file.equals(DeliveryFile.STDIN);
            if (!inputs.add(place(file))) {
                throw job.wrongUsage((stdin ? "stdin" : file) + " is named twice; its deliveries would count twice");
            }
            if (!stdin && seen.contains(place(file))) {
                throw job.wrongUsage(file + " is both read and written; write somewhere else");
            }
        }
    }

    private static Path place(String path) {
        return path.equals(OutputFile.STDOUT) ? Path.of(path) : Path.of(path).toAbsolutePath().normalize();
    }

    /** Where the table goes: not between the records, when those go to stdout. */
    private PrintStream table() {
        return Stream.of(alerts, windows, rejected, metrics).anyMatch(OutputFile.STDOUT::equals) ? terminal.err() : terminal.out();
    }
}
