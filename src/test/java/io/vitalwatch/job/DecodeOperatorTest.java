package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.MINUTE;
import static io.vitalwatch.job.RawRecords.T0;
import static io.vitalwatch.job.RawRecords.YEAR_2100;
import static io.vitalwatch.job.RawRecords.arrest;
import static io.vitalwatch.job.RawRecords.delivery;
import static io.vitalwatch.job.RawRecords.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The arrival clock as Flink runs it: what goes downstream, when the watermark moves, what a restore keeps. */
class DecodeOperatorTest {
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    private static final long TICK = 200;

    private OneInputStreamOperatorTestHarness<RawDelivery, Delivery> operator;
    private long time;
    private int offset;

    @AfterEach
    void close() throws Exception {
        if (operator != null) {
            operator.close();
        }
    }

    @Test
    void theWatermarkIsTheClockOfThePartitionMinusOneMillisecondAndComesByATimer() throws Exception {
        start();
        beats(T0, T0, T0 + 10_000);
        sourceReady();
        assertThat(watermarks()).isEmpty();

        tick();

        assertThat(watermarks()).containsExactly(T0 + 10_000 - 1);
        beats(T0 + 20_000);
        tick();
        tick();
        assertThat(watermarks()).containsExactly(T0 + 10_000 - 1, T0 + 20_000 - 1);
    }

    @Test
    void theWatermarkOfTheSourceIsNeverPassedOn() throws Exception {
        start();
        beats(T0, T0, T0);

        operator.processWatermark(YEAR_2100);
        operator.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(watermarks()).isEmpty();
    }

    @Test
    void anIdleSourceIsNotPassedOnAndASubtaskThatSurelyHasAPartitionHoldsTheClock() throws Exception {
        start("--source.idle=0s");

        operator.processWatermarkStatus(WatermarkStatus.IDLE);
        for (int i = 0; i < 5_000; i++) {
            tick();
        }

        assertThat(operator.getOutput()).isEmpty();
    }

    @Test
    void aSubtaskThatMayHaveNoPartitionHoldsNothingBackAfterTenSeconds() throws Exception {
        start(0, null, "--source.idle=0s");

        for (int i = 1; i * TICK < 10_000; i++) {
            tick();
        }
        assertThat(operator.getOutput()).isEmpty();
        tick();

        assertThat(operator.getOutput()).containsExactly(WatermarkStatus.IDLE);
    }

    @Test
    void aQuietPartitionHoldsNothingBackAfterSourceIdleAndCountsAgainWithItsNextRecord() throws Exception {
        start("--source.idle=2s");
        beats(T0, T0, T0);
        sourceReady();
        for (int i = 0; i < 11; i++) {
            tick();
        }
        assertThat(statuses()).containsExactly(WatermarkStatus.IDLE);

        beats(T0 + 5_000);
        tick();

        assertThat(statuses()).containsExactly(WatermarkStatus.IDLE, WatermarkStatus.ACTIVE);
        assertThat(watermarks()).endsWith(T0 + 5_000 - 1);
    }

    @Test
    void oneHeartbeatOfTheYear2100MovesNoClockAndIsReported() throws Exception {
        start();
        beats(T0, T0, T0, YEAR_2100, T0 + 10_000);
        sourceReady();
        tick();

        assertThat(watermarks()).containsExactly(T0 + 10_000 - 1);
        assertThat(rejections()).singleElement().satisfies(row -> {
            assertThat(row.scope()).isEqualTo(Rejection.Scope.NOTICE);
            assertThat(row.reason()).isEqualTo("arrival-ahead");
            assertThat(row.arrival()).isEqualTo(T0);
            assertThat(row.value()).isEqualTo(Long.toString(YEAR_2100));
            assertThat(row.origin().offset()).isEqualTo(3);
        });
    }

    @Test
    void twoRecordsAheadAreRefutedTooAndTheirReadingsAreJudgedAtTheClock() throws Exception {
        start();
        beats(T0, T0, T0);
        read(delivery(0, offset++, T0 + 50 * MINUTE, "a", T0 - 1_000));
        read(delivery(0, offset++, T0 + 50 * MINUTE + 1, "b", T0 - 1_000));
        assertThat(deliveries()).isEmpty();

        beats(T0 + 10_000);

        assertThat(deliveries()).extracting(Delivery::user).containsExactly("a", "b");
        assertThat(deliveries()).extracting(Delivery::arrival).containsOnly(T0);
        assertThat(deliveries()).extracting(Delivery::stamp).containsExactly(T0 + 50 * MINUTE, T0 + 50 * MINUTE + 1);
        assertThat(deliveries()).extracting(Delivery::freshnessTime).containsOnly(T0);
        assertThat(rejections()).hasSize(2);
    }

    @Test
    void threeRecordsThirtySecondsApartMoveTheClockAndArriveAtTheirStamps() throws Exception {
        start();
        beats(T0, T0, T0);
        long later = T0 + 50 * MINUTE;
        read(delivery(0, offset++, later, "a", later - 1_000));
        beats(later + 15_000, later + 30_000);
        sourceReady();
        tick();

        assertThat(deliveries()).singleElement().extracting(Delivery::arrival).isEqualTo(later);
        assertThat(rejections()).isEmpty();
        assertThat(watermarks()).containsExactly(later + 30_000 - 1);
    }

    @Test
    void aFirstRecordOfTheFutureDoesNotSetTheClock() throws Exception {
        start();
        beats(YEAR_2100, T0, T0 + 10_000, T0 + 20_000);
        sourceReady();
        tick();

        assertThat(watermarks()).containsExactly(T0 + 20_000 - 1);
    }

    @Test
    void aStampThatFallsArrivesAtTheClockAndItsReadingsKeepTheirAge() throws Exception {
        start();
        beats(T0, T0, T0 + 20_000);
        read(delivery(0, offset++, T0 + 15_000, "a", T0 + 14_000));

        assertThat(deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.arrival()).isEqualTo(T0 + 20_000);
            assertThat(delivery.freshnessTime()).isEqualTo(T0 + 15_000);
        });
    }

    @Test
    void aCardiacArrestFlagOfAWaitingDeliveryGoesOnAtOnceAndTheDeliveryLater() throws Exception {
        start();
        beats(T0, T0, T0);
        read(arrest(0, offset++, YEAR_2100, "a", T0 - 1_000));

        assertThat(deliveries()).singleElement().satisfies(flags -> {
            assertThat(flags.part()).isEqualTo(Delivery.Part.FLAGS);
            assertThat(flags.arrival()).isEqualTo(T0);
            assertThat(flags.stamp()).isEqualTo(YEAR_2100);
            assertThat(flags.samples()).hasSize(1);
        });

        beats(T0 + 10_000);

        assertThat(deliveries()).extracting(Delivery::part).containsExactly(Delivery.Part.FLAGS, Delivery.Part.AFTER_FLAGS);
    }

    @Test
    void aFlagInTheFirstRecordOfALogGoesOnBeforeThereIsAClock() throws Exception {
        start();
        read(arrest(0, offset++, T0, "a", T0 - 1_000));

        assertThat(deliveries()).singleElement().satisfies(flags -> {
            assertThat(flags.part()).isEqualTo(Delivery.Part.FLAGS);
            assertThat(flags.arrival()).isEqualTo(Delivery.NO_CLOCK);
            assertThat(flags.freshnessTime()).isEqualTo(T0);
        });
    }

    @Test
    void atTheEndOfABoundedInputWhatWaitsIsJudgedAndTheClockStaysAtTheLastArrival() throws Exception {
        start();
        read(delivery(0, offset++, T0, "a", T0 - 1_000));
        read(delivery(0, offset++, T0 + MINUTE, "a", T0 + MINUTE - 1_000));
        operator.processWatermark(Watermark.MAX_WATERMARK);
        operator.endInput();

        assertThat(deliveries()).extracting(Delivery::arrival).containsExactly(T0, T0 + MINUTE);
        assertThat(watermarks()).containsExactly(T0 + MINUTE);
        assertThat(operator.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
    }

    @Test
    void aRestoreAtAnyRecordGivesTheSameDeliveries() throws Exception {
        List<RawDelivery> log = List.of(heartbeat(0, 0, T0), heartbeat(0, 1, T0), heartbeat(0, 2, T0),
                delivery(0, 3, T0 + 50 * MINUTE, "a", T0), arrest(0, 4, T0 + 50 * MINUTE, "b", T0), heartbeat(0, 5, T0 + 10_000),
                delivery(0, 6, T0 + 5_000, "a", T0 + 4_000), delivery(0, 7, T0 + 90 * MINUTE, "a", T0 + 90 * MINUTE),
                heartbeat(0, 8, T0 + 90 * MINUTE + 20_000), heartbeat(0, 9, T0 + 90 * MINUTE + 40_000),
                delivery(0, 10, T0 + 91 * MINUTE, "b", T0 + 91 * MINUTE));
        List<Delivery> whole = run(log, log.size() + 1);

        assertThat(whole).hasSize(6);
        for (int cut = 0; cut <= log.size(); cut++) {
            assertThat(run(log, cut)).as("restored before record " + cut).isEqualTo(whole);
        }
    }

    @Test
    void theStateOfAJobWhoseDecoderHadNoneIsTaken() throws Exception {
        start(1, OperatorSubtaskState.builder().build());

        beats(T0, T0, T0);
        sourceReady();
        tick();

        assertThat(watermarks()).containsExactly(T0 - 1);
    }

    @Test
    void aHeartbeatIsKnownByItsHeadersAndABodyAloneIsNone() throws Exception {
        start();
        for (int i = 0; i < 3; i++) {
            RawDelivery bare = heartbeat(0, offset++, T0);
            bare.kind = null;
            read(bare);
        }
        read(delivery(0, offset++, T0 + 50 * MINUTE, "a", T0 + 50 * MINUTE));

        assertThat(deliveries()).as("without heartbeats a partition follows its stamps").singleElement()
                .extracting(Delivery::arrival).isEqualTo(T0 + 50 * MINUTE);
    }

    private List<Delivery> run(List<RawDelivery> log, int cut) throws Exception {
        List<Delivery> all = new ArrayList<>();
        time = 0;
        start();
        for (int i = 0; i < log.size(); i++) {
            if (i == cut) {
                OperatorSubtaskState snapshot = operator.snapshot(1, time);
                all.addAll(deliveries());
                operator.close();
                start(1, snapshot);
            }
            read(log.get(i));
        }
        all.addAll(deliveries());
        operator.close();
        operator = null;
        return all;
    }

    private void start(String... more) throws Exception {
        start(1, null, more);
    }

    private void start(int partitions, OperatorSubtaskState state, String... more) throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of(more));
        operator = new OneInputStreamOperatorTestHarness<>(new DecodeOperator(settings, partitions, REJECTED, null, null));
        operator.setup();
        operator.setProcessingTime(time);
        if (state != null) {
            operator.initializeState(state);
        }
        operator.open();
    }

    private void beats(long... stamps) throws Exception {
        for (long stamp : stamps) {
            read(heartbeat(0, offset++, stamp));
        }
    }

    private void read(RawDelivery raw) throws Exception {
        operator.processElement(new StreamRecord<>(raw, raw.stamp));
    }

    private void sourceReady() throws Exception {
        operator.processWatermark(1);
    }

    private void tick() throws Exception {
        time += TICK;
        operator.setProcessingTime(time);
    }

    private List<Delivery> deliveries() {
        return operator.extractOutputValues();
    }

    private List<Long> watermarks() {
        return operator.getOutput().stream().filter(Watermark.class::isInstance).map(each -> ((Watermark) each).getTimestamp()).toList();
    }

    private List<Object> statuses() {
        return operator.getOutput().stream().filter(WatermarkStatus.class::isInstance).map(Object.class::cast).toList();
    }

    private List<Rejection> rejections() {
        var rows = operator.getSideOutput(REJECTED);
        return rows == null ? List.of() : rows.stream().map(StreamRecord::getValue).toList();
    }
}
