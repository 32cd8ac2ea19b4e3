package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Fills a raw topic and lets each contender read it, in turn, for several rounds. Each contender runs in a new JVM, which first reads the
 * topic until it is warm. The first part of the topic is not in the rate. The broker is in this process, so it takes the same share of the
 * cores from every contender.
 */
public final class Bench {
    private static final String USAGE = """
            Usage: jobs/bench.sh [OPTION...]

            Samples a second of VitalWatch, beside what reading and parsing alone cost and beside other ways to write it.

              --contenders LIST   of read,parse,flink-read,flink-parse,vitalwatch,flink-sql,kafka-streams,textbook (default: all),
                                  read-own-buffer,parse-own-buffer; vitalwatch-control, with topic.control and no change;
                                  vitalwatch-limits, one patient in a hundred has limits of their own
              --samples N         that are measured, such as 4M (default 6M); 525 bytes each, on the disk too
              --warmup N          samples before them in the topic, not in the rate (default 1M): the contender starts with these
              --warm-seconds N    each contender first reads the topic for at least this time (default 40): on two busy cores
                                  the JIT compilers need it
              --patients LIST     (default 1000); of several, each has a topic of its own, and rounds go through all of them: the machine is
                                  the same for each
              --traffic NAME      vendor (default): rows as in the vendor's example; varied: with many zones, orders of keys and forms
                                  of numbers; real: a day of real readings, again and again, with 2.3 rows a delivery
              --rows N            of a delivery (default 20; not of real)
              --spacing-ms N      between two rows of a patient (default 3000, as in the vendor's example)
              --rounds N          (default 3)
              --partitions N      (default 4)
              --parallelism N     (default: the number of cores)
              --heap SIZE         of each contender's JVM (default 2g)
              --client "NAME=VALUE"  settings of each contender's Kafka consumer, but of those with their own buffer (default: the
                                  receive.buffer.bytes of VitalWatch, 1 MB; Kafka's own are 64 KB)
              --set "NAME=VALUE"  separated by spaces: job.NAME for a parameter of VitalWatch, flink.NAME for a setting of Flink
              --jvm "OPTIONS"     for each contender's JVM
              --json FILE         the figures as JSON too""";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("contenders", "read,parse,flink-read,flink-parse,vitalwatch,flink-sql,kafka-streams,textbook"), Map.entry("samples", "6M"),
            Map.entry("warmup", "1M"), Map.entry("warm-seconds", "40"), Map.entry("patients", "1000"), Map.entry("spacing-ms", "3000"),
            Map.entry("rows", "20"), Map.entry("traffic", "vendor"), Map.entry("client", "receive.buffer.bytes=1048576"), Map.entry("rounds", "3"), Map.entry("partitions", "4"),
            Map.entry("parallelism", Integer.toString(Runtime.getRuntime().availableProcessors())),
            Map.entry("heap", "2g"), Map.entry("set", ""), Map.entry("jvm", ""), Map.entry("json", ""));

    /** The prefix of raw topics; the number of patients follows. */
    private static final String RAW = "raw-";

    private final Options options;
    private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();

    /**
     * One run.
     *
     * @param rate samples a second
     * @param cpu CPU seconds of the contender's process for a million samples
     * @param compiling time in which JIT compilers ran, of {@code cpu}
     * @param brokerCpu CPU seconds of the broker's process for a million samples
     * @param alarms alarm records; then patients with an arrest and with high pressure
     */
    private record Outcome(double rate, double cpu, double compiling, double brokerCpu, long alarms, long arrests, long pressures) {}

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        Bench bench = new Bench(options);
        options.list("contenders").forEach(Contender::of);
        bench.run();
        System.exit(0);
    }

    private void run() throws Exception {
        int partitions = (int) options.number("partitions");
        int rows = (int) options.number("rows");
        Map<String, RawTopic> topics = new LinkedHashMap<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (String patients : options.list("patients")) {
                long number = Options.number("patients", patients);
                String traffic = options.text("traffic");
                long round = Traffic.of(traffic, rows, (int) number, 1, options.number("spacing-ms")).samples();
                int rounds = (int) Math.max(1, (options.number("warmup") + options.number("samples")) / round);
                RawTopic raw = RawTopic.fill(kafka, RAW + patients, partitions, rounds,
                        () -> Traffic.of(traffic, rows, (int) number, rounds, options.number("spacing-ms")));
                System.out.printf("%,d samples of %,d patients (%s) in %d partitions, some %,d of them not in the rate; %s s of warm-up;"
                        + " parallelism %s%n", raw.samples(), number, traffic, partitions, options.number("warmup"),
                        options.text("warm-seconds"), options.text("parallelism"));
                topics.put(topics.isEmpty() && options.list("patients").size() == 1 ? "" : "/" + patients, raw);
            }
            for (int round = 1; round <= options.number("rounds"); round++) {
                for (String contender : options.list("contenders")) {
                    for (Map.Entry<String, RawTopic> topic : topics.entrySet()) {
                        String name = contender + topic.getKey();
                        Outcome outcome = race(kafka, contender, round, topic.getValue());
                        outcomes.computeIfAbsent(name, key -> new ArrayList<>()).add(outcome);
                        System.out.printf("round %d  %-18s %,11.0f samples/s  %5.2f CPU s/M (compiling %.0f %%, broker %.2f)  %,d alarm"
                                + " records%n", round, name, outcome.rate(), outcome.cpu(), 100 * outcome.compiling(), outcome.brokerCpu(),
                                outcome.alarms());
                    }
                }
            }
        }
        System.out.println();
        table();
        if (options.has("json")) {
            Files.writeString(Path.of(options.text("json")), json());
        }
    }

    private Outcome race(EmbeddedKafka kafka, String contender, int round, RawTopic raw) throws Exception {
        double rows = (double) raw.samples() / raw.deliveries();
        long warm = (long) (options.number("warmup") / rows);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + options.text("heap"), "-Xms" + options.text("heap")));
        for (String opened : List.of("lang", "util", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.addAll(words(options.text("jvm")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Contender.class.getName(), contender,
                raw.name() + "-" + contender + "-" + round, kafka.bootstrapServers(), raw.name(), Long.toString(raw.samples()),
                Long.toString(warm), options.text("partitions"), options.text("parallelism"), Long.toString(options.number("warm-seconds"))));
        command.add("bench.patients=" + Options.number("patients", raw.name().substring(RAW.length())));
        command.addAll(words(options.text("set")));
        words(options.text("client")).forEach(each -> command.add("client." + each));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        Outcome outcome = null;
        String checkpoint = "";
        long broker = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("CHECKPOINT ")) {
                    checkpoint = "         " + line + "\n";
                } else if (line.equals(Stopwatch.STARTED)) {
                    broker = -Stopwatch.processCpu();
                } else if (line.equals(Stopwatch.STOPPED)) {
                    broker += Stopwatch.processCpu();
                } else if (line.startsWith("RESULT ")) {
                    long[] n = Arrays.stream(line.substring(7).split(" ")).mapToLong(Long::parseLong).toArray();
                    double samples = n[2] * rows;
                    outcome = new Outcome(samples * 1e9 / n[0], n[1] / 1e3 / samples, (double) n[3] / n[1], broker / 1e3 / samples, n[4],
                            n[5], n[6]);
                } else {
                    output.append(line).append('\n');
                }
            }
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0 || outcome == null) {
            throw new IOException(contender + " failed:\n" + output);
        }
        System.out.print(checkpoint);
        return outcome;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
    }

    private void table() {
        System.out.printf("%-18s %12s %12s %12s %9s %9s %9s %9s %9s %9s %8s %9s%n", "contender", "samples/s", "min", "max", "CPU s/M",
                "compiling", "broker", "alarms", "arrests", "pressure", "of parse", "its CPU");
        outcomes.forEach((name, runs) -> System.out.printf("%-18s %,12.0f %,12.0f %,12.0f %9.2f %8.0f%% %9.2f %,9d %,9d %,9d %8s %9s%n", name,
                rate(name), min(name), max(name), cpu(name), 100 * of(name, Outcome::compiling), of(name, Outcome::brokerCpu),
                runs.get(0).alarms(), runs.get(0).arrests(), runs.get(0).pressures(),
                outcomes.containsKey("parse") ? String.format("%.2f", rate(name) / rate("parse")) : "",
                outcomes.containsKey("parse") ? String.format("%.2f", cpu(name) / cpu("parse")) : ""));
        System.out.println("\nCPU s/M: CPU seconds of the contender's process for a million samples; compiling: time in which JIT compilers ran, of that"
                + " (on a busy machine\nthey wait, so it is too high); broker: CPU seconds of the broker's process beside it. alarms:"
                + " records written. arrests, pressure: patients\nwith a cardiac arrest, with a blood pressure that is too high; these two"
                + " are what all contenders but those that only read or parse have to find.");
        ratios().forEach((name, ratio) -> System.out.printf("%-28s %.2f%n", name, ratio));
    }

    private Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        List<String> patients = options.list("patients");
        for (int i = 1; i < patients.size(); i++) {
            for (String contender : options.list("contenders")) {
                String few = contender + "/" + patients.get(0);
                String many = contender + "/" + patients.get(i);
                ratios.put(many + " / " + few, rate(many) / rate(few));
            }
        }
        for (String other : outcomes.keySet()) {
            if (outcomes.containsKey("vitalwatch") && !other.equals("vitalwatch")) {
                ratios.put("vitalwatch/" + other, rate("vitalwatch") / rate(other));
                ratios.put("vitalwatch/" + other + " CPU", cpu("vitalwatch") / cpu(other));
            }
        }
        return ratios;
    }

    private double rate(String name) {
        return median(outcomes.get(name).stream().mapToDouble(Outcome::rate).toArray());
    }

    private double cpu(String name) {
        return of(name, Outcome::cpu);
    }

    private double of(String name, ToDoubleFunction<Outcome> figure) {
        return median(outcomes.get(name).stream().mapToDouble(figure).toArray());
    }

    private double min(String name) {
        return outcomes.get(name).stream().mapToDouble(Outcome::rate).min().orElseThrow();
    }

    private double max(String name) {
        return outcomes.get(name).stream().mapToDouble(Outcome::rate).max().orElseThrow();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private String json() {
        List<String> contenders = new ArrayList<>();
        outcomes.forEach((name, runs) -> contenders.add(String.format(Locale.ROOT,
                "\"%s\":{\"samples_per_s\":%.0f,\"min\":%.0f,\"max\":%.0f,\"alarms\":%d,\"patients_with_arrest\":%d,"
                        + "\"patients_with_high_pressure\":%d,\"cpu_s_per_million\":%.3f,\"compiling\":%.3f,"
                        + "\"broker_cpu_s_per_million\":%.3f}", name, rate(name), min(name), max(name),
                runs.get(0).alarms(), runs.get(0).arrests(), runs.get(0).pressures(),
                cpu(name), of(name, Outcome::compiling), of(name, Outcome::brokerCpu))));
        List<String> ratios = new ArrayList<>();
        ratios().forEach((name, ratio) -> ratios.add(String.format(Locale.ROOT, "\"%s\":%.3f", name, ratio)));
        return "{\"contenders\":{" + String.join(",\n ", contenders) + "},\n \"ratios\":{" + String.join(",", ratios) + "}}\n";
    }
}
