package io.vitalwatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.quality.GateSettingsFixture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class IntakeTest {
    private static final long NOW = 1_763_562_130_000L;
    private static final Origin ORIGIN = new Origin("corsano.raw", 3, 41);
    private static final int KEPT = 16;
    private static final String PULSE = "\"bpm\":\"79\",\"bpm_q\":\"2\",\"wearing\":\"4\"";

    private final Intake intake = new Intake(new IntakeSettings("default-study", 1 << 20, KEPT, GateSettingsFixture.defaults()));
    private final Results results = new Results();

    @Test
    void aBodyBecomesADeliveryOfJudgedSamples() {
        read(bare(sample(NOW - 1000, PULSE)));

        assertThat(results.deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.user()).isEqualTo("u");
            assertThat(delivery.study()).isEqualTo("default-study");
            assertThat(delivery.arrival()).isEqualTo(NOW);
            assertThat(delivery.origin()).isEqualTo(ORIGIN);
            assertThat(delivery.samples()).singleElement().extracting(Sample::readings)
                    .isEqualTo(List.of(new Reading(Group.PULSE, 79_000, 0, 2, Verdict.USABLE)));
        });
        assertThat(results.rejections).isEmpty();
        assertThat(results.counts).isEqualTo(Map.of("deliveries.in", 1L, "deliveries.decoded", 1L, "samples.in", 1L));
    }

    @Test
    void samplesAreInOrderOfTimeAndThoseOfOneMomentStayInTheOrderOfTheBody() {
        read(bare(sample(NOW - 1000, PULSE), sample(NOW - 3000, PULSE), sample(NOW - 1000, "\"spo2\":97"), sample(NOW - 2000, PULSE)));

        assertThat(results.deliveries.get(0).samples()).extracting(Sample::time).containsExactly(NOW - 3000, NOW - 2000, NOW - 1000, NOW - 1000);
        assertThat(results.deliveries.get(0).samples().get(3).readings()).extracting(Reading::group).containsExactly(Group.SPO2);
    }

    @Test
    void aBodyOfNothingButBadSamplesGivesAHundredRowsAndOneThatCountsTheRest() {
        for (String unit : List.of("1", "{}", "{\"timestamp\":\"x\"}", sample(1000, PULSE))) {
            results.rejections.clear();
            results.counts.clear();
            read("{\"user_uuid\":\"u\",\"data\":[[" + (unit + ",").repeat(2999) + unit + "," + sample(NOW - 1000, PULSE) + "]]}");

            assertThat(results.rejections).as(unit).hasSize(ListedRejections.MOST + 1);
            assertThat(results.rejections.subList(0, ListedRejections.MOST)).extracting(Rejection::scope).containsOnly(Scope.SAMPLE);
            assertThat(results.rejections.get(ListedRejections.MOST)).satisfies(last -> {
                assertThat(last.scope()).isEqualTo(Scope.NOTICE);
                assertThat(last.reason()).isEqualTo("more-rejections");
                assertThat(last.detail()).startsWith("2900 more rejections");
            });
            assertThat(results.counts).as(unit).containsEntry("samples.in", 3001L).containsEntry("samples.rejected", 3000L)
                    .containsEntry("notices.more-rejections", 1L);
        }
        assertThat(results.deliveries).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"test, deliveries.test", "heartbeat, deliveries.heartbeat"})
    void anEventIsCountedAndGivesNothing(String event, String counter) {
        read("{\"event_type\":\"" + event + "\"}");

        assertThat(results.deliveries).isEmpty();
        assertThat(results.rejections).isEmpty();
        assertThat(results.counts).isEqualTo(Map.of("deliveries.in", 1L, counter, 1L));
    }

    @Test
    void aBodyThatCannotBeReadIsRejectedWithItsFirstBytes() {
        read("{\"user_uuid\":\"u\",\"data\":[[");

        assertThat(results.deliveries).isEmpty();
        assertThat(results.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.scope()).isEqualTo(Scope.DELIVERY);
            assertThat(rejection.reason()).isEqualTo("malformed-json");
            assertThat(rejection.origin()).isEqualTo(ORIGIN);
            assertThat(rejection.arrival()).isEqualTo(NOW);
            assertThat(rejection.body()).asString().isEqualTo("{\"user_uuid\":\"u\"");
            assertThat(rejection.bodyLength()).isEqualTo(26);
        });
        assertThat(results.counts)
                .isEqualTo(Map.of("deliveries.in", 1L, "deliveries.rejected", 1L, "deliveries.rejected.malformed-json", 1L));
    }

    @Test
    void aShortRejectedBodyIsKeptWhole() {
        read("{\"data\":");

        assertThat(results.rejections.get(0).body()).asString().isEqualTo("{\"data\":");
        assertThat(results.rejections.get(0).bodyLength()).isEqualTo(8);
    }

    @Test
    void aTombstoneIsRejectedWithoutABody() {
        intake.read(new RawRecord(ORIGIN, NOW, null, null), results);

        assertThat(results.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.reason()).isEqualTo("empty");
            assertThat(rejection.body()).isNull();
            assertThat(rejection.bodyLength()).isZero();
        });
    }

    @Test
    void aLineThatARecordingCouldNotReadIsRejectedUndecoded() {
        byte[] line = bare(sample(NOW, PULSE)).getBytes(StandardCharsets.UTF_8);
        intake.read(new RawRecord(ORIGIN, NOW, line, "line 41 is not a delivery"), results);

        assertThat(results.deliveries).isEmpty();
        assertThat(results.rejections).singleElement().extracting(Rejection::reason, Rejection::detail)
                .containsExactly("bad-line", "line 41 is not a delivery");
        assertThat(results.counts).containsEntry("deliveries.rejected.bad-line", 1L);
    }

    @ParameterizedTest
    @CsvSource({"300001, future", "-604800001, past"})
    void aSampleWhoseTimeCannotBeBelievedIsRejectedAlone(long after, String reason) {
        read(bare(sample(NOW + after, PULSE), sample(NOW, PULSE)));

        assertThat(results.deliveries).singleElement().extracting(delivery -> delivery.samples().size()).isEqualTo(1);
        assertThat(results.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.scope()).isEqualTo(Scope.SAMPLE);
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.sampleTime()).isEqualTo(NOW + after);
            assertThat(rejection.user()).isEqualTo("u");
        });
        assertThat(results.counts).containsEntry("samples.in", 2L).containsEntry("samples.rejected", 1L)
                .containsEntry("samples.rejected." + reason, 1L);
    }

    @ParameterizedTest
    @ValueSource(longs = {300_000, -604_800_000})
    void aSampleAtTheLimitIsBelieved(long after) {
        read(bare(sample(NOW + after, PULSE)));

        assertThat(results.deliveries).hasSize(1);
        assertThat(results.rejections).isEmpty();
    }

    @Test
    void samplesWithoutATimeArePassedOnApart() {
        read(bare("{\"bpm\":\"79\"}", "7"));

        assertThat(results.deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.samples()).isEmpty();
            assertThat(delivery.undated()).extracting(Undated::why).containsExactly(Undated.Why.NO_TIME, Undated.Why.NO_TIME);
        });
        assertThat(results.rejections).extracting(Rejection::reason).containsExactly("timestamp", "wrong-shape");
        assertThat(results.counts).containsEntry("deliveries.decoded", 1L).containsEntry("samples.in", 2L).containsEntry("samples.rejected", 2L);
    }

    @Test
    void anOddityIsNotedAndCostsNothing() {
        read("\uFEFF" + bare(sample(NOW, PULSE)));

        assertThat(results.deliveries).hasSize(1);
        assertThat(results.rejections).singleElement().extracting(Rejection::scope, Rejection::reason)
                .containsExactly(Scope.NOTICE, "byte-order-mark");
        assertThat(results.counts).doesNotContainKey("samples.rejected");
    }

    @ParameterizedTest
    @CsvSource({"\"yes\", yes", "-1, ", "1.5, "})
    void anUnreadableCardiacArrestFlagIsReportedAndItsSampleKept(String flag, String value) {
        read(bare(sample(NOW, PULSE + ",\"cardiac_arrest\":" + flag)));

        assertThat(results.deliveries).hasSize(1);
        assertThat(results.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.scope()).isEqualTo(Scope.READING);
            assertThat(rejection.reason()).isEqualTo("malformed");
            assertThat(rejection.vital()).isEqualTo("cardiac-arrest");
            assertThat(rejection.value()).isEqualTo(value);
        });
        assertThat(results.counts).doesNotContainKey("samples.rejected");
    }

    @Test
    void anUnreadableFlagOfARefusedSampleIsReportedToo() {
        read(bare(sample(NOW + 86_400_000, "\"cardiac_arrest\":-1")));

        assertThat(results.rejections).extracting(Rejection::reason).containsExactly("malformed", "future");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theCountersAddUpWhateverComes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] body = bare(sample(NOW - random.nextInt(10_000), PULSE), sample(NOW, "\"temp_sk1\":36.6")).getBytes(StandardCharsets.UTF_8);
            for (int damages = random.nextInt(4); damages > 0; damages--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            intake.read(new RawRecord(ORIGIN, NOW, random.nextInt(20) == 0 ? null : body, null), results);
        }

        long passedOn = results.deliveries.stream().mapToLong(delivery -> delivery.samples().size()).sum();
        assertThat(count("deliveries.in")).as("seed " + seed).isEqualTo(2_000).isEqualTo(count("deliveries.decoded")
                + count("deliveries.rejected") + count("deliveries.test") + count("deliveries.heartbeat"));
        assertThat(count("samples.in")).as("seed " + seed).isEqualTo(passedOn + count("samples.rejected"));
        assertThat(parts("deliveries.rejected.")).isEqualTo(count("deliveries.rejected"));
        assertThat(parts("samples.rejected.")).isEqualTo(count("samples.rejected"));
    }

    private long count(String name) {
        return results.counts.getOrDefault(name, 0L);
    }

    private long parts(String prefix) {
        return results.counts.entrySet().stream().filter(each -> each.getKey().startsWith(prefix)).mapToLong(Map.Entry::getValue).sum();
    }

    private void read(String body) {
        intake.read(new RawRecord(ORIGIN, NOW, body.getBytes(StandardCharsets.UTF_8), null), results);
    }

    private static String bare(String... samples) {
        return "{\"user_uuid\":\"u\",\"data\":[[" + String.join(",", samples) + "]]}";
    }

    private static String sample(long time, String fields) {
        return "{\"timestamp\":\"" + time + "\"," + fields + "}";
    }

    /** Keeps what the intake gives. */
    private static final class Results implements IntakeOutput {
        private final List<Delivery> deliveries = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();

        @Override
        public void delivery(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void rejection(Rejection rejection) {
            rejections.add(rejection);
        }

        @Override
        public void count(IntakeCounter counter, long amount) {
            counts.merge(counter.label(), amount, Long::sum);
        }

        @Override
        public void count(IntakeCounter counter, String reason) {
            // Its series is in the metrics from the start, and so is that of each other reason.
            assertThat(counter.reasons()).contains(reason);
            counts.merge(counter.label(), 1L, Long::sum);
            counts.merge(counter.label() + "." + reason, 1L, Long::sum);
        }
    }
}
