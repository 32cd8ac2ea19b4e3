package io.vitalwatch.cli.command;

import io.vitalwatch.cli.local.InProcessFlink;
import io.vitalwatch.cli.local.Shutdown;
import io.vitalwatch.cli.recording.CountersJson;
import io.vitalwatch.cli.recording.EpisodesFile;
import io.vitalwatch.cli.recording.OutputFile;
import io.vitalwatch.cli.recording.OutputFiles;
import io.vitalwatch.cli.recording.RecordFormats;
import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.cli.recording.ReplaySource;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.JobCounters;
import io.vitalwatch.cli.terminal.ProgressLine;
import io.vitalwatch.cli.terminal.ReplayProgress;
import io.vitalwatch.cli.terminal.RunSummary;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.job.JobSettings;
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
        description = "Runs the job over recorded deliveries and prints a summary.",
        footer = {"", "A recording has one delivery per line, {\"received_at\":<Unix ms>,\"body\":<the body>}, or \"body_base64\" for "
                + "bytes that are not JSON; plain or gzip. Several files are merged by received_at.",
            "", "Every other --name=value is a parameter of the job, the same as on a cluster.",
            "", "Exit codes: 0 done, 2 wrong usage, 1 failure. Output files appear complete at the end, or not at all."})
public final class ReplayCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings; - for stdin.")
    private List<String> files;

    @Option(names = "--alerts", paramLabel = "OUT", description = "Write the alarm records to this file, NDJSON, sorted by arrival, user, "
            + "rule, episode and sequence, so that two runs write the same file. - for stdout; the summary then goes to stderr.")
    private String alerts;

    @Option(names = "--episodes", paramLabel = "OUT", description = "Write what stands in the end to this file, NDJSON, one line an alarm: "
            + "onset, end and gravest priority from the last record of each, without those that late data took back.")
    private String episodes;

    @Option(names = "--windows", paramLabel = "OUT",
            description = "Write the window summaries to this file, NDJSON, sorted by end, user and vital.")
    private String windows;

    @Option(names = "--rejected", paramLabel = "OUT",
            description = "Write the rejections to this file, NDJSON, sorted by arrival and origin.")
    private String rejected;

    @Option(names = "--control-state", paramLabel = "OUT",
            description = "Write what became of the recording's control records to this file, NDJSON, sorted by number.")
    private String controlState;

    @Option(names = "--shadow-alerts", paramLabel = "OUT",
            description = "Write the alarm episodes of a shadow catalogue, which a control record began, to this file, NDJSON.")
    private String shadowAlerts;

    @Option(names = "--metrics", paramLabel = "OUT", description = "Write the counters to this file, one JSON object.")
    private String metrics;

    @Mixin
    private JobArguments job;

    /** @param terminal where to print */
    public ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        JobSettings settings = job.settings("--count.patients=exact").ofRecording();
        requireDifferent();
        files.forEach(this::requireReadable);
        try (Shutdown shutdown = new Shutdown(); OutputFiles outputs = new OutputFiles(); ReplayProgress progress = new ReplayProgress()) {
            OutputFile alertsFile = open(outputs, "--alerts", alerts);
            OutputFile episodesFile = open(outputs, "--episodes", episodes);
            Path alertsPath = alertsFile != null ? alertsFile.temporary() : episodesFile == null ? null : scratch();
            Sinks sinks = new Sinks(
                    alertsPath == null ? OutputFiles.discard() : outputs.sink(alertsPath, new RecordFormats.Alerts()),
                    outputs.sink(open(outputs, "--windows", windows), new RecordFormats.Windows()),
                    outputs.sink(open(outputs, "--rejected", rejected), new RecordFormats.Rejections()),
                    null,
                    outputs.sink(open(outputs, "--control-state", controlState), new RecordFormats.ControlStates()),
                    shadowAlerts == null ? null : outputs.sink(open(outputs, "--shadow-alerts", shadowAlerts), new RecordFormats.Alerts()),
                    1);
            OutputFile metricsFile = open(outputs, "--metrics", metrics);
            JobCounters counters = run(settings, sinks, progress, shutdown);
            if (metricsFile != null) {
                Files.write(metricsFile.temporary(), CountersJson.of(counters));
            }
            if (episodesFile != null) {
                EpisodesFile.write(alertsPath, episodesFile.temporary());
            }
            outputs.commit(terminal.out());
            summaryStream().print("\n" + RunSummary.of(counters, settings.catalogue()));
            summaryStream().flush();
        }
        return 0;
    }

    private JobCounters run(JobSettings settings, Sinks sinks, ReplayProgress progress, Shutdown shutdown) throws Exception {
        try (InProcessFlink flink = InProcessFlink.start(job.parallelism(), 0)) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, new ReplaySource(files, progress), 1, sinks);
            ProgressLine line = new ProgressLine(terminal, progress, RecordingReader.totalBytes(files));
            JobID running = flink.submit(environment, "VitalWatch replay");
            JobResult result;
            while ((result = flink.await(running, POLL)) == null) {
                if (shutdown.asked()) {
                    throw new CommandFailure("stopped; nothing was written");
                }
                line.show();
            }
            line.end();
            InProcessFlink.requireSuccess(result);
            return new JobCounters(flink.counters(running));
        }
    }

    private static Path scratch() throws IOException {
        Path file = Files.createTempFile("vitalwatch-alerts-", ".ndjson");
        file.toFile().deleteOnExit();
        return file;
    }

    private OutputFile open(OutputFiles outputs, String option, String path) {
        try {
            return path == null ? null : outputs.open(path);
        } catch (IOException e) {
            throw job.wrongUsage(option + " " + path + ": " + e.getMessage());
        }
    }

    private void requireReadable(String file) {
        if (file.equals(RecordingReader.STDIN)) {
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
            throw job.wrongUsage(file + " cannot be read; check its permissions");
        }
    }

    private void requireDifferent() {
        Set<Path> seen = new HashSet<>();
        Stream.of(alerts, episodes, windows, rejected, controlState, shadowAlerts, metrics).filter(Objects::nonNull)
                .map(ReplayCommand::place).forEach(path -> {
            if (!seen.add(path)) {
                throw job.wrongUsage("two outputs go to " + path + "; name a different file for each");
            }
        });
        Set<Path> inputs = new HashSet<>();
        for (String file : files) {
            boolean stdin = file.equals(RecordingReader.STDIN);
            if (!inputs.add(place(file))) {
                throw job.wrongUsage((stdin ? "stdin" : file) + " is named twice; its deliveries would count twice");
            }
            if (!stdin && seen.contains(place(file))) {
                throw job.wrongUsage(file + " is both read and written; write to another file");
            }
        }
    }

    private static Path place(String path) {
        return path.equals(OutputFile.STDOUT) ? Path.of(path) : Path.of(path).toAbsolutePath().normalize();
    }

    /** Where the summary goes: to stderr if records go to stdout. */
    private PrintStream summaryStream() {
        return Stream.of(alerts, episodes, windows, rejected, controlState, shadowAlerts, metrics).anyMatch(OutputFile.STDOUT::equals)
                ? terminal.err() : terminal.out();
    }
}
