package io.vitalwatch.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.job.VitalsAlertJob;

import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of {@code jobs/sql} over topics that the job wrote on a real broker. */
@Timeout(300)
class SqlOverTopicsTest {
    private static final String ANNA = "anna";
    private static final String BEN = "ben";
    private static final String CLEO = "cleo";

    @RegisterExtension
    private static final MiniClusterExtension FLINK = new MiniClusterExtension(
            new MiniClusterResourceConfiguration.Builder().setNumberTaskManagers(1).setNumberSlotsPerTaskManager(1).build());

    private static EmbeddedKafka kafka;
    private static TableEnvironment tables;

    @BeforeAll
    static void fillTopics() throws Exception {
        kafka = EmbeddedKafka.start();
        for (String topic : List.of("corsano.raw", "vitals.alerts", "vitals.windows", "vitals.rejected")) {
            kafka.createTopic(topic, 1, EmbeddedKafka.RECORDED_TIME);
        }
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            deliver(producer, "14:01:00Z", wrapped(ANNA, row("14:00:00Z", "+01:00", pressure(85, 60))));
            deliver(producer, "14:05:02.500Z", bare(BEN, row("14:05:00.500Z", "-03:30", "\"bpm\":40,\"bpm_q\":4,\"cardiac_arrest\":1")));
            deliver(producer, "14:06:00Z", "{\"study\":");
            deliver(producer, "14:08:00Z", wrapped(ANNA, row("14:07:00Z", "+01:00", pressure(84, 60))));
            // A late reading: the delivery before it closed its window.
            deliver(producer, "14:09:00Z", wrapped(ANNA, row("14:01:00Z", "+01:00", pressure(88, 61))));
            deliver(producer, "15:10:10Z", wrapped(CLEO,
                    row("15:10:00Z", "+00:00", "\"bpm\":70,\"bpm_q\":0,\"spo2\":97,\"spo2_q\":4"),
                    row("15:10:05Z", "+00:00", "\"bpm\":71,\"bpm_q\":4," + pressure(190, 80))));
            deliver(producer, "15:15:40Z", wrapped(CLEO, row("15:15:30Z", "+00:00", "\"bpm\":72,\"bpm_q\":4")));
        }
        VitalsAlertJob.main(new String[] {"--kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--source.stop=latest",
            "--rule.no-reading-pulse.enabled=false"});
        repeatAnAlertAndAbortAnother();
        tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        String script = String.join(";\n", SqlScript.read("tables.sql").statements());
        assertThat(script).as("the broker is named once").containsOnlyOnce("localhost:9092");
        SqlScript.of(script.replace("localhost:9092", kafka.bootstrapServers())).run(tables);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyTimeIsTheInstantThatItsTextNames() throws Exception {
        List<Row> times = query("""
                SELECT `onset`, `onset_time` FROM alerts UNION ALL SELECT `observed`, `observed_time` FROM alerts
                UNION ALL SELECT `arrived`, `arrived_time` FROM alerts UNION ALL SELECT `arrived`, `arrived_time` FROM rejected
                UNION ALL SELECT `start`, `start_time` FROM windows UNION ALL SELECT `end`, `end_time` FROM windows""");

        assertThat(times).extracting(time -> time.getField(0)).contains("2025-11-19T15:00:00+01:00", "2025-11-19T10:35:00.500-03:30",
                "2025-11-19T15:10:05Z", "2025-11-19T14:05:00Z");
        assertThat(times).allSatisfy(
                time -> assertThat(time.getField(1)).isEqualTo(OffsetDateTime.parse((String) time.getField(0)).toInstant()));
    }

    @Test
    void aRepeatedAlertIsReadOnceAndOneOfAnAbortedTransactionNever() throws Exception {
        assertThat(query("SELECT COUNT(*), COUNT(DISTINCT `id`) FROM alert_records")).containsExactly(Row.of(8L, 7L));
        assertThat(query("SELECT COUNT(*), COUNT(DISTINCT `id`) FROM alerts")).containsExactly(Row.of(7L, 7L));
    }

    @Test
    void aWindowWithALateReadingIsReadOnceWithAllItsReadings() throws Exception {
        String late = " WHERE `user` = 'anna' AND `vital` = 'systolic' AND `start` = '2025-11-19T14:00:00Z'";

        assertThat(query("SELECT `count` FROM window_records" + late)).containsExactlyInAnyOrder(Row.of(1), Row.of(2));
        assertThat(query("SELECT `count`, `min`, `max` FROM windows" + late))
                .containsExactly(Row.of(2, new BigDecimal("85.000"), new BigDecimal("88.000")));
    }

    @Test
    void aRejectedDeliveryHasItsPlaceAndReason() throws Exception {
        assertThat(query("SELECT `scope`, `reason`, `partition`, `offset`, `user`, `body_bytes` FROM rejected WHERE `scope` = 'delivery'"))
                .containsExactly(Row.of("delivery", "malformed-json", 0, 2L, null, 9L));
    }

    @Test
    void bothShapesOfABodyAreRead() throws Exception {
        assertThat(query("SELECT `offset`, `user`, `study`, `type`, CARDINALITY(`samples`) FROM raw_deliveries")).containsExactlyInAnyOrder(
                Row.of(0L, ANNA, "S1", "activity", 1), Row.of(1L, BEN, null, null, 1), Row.of(2L, null, null, null, null),
                Row.of(3L, ANNA, "S1", "activity", 1), Row.of(4L, ANNA, "S1", "activity", 1),
                Row.of(5L, CLEO, "S1", "activity", 2), Row.of(6L, CLEO, "S1", "activity", 1));
        assertThat(query("SELECT `user`, `sample_time`, JSON_VALUE(`sample`, '$.bpm') FROM raw_samples WHERE `user` <> 'anna'"))
                .containsExactlyInAnyOrder(Row.of(BEN, at("14:05:00.500Z"), "40"), Row.of(CLEO, at("15:10:00Z"), "70"),
                        Row.of(CLEO, at("15:10:05Z"), "71"), Row.of(CLEO, at("15:15:30Z"), "72"));
    }

    @Test
    void alarmsPerPatientDayCountEpisodesOfEachRule() throws Exception {
        assertThat(run("alarms-per-patient-day.sql")).containsExactly(
                Row.of("no-data", "technical", 2L, 2L, 3L, new BigDecimal("0.67")),
                Row.of("blood-pressure-high", "physiological", 1L, 1L, 3L, new BigDecimal("0.33")),
                Row.of("blood-pressure-low", "physiological", 1L, 1L, 3L, new BigDecimal("0.33")),
                Row.of("cardiac-arrest", "physiological", 1L, 1L, 3L, new BigDecimal("0.33")));
    }

    @Test
    void theNoisiestPatientsComeFirst() throws Exception {
        assertThat(run("noisiest-patients.sql")).as("anna's alarm became high later").containsExactly(
                Row.of(ANNA, 2L, 1L, 1L, 1L, new BigDecimal("40.0")),
                Row.of(BEN, 2L, 1L, 1L, 1L, new BigDecimal("40.0")),
                Row.of(CLEO, 1L, 1L, 0L, 0L, new BigDecimal("20.0")));
    }

    @Test
    void unusableReadingsAreCountedByHourAndReason() throws Exception {
        assertThat(run("unusable-by-hour.sql")).containsExactly(
                Row.of("2025-11-19 14:00", 10, 0, new BigDecimal("0.0"), 0, 0, 0, 0),
                Row.of("2025-11-19 15:00", 6, 1, new BigDecimal("16.7"), 1, 0, 0, 0));
    }

    @Test
    void theTimeFromSampleToAlertLeavesOutAlarmsOfDeadlines() throws Exception {
        assertThat(run("sample-to-alert.sql")).containsExactly(
                Row.of("blood-pressure-high", 1L, 5, 5, 5, 5, 5, 5),
                Row.of("blood-pressure-low", 1L, 60, 60, 60, 60, 60, 60),
                Row.of("cardiac-arrest", 1L, 2, 2, 2, 2, 2, 2));
    }

    @Test
    void anAlarmIsJoinedWithTheWindowsOfItsOnset() throws Exception {
        Instant arrest = at("14:05:00.500Z");

        assertThat(run("windows-with-alarms.sql")).containsExactly(
                withWindow(at("15:10:05Z"), CLEO, "blood-pressure-high", "medium", "diastolic", 1, "80.000", "80.000"),
                withWindow(at("15:10:05Z"), CLEO, "blood-pressure-high", "medium", "mean", 1, "116.667", "116.667"),
                withWindow(at("15:10:05Z"), CLEO, "blood-pressure-high", "medium", "systolic", 1, "190.000", "190.000"),
                Row.of(arrest, BEN, "cardiac-arrest", "high", "cardiac-arrest", null, null, null, null, null, null),
                Row.of(arrest, BEN, "cardiac-arrest", "high", "pulse", 1, 1, new BigDecimal("40.000"), new BigDecimal("40.000"),
                        new BigDecimal("40.000"), "/min"),
                withWindow(at("14:00:00Z"), ANNA, "blood-pressure-low", "medium", "diastolic", 2, "60.000", "61.000"),
                withWindow(at("14:00:00Z"), ANNA, "blood-pressure-low", "medium", "mean", 2, "68.333", "70.000"),
                withWindow(at("14:00:00Z"), ANNA, "blood-pressure-low", "medium", "systolic", 2, "85.000", "88.000"));
    }

    @Test
    void everyQueryHasATestHere() throws Exception {
        assertThat(SqlScript.files()).containsExactly("alarms-per-patient-day.sql", "noisiest-patients.sql", "sample-to-alert.sql",
                "tables.sql", "unusable-by-hour.sql", "windows-with-alarms.sql");
    }

    /** An alarm with a window of pressures: the lower middle one of at most two values is the smaller one. */
    private static Row withWindow(
            Instant onset, String user, String rule, String priority, String vital, int count, String min, String max) {
        BigDecimal smallest = new BigDecimal(min);
        return Row.of(onset, user, rule, priority, vital, count, count, smallest, smallest, new BigDecimal(max), "mm[Hg]");
    }

    private static List<Row> run(String file) throws Exception {
        return rows(SqlScript.read(file));
    }

    private static List<Row> query(String statement) throws Exception {
        return rows(SqlScript.of(statement + ";"));
    }

    /** Writes an alert of the job once more, as after a restart, and another in a transaction that is aborted. */
    private static void repeatAnAlertAndAbortAnother() throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "sql"))) {
            TopicPartition partition = new TopicPartition("vitals.alerts", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            ConsumerRecord<byte[], byte[]> alert = null;
            while (alert == null) {
                var polled = consumer.poll(Duration.ofSeconds(1)).iterator();
                alert = polled.hasNext() ? polled.next() : null;
            }
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("vitals.alerts", alert.key(), alert.value()));
            producer.commitTransaction();
            producer.beginTransaction();
            String other = new String(alert.value(), StandardCharsets.UTF_8)
                    .replaceFirst("\"id\":\"[0-9a-f]{32}", "\"id\":\"" + "0".repeat(32));
            producer.send(new ProducerRecord<>("vitals.alerts", alert.key(), other.getBytes(StandardCharsets.UTF_8)));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static List<Row> rows(SqlScript script) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result = script.run(tables).collect()) {
            result.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static void deliver(KafkaProducer<byte[], byte[]> producer, String arrival, String body) {
        producer.send(new ProducerRecord<>("corsano.raw", 0, at(arrival).toEpochMilli(), null, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Instant at(String time) {
        return Instant.parse("2025-11-19T" + time);
    }

    private static String wrapped(String user, String... rows) {
        return "{\"study\":\"S1\",\"type\":\"activity\",\"data\":" + bare(user, rows) + "}";
    }

    private static String bare(String user, String... rows) {
        return "{\"user_uuid\":\"" + user + "\",\"data\":[[" + String.join(",", rows) + "]]}";
    }

    private static String pressure(int systolic, int diastolic) {
        return "\"nibp_systolic_combine\":\"" + systolic + "\",\"nibp_diastolic_combine\":\"" + diastolic + "\"";
    }

    private static String row(String time, String offset, String fields) {
        return "{\"timestamp\":" + at(time).toEpochMilli() + ",\"timezone\":\"" + offset
                + "\",\"wearing\":4,\"is_charging\":0,\"battery\":80,\"activity_type\":0," + fields + "}";
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
