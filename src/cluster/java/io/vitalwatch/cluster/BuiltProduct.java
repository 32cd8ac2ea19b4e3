package io.vitalwatch.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The built jars and the scripts that submit and stop the job, used as a user would use them. */
final class BuiltProduct {
    static final Path TARGET = Path.of(System.getProperty("vitalwatch.jars", "target")).toAbsolutePath();
    static final Path COMMANDS = TARGET.resolve("vitalwatch.jar");
    /** A day of real readings. */
    static final Path EXTRACT = TARGET.resolve("classes/io/vitalwatch/extract/first-day.ndjson.gz");

    /** The default rules. */
    static final Path RULES = TARGET.resolve("classes/io/vitalwatch/rules.yaml");

    private static final Path SCRIPTS = TARGET.resolveSibling("jobs").resolve("vitals-alerts");
    static final Path FLINK_SETTINGS = SCRIPTS.resolve("flink-config.yaml");
    private static final Pattern TAKEN = Pattern.compile("Job (\\w+) was taken");

    private BuiltProduct() {}

    /** Submits the job through {@code submit.sh --rest}; returns its id. */
    static String submit(ProcessCluster cluster, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPTS.resolve("submit.sh").toString(), "--rest", cluster.address().toString(),
                // The stage waits by itself, and the tasks of a lost JobManager may still run.
                "--no-wait", "--second", "--kafka.bootstrap.servers=" + cluster.broker().bootstrapServers(), "--source.idle=0s"));
        command.addAll(Arrays.asList(arguments));
        Matcher taken = TAKEN.matcher(run(command));
        if (!taken.find()) {
            throw new IOException("submit.sh names no job");
        }
        return taken.group(1);
    }

    /** Stops a job through {@code stop.sh --rest}; returns where the savepoint is. */
    static String stop(ProcessCluster cluster, String job) throws IOException, InterruptedException {
        return run(List.of("bash", SCRIPTS.resolve("stop.sh").toString(), "--rest", cluster.address().toString(), "--job", job)).strip();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("script-", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output;
            try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                output = lines.lines().collect(Collectors.joining("\n"));
            }
            if (process.waitFor() != 0) {
                throw new IOException(command.get(1) + " failed: " + output + Files.readString(errors));
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    /** Whether a command is on the path. */
    static boolean hasCommand(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** The recording that the system property {@code faults.file} names, otherwise the bundled day. */
    static Path recording() {
        String given = System.getProperty("faults.file", "");
        Path file = given.isEmpty() ? EXTRACT : Path.of(given);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("no recording " + file);
        }
        return file;
    }
}
