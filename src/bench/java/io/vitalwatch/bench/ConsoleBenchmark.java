package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.wire.SamplesJson;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures a console in a process of its own, with broker, job and viewers beside it. */
public final class ConsoleBenchmark {
    private static final String USAGE = """
            Usage: jobs/bench-console.sh [OPTION...]
                   jobs/bench-console.sh --pages [PATIENTS...]

            Starts a broker, fills vitals.samples with past readings, and starts a console in a process of its own. Measures how fast it reads
            them and how large its store is; then, with the job running on live deliveries, the time from an alarm to the event stream of a
            viewer, the answers of its interface, the bytes of a stream, and the CPU time and memory of the console.

              --patients N   with past readings (default 5000)
              --hours N      of past readings, one row a minute and patient (default 2)
              --rate N       samples a second of live deliveries (default 1000)
              --alarms N     alarms a second, each of a patient of its own (default 5)
              --seconds N    length of the live part (default 40; the first 10 do not count; 0 for none)
              --viewers N    that are connected at once in the end (default 200)
              --store URL    another store than a file of SQLite: jdbc:postgresql://…, empty
              --heap SIZE    -Xmx of the console (default 512m)
              --pages        instead of all this the ward in Chromium, with 10, 1000 and 5000 patients or as many as stand behind it: paint,
                             script, scrolling, alarm to screen""";

    private static final Map<String, String> DEFAULTS = Map.of("patients", "5000", "hours", "2", "rate", "1000", "alarms", "5", "seconds", "40",
            "viewers", "200", "store", "", "heap", "512m");
    private static final int PARTITIONS = 4;
    private static final int ROWS_OF_RECORD = 2;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int WEEK_MINUTES = 7 * 24 * 60;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Options options;
    private final EmbeddedKafka kafka;
    private final Random random = new Random(1);

    private ConsoleBenchmark(Options options, EmbeddedKafka kafka) {
        this.options = options;
        this.kafka = kafka;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        Path folder = Files.createTempDirectory("vitalwatch-console-bench");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            new ConsoleBenchmark(options, kafka).measure(folder);
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        System.exit(0);
    }

    private void measure(Path folder) throws Exception {
        for (String topic : List.of("corsano.raw", "vitals.samples", "vitals.alerts", "vitals.windows", "vitals.rejected")) {
            kafka.createTopic(topic, PARTITIONS, EmbeddedKafka.RECORDED_TIME);
        }
        int patients = (int) options.number("patients");
        int minutes = (int) options.number("hours") * 60;
        long records = fill(patients, minutes);
        String store = options.has("store") ? options.text("store") : "jdbc:sqlite:" + folder.resolve("store.db");
        try (ConsoleProcess console = ConsoleProcess.start(folder, kafka.bootstrapServers(), store, options.text("heap"))) {
            print("first answer after the start, empty store", "%.1f s, of them %.1f s of CPU", console.firstAnswerNanos() / 1e9,
                    console.cpuNanos() / 1e9);
            long begin = console.cpuNanos();
            long caughtUp = console.awaitCaughtUp(records);
            print("records read into the store (" + records + ", two rows each)", "%,.0f a second", records / (caughtUp / 1e9));
            long cpu = console.cpuNanos() - begin;
            print("CPU of the console for it", "%.0f %% of a core: %,.0f records a CPU second", 100.0 * cpu / caughtUp, records / (cpu / 1e9));
        }
        if (!options.has("store")) {
            double hours = (patients * (double) minutes + WEEK_MINUTES) / 60;
            print("store, a patient and hour", "%,.0f bytes", Files.size(folder.resolve("store.db")) / hours);
        }
        try (ConsoleProcess console = ConsoleProcess.start(folder, kafka.bootstrapServers(), store, options.text("heap"))) {
            print("first answer after the start, store of " + patients + " patients", "%.1f s, of them %.1f s of CPU",
                    console.firstAnswerNanos() / 1e9, console.cpuNanos() / 1e9);
            if (options.number("seconds") > 0) {
                live(console, patients);
            }
            print("resident memory of the console", "%,.0f MB", console.residentBytes() / 1e6);
        }
    }

    private static void print(String what, String form, Object... values) {
        System.out.printf("%-75s %s%n", what, String.format(Locale.ROOT, form, values));
    }

    /** Past readings of many patients, and a week of one; returns the number of records. */
    private long fill(int patients, int minutes) {
        long now = System.currentTimeMillis();
        long sent = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms",
                "20", "batch.size", "262144"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int minute = minutes; minute > 0; minute -= ROWS_OF_RECORD) {
                for (int patient = 0; patient < patients; patient++) {
                    send(producer, Deliveries.user(patient), now - minute * MINUTE_MILLIS, ROWS_OF_RECORD);
                    sent++;
                }
            }
            for (int minute = WEEK_MINUTES; minute > 0; minute -= 60) {
                send(producer, "week", now - minute * MINUTE_MILLIS, 60);
                sent++;
            }
        }
        return sent;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String user, long from, int rows) {
        List<Sample> samples = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            samples.add(new Sample(SampleType.ACTIVITY, from + i * MINUTE_MILLIS, 60, Ternary.TRUE, Ternary.FALSE, 70, 7, 0, List.of(
                    new Reading(Group.PULSE, 60_000 + random.nextInt(40) * 1000, 0, 4, Verdict.USABLE),
                    new Reading(Group.SPO2, 94_000 + random.nextInt(6) * 1000, 0, 4, Verdict.USABLE),
                    new Reading(Group.RESPIRATION, 12_000 + random.nextInt(8) * 1000, 0, 4, Verdict.USABLE),
                    new Reading(Group.TEMPERATURE, 36_200 + random.nextInt(10) * 100, 0, Reading.NO_QUALITY, Verdict.USABLE))));
        }
        long arrival = from + rows * MINUTE_MILLIS;
        producer.send(new ProducerRecord<>("vitals.samples", Math.floorMod(user.hashCode(), PARTITIONS), arrival,
                user.getBytes(StandardCharsets.UTF_8),
                SamplesJson.of(new Delivery(user, "BENCH", arrival, new Origin("corsano.raw", 0, 0), samples))));
    }

    private void live(ConsoleProcess console, int patients) throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--topic.samples=vitals.samples", "--delivery=at-least-once"));
        try (BenchFlink flink = new BenchFlink(2, Map.of("execution.checkpointing.interval", "10s"))) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, KafkaEnds.source(settings), PARTITIONS, KafkaEnds.sinks(settings));
            JobID job = flink.submit(environment);
            flink.awaitRunning(job);
            try (ConsoleViewer viewer = new ConsoleViewer(console.uri());
                    AlarmTimes alarms = new AlarmTimes(kafka.bootstrapServers(), "vitals.alerts", PARTITIONS)) {
                Map<String, Long> due = deliver(viewer);
                viewer.awaitAll(due.keySet(), TimeUnit.SECONDS.toNanos(20));
                report(due, viewer, alarms);
                answers(console, patients);
                crowd(console, viewer);
            }
            flink.cancel(job);
        }
    }

    /** Sends deliveries when they are due; returns when each alarm that counts was due, by opaque id. */
    private Map<String, Long> deliver(ConsoleViewer viewer) throws Exception {
        double perSecond = (double) options.number("rate") / Deliveries.ROWS;
        double alarms = options.number("alarms");
        long length = TimeUnit.SECONDS.toNanos(options.number("seconds"));
        SplittableRandom gaps = new SplittableRandom(1);
        int senders = (int) Math.max(1, Math.round(perSecond * 60));
        Deliveries deliveries = new Deliveries(senders, 1, 3000);
        Map<String, Long> due = new TreeMap<>();
        try (Producing producing = new Producing(kafka, "corsano.raw")) {
            long wall = System.currentTimeMillis();
            long start = System.nanoTime();
            long bytes = -1;
            double at = 0;
            for (int i = 0; at * 1e9 < length; i++) {
                boolean alarm = gaps.nextDouble() < alarms / perSecond;
                String user = alarm ? "flagged-" + i : Deliveries.user(i % senders);
                long arrival = wall + (long) (at * 1e3);
                Runnable send = producing.prepare(user, arrival, deliveries.body(user, arrival, i, alarm ? Deliveries.ROWS - 1 : -1, false));
                long dueNanos = start + (long) (at * 1e9);
                for (long wait = dueNanos - System.nanoTime(); wait > 0; wait = dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (alarm && at * 1e9 >= WARM_UP_NANOS) {
                    String id = ConsoleViewer.opaque(user);
                    due.put(id, dueNanos);
                    viewer.expect(id);
                }
                if (bytes < 0 && at * 1e9 >= WARM_UP_NANOS) {
                    bytes = viewer.bytes();
                }
                send.run();
                at += -Math.log(1 - gaps.nextDouble()) / perSecond;
            }
            producing.awaitAnswers();
            double seconds = (length - WARM_UP_NANOS) / 1e9;
            print("stream of one viewer at " + options.number("rate") + " samples/s", "%,.1f KB/s", (viewer.bytes() - bytes) / 1e3 / seconds);
        }
        return due;
    }

    private static void report(Map<String, Long> due, ConsoleViewer viewer, AlarmTimes alarms) {
        List<Long> fromDelivery = new ArrayList<>();
        List<Long> fromRecord = new ArrayList<>();
        due.forEach((id, nanos) -> {
            Long seen = viewer.seen(id);
            Long read = alarms.read(id);
            if (seen != null && read != null) {
                fromDelivery.add(seen - nanos);
                fromRecord.add(seen - read);
            }
        });
        print("alarms, and those that did not come", "%d, %d", due.size(), due.size() - fromDelivery.size());
        percentiles("raw record is due → event of the stream", fromDelivery);
        percentiles("alarm is readable in its topic → event of the stream", fromRecord);
    }

    private static void percentiles(String what, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        print(what, "p50 %s ms, p95 %s ms, max %s ms", AlarmReader.millis(sorted, 0.5), AlarmReader.millis(sorted, 0.95),
                AlarmReader.millis(sorted, 1));
    }

    private static void answers(ConsoleProcess console, int patients) throws Exception {
        String week = ConsoleViewer.opaque("week");
        Map<String, String> paths = new TreeMap<>(Map.of("list of 1,000 patients, the worst first", "/api/v1/patients?limit=1000",
                "list of " + patients + " patients", "/api/v1/patients?limit=" + Math.min(5000, patients),
                "a patient's 24 hours, 600 points", "/api/v1/patients/" + week + "/vitals?points=600",
                "a patient's 7 days, 600 points", "/api/v1/patients/" + week + "/vitals?points=600&from="
                        + java.time.Instant.now().minusSeconds(7 * 86_400).truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                "open alarms", "/api/v1/episodes?open=true&limit=100"));
        for (Map.Entry<String, String> each : paths.entrySet()) {
            List<Long> times = new ArrayList<>();
            int size = 0;
            for (int i = 0; i < 40; i++) {
                long begin = System.nanoTime();
                size = console.get(each.getValue()).length;
                if (i >= 10) {
                    times.add(System.nanoTime() - begin);
                }
            }
            percentiles(each.getKey() + " (" + size / 1000 + " KB)", times);
        }
        List<Long> snapshots = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            long begin = System.nanoTime();
            try (ConsoleViewer viewer = new ConsoleViewer(console.uri())) {
                viewer.awaitFirst();
            }
            if (i >= 5) {
                snapshots.add(System.nanoTime() - begin);
            }
        }
        percentiles("new stream until its snapshot of all patients is there", snapshots);
    }

    /** What many viewers cost, without live deliveries, which would be most of it. */
    private void crowd(ConsoleProcess console, ConsoleViewer one) throws Exception {
        double together;
        List<ConsoleViewer> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < options.number("viewers"); i++) {
                crowd.add(new ConsoleViewer(console.uri()));
            }
            for (ConsoleViewer each : crowd) {
                each.awaitFirst();
            }
            together = cpuShare(console);
        } finally {
            for (ConsoleViewer each : crowd) {
                each.close();
            }
        }
        print(options.number("viewers") + " viewers at once, without deliveries: CPU of the console",
                "%.1f %% of a core (one viewer: %.1f %%)", 100 * together, 100 * cpuShare(console));
        if (one.bytes() == 0) {
            throw new IllegalStateException("the first viewer saw nothing");
        }
    }

    private static double cpuShare(ConsoleProcess console) throws IOException, InterruptedException {
        long cpu = console.cpuNanos();
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(10);
        return (double) (console.cpuNanos() - cpu) / (System.nanoTime() - begin);
    }
}
