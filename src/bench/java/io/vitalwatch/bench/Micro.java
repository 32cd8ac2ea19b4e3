package io.vitalwatch.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs {@link Steps} and compares them with the baseline, in units of {@code tokens} of the same run, so that machines can be compared. */
public final class Micro {
    private static final String USAGE = """
            Usage: jobs/bench-micro.sh [OPTION...]

            Nanoseconds a sample for each step (JMH), and each step in units of Jackson's token scan beside the committed baseline.

              --seconds N    of measurement a step and fork (default 5)
              --forks N      (default 3)
              --baseline F   (default src/bench/micro-baseline.txt)
              --write yes    writes the baseline instead of comparing""";

    private Micro() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE,
                Map.of("seconds", "5", "forks", "3", "baseline", System.getProperty("baseline", "src/bench/micro-baseline.txt"), "write",
                        ""));
        Map<String, Double> nanos = new TreeMap<>();
        Map<String, Double> errors = new TreeMap<>();
        for (RunResult result : new Runner(new OptionsBuilder().include(Steps.class.getName()).verbosity(VerboseMode.SILENT)
                .forks((int) options.number("forks")).warmupIterations(3).warmupTime(TimeValue.seconds(1))
                .measurementIterations((int) options.number("seconds")).measurementTime(TimeValue.seconds(1)).build()).run()) {
            nanos.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
            errors.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScoreError());
        }
        Path baseline = Path.of(options.text("baseline"));
        Map<String, Double> before = new TreeMap<>();
        if (Files.exists(baseline)) {
            Files.readAllLines(baseline).stream().filter(line -> !line.startsWith("#")).map(line -> line.trim().split("\\s+"))
                    .forEach(words -> before.put(words[0], Double.parseDouble(words[1])));
        }
        double yardstick = nanos.get("tokens");
        List<String> lines = new ArrayList<>(List.of("# step, in units of tokens, nanoseconds a sample where it was measured (2 cores, JDK"
                + " 17)"));
        System.out.printf("%-10s %10s %10s %10s %10s%n", "step", "ns/sample", "± ns", "of tokens", "baseline");
        nanos.forEach((step, each) -> {
            lines.add(String.format(Locale.ROOT, "%-10s %.3f %.1f", step, each / yardstick, each));
            System.out.printf("%-10s %10.1f %10.1f %10.3f %10s%n", step, each, errors.get(step), each / yardstick,
                    before.containsKey(step) ? String.format("%.3f", before.get(step)) : "");
        });
        if (options.has("write")) {
            Files.write(baseline, lines);
        }
        System.exit(0);
    }
}
