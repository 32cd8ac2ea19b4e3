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

/** The built product, as people use it: the jars, and the script that submits. */
final class Installation {
    static final Path TARGET = Path.of(System.getProperty("vitalwatch.jars", "target")).toAbsolutePath();
    static final Path COMMANDS = TARGET.resolve("vitalwatch.jar");
    /** A day of real readings. */
    static final Path EXTRACT = TARGET.resolve("classes/io/vitalwatch/extract/first-day.ndjson.gz");

    private static final Path SUBMIT = TARGET.resolveSibling("jobs").resolve("vitals-alerts").resolve("submit.sh");
    private static final Pattern TAKEN = Pattern.compile("Job (\\w+) was taken");

    private Installation() {}

    /** Submits the job through {@code submit.sh --rest}; returns its id. */
    static String submit(ProcessCluster cluster, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SUBMIT.toString(), "--rest", cluster.address().toString(),
                "--kafka.bootstrap.servers=" + cluster.broker().bootstrapServers()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output = lines.lines().collect(Collectors.joining("\n"));
        }
        Matcher taken = TAKEN.matcher(output);
        if (process.waitFor() != 0 || !taken.find()) {
            throw new IOException("submit.sh failed: " + output);
        }
        return taken.group(1);
    }

    /** A recording given by a system property, else the bundled day. */
    static Path recording() {
        String given = System.getProperty("faults.file", "");
        Path file = given.isEmpty() ? EXTRACT : Path.of(given);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("no recording " + file);
        }
        return file;
    }
}
