package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.job.ClockLog.Entry;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Control records that somebody wrote by hand into the raw topic or into vitals.control, from where they are copied: the other records stay the
 * same, each of these is refused with a reason, and the job runs on.
 */
class HostileControlTest {
    private static final long HIGH = Long.MAX_VALUE - 1_000_000;
    private static final String GOOD = new String(ControlRecordJson.of(new ControlRecord("by-hand", Scope.ALL, ControlRecord.NOT_SET,
            ControlRecord.NOT_SET, "somebody", "why", -1, new LimitsChange(Map.of("spo2-low.medium", "90"), List.of()))),
            StandardCharsets.UTF_8);

    /** Contents that nobody may take, whatever their headers say. */
    private static List<byte[]> contents() {
        List<String> texts = new ArrayList<>(List.of("", " ", "null", "[]", "0", "\"text\"", "{}", "{", GOOD + GOOD, GOOD + "x",
                "[".repeat(100_000), "{\"a\":".repeat(100_000), GOOD.replace("{\"set\":", "{\"set\":" + "{\"a\":".repeat(20)),
                GOOD.replace("\"90\"", "1e999"), GOOD.replace("\"90\"", "-1e999"), GOOD.replace("\"90\"", "NaN"),
                GOOD.replace("\"90\"", "1e999999999"),
                GOOD.replace("\"90\"", "9".repeat(70)), GOOD.replace("\"90\"", "null"), GOOD.replace("\"90\"", "[90]"),
                GOOD.replace("\"90\"", "{\"a\":90}"), GOOD.replace("\"90\"", "\"" + "9".repeat(1_000_000) + "\""),
                GOOD.replace("\"90\"", "\"spo2 <= " + "(".repeat(480) + "90" + ")".repeat(480) + "\""),
                GOOD.replace("\"90\"", "\"" + "not ".repeat(200) + "spo2 <= 90\""), GOOD.replace("\"90\"", "\"90\\u0000\""),
                GOOD.replace("\"90\"", "\"\\uD800\""), GOOD.replace("why", "\\uDC00"), GOOD.replace("why", "a\\u0007b"),
                GOOD.replace("somebody", "\\uD83D"), GOOD.replace("somebody", "x".repeat(201)), GOOD.replace("by-hand", "x".repeat(129)),
                GOOD.replace("by-hand", "../x"), GOOD.replace("\"kind\"", "\"version\":2,\"kind\""), GOOD.replace("\"limits\"", "\"limit\""),
                GOOD.replace("\"limits\"", "\"action\""), GOOD.replace("\"limits\"", "null"), GOOD.replace("\"limits\"", "\"patient\""),
                GOOD.replace("{\"all\":true}", "{\"all\":false}"), GOOD.replace("{\"all\":true}", "{\"all\":1}"),
                GOOD.replace("{\"all\":true}", "{\"all\":true,\"user\":\"a\"}"), GOOD.replace("{\"all\":true}", "{\"user\":\"\"}"),
                GOOD.replace("{\"all\":true}", "{\"user\":\"" + "u".repeat(129) + "\"}"), GOOD.replace("{\"all\":true}", "{\"user\":null}"),
                GOOD.replace("{\"all\":true}", "{\"user\":\"a\\u0000\"}"), GOOD.replace("{\"all\":true}", "\"all\""),
                GOOD.replace("\"author\"", "\"author\":\"a\",\"author\""), GOOD.replace("spo2-low.medium", "spo2-low"),
                GOOD.replace("spo2-low.medium", "spo2-low.type"), GOOD.replace("spo2-low.medium", "../rules.medium"),
                GOOD.replace("spo2-low.medium", "\\u0000.medium"), GOOD.replace("spo2-low.medium", "no-data.enabled").replace("\"90\"", "false"),
                GOOD.replace("\"90\"", "\"80\""), GOOD.replace("\"set\"", "\"clear\":[\"no-data\"],\"Set\"")));
        for (String time : List.of("9999-12-31T23:59:59.999999999Z", "-0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+99:00",
                "1767600000000", "")) {
            texts.add(GOOD.replace("\"author\"", "\"until\":\"" + time + "\",\"author\""));
            texts.add(GOOD.replace("\"author\"", "\"effective_at\":\"" + time + "\",\"author\""));
        }
        texts.add(GOOD.replace("\"author\"", "\"until\":1767600000000,\"author\""));
        texts.add(GOOD.replace("\"author\"", "\"effective_at\":\"9998-01-01T00:00:00Z\",\"author\""));
        texts.add(GOOD.replace("\"author\"", "\"expect_sequence\":3,\"author\""));
        texts.add(GOOD.replace("\"author\"", "\"expect_sequence\":-1e400,\"author\""));
        for (String yaml : List.of("", "a", "a: b", "[".repeat(200_000), "a: {".repeat(50_000), "- ".repeat(100_000), "!!java.net.URL [x]",
                "a: &a [*a]",
                "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d]",
                "%YAML 9.9\n---\na: b", "a: b\n---\nc: d",
                JobSettingsReader.bundledRules().replace("spo2 <= 91", "(".repeat(100_000) + "spo2 <= 91"),
                JobSettingsReader.bundledRules().replace("spo2 <= 91", "spo2 <= " + "9".repeat(100_000)),
                JobSettingsReader.bundledRules().replace("spo2 <= 91", "spo2 <= 91" + " or spo2 <= 91".repeat(20_000)), rules(20_000),
                "a: &a {type: reading, kind: physiological, vital: pulse, medium: pulse >= 131}\n" + IntStream.range(0, 20_000)
                        .mapToObj(each -> "b" + each + ": *a\n").collect(Collectors.joining()))) {
            texts.add(catalogue(yaml));
        }
        List<byte[]> contents = new ArrayList<>(texts.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList());
        contents.add(null);
        contents.add(new byte[] {0});
        contents.add(new byte[] {(byte) 0xff, (byte) 0xfe});
        contents.add(new byte[600_000]);
        byte[] broken = GOOD.getBytes(StandardCharsets.UTF_8);
        broken[GOOD.indexOf("why")] = (byte) 0xc3;
        contents.add(broken);
        return contents;
    }

    private static String rules(int count) {
        return IntStream.range(0, count).mapToObj(each -> "r" + each + ": {type: x}\n").collect(Collectors.joining());
    }

    private static String catalogue(String yaml) {
        return "{\"id\":\"c\",\"kind\":\"catalogue\",\"scope\":{\"all\":true},\"author\":\"a\",\"reason\":\"r\",\"change\":{\"yaml\":\""
                + yaml.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}}";
    }

    /** Headers that no receiver writes. */
    private static final List<String[]> HEADERS = List.of(
            new String[] {null, null, null, null}, new String[] {"1", "t", null, null}, new String[] {null, "t", "1", null},
            new String[] {"", "t", "1", null}, new String[] {"-1", "t", "1", null}, new String[] {"9223372036854775808", "t", "1", null},
            new String[] {"1e3", "t", "1", null}, new String[] {" 1", "t", "1", null}, new String[] {"1", "t", "-1", null},
            new String[] {"1", "t", "9223372036854775807", null}, new String[] {"1", "t", "NaN", null}, new String[] {"1", null, "1", null},
            new String[] {"1", "another", "1", null}, new String[] {"1", "x".repeat(100), "1", null}, new String[] {"1", "t\n", "1", null},
            new String[] {Long.toString(HIGH), "t", "1", "too large"},
            new String[] {Long.toString(HIGH - 1), "t", "1", "\uD83D\u0000" + "x".repeat(9_999)});

    @Test
    void whatIsWrittenByHandIsRefusedAndChangesNothingElse() throws Exception {
        for (long seed = 1; seed <= 2; seed++) {
            SteppedJob expected = SteppedJob.inOrder(ChangeLog.inTime(seed, 3));
            ChangeLog log = ChangeLog.inTime(seed, 3);
            int hostile = insert(log, new Random(seed));
            SteppedJob job = SteppedJob.inOrder(log);

            List<ControlAnswer> others = new ArrayList<>(job.answers);
            expected.answers.forEach(others::remove);
            assertThat(others.stream().filter(each -> each.outcome() != Outcome.REFUSED).map(each -> HostileControlTest.shown(each.seq()))
                    .toList()).as("contents that were taken").isEmpty();
            assertThat(job.records()).as("seed %d", seed).isEqualTo(expected.records());
            assertThat(others).as("seed %d", seed).hasSize(hostile).allSatisfy(each -> {
                assertThat(each.outcome()).isEqualTo(Outcome.REFUSED);
                assertThat(each.detail()).isNotBlank().hasSizeLessThan(1_500);
            });
            int parallelism = seed == 1 ? 2 : 4;
            assertThat(SteppedJob.atRandom(log, parallelism, new Random(seed)).records()).as("seed %d, parallelism %d", seed, parallelism)
                    .isEqualTo(expected.records());
        }
    }

    private static String shown(long seq) {
        String text = new String(contents().get((int) (seq - HIGH)), StandardCharsets.UTF_8);
        return text.substring(0, Math.min(300, text.length()));
    }

    /** Into random places behind the first minute, with random timestamps. Returns how many. */
    private static int insert(ChangeLog log, Random random) {
        List<RawDelivery> hostile = new ArrayList<>();
        for (byte[] content : contents()) {
            hostile.add(copy(random, new String[] {Long.toString(HIGH + hostile.size()), "t", Long.toString(T0), null}, content));
        }
        for (String[] headers : HEADERS) {
            hostile.add(copy(random, headers.clone(), GOOD.getBytes(StandardCharsets.UTF_8)));
        }
        for (RawDelivery each : hostile) {
            log.entries.add(60 + random.nextInt(log.entries.size() - 60), new Entry(0, each));
        }
        long[] offsets = new long[log.partitions];
        log.entries.forEach(each -> each.raw().offset = offsets[each.raw().partition]++);
        return hostile.size();
    }

    private static RawDelivery copy(Random random, String[] headers, byte[] content) {
        long stamp = List.of(T0, 0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, RawRecords.YEAR_2100).get(random.nextInt(6));
        RawDelivery raw = new RawDelivery("corsano.raw", random.nextInt(3), 0, stamp, content);
        raw.kind = RawDelivery.CONTROL;
        raw.control = headers;
        return raw;
    }

    /** Of the right topic and correct, for a study without patients: with numbers of other records, of those to come, or above all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCopyWithAnyNumberMakesNoOtherOneARepeat(long seed) throws Exception {
        Function<Long, ChangeLog> original = each -> seed == 1 ? ChangeLog.inTime(each, 3) : ChangeLog.disturbed(each, 3);
        SteppedJob expected = SteppedJob.inOrder(original.apply(seed));
        ChangeLog log = original.apply(seed);
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            String[] headers = {Long.toString(random.nextBoolean() ? random.nextInt(20) : HIGH + random.nextInt(5)), "t", Long.toString(T0), null};
            RawDelivery copy = copy(random, headers, GOOD.replace("by-hand", "by-hand-" + i).replace("{\"all\":true}", "{\"study\":\"none\"}")
                    .getBytes(StandardCharsets.UTF_8));
            log.entries.add(60 + random.nextInt(log.entries.size() - 60), new Entry(0, copy));
        }
        SteppedJob job = SteppedJob.inOrder(log);

        assertThat(job.records()).as("seed %d", seed).isEqualTo(expected.records());
        assertThat(answers(job)).as("seed %d", seed).isEqualTo(answers(expected));
        assertThat(job.answers).anyMatch(each -> each.outcome() == Outcome.APPLIED && each.detail() != null);
        for (int parallelism : new int[] {1, 2, 4}) {
            SteppedJob other = SteppedJob.atRandom(log, parallelism, new Random(seed));
            assertThat(other.records()).as("seed %d, parallelism %d", seed, parallelism).isEqualTo(expected.records());
            assertThat(answers(other)).as("seed %d, parallelism %d", seed, parallelism).isEqualTo(answers(expected));
        }
    }

    /** What became of the other records. */
    private static List<String> answers(SteppedJob job) {
        return job.answers.stream().filter(each -> !each.id().startsWith("by-hand"))
                .map(each -> each.seq() + " " + each.partition() + " " + each.outcome() + " " + each.appliedAt()).sorted().toList();
    }

    @Test
    void aNumberThatIsLeftOutIsNoMistake() throws Exception {
        SteppedJob expected = SteppedJob.inOrder(ChangeLog.inTime(1, 3));
        ChangeLog other = ChangeLog.inTime(1, 3);
        other.entries.stream().map(Entry::raw).filter(each -> each.control != null)
                .forEach(each -> each.control[0] = Long.toString(1_000 * Long.parseLong(each.control[0])));
        SteppedJob job = SteppedJob.inOrder(other);

        assertThat(job.records()).isEqualTo(expected.records());
        assertThat(job.answers).hasSameSizeAs(expected.answers);
    }

    /** Somebody copies a patient's record into a partition that has no delivery of the patient. */
    @Test
    void aCopyInAnotherPartitionThanItsPatientsChangesNothingForTheOthers() throws Exception {
        ChangeLog log = ChangeLog.inTime(2, 3);
        SteppedJob expected = SteppedJob.inOrder(ChangeLog.inTime(2, 3));
        int wrong = (Math.floorMod("patient-0".hashCode(), 3) + 1) % 3;
        RawDelivery copy = new RawDelivery("corsano.raw", wrong, 0, T0,
                GOOD.replace("{\"all\":true}", "{\"user\":\"patient-0\"}").getBytes(StandardCharsets.UTF_8));
        copy.kind = RawDelivery.CONTROL;
        copy.control = new String[] {Long.toString(HIGH), "t", Long.toString(T0), null};
        // At the end, because its number is above all.
        log.entries.add(new Entry(0, copy));
        SteppedJob job = SteppedJob.inOrder(log);

        assertThat(job.records()).filteredOn(each -> !each.contains("\"patient-0\""))
                .isEqualTo(expected.records().stream().filter(each -> !each.contains("\"patient-0\"")).toList());
    }

    @Test
    void headersThatAreMissingTwiceOrWithoutAValueAreReadWithoutAnError() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("vitalwatch-kind", "heartbeat".getBytes(StandardCharsets.UTF_8));
        headers.add("vitalwatch-kind", "control".getBytes(StandardCharsets.UTF_8));
        headers.add("vitalwatch-seq", new byte[] {(byte) 0xff, 0});
        headers.add("vitalwatch-seq", null);
        headers.add("vitalwatch-topic-id", new byte[0]);
        List<RawDelivery> read = new ArrayList<>();
        new DeliverySchema().deserialize(new ConsumerRecord<>("t", 0, 5, 9, TimestampType.CREATE_TIME, 0, 0, null, null, headers,
                Optional.empty()),
                new org.apache.flink.util.Collector<>() {
                    @Override
                    public void collect(RawDelivery record) {
                        read.add(record);
                    }

                    @Override
                    public void close() {}
                });

        assertThat(read).singleElement().satisfies(each -> {
            assertThat(each.control).containsExactly(null, "", null, null);
            assertThat(each.body).isNull();
        });
    }
}
