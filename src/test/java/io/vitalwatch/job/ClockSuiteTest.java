package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.MINUTE;
import static io.vitalwatch.job.RawRecords.T0;
import static io.vitalwatch.job.RawRecords.YEAR_2100;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.job.ClockLog.WardEvent;
import io.vitalwatch.job.ClockLog.Writer;
import io.vitalwatch.job.SteppedJob.Written;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Wrong timestamps of every kind, over the operators of the job: nobody who delivers is called silent, silence is noticed one heartbeat
 * after its deadline, a flag alarms at its own record, and any parallelism, any delay of the watermark and any restore give the same
 * records.
 */
class ClockSuiteTest {
    private static final WardEvent NOTHING = (log, second) -> { };
    private static final int HOUR = 3_600;
    private static final int HEARTBEAT = 10;
    /** The seconds after which nothing came from the silent patients 3, 4 and 5, and the rule's ten minutes. */
    private static final int SILENT_FROM = 15 * 60;
    private static final int DEADLINE = 600;
    private static final String FLAG = ",\"cardiac_arrest\":\"1\"";

    @Test
    void withoutFaultsOnlySilenceIsAnAlarmAndItIsNoticedOneHeartbeatAfterItsDeadline() throws Exception {
        check(ward(List.of(Writer.right("a")), NOTHING), 0);
    }

    @ParameterizedTest(name = "{0} heartbeats ahead of time")
    @ValueSource(ints = {1, 2, 3})
    void heartbeatsOfTheFutureChangeNothing(int count) throws Exception {
        for (long stamp : new long[] {T0 + 70 * MINUTE, YEAR_2100}) {
            check(ward(List.of(Writer.right("a")), (log, second) -> {
                if (second == 20 * 60 + 4) {
                    ClockLog.times(count, i -> log.beat(second, 0, "wrong", stamp + i));
                }
            }), count);
        }
    }

    @ParameterizedTest(name = "{0} deliveries ahead of time")
    @ValueSource(ints = {1, 2, 3})
    void deliveriesOfTheFutureChangeNothingAndTheirReadingsCount(int count) throws Exception {
        for (long stamp : new long[] {T0 + 70 * MINUTE, YEAR_2100}) {
            check(ward(List.of(Writer.right("a")), (log, second) -> {
                if (second >= 20 * 60 + 3 && second < 20 * 60 + 3 + count) {
                    log.delivery(second, 0, stamp, "");
                }
            }), count);
        }
    }

    @ParameterizedTest(name = "{0} deliveries with a flag, ahead of time")
    @ValueSource(ints = {1, 2, 3})
    void aFlagInADeliveryOfTheFutureAlarmsAtItsOwnRecordAndOnce(int count) throws Exception {
        for (long stamp : new long[] {T0 + 70 * MINUTE, YEAR_2100}) {
            ClockLog log = ward(List.of(Writer.right("a")), (ward, second) -> {
                if (second >= 20 * 60 + 3 && second < 20 * 60 + 3 + count) {
                    ward.delivery(second, 0, stamp, FLAG);
                }
            });
            SteppedJob job = check(log, count);

            assertThat(job.written).filteredOn(each -> each.alert().rule().equals("cardiac-arrest"))
                    .filteredOn(each -> each.alert().phase().label().equals("start")).singleElement()
                    .satisfies(each -> assertThat(each.second()).isEqualTo(20 * 60 + 3));
        }
    }

    @ParameterizedTest(name = "the first record of each partition is {0}")
    @ValueSource(strings = {"a heartbeat", "a delivery", "a flag"})
    void aFirstRecordOfTheFutureSetsNoClock(String kind) throws Exception {
        SteppedJob job = check(ward(List.of(Writer.right("a")), (log, second) -> {
            for (int partition = 0; second == 0 && partition < ClockLog.PARTITIONS; partition++) {
                switch (kind) {
                    case "a heartbeat" -> log.beat(0, partition, "wrong", YEAR_2100);
                    case "a delivery" -> log.delivery(0, partition, YEAR_2100, "");
                    default -> log.delivery(0, partition, YEAR_2100, FLAG);
                }
            }
        }), ClockLog.PARTITIONS);
        if (kind.equals("a flag")) {
            assertThat(job.written).filteredOn(each -> each.line().contains("cardiac-arrest start")).hasSize(3)
                    .allMatch(each -> each.second() == 0);
        }
    }

    @ParameterizedTest(name = "a record {0} s behind its time")
    @ValueSource(longs = {3_600, 86_400, 1_767_600_000L})
    void aRecordOfThePastChangesNothing(long secondsBehind) throws Exception {
        check(ward(List.of(Writer.right("a")), (log, second) -> {
            long stamp = T0 + (second - secondsBehind) * 1_000;
            if (second == 20 * 60 + 4) {
                log.beat(second, 0, "wrong", stamp);
                log.delivery(second, 0, stamp, "");
            }
        }), 0);
    }

    @ParameterizedTest(name = "beside a right receiver one that is {0} minutes off")
    @ValueSource(longs = {-15, 15})
    void aReceiverThatIsAQuarterOfAnHourOffBesideARightOneChangesNothingAndNoReadingIsLost(long minutes) throws Exception {
        SteppedJob job = check(ward(List.of(Writer.right("a"), Writer.off("wrong", minutes * MINUTE)), NOTHING), -1);

        assertThat(job.rejections).allMatch(each -> each.reason().equals("arrival-ahead"));
        assertThat(job.rejections.isEmpty()).as("each record that is ahead has a notice").isEqualTo(minutes < 0);
    }

    @Test
    void aReceiverThatJoinsAQuarterOfAnHourAheadChangesNothing() throws Exception {
        Writer late = new Writer("wrong", 12 * 60, Integer.MAX_VALUE, second -> 15 * MINUTE);

        check(ward(List.of(Writer.right("a"), late), NOTHING), -1);
    }

    /** The clock has followed the wrong receiver, which was alone. It never falls, and the heartbeats of that receiver go on moving it. */
    @Test
    void aRightReceiverThatJoinsOneThatIsAheadRaisesNoFalseSilenceAndLosesNoReading() throws Exception {
        Writer right = new Writer("a", 12 * 60, Integer.MAX_VALUE, second -> 0);
        SteppedJob job = same(ward(List.of(Writer.off("wrong", 15 * MINUTE), right), NOTHING));

        assertSilence(job, HEARTBEAT, 15 * 60);
        assertThat(job.rejections).isEmpty();
    }

    /** The clock stands until the true time has reached it. */
    @Test
    void afterAReceiverThatWasAheadStopsSilenceIsNoticedAtMostAQuarterOfAnHourLateAndNobodyElseIsCalledSilent() throws Exception {
        Writer wrong = new Writer("wrong", 0, 20 * 60, second -> 15 * MINUTE);
        Writer right = new Writer("a", 12 * 60, Integer.MAX_VALUE, second -> 0);
        int silentFrom = 22 * 60;
        SteppedJob job = same(ClockLog.ward(List.of(wrong, right), HOUR, HEARTBEAT, silentFrom, NOTHING));

        assertThat(job.written).extracting(ClockSuiteTest::what)
                .containsExactlyInAnyOrder("silent-3 no-data start", "silent-4 no-data start", "silent-5 no-data start");
        for (Written each : job.written) {
            int user = Integer.parseInt(each.alert().user().substring("silent-".length()));
            assertThat(each.second() - deadline(silentFrom, user)).as("noticed so late, s").isBetween(0, 15 * 60 + HEARTBEAT + 1);
        }
        assertThat(job.rejections).isEmpty();
    }

    /**
     * Where the wrong receiver was alone and is behind, the clock is behind, and every sample is rejected as one of the future. Each has
     * its row, and each patient one alarm that says so.
     */
    @Test
    void aRightReceiverThatJoinsOneThatIsBehindRaisesOneAlarmForEachPatientWhoseSamplesAreRejected() throws Exception {
        Writer right = new Writer("a", 12 * 60, Integer.MAX_VALUE, second -> 0);
        SteppedJob job = same(ward(List.of(Writer.off("wrong", -15 * MINUTE), right), NOTHING));

        assertThat(job.written).extracting(ClockSuiteTest::what)
                .containsExactly("patient-0 clock-wrong start", "patient-1 clock-wrong start", "patient-2 clock-wrong start",
                        "silent-3 clock-wrong start", "silent-4 clock-wrong start", "silent-5 clock-wrong start");
        assertThat(job.written).allMatch(each -> each.second() <= 11 * 60);
        assertThat(job.rejections).extracting(each -> each.reason()).contains("future", "arrival-ahead");
    }

    @Test
    void receiversThatStampByTheSameClockAgreeWhateverTheirMachinesSay() throws Exception {
        check(ward(List.of(Writer.right("ahead"), Writer.right("behind"), Writer.right("right")), NOTHING), 0);
    }

    @Test
    void hoursInWhichEverythingWasOffRaiseNoFalseSilenceAfterwardsAndSilenceIsNoticedAgain() throws Exception {
        Writer off = new Writer("a", 0, Integer.MAX_VALUE, second -> second >= HOUR && second < HOUR + 1_200 ? 6 * 60 * MINUTE : 0);
        int silentFrom = 7 * HOUR + 1_800;
        ClockLog log = ClockLog.ward(List.of(off), 9 * HOUR, HEARTBEAT, silentFrom, NOTHING);
        SteppedJob job = same(log);

        // From here on the true time has reached the clock again.
        int right = 7 * HOUR + 1_200 + 60;
        assertThat(lines(job, right)).containsExactlyElementsOf(expectedSilence(silentFrom));
        assertThat(job.written).filteredOn(each -> each.second() < HOUR).isEmpty();
        assertThat(job.written).filteredOn(each -> each.second() >= HOUR && each.second() < right)
                .as("each patient was silent once, when the clock went six hours ahead")
                .extracting(each -> each.alert().user() + " " + each.alert().phase().label())
                .hasSize(2 * ClockLog.USERS).doesNotHaveDuplicates();
        assertNoticed(job, right, HEARTBEAT);
    }

    @Test
    void hoursInWhichEverythingWasBehindRaiseNoFalseSilenceAfterwards() throws Exception {
        Writer off = new Writer("a", 0, Integer.MAX_VALUE, second -> second >= HOUR && second < HOUR + 1_200 ? -6 * 60 * MINUTE : 0);
        int silentFrom = HOUR + 2_400;
        SteppedJob job = same(ClockLog.ward(List.of(off), 2 * HOUR, HEARTBEAT, silentFrom, NOTHING));

        assertThat(lines(job, HOUR + 1_200 + 90)).containsExactlyElementsOf(expectedSilence(silentFrom));
        assertThat(job.written).filteredOn(each -> each.second() < HOUR).isEmpty();
    }

    @Test
    void aHeartbeatEachFiveMinutesOnlyRaisesNoFalseSilence() throws Exception {
        ClockLog log = ClockLog.ward(List.of(Writer.right("a")), HOUR, 300, SILENT_FROM, NOTHING);
        SteppedJob job = same(log);

        assertSilence(job, 300, 0);
    }

    @ParameterizedTest(name = "stamps that fall by up to {0} ms")
    @CsvSource({"2000", "50000", "300000"})
    void fallingStampsRaiseNoFalseSilence(int most) throws Exception {
        ClockLog log = ward(List.of(Writer.right("a")), NOTHING).jittered(new Random(most), most);
        SteppedJob job = same(log);

        List<String> silent = new ArrayList<>();
        for (Written each : job.written) {
            silent.add(what(each));
            int deadline = (int) ((each.alert().arrived() - T0) / 1000);
            assertThat(each.second() - deadline).as("noticed after the deadline of its clock, s").isBetween(0, HEARTBEAT + most / 1000 + 1);
        }
        assertThat(silent).containsExactlyInAnyOrder("silent-3 no-data start", "silent-4 no-data start", "silent-5 no-data start");
    }

    private static String what(Written written) {
        return written.alert().user() + " " + written.alert().rule() + " " + written.alert().phase().label();
    }

    private static ClockLog ward(List<Writer> writers, WardEvent more) {
        return ClockLog.ward(writers, HOUR, HEARTBEAT, SILENT_FROM, more);
    }

    /**
     * The log raises silence of the silent patients at its time and nothing else but flags.
     *
     * @param notices how many notices arrival-ahead there are; −1 for any number
     */
    private static SteppedJob check(ClockLog log, int notices) throws Exception {
        SteppedJob job = same(log);
        assertSilence(job, HEARTBEAT, 0);
        if (notices >= 0) {
            assertThat(job.rejections).extracting(each -> each.reason()).hasSize(notices).allMatch("arrival-ahead"::equals);
        }
        return job;
    }

    /** Runs the log in its order, and compares that with other parallelism, delays and restores. */
    private static SteppedJob same(ClockLog log) throws Exception {
        SteppedJob inOrder = SteppedJob.inOrder(log);
        for (int parallelism : new int[] {1, 2, 4}) {
            long seed = 16 * parallelism + log.entries.size();
            SteppedJob other = SteppedJob.atRandom(log, parallelism, new Random(seed));
            assertThat(other.records()).as("parallelism " + parallelism + ", seed " + seed).isEqualTo(inOrder.records());
            assertThat(other.rejections).as("rejections, parallelism " + parallelism + ", seed " + seed)
                    .containsExactlyInAnyOrderElementsOf(inOrder.rejections);
        }
        return inOrder;
    }

    /**
     * A delivery whose stamp does not count arrives at the clock, which may be a heartbeat behind.
     *
     * @param clockAhead how far the clock of the log is ahead of the true time, seconds
     */
    private static void assertSilence(SteppedJob job, int heartbeat, int clockAhead) {
        List<Written> silence = job.written.stream().filter(each -> !each.alert().rule().equals("cardiac-arrest")).toList();
        assertThat(silence).as("silence").hasSize(ClockLog.SILENT);
        for (int i = 0; i < silence.size(); i++) {
            int user = ClockLog.USERS - ClockLog.SILENT + i;
            int deadline = (int) ((silence.get(i).alert().arrived() - T0) / 1000) - clockAhead;
            assertThat(silence.get(i).line()).startsWith(ClockLog.user(user) + " no-data start ");
            assertThat(deadline).as("deadline of " + ClockLog.user(user)).isBetween(deadline(SILENT_FROM, user) - heartbeat,
                    deadline(SILENT_FROM, user));
            assertThat(silence.get(i).second() - deadline).as("noticed after the deadline, s").isBetween(0, heartbeat + 1);
        }
    }

    /** The last delivery of a silent patient was in the minute before. */
    private static int deadline(int silentFrom, int user) {
        return silentFrom - 60 + 9 * user + 5 + DEADLINE;
    }

    private static void assertNoticed(SteppedJob job, int from, int heartbeat) {
        for (Written each : job.written) {
            if (each.second() >= from) {
                assertThat(each.second() - (each.alert().arrived() - T0) / 1000).isBetween(0L, heartbeat + 1L);
            }
        }
    }

    private static List<String> expectedSilence(int silentFrom) {
        List<String> expected = new ArrayList<>();
        for (int user = ClockLog.USERS - ClockLog.SILENT; user < ClockLog.USERS; user++) {
            expected.add(ClockLog.user(user) + " no-data start " + deadline(silentFrom, user));
        }
        return expected;
    }

    /** The alerts from a second on that no flag gave, by time. */
    private static List<String> lines(SteppedJob job, int from) {
        return job.written.stream().filter(each -> each.second() >= from && !each.alert().rule().equals("cardiac-arrest"))
                .map(Written::line).toList();
    }
}
