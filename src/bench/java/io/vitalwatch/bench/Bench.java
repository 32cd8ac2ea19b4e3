package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;

import java.io.BufferedReader;
import java.io.File;
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
                                  vitalwatch-limits, one patient in a hundred has limits of their own; vitalwatch-other, the build
                                  of --other
              --other PATH        another build of VitalWatch: its target/vitalwatch-job.jar or target/classes; it is started like
                                  this one, by the main class of the job and its parameters
              --samples N         that are measured, such as 4M (default 6M); 525 bytes each, on the disk too
              --warmup N          samples before them in the topic, not in the rate (default 1M): the contender starts with these
              --warm-seconds N    each contender first reads the topic for at least this time (default 100): on two busy cores
                                  the JIT compilers need it
              --patients LIST     (default 1000)
              --traffic LIST      vendor (default): rows as in the vendor's example; varied: with many zones, orders of keys and forms
                                  of numbers; real: a day of real readings, again and again, with 2.3 rows a delivery
              --late LIST         percent of the rows that arrive late, by up to an hour (default 0; at most 90; not of real)
                                  Of several numbers of patients, traffics or shares, each combination has a topic of its own, and
                                  rounds go through all of them: the machine is the same for each
              --rows N            of a delivery (default 20; not of real)
              --spacing-ms N      between two rows of a patient (default 3000, as in the vendor's example)
              --rounds N          (default 3)
              --partitions N      (default 4)
              --parallelism N     (default: the number of cores)
              --heap SIZE         of each contender's JVM (default 2g)
              --client "NAME=VALUE"  settings of each contender's Kafka consumer, but of those with their own buffer (default: the
                                  receive.buffer.bytes of VitalWatch, 1 MB; Kafka's own are 64 KB)
              --set "NAME=VALUE"  separated by spaces: job.NAME for a parameter of VitalWatch, flink.NAME for a setting of Flink
              --jvm "OPTIONS"     for each contender's JVM (default: -XX:G1HeapRegionSize=16m -XX:+UseTransparentHugePages, as
                                  TaskManagers are started with)
              --json FILE         the figures as JSON too""";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("contenders", "read,parse,flink-read,flink-parse,vitalwatch,flink-sql,kafka-streams,textbook"),
            Map.entry("other", ""), Map.entry("samples", "6M"), Map.entry("warmup", "1M"), Map.entry("warm-seconds", "100"),
            Map.entry("patients", "1000"), Map.entry("spacing-ms", "3000"), Map.entry("rows", "20"), Map.entry("traffic", "vendor"),
            Map.entry("late", "0"), Map.entry("client", "receive.buffer.bytes=1048576"), Map.entry("rounds", "3"),
            Map.entry("partitions", "4"), Map.entry("parallelism", Integer.toString(Runtime.getRuntime().availableProcessors())),
            Map.entry("heap", "2g"), Map.entry("set", ""),
            Map.entry("jvm", "-XX:G1HeapRegionSize=16m -XX:+UseTransparentHugePages"), Map.entry("json", ""));

    /** In the directory of classes of this build. */
    private static final String OWN_JOB = "io/vitalwatch/job/VitalsAlertJob.class";

    private final Options options;
    private final List<Stream> streams;
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

    /**
     * What a topic is filled with.
     *
     * @param label follows the names of contenders; empty if there is only one topic
     * @param late percent of the rows
     */
    private record Stream(String label, String traffic, int patients, int late) {}

    private Bench(Options options) {
        this.options = options;
        this.streams = new ArrayList<>();
        for (String traffic : options.list("traffic")) {
            for (String patients : options.list("patients")) {
                for (String late : options.list("late")) {
                    String label = label("traffic", traffic) + label("patients", patients) + label("late", "late-" + late);
                    streams.add(new Stream(label, traffic, (int) Options.number("patients", patients),
                            (int) Options.number("late", late)));
                }
            }
        }
    }

    private String label(String option, String value) {
        return options.list(option).size() > 1 ? "/" + value : "";
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        Bench bench = new Bench(options);
        try {
            bench.check();
        } catch (IllegalArgumentException e) {
            System.err.println("bench.sh: " + e.getMessage());
            System.exit(2);
        }
        bench.run();
        System.exit(0);
    }

    /** Refuses what would fail only after the topics are filled. */
    private void check() {
        options.list("contenders").forEach(Contender::of);
        boolean other = options.list("contenders").contains(Contender.OTHER);
        if (other != options.has("other")) {
            throw new IllegalArgumentException(Contender.OTHER + " and --other PATH belong together; "
                    + (other ? "--other is missing" : "the contender is not in --contenders"));
        }
        if (other && !Files.exists(Path.of(options.text("other")))) {
            throw new IllegalArgumentException("--other " + options.text("other") + " does not exist; build that version first");
        }
        streams.forEach(stream -> traffic(stream, 1));
    }

    private Traffic traffic(Stream stream, int rounds) {
        return Traffic.of(stream.traffic(), (int) options.number("rows"), stream.patients(), rounds, options.number("spacing-ms"),
                stream.late());
    }

    private void run() throws Exception {
        int partitions = (int) options.number("partitions");
        Map<Stream, RawTopic> topics = new LinkedHashMap<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (Stream stream : streams) {
                long round = traffic(stream, 1).samples();
                int rounds = (int) Math.max(1, (options.number("warmup") + options.number("samples")) / round);
                RawTopic raw = RawTopic.fill(kafka, "raw" + stream.label().replace('/', '-'), partitions, rounds,
                        () -> traffic(stream, rounds));
                System.out.printf("%,d samples of %,d patients (%s, %d %% late) in %d partitions, some %,d of them not in the rate; %s s of"
                        + " warm-up; parallelism %s%n", raw.samples(), stream.patients(), stream.traffic(), stream.late(), partitions,
                        options.number("warmup"), options.text("warm-seconds"), options.text("parallelism"));
                topics.put(stream, raw);
            }
            for (int round = 1; round <= options.number("rounds"); round++) {
                for (Stream stream : streams) {
                    for (String contender : options.list("contenders")) {
                        String name = contender + stream.label();
                        Outcome outcome = race(kafka, contender, round, stream, topics.get(stream));
                        outcomes.computeIfAbsent(name, key -> new ArrayList<>()).add(outcome);
                        System.out.printf("round %d  %-24s %,11.0f samples/s  %5.2f CPU s/M (compiling %.0f %%, broker %.2f)  %,d alarm"
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

    private Outcome race(EmbeddedKafka kafka, String contender, int round, Stream stream, RawTopic raw) throws Exception {
        double rows = (double) raw.samples() / raw.deliveries();
        long warm = (long) (options.number("warmup") / rows);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + options.text("heap"), "-Xms" + options.text("heap")));
        for (String opened : List.of("lang", "util", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.addAll(words(options.text("jvm")));
        command.addAll(List.of("-cp", classPath(contender), Contender.class.getName(), contender,
                raw.name() + "-" + contender + "-" + round, kafka.bootstrapServers(), raw.name(), Long.toString(raw.samples()),
                Long.toString(warm), options.text("partitions"), options.text("parallelism"), Long.toString(options.number("warm-seconds"))));
        command.add("bench.patients=" + stream.patients());
        command.addAll(words(options.text("set")));
        words(options.text("client")).forEach(each -> command.add("client." + each));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        Outcome outcome = null;
        String checkpoint = "";
        String pauses = "";
        long broker = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("CHECKPOINT ")) {
                    checkpoint = "         " + line + "\n";
                } else if (line.startsWith("PAUSES ")) {
                    pauses = "         " + line + "\n";
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
        System.out.print(checkpoint + pauses);
        return outcome;
    }

    /** The class path of this process; for another build, that build is in the place of this one. */
    private String classPath(String contender) {
        List<String> entries = new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        if (contender.equals(Contender.OTHER)) {
            entries.replaceAll(entry -> Files.exists(Path.of(entry, OWN_JOB)) ? options.text("other") : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
    }

    private void table() {
        System.out.printf("%-24s %12s %12s %12s %9s %9s %9s %9s %9s %9s %8s %9s%n", "contender", "samples/s", "min", "max", "CPU s/M",
                "compiling", "broker", "alarms", "arrests", "pressure", "of parse", "its CPU");
        streams.forEach(stream -> options.list("contenders").forEach(contender -> row(contender + stream.label(),
                "parse" + stream.label())));
        System.out.println("\nCPU s/M: CPU seconds of the contender's process for a million samples; compiling: time in which JIT compilers"
                + " ran, of that (on a busy machine\nthey wait, so it is too high); broker: CPU seconds of the broker's process beside it."
                + " alarms: records written. arrests, pressure: patients\nwith a cardiac arrest, with a blood pressure that is too high;"
                + " these two are what all contenders but those that only read or parse have to find.");
        ratios().forEach((name, ratio) -> System.out.printf("%-48s %.3f%n", name, ratio));
    }

    private void row(String name, String parse) {
        Outcome first = outcomes.get(name).get(0);
        System.out.printf("%-24s %,12.0f %,12.0f %,12.0f %9.3f %8.0f%% %9.3f %,9d %,9d %,9d %8s %9s%n", name, rate(name), min(name),
                max(name), cpu(name), 100 * of(name, Outcome::compiling), of(name, Outcome::brokerCpu), first.alarms(), first.arrests(),
                first.pressures(), outcomes.containsKey(parse) ? String.format("%.2f", rate(name) / rate(parse)) : "",
                outcomes.containsKey(parse) ? String.format("%.2f", cpu(name) / cpu(parse)) : "");
    }

    /** VitalWatch beside each other contender of the same topic, and each contender on a topic beside itself on the first one. */
    private Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Stream stream : streams) {
            for (String contender : options.list("contenders")) {
                if (options.list("contenders").contains("vitalwatch") && !contender.equals("vitalwatch")) {
                    ratio(ratios, "vitalwatch" + stream.label(), contender + stream.label());
                }
            }
        }
        for (Stream stream : streams.subList(1, streams.size())) {
            options.list("contenders").forEach(each -> ratio(ratios, each + stream.label(), each + streams.get(0).label()));
        }
        return ratios;
    }

    private void ratio(Map<String, Double> ratios, String name, String other) {
        ratios.put(name + " / " + other, rate(name) / rate(other));
        ratios.put(name + " / " + other + " CPU", cpu(name) / cpu(other));
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
