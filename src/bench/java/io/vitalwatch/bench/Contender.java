package io.vitalwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One way to get from the raw topic to alarms (or, for comparison, a part of the way), in a JVM of its own. */
interface Contender {
    /** The build of {@code --other}, which stands in the class path in the place of this one. */
    String OTHER = "vitalwatch-other";

    /**
     * Reads the topic from its beginning to its current end.
     *
     * @return {@link Stopwatch#read()} after the last record was processed
     */
    long[] run(Run run) throws Exception;

    /**
     * The parameters of one run of a contender.
     *
     * @param name different for each run; part of the names of groups and topics
     * @param alerts the topic to write alarms to, which exists; windows and rejected likewise
     * @param more further settings: {@code job.…} parameters of VitalWatch, {@code flink.…} settings of the cluster, {@code client.…}
     *     settings of the consumer of the raw topic
     */
    record Run(String name, String servers, String raw, String alerts, String windows, String rejected, int partitions, int parallelism,
            long samples, Map<String, String> more) {
        /** The same run with another name. */
        Run named(String other) {
            return new Run(other, servers, raw, "alerts-" + other, "windows-" + other, "rejected-" + other, partitions, parallelism,
                    samples, more);
        }

        /** Settings of the Kafka consumer that reads the raw topic, with the watch. */
        Properties client() {
            Properties client = new Properties();
            client.put("interceptor.classes", Stopwatch.class.getName());
            more.forEach((name, value) -> {
                if (name.startsWith("client.")) {
                    client.put(name.substring(7), value);
                }
            });
            return client;
        }

        /** The same run with Kafka's own settings of the client. */
        Run withKafkasOwnClient() {
            Map<String, String> left = new TreeMap<>(more);
            left.keySet().removeIf(each -> each.startsWith("client."));
            return new Run(name, servers, raw, alerts, windows, rejected, partitions, parallelism, samples, left);
        }

        List<TopicPartition> rawPartitions() {
            return IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(raw, i)).toList();
        }
    }

    static Contender of(String name) {
        return switch (name) {
            case "read" -> new ReadContender(false);
            case "parse" -> new ReadContender(true);
            case "read-own-buffer" -> run -> new ReadContender(false).run(run.withKafkasOwnClient());
            case "parse-own-buffer" -> run -> new ReadContender(true).run(run.withKafkasOwnClient());
            case "flink-read" -> new FlinkReadContender(false);
            case "flink-parse" -> new FlinkReadContender(true);
            case "vitalwatch", OTHER -> new VitalWatchContender(null);
            case "vitalwatch-control" -> new VitalWatchContender(new BenchControl(0));
            case "vitalwatch-limits" -> new VitalWatchContender(new BenchControl(100));
            case "flink-sql" -> new SqlContender();
            case "kafka-streams" -> new StreamsContender();
            case "textbook" -> new TextbookContender();
            default -> throw new IllegalArgumentException("no contender is called " + name);
        };
    }

    /**
     * Arguments: contender, run name, servers, raw topic, its samples, its records that are not in the rate, partitions, parallelism,
     * seconds of warming up, setting=value…
     */
    static void main(String[] args) throws Exception {
        Map<String, String> more = new TreeMap<>();
        for (int i = 9; i < args.length; i++) {
            more.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
        }
        Run run = new Run(args[1], args[2], args[3], "", "", "", Integer.parseInt(args[6]), Integer.parseInt(args[7]),
                Long.parseLong(args[4]), more).named(args[1]);
        long skipped = Long.parseLong(args[5]);
        warmUp(of(args[0]), run, skipped, Long.parseLong(args[8]));
        createTopics(run);
        Pauses pauses = new Pauses();
        Stopwatch.ready(run.raw(), skipped);
        long[] took = of(args[0]).run(run);
        System.out.println(pauses);
        System.out.println("RESULT " + LongStream.concat(Arrays.stream(took), Arrays.stream(alarms(run))).mapToObj(Long::toString)
                .collect(Collectors.joining(" ")));
        System.out.flush();
        System.exit(0);
    }

    /**
     * Reads the whole topic again and again for a given time. With a number of samples instead, the slowest contender would be the warmest.
     */
    private static void warmUp(Contender contender, Run run, long skipped, long seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int time = 1; System.nanoTime() < end; time++) {
            Run warming = run.named(run.name() + "-warm-" + time);
            createTopics(warming);
            Stopwatch.ready(run.raw(), skipped);
            contender.run(warming);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.servers()))) {
                admin.deleteTopics(outputs(warming)).all().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> outputs(Run run) {
        return List.of(run.alerts(), run.windows(), run.rejected());
    }

    private static void createTopics(Run run) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.servers()))) {
            admin.createTopics(outputs(run).stream()
                    .map(topic -> new NewTopic(topic, run.partitions(), (short) 1).configs(Map.of("retention.ms", "-1"))).toList())
                    .all().get(30, TimeUnit.SECONDS);
        }
    }

    /** Alarm records written, and how many different patients have a cardiac arrest, and a blood pressure that is too high. */
    private static long[] alarms(Run run) throws Exception {
        Set<String> arrests = new HashSet<>();
        Set<String> pressures = new HashSet<>();
        long records = 0;
        ObjectMapper mapper = new ObjectMapper();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", run.servers()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, run.partitions()).mapToObj(i -> new TopicPartition(run.alerts(), i)).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long left = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    left--;
                    records++;
                    JsonNode alarm = mapper.readTree(record.value());
                    String rule = alarm.path("rule").asText();
                    if (rule.equals("cardiac-arrest") || alarm.path("arrest").asInt() > 0) {
                        arrests.add(alarm.path("user").asText());
                    }
                    if (rule.equals("blood-pressure-high") || alarm.path("systolic").asInt() > 180
                            || alarm.path("diastolic").asInt() > 120) {
                        pressures.add(alarm.path("user").asText());
                    }
                }
            }
        }
        return new long[] {records, arrests.size(), pressures.size()};
    }
}
