package io.vitalwatch.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expected alerts: {@code vitalwatch.jar replay} of a recording, in a separate process without faults. */
final class FaultFreeReplay {
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\w+)\"");

    private FaultFreeReplay() {}

    /** Replays a recording; returns the alert records by id. */
    static Map<String, String> alerts(Path recording, Path out, String... parameters) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-jar", BuiltProduct.COMMANDS.toString(), "replay", recording.toString(),
                "--alerts", out.toString()));
        arguments.addAll(List.of(parameters));
        arguments.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path log = out.resolveSibling(out.getFileName() + ".log");
        int exit = new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        if (exit != 0) {
            throw new IOException("replay of " + recording + " failed: " + Files.readString(log));
        }
        Map<String, String> alerts = new TreeMap<>();
        for (String line : Files.readAllLines(out)) {
            Matcher id = ID.matcher(line);
            if (!id.find() || alerts.put(id.group(1), line) != null) {
                throw new IOException("an alert without an id of its own: " + line);
            }
        }
        return alerts;
    }
}
