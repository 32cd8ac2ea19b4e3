package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the job through faults and compares its alarms with those of a fault-free replay of the same deliveries: none missing, none extra,
 * all copies of an id equal byte for byte.
 */
final class FaultRuns implements AutoCloseable {
    private static final Pattern ARRIVED = Pattern.compile("\"arrived\":\"([^\"]+)\"");

    private final Path home;
    private final ProcessCluster cluster;
    private final int patients;
    private final Duration length;
    private final Map<DeliveryOrigin, Input> inputs = new EnumMap<>(DeliveryOrigin.class);
    /** Parameters of both the job and the replay. */
    private final List<String> parameters = Stream.of(System.getProperty("faults.parameters", "").split(" ")).filter(each -> !each.isEmpty())
            .toList();
    private int number;
    /** Whether the last run broke off, so that some processes may still run. */
    private boolean unclear;

    /** The deliveries for the job, and the expected alarms by id. */
    private record Input(DeliveryOrigin source, List<RecordedDeliveries.Item> deliveries, Map<String, String> expected) {}

    /** The result of one run. */
    record Result(DeliveryOrigin source, String fault, String delivery, long seed, int expected, int found, int missing, int foreign,
            int different, int repeated, double seconds) {
        boolean good() {
            return missing == 0 && foreign == 0 && different == 0 && (repeated == 0 || !delivery.equals("exactly-once"));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s, %s, %s, seed %d: %d of %d alarm records, %d missing, %d foreign, %d different, "
                    + "%d repeated, longest wait %.1f s", source, fault, delivery, seed, found, expected, missing, foreign, different, repeated,
                    seconds);
        }
    }

    /**
     * Starts a cluster.
     *
     * @param home a folder that may be deleted at the end
     * @param patients copies of each patient of an origin
     * @param length time within which all deliveries are sent
     * @param settings of Flink, in place of those that are shipped
     * @param smallDisk whether to mount a small file system for the checkpoints, where that is allowed
     */
    FaultRuns(Path home, int patients, Duration length, Map<String, String> settings, boolean smallDisk) throws Exception {
        this.home = home;
        this.patients = patients;
        this.length = length;
        Files.createDirectories(home);
        if (smallDisk) {
            Fault.CheckpointDisk.mount(home.resolve("checkpoints"));
        }
        this.cluster = ProcessCluster.start(home, settings);
    }

    private Input input(DeliveryOrigin source) throws Exception {
        Input input = inputs.get(source);
        if (input == null) {
            Path recording = home.resolve(source.name() + ".ndjson");
            source.record(recording, patients, Long.getLong("faults.seed", 1));
            input = new Input(source, RecordedDeliveries.read(recording),
                    FaultFreeReplay.alerts(recording, home.resolve(source.name() + "-alarms.ndjson"), parameters.toArray(String[]::new)));
            inputs.put(source, input);
        }
        return input;
    }

    /** One run: deliveries come, the fault happens in the middle, then the alarms are compared. */
    Result run(DeliveryOrigin source, Fault fault, String delivery, long seed) throws Exception {
        Input input = input(source);
        ready();
        Random random = new Random(seed);
        String name = "run" + ++number;
        try (Stage stage = new Stage(cluster, name, input.deliveries(), fault.backlog() ? Duration.ZERO : length, random,
                with("--delivery=" + delivery))) {
            if (fault.backlog()) {
                stage.feed().start();
                stage.feed().await();
                stage.submit(2, null);
            } else {
                stage.submit(2, null);
                stage.feed().start();
                stage.awaitProgress(0.25 + random.nextDouble() / 4);
            }
            long faultAt = System.nanoTime();
            fault.strike(stage);
            stage.awaitAllProcessed();
            unclear = false;
            return compare(input, fault.toString(), delivery, seed, stage.alerts(), stage.feed().clock(), faultAt);
        } finally {
            forgetCheckpoints();
        }
    }

    /** One run with two savepoints: the job is stopped twice and restarted with another parallelism, 1 → 4 → 2. */
    Result rescale(DeliveryOrigin source, String delivery, long seed) throws Exception {
        Input input = input(source);
        ready();
        Random random = new Random(seed);
        try (Stage stage = new Stage(cluster, "run" + ++number, input.deliveries(), length, random, with("--delivery=" + delivery))) {
            stage.submit(1, null);
            stage.feed().start();
            long faultAt = System.nanoTime();
            for (int parallelism : new int[] {4, 2}) {
                stage.awaitProgress(0.2 + (parallelism == 4 ? 0 : 0.35) + random.nextDouble() / 4);
                stage.submit(parallelism, stage.stop());
            }
            stage.awaitAllProcessed();
            unclear = false;
            return compare(input, "stop with savepoint and restore, parallelism 1 → 4 → 2", delivery, seed, stage.alerts(), stage.feed().clock(),
                    faultAt);
        } finally {
            forgetCheckpoints();
        }
    }

    /**
     * One run through upgrades that change what the job does: other windows, then a rule removed, then that rule added again and other limits.
     * Alarms of unchanged rules must equal those of the replay. Alarms of changed rules must form complete episodes.
     */
    Upgrades upgrade(DeliveryOrigin source, long seed) throws Exception {
        Input input = input(source);
        ready();
        Random random = new Random(seed);
        Path without = home.resolve("rules-without.yaml");
        Files.write(without, Upgrades.without(Upgrades.REMOVED, Files.readAllLines(BuiltProduct.RULES)));
        try (Stage stage = new Stage(cluster, "run" + ++number, input.deliveries(), length, random, with("--delivery=exactly-once"))) {
            stage.submit(1, null);
            stage.feed().start();
            stage.awaitProgress(0.15 + random.nextDouble() / 10);
            stage.submit(4, stage.stop(), "--window.length=10min");
            stage.awaitProgress(0.4 + random.nextDouble() / 10);
            stage.submit(2, stage.stop(), "--window.length=1min", "--rules=" + without);
            stage.awaitProgress(0.65 + random.nextDouble() / 10);
            stage.submit(3, stage.stop(), "--window.length=5min", "--rule." + Upgrades.CHANGED + ".medium=22");
            stage.awaitAllProcessed();
            unclear = false;
            return new Upgrades(input.expected(), stage.alerts());
        } finally {
            forgetCheckpoints();
        }
    }

    private Result compare(
            Input input, String fault, String delivery, long seed, Map<String, AlertCollector.Seen> seen, TreeMap<Long, Long> clock,
            long faultAt)
            throws IOException {
        Map<String, String> expected = input.expected();
        int missing = 0;
        int different = 0;
        int repeated = 0;
        double longest = 0;
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> each : expected.entrySet()) {
            AlertCollector.Seen found = seen.get(each.getKey());
            if (found == null) {
                missing++;
                differences.add("missing  " + each.getValue());
            } else {
                repeated += found.copies - 1;
                if (found.different > 0 || !found.json.equals(each.getValue())) {
                    different++;
                    differences.add("expected " + each.getValue() + "\nfound    " + found.json);
                }
                longest = Math.max(longest, (found.nanos - Math.max(faultAt, due(found.json, clock))) / 1e9);
            }
        }
        int foreign = 0;
        for (Map.Entry<String, AlertCollector.Seen> each : seen.entrySet()) {
            if (!expected.containsKey(each.getKey())) {
                foreign++;
                differences.add("foreign  " + each.getValue().json);
            }
        }
        if (!differences.isEmpty()) {
            Files.write(home.resolve("differences-" + number + ".txt"), differences);
        }
        return new Result(input.source(), fault, delivery, seed, expected.size(), seen.size(), missing, foreign, different, repeated, longest);
    }

    /** When all partitions had reached the arrival of an alarm. */
    private static long due(String alert, TreeMap<Long, Long> clock) {
        Matcher arrived = ARRIVED.matcher(alert);
        if (!arrived.find()) {
            return Long.MAX_VALUE;
        }
        Map.Entry<Long, Long> entry = clock.ceilingEntry(OffsetDateTime.parse(arrived.group(1)).toInstant().toEpochMilli());
        return entry == null ? Long.MAX_VALUE : entry.getValue();
    }

    private List<String> with(String parameter) {
        return Stream.concat(parameters.stream(), Stream.of(parameter)).toList();
    }

    private void ready() throws Exception {
        if (unclear) {
            cluster.killFlink();
        }
        cluster.startMissing();
        unclear = true;
    }

    private void forgetCheckpoints() throws IOException {
        try (Stream<Path> jobs = Files.list(cluster.checkpoints())) {
            for (Path job : jobs.toList()) {
                delete(job);
            }
        }
    }

    /** Stops the cluster and deletes its folder. Keeps the folder if alarms differed, for inspection. */
    @Override
    public void close() throws Exception {
        cluster.close();
        Fault.CheckpointDisk.unmount(cluster.checkpoints());
        boolean differences;
        try (Stream<Path> files = Files.list(home)) {
            differences = files.anyMatch(file -> file.getFileName().toString().startsWith("differences-"));
        }
        if (!differences) {
            delete(home);
        }
    }

    static void delete(Path path) throws IOException {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** The results as a Markdown table. */
    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder("| traffic | fault | delivery | runs | alarms expected | found | missing | foreign | different "
                + "| repeated | longest wait |\n|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        Map<String, List<Result>> rows = new LinkedHashMap<>();
        for (Result result : results) {
            rows.computeIfAbsent(result.source() + " | " + result.fault() + " | " + result.delivery(), key -> new ArrayList<>()).add(result);
        }
        rows.forEach((row, runs) -> table.append(String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %d | %d | %d | %.1f s |%n",
                row, runs.size(), sum(runs, Result::expected), sum(runs, Result::found), sum(runs, Result::missing), sum(runs, Result::foreign),
                sum(runs, Result::different), sum(runs, Result::repeated), runs.stream().mapToDouble(Result::seconds).max().orElse(0))));
        return table.toString();
    }

    private static int sum(List<Result> runs, ToIntFunction<Result> what) {
        return runs.stream().mapToInt(what).sum();
    }

    /** {@code FaultRuns HOME [FAULT,… [DELIVERY,… [RUNS [SEED [SOURCE,…]]]]]}; besides the faults there are RESCALE and UPGRADE. */
    public static void main(String[] args) throws Exception {
        List<String> faults = List.of(args[1].split(","));
        String[] deliveries = (args.length > 2 ? args[2] : "at-least-once,exactly-once").split(",");
        int runs = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        long seed = args.length > 4 ? Long.parseLong(args[4]) : 1;
        List<DeliveryOrigin> sources = args.length > 5 ? DeliveryOrigin.named(args[5]) : List.of(DeliveryOrigin.values());
        List<Result> results = new ArrayList<>();
        try (FaultRuns stage = new FaultRuns(Path.of(args[0]).toAbsolutePath(), Integer.getInteger("faults.copies", 10),
                Duration.ofSeconds(Integer.getInteger("faults.seconds", 45)), Map.of(), true)) {
            for (DeliveryOrigin source : sources) {
                for (String delivery : deliveries) {
                    for (String fault : faults) {
                        for (int run = 0; run < runs; run++) {
                            if (fault.equals("UPGRADE")) {
                                System.out.println("upgrade: " + source + ", " + stage.upgrade(source, seed + run));
                                continue;
                            }
                            Result result = fault.equals("RESCALE") ? stage.rescale(source, delivery, seed + run)
                                    : stage.run(source, Fault.valueOf(fault), delivery, seed + run);
                            System.out.println((result.good() ? "good  " : "BAD   ") + result);
                            results.add(result);
                        }
                    }
                }
            }
        }
        System.out.println("\n" + table(results));
        System.exit(results.stream().allMatch(Result::good) ? 0 : 1);
    }
}
