package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how a backlog delays live alarms. First the job starts with millions of samples in the raw topic, in the same partitions as the
 * live deliveries of other patients. After it has caught up, it gets more backlog at steady rates, as from phones that reconnect. The times
 * of live deliveries are drawn beforehand, and an alarm's latency is measured from there.
 */
public final class BacklogBenchmark {
    private static final String USAGE = """
            Usage: jobs/bench-backlog.sh [OPTION...]

            Latency of live alarms while a backlog of other patients is worked off: embedded broker, mini cluster, the job as it is shipped.

              --samples N        waiting when the job starts (default 10M; 525 bytes each, on the disk too)
              --incoming LIST    then: backlog samples a second that come in beside (default 0,20k,50k,100k)
              --seconds N        of each rate (default 30)
              --live N           live samples a second (default 1000)
              --alarms N         cardiac-arrest flags a second among them, each of a patient of its own (default 10)
              --patients N       whose backlog it is (default 1000)
              --partitions N     (default 4)
              --parallelism N    of the job (default: the number of cores)""";

    private static final Map<String, String> DEFAULTS = Map.of("samples", "10M", "incoming", "0,20k,50k,100k", "seconds", "30", "live",
            "1000",
            "alarms", "10", "patients", "1000", "partitions", "4", "parallelism",
            Integer.toString(Runtime.getRuntime().availableProcessors()));

    private static final String RAW = "corsano.raw";
    private static final long SPACING = 3000;

    private final Options options;
    private final EmbeddedKafka kafka;
    private final int partitions;
    private volatile boolean over;
    private volatile Exception trouble;

    private BacklogBenchmark(Options options, EmbeddedKafka kafka) {
        this.options = options;
        this.kafka = kafka;
        this.partitions = (int) options.number("partitions");
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            new BacklogBenchmark(options, kafka).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers()));
        for (String topic : List.of(settings.output().alerts(), settings.output().windows(), settings.output().rejected())) {
            kafka.createTopic(topic, partitions, EmbeddedKafka.RECORDED_TIME);
        }
        int patients = (int) options.number("patients");
        long span = options.number("samples") / patients * SPACING;
        RawTopic backlog = RawTopic.fill(kafka, RAW, partitions, Deliveries.ROWS, patients, options.number("samples"), SPACING,
                System.currentTimeMillis() - span);
        try (BenchFlink flink = new BenchFlink((int) options.number("parallelism"), Map.of("execution.checkpointing.interval", "1s"));
                AlarmReader alarms = new AlarmReader(kafka.bootstrapServers(), settings.output().alerts(), partitions);
                Producing live = new Producing(kafka, RAW); Producing more = new Producing(kafka, RAW);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Map<TopicPartition, Long> end = ends(admin);
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
            JobID job = flink.submit(environment);
            flink.awaitRunning(job);
            Thread sender = new Thread(() -> live(live, alarms), "live");
            long from = System.nanoTime();
            sender.start();
            awaitCommitted(admin, settings.source().group(), end);
            long caughtUp = System.nanoTime();
            double seconds = (caughtUp - from) / 1e9;
            System.out.printf("%,d samples (%,.1f hours of %,d patients) were waiting: caught up after %.1f s, %,.0f samples/s%n",
                    backlog.samples(), span / 3.6e6, patients, seconds, backlog.samples() / seconds);
            System.out.printf("%-34s %8s %9s %9s %9s%n", "live alarms", "alarms", "p50 ms", "p99 ms", "max ms");
            Thread.sleep(5000);
            report(alarms, "due while catching up", from, caughtUp);
            for (String rate : options.list("incoming")) {
                incoming(more, alarms, (int) Options.number("incoming", rate));
            }
            over = true;
            sender.join();
            int lost = alarms.await(Duration.ofSeconds(20));
            System.out.println("alarms that were never read: " + lost);
            flink.cancel(job);
            if (trouble != null) {
                throw trouble;
            }
        }
    }

    private void report(AlarmReader alarms, String what, long from, long to) {
        long[] sorted = alarms.latencies(from, to);
        System.out.printf("%-34s %,8d %9s %9s %9s%n", what, sorted.length, AlarmReader.millis(sorted, 0.5),
                AlarmReader.millis(sorted, 0.99), AlarmReader.millis(sorted, 1));
    }

    /** Sends live deliveries until the end of the run; some of them with a flag. */
    private void live(Sending sending, AlarmReader alarms) {
        double perSecond = (double) options.number("live") / Deliveries.ROWS;
        double flagged = Math.min(1, options.number("alarms") / perSecond);
        int patients = Math.max(1, (int) Math.round(perSecond * 60));
        Deliveries deliveries = new Deliveries(patients, 1, SPACING);
        SplittableRandom random = new SplittableRandom(1);
        long start = System.nanoTime();
        long wall = System.currentTimeMillis();
        double at = 0;
        try {
            for (int i = 0; !over; i++) {
                long due = start + (long) (at * 1e9);
                boolean alarm = random.nextDouble() < flagged;
                String user = (alarm ? "flagged-" + i : "live-" + i % patients);
                long arrival = wall + (long) (at * 1e3);
                Runnable send = sending.prepare(user, arrival, deliveries.body(user, arrival, i, alarm ? Deliveries.ROWS - 1 : -1, false));
                sleepUntil(due);
                if (alarm) {
                    alarms.expect(user, due);
                }
                send.run();
                at += -Math.log(1 - random.nextDouble()) / perSecond;
            }
            sending.awaitAnswers();
        } catch (Exception e) {
            trouble = e;
        }
    }

    /** Sends backlog of the same patients, older and older, at a steady rate. */
    private void incoming(Sending sending, AlarmReader alarms, int samplesPerSecond) throws Exception {
        int patients = (int) options.number("patients");
        Deliveries deliveries = new Deliveries(Deliveries.ROWS, patients, 1, SPACING);
        long from = System.nanoTime();
        long to = from + options.number("seconds") * 1_000_000_000L;
        if (samplesPerSecond == 0) {
            sleepUntil(to);
        }
        double gap = samplesPerSecond == 0 ? Double.POSITIVE_INFINITY : 1e9 * Deliveries.ROWS / samplesPerSecond;
        long latest = 0;
        for (int i = 0; samplesPerSecond > 0 && from + (long) (i * gap) < to; i++) {
            String user = Deliveries.user(i % patients);
            long now = System.currentTimeMillis();
            // Starts half an hour ago and continues from there, as a phone that sends what it could not send before.
            long taken = now - 1_800_000 + i / patients * Deliveries.ROWS * SPACING;
            Runnable send = sending.prepare(user, now, deliveries.body(user, taken, i, -1, false));
            sleepUntil(from + (long) (i * gap));
            latest = Math.max(latest, System.nanoTime() - from - (long) (i * gap));
            send.run();
        }
        sending.awaitAnswers();
        Thread.sleep(3000);
        report(alarms, String.format("beside %,d samples/s of backlog", samplesPerSecond), from, to);
        if (latest > 1_000_000_000) {
            System.out.printf("  (this machine could not make so many: the sender was %.1f s late at worst)%n", latest / 1e9);
        }
    }

    private static void sleepUntil(long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, partitions).boxed()
                .collect(Collectors.toMap(i -> new TopicPartition(RAW, i), i -> OffsetSpec.latest()));
        return admin.listOffsets(all).all().get(30, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
    }

    /** Offsets are committed with each checkpoint, here each second. */
    private static void awaitCommitted(Admin admin, String group, Map<TopicPartition, Long> end) throws Exception {
        while (true) {
            var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get(30, TimeUnit.SECONDS);
            if (end.entrySet().stream().allMatch(each -> committed.get(each.getKey()) != null
                    && committed.get(each.getKey()).offset() >= each.getValue())) {
                return;
            }
            Thread.sleep(200);
        }
    }
}
