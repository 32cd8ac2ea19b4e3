package io.vitalwatch.bench;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.job.KafkaEnds;
import io.vitalwatch.job.Topology;
import io.vitalwatch.job.VitalsAlertJob;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures from when a change is in force: on the arrival clock for deliveries, and until the record of an open alarm that it ends can be read.
 * Broker, receiver, relay, Flink and clients are in this process; receiver and job are those of the product.
 */
public final class ControlLatencyBenchmark {
    private static final String USAGE = """
            Usage: jobs/bench-control.sh [OPTION...]

            Milliseconds from the moment a change was written to vitals.control until it is in force for deliveries (on the arrival clock, in
            each partition), and until the end of an open alarm by it can be read, while signed deliveries are posted.

              --rate N          samples a second (default 1000)
              --changes N       changes a second (default 5)
              --seconds N       length of the measurement (default 60)
              --warmup N        seconds before it that do not count (default 20)
              --lead T          control.lead (default 2s)
              --partitions N    of the raw topic (default 4)
              --parallelism N   of the job (default: the number of cores)""";
    private static final Map<String, String> DEFAULTS = Map.of("rate", "1000", "changes", "5", "seconds", "60", "warmup", "20", "lead", "2s",
            "partitions", "4", "parallelism", Integer.toString(Runtime.getRuntime().availableProcessors()));
    private static final int PROBES = 8;
    private static final long TURN_MILLIS = 3_000;
    private static final Duration POLL = Duration.ofMillis(5);

    private final Options options;
    private final EmbeddedKafka kafka;
    private final int partitions;
    /** When the change that ends the probes' alarms was written, by its moment in the alerts: Unix milliseconds. */
    private final List<long[]> ends = new ArrayList<>();
    private final Map<Long, Long> written = new ConcurrentHashMap<>();
    private volatile long lastEnd;
    private volatile boolean over;
    private long measureFrom = Long.MAX_VALUE;

    private ControlLatencyBenchmark(Options options, EmbeddedKafka kafka) {
        this.options = options;
        this.kafka = kafka;
        this.partitions = (int) options.number("partitions");
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.read(args, USAGE, DEFAULTS);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            new ControlLatencyBenchmark(options, kafka).measure();
        }
        System.exit(0);
    }

    private void measure() throws Exception {
        kafka.createTopic("vitals.control", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        for (String topic : List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected", "vitals.control.state",
                "vitals.alerts.shadow")) {
            kafka.createTopic(topic, topic.equals("corsano.raw") ? partitions : 1, EmbeddedKafka.RECORDED_TIME);
        }
        JobSettings settings = JobSettingsReader.read(List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--topic.control=vitals.control", "--control.lead=" + options.text("lead"), "--source.idle=0s",
                "--rule.spo2-low.confirm.count=1", "--rule.spo2-low.confirm.of=1", "--rule.spo2-low.confirm.duration=0s"));
        try (BenchFlink flink = new BenchFlink((int) options.number("parallelism"), Map.of("execution.checkpointing.interval", "1s"))) {
            var environment = flink.environment();
            VitalsAlertJob.configure(environment, settings);
            Topology.define(environment, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
            JobID job = flink.submit(environment);
            flink.awaitRunning(job);
            Thread alerts = new Thread(this::readAlerts, "alerts");
            try (Posting posting = new Posting(kafka, "corsano.raw", "", "--topic.control=vitals.control")) {
                alerts.start();
                send(posting);
                Thread.sleep(20_000);
            }
            over = true;
            alerts.join();
            flink.cancel(job);
        }
        report();
    }

    /** Deliveries without alarms at the rate, changes, and in turn limits by which the probes' alarms begin and end. */
    private void send(Posting posting) throws Exception {
        double perSecond = (double) options.number("rate") / Deliveries.ROWS;
        int patients = Math.max(1, (int) Math.round(perSecond * 60));
        Deliveries deliveries = new Deliveries(patients, 1, 3000);
        long begin = System.nanoTime();
        long length = Duration.ofSeconds(options.number("warmup") + options.number("seconds")).toNanos();
        long leadMillis = Durations.parse(options.text("lead"));
        long nextChange = 0;
        long nextTurn = 0;
        long probesAt = Long.MAX_VALUE;
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            int turn = 0;
            for (int i = 0; System.nanoTime() - begin < length; i++) {
                long due = begin + (long) (i / perSecond * 1e9);
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long millis = (System.nanoTime() - begin) / 1_000_000;
                if (millis >= options.number("warmup") * 1000 && measureFrom == Long.MAX_VALUE) {
                    measureFrom = System.currentTimeMillis();
                }
                long now = System.currentTimeMillis();
                String user = Deliveries.user(i % patients);
                posting.prepare(user, now, deliveries.body(user, now, i, -1, false)).run();
                if (millis >= nextChange) {
                    nextChange = millis + 1000 / options.number("changes");
                    write(producer, new Scope(Scope.Type.GROUP, "g" + i % 5), "filler-" + i, "pulse-high.medium", 120 + i % 20, false);
                }
                if (millis >= nextTurn) {
                    nextTurn = millis + TURN_MILLIS;
                    boolean stricter = turn++ % 2 == 0;
                    write(producer, Scope.ALL, "turn-" + turn, "spo2-low.medium", stricter ? 91 : 86, !stricter);
                    probesAt = stricter ? millis + leadMillis + 500 : Long.MAX_VALUE;
                }
                if (millis >= probesAt) {
                    probesAt = Long.MAX_VALUE;
                    for (int probe = 0; probe < PROBES; probe++) {
                        posting.prepare("probe-" + probe, now, probe(probe, now)).run();
                    }
                }
            }
        }
        posting.awaitAnswers();
    }

    private static byte[] probe(int number, long now) {
        return ("{\"study\":\"EZTJD\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"probe-" + number + "\",\"data\":[[{\"timestamp\":\"" + now
                + "\",\"spo2\":\"88\",\"spo2_q\":\"4\",\"wearing\":\"4\"}]]}}").getBytes(StandardCharsets.UTF_8);
    }

    private void write(KafkaProducer<byte[], byte[]> producer, Scope scope, String id, String field, int value, boolean ends) {
        ControlRecord record = new ControlRecord(id, scope, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "bench", "bench", -1,
                new LimitsChange(Map.of(field, Integer.toString(value)), List.of()));
        producer.send(new ProducerRecord<>("vitals.control", 0, null, ControlRecordJson.of(record)), (place, problem) -> {
            if (problem != null) {
                throw new IllegalStateException(problem);
            }
            written.put(place.offset(), place.timestamp());
            if (ends) {
                lastEnd = place.timestamp();
            }
        });
    }

    private void readAlerts() {
        each("vitals.alerts", record -> {
            if (new String(record.value(), StandardCharsets.UTF_8).contains("\"reason\":\"limits-changed\"")) {
                ends.add(new long[] {lastEnd, System.currentTimeMillis() - lastEnd});
            }
        }, true);
    }

    private interface Reader {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    private void each(String topic, Reader reader, boolean live) {
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> to = consumer.endOffsets(all);
            while (live ? !over : all.stream().anyMatch(each -> consumer.position(each) < to.get(each))) {
                consumer.poll(POLL).forEach(reader::take);
            }
        }
    }

    private void report() {
        List<Long> inForce = new ArrayList<>();
        long[] late = {0};
        each("vitals.control.state", found -> {
            ControlAnswer answer = ControlStateJson.read(found.value());
            Long at = written.get(answer.seq());
            if (answer.outcome() == ControlAnswer.Outcome.APPLIED && at != null && at >= measureFrom) {
                inForce.add((answer.appliedAt() - at) * 1_000_000);
                late[0] += answer.lateMillis() > 0 ? 1 : 0;
            }
        }, false);
        System.out.printf("%-44s %8s %8s %8s %8s %8s%n", "ms after a change was written", "values", "late", "p50", "p99", "max");
        line("in force for deliveries, each partition", inForce, Long.toString(late[0]));
        line("end of an open alarm can be read",
                ends.stream().filter(each -> each[0] >= measureFrom).map(each -> each[1] * 1_000_000).toList(), "");
    }

    private static void line(String what, List<Long> nanos, String late) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf("%-44s %8d %8s %8s %8s %8s%n", what, sorted.length, late, AlarmReader.millis(sorted, 0.5),
                AlarmReader.millis(sorted, 0.99), AlarmReader.millis(sorted, 1));
    }
}
