package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import org.apache.flink.api.common.JobID;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the time from a POST, or from a raw record, to its alarm. Broker, receiver, Flink and both clients are in this process; receiver
 * and job are those of the product.
 *
 * <p>Open loop: deliveries are due at times drawn beforehand (exponential gaps, seeded), and each latency is measured from the due time,
 * not from the time of sending. So a pause is visible in all deliveries that were due during it (no coordinated omission).
 */
public final class LatencyBenchmark {
    private static final String USAGE = """
            Usage: jobs/bench-latency.sh [OPTION...]

            Milliseconds from the moment a signed POST (or a raw record) is due to the moment its alarm can be read, through the receiver, an
            embedded broker and a mini cluster.

              --from LIST               post,record (default: post)
              --rates LIST              samples a second (default 100,1000,10000)
              --delivery LIST           at-least-once,exactly-once (default: both, one after the other)
              --seconds N               length of each measurement (default 60)
              --warmup N                seconds before it that do not count (default 20)
              --alarms N                cardiac-arrest flags a second, each of a patient of its own (default 10, at most one a delivery)
              --checkpoint-interval T   Flink's, for both modes (default 1s)
              --partitions N            of each topic (default 4)
              --parallelism N           of the job (default: the number of cores)
              --seed N                  of the arrival times (default 1)
              --job "PARAMETERS"        parameters of the job, --name=value separated by spaces
              --json FILE               the figures as JSON too""";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("from", "post"), Map.entry("rates", "100,1000,10000"), Map.entry("delivery", "at-least-once,exactly-once"),
            Map.entry("seconds", "60"),
            Map.entry("warmup", "20"), Map.entry("alarms", "10"), Map.entry("checkpoint-interval", "1s"), Map.entry("partitions", "4"),
            Map.entry("parallelism", Integer.toString(Runtime.getRuntime().availableProcessors())), Map.entry("seed", "1"),
            Map.entry("job", ""), Map.entry("json", ""));

    private final Options options;
    private final EmbeddedKafka kafka;
    private final boolean post;
    private final String suffix;
    private long lateness;

    private LatencyBenchmark(Options options, EmbeddedKafka kafka, boolean post, String suffix) {
        this.options = options;
        this.post = post;
        this.kafka = kafka;
        this.suffix = suffix;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        System.out.printf("%-7s %-15s %10s %8s %8s %8s %8s %8s %8s %8s%n", "from", "delivery", "samples/s", "alarms", "lost", "p50 ms",
                "p90 ms", "p99 ms",
                "max ms", "late ms");
        List<String> rows = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (String from : options.list("from")) {
                if (!from.equals("post") && !from.equals("record")) {
                    throw new IllegalArgumentException("--from takes post and record, not " + from);
                }
                for (String rate : options.list("rates")) {
                    for (String delivery : options.list("delivery")) {
                        int samples = (int) Options.number("rates", rate);
                        rows.add(new LatencyBenchmark(options, kafka, from.equals("post"), "-" + from + "-" + samples + "-" + delivery)
                                .measure(samples, delivery));
                    }
                }
            }
        }
        if (options.has("json")) {
            Files.writeString(Path.of(options.text("json")), "[" + String.join(",\n ", rows) + "]\n");
        }
        System.exit(0);
    }

    private String measure(int samplesPerSecond, String delivery) throws Exception {
        JobSettings settings = settings(delivery);
        int partitions = (int) options.number("partitions");
        for (String topic : List.of(settings.source().topic(), settings.output().alerts(), settings.output().windows(),
                settings.output().rejected())) {
            kafka.createTopic(topic, partitions, EmbeddedKafka.RECORDED_TIME);
        }
        int parallelism = (int) options.number("parallelism");
        try (BenchFlink flink = new BenchFlink(parallelism,
                Map.of("execution.checkpointing.interval", options.text("checkpoint-interval")))) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
            JobID job = flink.submit(environment);
            flink.awaitRunning(job);
            int expected;
            int lost;
            long[] latencies;
            try (AlarmReader alarms = new AlarmReader(kafka.bootstrapServers(), settings.output().alerts(), partitions);
                    Sending sending = post ? new Posting(kafka, settings.source().topic(), suffix)
                            : new Producing(kafka, settings.source().topic())) {
                expected = send(sending, alarms, samplesPerSecond);
                lost = alarms.await(Duration.ofSeconds(20));
                latencies = alarms.latencies(Long.MIN_VALUE, Long.MAX_VALUE);
            }
            flink.cancel(job);
            return report(samplesPerSecond, delivery, expected, lost, latencies);
        }
    }

    private JobSettings settings(String delivery) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--delivery=" + delivery,
                "--source.group=latency" + suffix,
                "--delivery.transaction-prefix=latency" + suffix,
                "--topic.raw=corsano.raw" + suffix,
                "--topic.alerts=vitals.alerts" + suffix,
                "--topic.windows=vitals.windows" + suffix,
                "--topic.rejected=vitals.rejected" + suffix));
        if (options.has("job")) {
            arguments.addAll(List.of(options.text("job").trim().split("\\s+")));
        }
        return JobSettingsReader.read(arguments);
    }

    /** Sends deliveries when they are due; returns the number of alarms to be measured. */
    private int send(Sending sending, AlarmReader reader, int samplesPerSecond) throws Exception {
        double perSecond = (double) samplesPerSecond / Deliveries.ROWS;
        double alarms = Math.min(options.number("alarms"), perSecond);
        long warmup = options.number("warmup") * 1_000_000_000L;
        long length = warmup + options.number("seconds") * 1_000_000_000L;
        int patients = Math.max(1, (int) Math.round(perSecond * 60));
        SplittableRandom random = new SplittableRandom(options.number("seed"));
        Deliveries deliveries = new Deliveries(patients, 1, 3000);
        int measured = 0;
        long wall = System.currentTimeMillis();
        long start = System.nanoTime();
        double at = 0;
        for (int i = 0; at * 1e9 < length; i++) {
            long dueNanos = start + (long) (at * 1e9);
            boolean alarm = random.nextDouble() < alarms / perSecond;
            String user = alarm ? "flagged" + suffix + "-" + i : Deliveries.user(i % patients);
            long arrival = wall + (long) (at * 1e3);
            // Built and signed before it is due, so that this work is not in the latency.
            Runnable send = sending.prepare(user, arrival, deliveries.body(user, arrival, i, alarm ? Deliveries.ROWS - 1 : -1, false));
            for (long wait = dueNanos - System.nanoTime(); wait > 0; wait = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (alarm && at * 1e9 >= warmup) {
                reader.expect(user, dueNanos);
                measured++;
            }
            send.run();
            lateness = Math.max(lateness, System.nanoTime() - dueNanos);
            at += -Math.log(1 - random.nextDouble()) / perSecond;
        }
        sending.awaitAnswers();
        return measured;
    }

    private String report(int samplesPerSecond, String delivery, int expected, int lost, long[] sorted) {
        Map<String, String> figures = new TreeMap<>();
        figures.put("p50_ms", AlarmReader.millis(sorted, 0.50));
        figures.put("p90_ms", AlarmReader.millis(sorted, 0.90));
        figures.put("p99_ms", AlarmReader.millis(sorted, 0.99));
        figures.put("max_ms", AlarmReader.millis(sorted, 1));
        String late = String.format(Locale.ROOT, "%.1f", lateness / 1e6);
        System.out.printf("%-7s %-15s %,10d %8d %8d %8s %8s %8s %8s %8s%n", post ? "post" : "record", delivery,
                samplesPerSecond, expected, lost, figures.get("p50_ms"), figures.get("p90_ms"), figures.get("p99_ms"),
                figures.get("max_ms"), late);
        return String.format("{\"from\":\"" + (post ? "post" : "record")
                + "\",\"delivery\":\"%s\",\"samples_per_s\":%d,\"alarms\":%d,\"lost\":%d,"
                        + "\"p50_ms\":%s,\"p90_ms\":%s,\"p99_ms\":%s,"
                        + "\"max_ms\":%s,\"latest_send_ms\":%s}", delivery, samplesPerSecond, expected, lost,
                figures.get("p50_ms"), figures.get("p90_ms"), figures.get("p99_ms"), figures.get("max_ms"), late);
    }
}
