package io.vitalwatch.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.ActionChange.Verb;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.quality.GateOptions;
import io.vitalwatch.quality.GateSettings;
import io.vitalwatch.quality.PressureSeries;
import io.vitalwatch.wire.ControlRecordJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;

class ControlIntakeTest {
    private static final long T = 1_770_000_000_000L;
    private static final long LEAD = 2_000;
    private static final long DAY = 86_400_000;
    private static final long NO_CLOCK = Long.MIN_VALUE;
    private static final Scope U = Scope.user("u");
    private static final String TOPIC = "topic-1";
    private static final String FEWER_RULES = """
            cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}
            no-data: {type: silence, kind: technical, priority: medium, after: 10min}
            """;

    private final Outputs outputs = new Outputs();
    private ControlIntake intake = intake(null);
    private int offset;

    @Test
    void aChangeForManyCountsALeadAfterItWasWritten() {
        copy(0, T, limits(Scope.ALL, "spo2-low.medium", "88"), T - 60_000);

        assertThat(outputs.copies).singleElement().satisfies(each -> {
            assertThat(each.effectiveAt()).isEqualTo(T + LEAD);
            assertThat(each.appliedAt()).isEqualTo(T + LEAD);
        });
        assertThat(outputs.answers).singleElement().satisfies(each -> assertThat(each.outcome()).isEqualTo(Outcome.APPLIED));
    }

    @Test
    void aChangeForOnePatientHasNoLead() {
        copy(0, T, limits(U, "spo2-low.medium", "88"), T - 1);

        assertThat(outputs.copies.get(0).appliedAt()).isEqualTo(T);
    }

    @Test
    void aChangeThatComesLateCountsFromTheNextMomentOfThePartitionsClock() {
        copy(0, T, limits(Scope.ALL, "spo2-low.medium", "88"), T + 30_000);

        assertThat(outputs.copies.get(0).appliedAt()).isEqualTo(T + 30_001);
        assertThat(outputs.answers.get(0).lateMillis()).isEqualTo(30_001 - LEAD);
        assertThat(outputs.count(ControlCounter.LATE)).isEqualTo(1);
    }

    @Test
    void aPartitionWithoutAClockHasSeenNothingSoNothingIsLate() {
        copy(0, T, limits(Scope.ALL, "spo2-low.medium", "88"), NO_CLOCK);

        assertThat(outputs.copies.get(0).lateMillis()).isZero();
    }

    @Test
    void theTimeThatIsAskedForCountsWhereItIsLater() {
        copy(0, T, new ControlRecord("a", U, T + 500_000, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of("spo2-low.medium", "88"), List.of())), T);

        assertThat(outputs.copies.get(0).appliedAt()).isEqualTo(T + 500_000);
    }

    @Test
    void aCopyThatWasReadBeforeIsARepeat() {
        copy(5, T, limits(Scope.ALL, "spo2-low.medium", "88"), T);
        copy(5, T, limits(Scope.ALL, "spo2-low.medium", "88"), T);
        copy(3, T, limits(Scope.ALL, "spo2-low.high", "80"), T);

        assertThat(outputs.copies).hasSize(1);
        assertThat(outputs.count(ControlCounter.REPEATED)).isEqualTo(2);
    }

    @Test
    void aRecordThatWasWrittenTwiceCountsOnceWithinADay() {
        ControlRecord record = limits(U, "spo2-low.medium", "88");
        copy(1, T, record, T);
        copy(2, T + DAY, record, T + DAY);
        copy(3, T + DAY + 1, record, T + DAY + 1);

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(1L, 3L);
        assertThat(outputs.answers).extracting(ControlAnswer::outcome).containsExactly(Outcome.APPLIED, Outcome.REPEATED, Outcome.APPLIED);
    }

    @Test
    void theSameIdForAnotherPatientIsAnotherRecord() {
        copy(1, T, limits(U, "spo2-low.medium", "88"), T);
        copy(2, T, limits(Scope.user("v"), "spo2-low.medium", "88"), T);

        assertThat(outputs.copies).hasSize(2);
    }

    @Test
    void aTopicThatWasMadeAnewIsRefusedLoudlyAndNotTakenForARepeat() {
        copy(50, T, limits(Scope.ALL, "spo2-low.medium", "88"), T);
        read(new CopiedControl(0, offset++, T, 0L, "topic-2", T, null, bytes(limits(U, "spo2-low.medium", "87"))), T);

        assertThat(outputs.foreign).containsExactly("topic-1 topic-2");
        assertThat(outputs.last().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(outputs.last().detail()).contains("--control.topic-id=topic-2");
        assertThat(outputs.count(ControlCounter.REPEATED)).isZero();
    }

    @Test
    void aTopicThatReplacesAnotherOnPurposeIsTakenFromItsFirstRecord() {
        intake = intake("topic-2");
        copy(50, T, limits(Scope.ALL, "spo2-low.medium", "88"), T);
        read(new CopiedControl(0, offset++, T, 0L, "topic-2", T, null, bytes(limits(U, "spo2-low.medium", "87"))), T);

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(50L, 0L);
        assertThat(outputs.foreign).isEmpty();
        assertThat(outputs.outOfOrder).isEmpty();
    }

    @Test
    void whatIsWrittenByHandChangesNothingAndMakesNothingARepeat() {
        byte[] good = bytes(limits(U, "spo2-low.medium", "88"));
        read(new CopiedControl(0, 0, T, null, TOPIC, T, null, good), T);
        read(new CopiedControl(0, 1, T, 9L, TOPIC, null, null, good), T);
        read(new CopiedControl(0, 2, T, -1L, TOPIC, T, null, good), T);
        read(new CopiedControl(0, 3, T, Long.MAX_VALUE, TOPIC, T, null, "no JSON".getBytes(StandardCharsets.UTF_8)), T);
        read(new CopiedControl(0, 4, T, Long.MAX_VALUE, TOPIC, T, null, null), T);
        read(new CopiedControl(0, 5, T, Long.MAX_VALUE, TOPIC, T, "too large", good), T);
        read(new CopiedControl(0, 6, T, 9L, TOPIC, Long.MAX_VALUE, null, good), T);
        assertThat(outputs.copies).isEmpty();
        assertThat(outputs.answers).hasSize(7).allMatch(each -> each.outcome() == Outcome.REFUSED && each.detail() != null);

        copy(0, T, limits(U, "spo2-low.medium", "88"), T);
        assertThat(outputs.copies).hasSize(1);
    }

    /** Its number is that of a change to come, or above all. */
    @Test
    void aRefusedCopyMakesNoOtherOneARepeatAndIsRefusedOnce() throws IOException {
        for (long seq : new long[] {1, 2, 1_000, Long.MAX_VALUE}) {
            copy(seq, T, limits(U, "spo2-low.medium", "84"), T);
        }
        assertThat(outputs.count(ControlCounter.REFUSED)).isEqualTo(4);
        List<byte[]> state = intake.snapshot();
        intake = intake(null);
        intake.restore(state);
        intake.isStarted(0);
        copy(2, T, limits(U, "spo2-low.medium", "84"), T);
        copy(Long.MAX_VALUE, T, limits(U, "spo2-low.medium", "84"), T);
        assertThat(outputs.count(ControlCounter.REPEATED)).isEqualTo(2);
        assertThat(outputs.answers).hasSize(4);

        copy(1, T, limits(U, "spo2-low.medium", "88"), T);
        copy(2, T, limits(Scope.user("v"), "spo2-low.medium", "88"), T);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(1L, 2L);
    }

    /** Somebody writes a copy into the raw topic with a number that vitals.control has not reached, or reaches next. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 1_000_000_000_000L, Long.MAX_VALUE})
    void aCopyThatIsWrittenByHandMakesNoChangeARepeat(long number) throws IOException {
        copy(1, T, limits(1, Scope.ALL, "spo2-low.medium"), T);
        copy(number, T, limits(9, Scope.ALL, "pulse-high.medium"), T);
        List<byte[]> state = intake.snapshot();
        intake = intake(null);
        intake.restore(state);
        assertThat(intake.isStarted(0)).isTrue();
        for (int seq = 2; seq <= 4; seq++) {
            copy(seq, T + seq, limits(seq, seq == 3 ? U : Scope.ALL, "spo2-low.medium"), T + seq);
        }
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(1L, number, 2L, 3L, 4L);
        assertThat(outputs.outOfOrder).containsExactly("2 after " + number);
        assertThat(outputs.answers).filteredOn(each -> each.detail() != null).singleElement()
                .satisfies(each -> assertThat(each.detail()).contains("written by hand"));
        assertThat(outputs.count(ControlCounter.OUT_OF_ORDER)).isEqualTo(1);

        for (int seq = 1; seq <= 4; seq++) {
            copy(seq, seq == 1 ? T : T + seq, limits(seq, seq == 3 ? U : Scope.ALL, "spo2-low.medium"), T + DAY);
        }
        assertThat(outputs.copies).hasSize(5);
        assertThat(outputs.count(ControlCounter.REPEATED)).isEqualTo(4);
    }

    /** Its first record has a timestamp before all records of vitals.control, so it knows none of them. The refresh comes after a change. */
    @Test
    void aPartitionThatBeginsWithoutSomeRecordsTakesThemFromTheRefresh() {
        ControlRecord catalogue = record("c", Scope.ALL, new CatalogueChange(FEWER_RULES + "fast: {type: reading, kind: physiological,"
                + " vital: pulse, medium: pulse > 120, confirm: {count: 1, of: 1}}\n"), ControlRecord.NOT_SET);
        ControlRecord older = limits(2, Scope.ALL, "no-data.after");
        ControlRecord refused = limits(3, Scope.ALL, "fast.medium");
        ControlRecord newer = record("l4", Scope.ALL, new LimitsChange(Map.of("no-data.after", "5min"), List.of()), ControlRecord.NOT_SET);
        intake.start(0, T - DAY, TOPIC, List.of(new LoggedControl(1, T, bytes(catalogue), catalogue)), user -> true);
        copy(3, T + 2, refused, T + 5_000);
        copy(4, T + 3, newer, T + 5_000);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(4L);

        for (int hour = 0; hour < 2; hour++) {
            copy(1, T, catalogue, T + 10_000);
            copy(2, T + 1, older, T + 10_000);
            copy(3, T + 2, refused, T + 10_000);
            copy(4, T + 3, newer, T + 10_000);
        }
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(4L, 1L, 2L, 3L, 4L);
        assertThat(outputs.copies.subList(1, 5)).extracting(ControlCopy::appliedAt).containsOnly(T + 10_001);
        assertThat(outputs.outOfOrder).containsExactly("1 after 4");
    }

    /** Number 3 of topic-1 counted. Later versions have lists behind those of earlier ones; here they are empty. */
    @ParameterizedTest
    @ValueSource(bytes = {1, 2, 3})
    void theStateOfEarlierVersionsIsRead(byte version) throws IOException {
        byte[] third = HexFormat.of().parseHex("0300000000000000000000000100000007746f7069632d310000000000000003ffffffff"
                + "0000000001000000096c696d6974732030750000019c1c38a40000000000000000005b73487f");
        byte[] state = Arrays.copyOf(third, third.length - 4 * (third[0] - version));
        state[0] = version;
        CRC32 checksum = new CRC32();
        checksum.update(state, 0, state.length - 4);
        ByteBuffer.wrap(state).putInt(state.length - 4, (int) checksum.getValue());
        intake.restore(List.of(state));
        assertThat(intake.isStarted(0)).isTrue();
        copy(3, T, limits(U, "spo2-low.medium", "88"), T);
        copy(2, T, limits(1, Scope.ALL, "spo2-low.medium"), T);
        assertThat(outputs.count(ControlCounter.REPEATED)).isEqualTo(2);

        copy(4, T, limits(4, Scope.ALL, "spo2-low.medium"), T);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(4L);
        assertThat(outputs.outOfOrder).isEmpty();
    }

    @Test
    void ofManyCopiesOnlyTheNewestNumbersAreKept() throws IOException {
        for (int seq = 0; seq < 3 * PartitionControl.MOST_COUNTED; seq++) {
            copy(seq, T + seq, limits(seq, U, "spo2-low.medium"), T + seq);
        }
        int counted = outputs.copies.size();
        List<byte[]> state = intake.snapshot();
        intake = intake(null);
        intake.restore(state);
        assertThat(intake.isStarted(0)).isTrue();
        for (int seq = 0; seq < 3 * PartitionControl.MOST_COUNTED; seq++) {
            copy(seq, T + seq, limits(seq, U, "spo2-low.medium"), T + DAY);
        }

        assertThat(counted).isEqualTo(3 * PartitionControl.MOST_COUNTED);
        assertThat(outputs.copies).hasSize(counted);
        assertThat(outputs.count(ControlCounter.REPEATED)).isEqualTo(counted);
    }

    /** Limits of a rule that came later; in between more is refused in this partition than is kept. */
    @Test
    void whatWasRefusedAndIsCopiedAgainEachHourIsNotTakenLater() throws IOException {
        ControlRecord refused = limits(1, Scope.ALL, "fast.medium");
        copy(1, T, refused, T);
        copy(2, T + 1, record("c", Scope.ALL, new CatalogueChange(FEWER_RULES + "fast: {type: reading, kind: physiological,"
                + " vital: pulse, medium: pulse > 120, confirm: {count: 1, of: 1}}\n"), ControlRecord.NOT_SET), T + 1);
        for (int seq = 3; seq < 3 * PartitionControl.MOST_REFUSED; seq++) {
            copy(seq, T + seq, limits(seq, U, "no-rule.medium"), T + seq);
            if (seq % 1_000 == 0) {
                List<byte[]> state = intake.snapshot();
                intake = intake(null);
                intake.restore(state);
                assertThat(intake.isStarted(0)).isTrue();
                copy(1, T, refused, T + seq);
            }
        }

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(2L);
        assertThat(outputs.outOfOrder).isEmpty();
    }

    /** Takeovers copy records again from an earlier one on, a relay that was stopped sends one that is old, and what is in force is refreshed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverRelaysCopyAgainEachChangeCountsOnceAndInOrder(long seed) {
        Random random = new Random(seed);
        List<LoggedControl> log = new ArrayList<>();
        for (int seq = 0; seq < 2_500; seq++) {
            Scope scope = List.of(Scope.ALL, new Scope(Scope.Type.STUDY, "s"), U).get(random.nextInt(3));
            Change change = random.nextInt(20) == 0 && scope == Scope.ALL ? new CatalogueChange(random.nextInt(6) == 0 ? FEWER_RULES : bundled())
                    : new LimitsChange(Map.of("spo2-low.medium", Integer.toString(80 + random.nextInt(20))), List.of());
            ControlRecord record = record("c" + random.nextInt(10_000), scope, change, ControlRecord.NOT_SET);
            log.add(new LoggedControl(seq, T + seq * 1000L, bytes(record), record));
        }
        log.forEach(each -> copy(each.seq(), each.appendedAt(), each.record(), each.appendedAt()));
        List<ControlCopy> once = List.copyOf(outputs.copies);
        outputs.clear();
        intake = intake(null);
        RefreshedControl refreshed = new RefreshedControl(settings(null), ControlRecordJson::read);
        for (int next = 0; next < log.size(); next++) {
            LoggedControl each = log.get(next);
            refreshed.take(each);
            copy(each.seq(), each.appendedAt(), each.record(), each.appendedAt());
            List<LoggedControl> again = switch (random.nextInt(60)) {
                case 0 -> log.subList(Math.max(0, next - random.nextInt(300)), next + 1);
                case 1 -> log.subList(random.nextInt(next + 1), next + 1).subList(0, 1);
                case 2 -> random.nextInt(10) == 0 ? log.subList(0, next + 1) : List.<LoggedControl>of();
                case 3 -> {
                    refreshed.forget(each.appendedAt());
                    yield refreshed.records();
                }
                default -> List.<LoggedControl>of();
            };
            again.forEach(other -> copy(other.seq(), other.appendedAt(), other.record(), each.appendedAt()));
        }

        assertThat(once).hasSizeGreaterThan(PartitionControl.MOST_COUNTED);
        assertThat(outputs.copies).usingRecursiveFieldByFieldElementComparator().as("seed %d", seed).isEqualTo(once);
        assertThat(outputs.outOfOrder).isEmpty();
    }

    /** As many numbers above all as are kept. */
    @Test
    void changesCountOnceAlsoWhereAllNumbersThatAreKeptWereWrittenByHand() {
        for (int i = 0; i < PartitionControl.MOST_COUNTED; i++) {
            copy(1_000_000L + i, T, limits(1_000_000 + i, U, "pulse-high.medium"), T);
        }
        outputs.clear();
        for (int seq = 0; seq < 3; seq++) {
            copy(seq, T, limits(seq, U, "spo2-low.medium"), T);
            copy(seq, T, limits(seq, U, "spo2-low.medium"), T);
        }

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(0L, 1L, 2L);
        assertThat(outputs.outOfOrder).hasSize(1);
    }

    @Test
    void whatLeavesPatientsUnwatchedIsRefused() {
        refused(new CatalogueChange(FEWER_RULES.lines().findFirst().orElseThrow()), Scope.ALL, "patients would be unwatched");
        refused(new LimitsChange(Map.of("no-data.enabled", "false"), List.of()), U, "patients would be unwatched");
        refused(new LimitsChange(Map.of("cardiac-arrest.enabled", "false"), List.of()), Scope.ALL, "patients would be unwatched");
    }

    @Test
    void whatNoReadingCanReachOrNoStateCanKeepIsRefused() {
        refused(new LimitsChange(Map.of("no-data.after", "8d"), List.of()), U, "longer than state.ttl");
        refused(new LimitsChange(Map.of("spo2-low.medium", "spo2 <= 10"), List.of()), U, "spo2-low");
        refused(new LimitsChange(Map.of("spo2-low.medium", "84"), List.of()), U, "milder");
        refused(new LimitsChange(Map.of("spo2-lo.medium", "88"), List.of()), U, "there is no rule spo2-lo");
        refused(new LimitsChange(Map.of("spo2-low.mediun", "88"), List.of()), U, "unknown field");
    }

    @Test
    void limitsAreCheckedWithTheCatalogueThatIsInForceInThePartition() {
        copy(1, T, record("c", Scope.ALL, new CatalogueChange(FEWER_RULES), ControlRecord.NOT_SET), T);
        copy(2, T, limits(U, "spo2-low.medium", "88"), T);
        copy(3, T, limits(U, "no-data.after", "5min"), T);

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(1L, 3L);
        assertThat(outputs.answers.get(1).detail()).contains("there is no rule spo2-low").doesNotContain("--rule");
    }

    @Test
    void whereTheReleaseCannotReadTheCatalogueInForceLimitsAreCheckedWithTheSubmittedOne() throws Exception {
        PartitionControl old = new PartitionControl(0);
        old.topicId = TOPIC;
        old.replaceCatalogue(T, FEWER_RULES + "  field-of-old: 1\n");
        intake.restore(List.of(old.bytes()));
        assertThat(intake.isStarted(0)).isTrue();
        copy(1, T, limits(U, "spo2-low.medium", "88"), T);
        copy(2, T, limits(Scope.user("v"), "spo2-lo.medium", "88"), T);

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(1L);
        assertThat(outputs.last().detail()).contains("there is no rule spo2-lo");
    }

    @Test
    void limitsFitTheCatalogueInForceOrOneThatIsPlanned() throws Exception {
        String planned = FEWER_RULES + "fast: {type: reading, kind: physiological, vital: pulse, medium: pulse > 120, confirm: {count: 1,"
                + " of: 1}}\n";
        copy(0, T, new ControlRecord("later", Scope.ALL, T + DAY, ControlRecord.NOT_SET, "me", "why", -1, new CatalogueChange(planned)), T);
        copy(1, T, limits(1, U, "spo2-low.medium"), T);
        copy(2, T, limits(2, U, "fast.medium"), T);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(0L, 1L, 2L);

        List<byte[]> state = intake.snapshot();
        intake = intake(null);
        intake.restore(state);
        assertThat(intake.isStarted(0)).isTrue();
        copy(3, T + 2 * DAY, limits(3, Scope.ALL, "fast.medium"), T + 2 * DAY);
        copy(4, T + 2 * DAY, limits(4, Scope.ALL, "spo2-low.medium"), T + 2 * DAY);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(0L, 1L, 2L, 3L);
        assertThat(outputs.last().detail()).contains("there is no rule spo2-low");
    }

    private static ControlRecord limits(int number, Scope scope, String field) {
        String value = field.startsWith("spo2") ? "88" : field.equals("no-data.after") ? "9min" : "130";
        return record("l" + number, scope, new LimitsChange(Map.of(field, value), List.of()), ControlRecord.NOT_SET);
    }

    @ParameterizedTest
    @EnumSource(value = PatientChange.Verb.class, names = "GROUPS", mode = EnumSource.Mode.EXCLUDE)
    void anAdmissionADischargeAndAHandoverThatAskForATimeAreRefused(PatientChange.Verb verb) {
        for (long time : new long[] {T - DAY, T + DAY}) {
            copy(offset, T, new ControlRecord("c" + offset, U, time, ControlRecord.NOT_SET, "me", "why", -1, new PatientChange(verb, List.of())), T);
        }

        assertThat(outputs.copies).isEmpty();
        assertThat(outputs.answers).hasSize(2).allSatisfy(each -> {
            assertThat(each.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(each.detail()).contains("leave out effective_at");
        });
    }

    @Test
    void noMoreThanSixteenCataloguesWaitForTheirTime() {
        for (int i = 0; i <= PartitionControl.MOST_PLANNED; i++) {
            copy(i, T, new ControlRecord("c" + i, Scope.ALL, T + DAY + i, ControlRecord.NOT_SET, "me", "why", -1,
                    new CatalogueChange(FEWER_RULES + "# " + i)), T);
        }

        assertThat(outputs.copies).hasSize(PartitionControl.MOST_PLANNED);
        assertThat(outputs.last().detail()).contains("16 catalogues wait for their time");
    }

    @Test
    void aCopyThatNamesNoTopicIsNotTakenForOneOfATopicThatWasMadeAnew() {
        copy(0, T, limits(U, "spo2-low.medium", "88"), T);
        intake.read(new CopiedControl(0, 5, T, 1L, null, T, null, new byte[0]), T);

        assertThat(outputs.last().detail()).contains("names no topic").doesNotContain("control.topic-id");
    }

    @Test
    void aPauseHasAnEndWithinADayAndIsNotOfTheCardiacArrestFlag() {
        refused(new ActionChange(Verb.PAUSE, null, "spo2-low"), U, T + DAY + 1, "24 h at most");
        refused(new ActionChange(Verb.PAUSE, null, "cardiac-arrest"), U, T + 60_000, "cannot be paused");
        refused(new ActionChange(Verb.PAUSE, null, "spo2"), U, T + 60_000, "no rule spo2");
        refused(new ActionChange(Verb.PAUSE, null, "spo2-low"), U, T, "over already");

        copy(9, T, record("p", U, new ActionChange(Verb.PAUSE, null, ActionChange.ALL_RULES), T + DAY), T);
        assertThat(outputs.last().outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    /** What they set ends, and what they remove does not come back. */
    @Test
    void aPartitionWithoutStateBeginsWithoutWhatLimitsThatAreOverRemoved() {
        List<LoggedControl> log = List.of(
                logged(0, T - 9000, limits(U, "spo2-low.medium", "88")),
                logged(1, T - 8000, record("t", U, new LimitsChange(Map.of("pulse-high.medium", "140"), List.of("spo2-low")), T - 1)));
        intake.start(0, T, TOPIC, log, user -> true);

        assertThat(outputs.copies.stream().map(ControlCopy::seq)).containsExactly(0L, 1L);
        assertThat(new ControlTrial(settings(null), ControlRecordJson::read, log).taken()).hasSize(2);
    }

    @Test
    void aPartitionWithoutStateBeginsWithWhatWasWrittenBeforeIt() {
        List<LoggedControl> log = List.of(
                logged(0, T - 9000, record("g", U, new PatientChange(PatientChange.Verb.GROUPS, List.of("a")), ControlRecord.NOT_SET)),
                logged(1, T - 8000, limits(Scope.user("elsewhere"), "spo2-low.medium", "88")),
                logged(2, T - 7000, record("ack", U, new ActionChange(Verb.ACKNOWLEDGE, "e1", null), ControlRecord.NOT_SET)),
                logged(3, T - 6000, record("t", U, new LimitsChange(Map.of("spo2-low.medium", "88"), List.of()), T - 1)),
                logged(4, T - 1, limits(Scope.ALL, "spo2-low.medium", "89")),
                logged(5, T + 1, limits(Scope.ALL, "spo2-low.medium", "87")));
        intake.start(0, T, TOPIC, log, user -> !user.equals("elsewhere"));

        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(0L, 4L);
        assertThat(outputs.copies).extracting(ControlCopy::appliedAt).containsExactly(T - 9000, T - 1 + LEAD);
        copy(4, T - 1, limits(Scope.ALL, "spo2-low.medium", "89"), T);
        copy(5, T + 1, record("other", Scope.ALL, new LimitsChange(Map.of("spo2-low.medium", "87"), List.of()), ControlRecord.NOT_SET), T);
        assertThat(outputs.copies).extracting(ControlCopy::seq).containsExactly(0L, 4L, 5L);
        assertThat(outputs.count(ControlCounter.COPIES)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aRestoreAtAnyPointChangesNothingAndTheCountersHold(long seed) throws IOException {
        List<CopiedControl> copies = random(seed);
        copies.forEach(each -> read(each, each.stamp()));
        List<ControlCopy> whole = List.copyOf(outputs.copies);
        List<ControlAnswer> answers = List.copyOf(outputs.answers);
        outputs.clear();
        intake = intake(null);
        Random random = new Random(seed);
        for (CopiedControl each : copies) {
            if (random.nextInt(10) == 0) {
                List<byte[]> state = intake.snapshot();
                intake = intake(null);
                intake.restore(state);
                intake.isStarted(0);
                intake.isStarted(1);
            }
            read(each, each.stamp());
        }

        assertThat(outputs.copies).usingRecursiveFieldByFieldElementComparator().as("seed %d", seed).isEqualTo(whole);
        assertThat(outputs.answers).as("seed %d", seed).isEqualTo(answers);
        assertThat(outputs.count(ControlCounter.COPIES)).isEqualTo(copies.size()).isEqualTo(outputs.count(ControlCounter.APPLIED)
                + outputs.count(ControlCounter.REFUSED) + outputs.count(ControlCounter.REPEATED));
        assertThat(outputs.count(ControlCounter.REPEATED)).isPositive();
        assertThat(outputs.count(ControlCounter.REFUSED)).isPositive();
    }

    private static List<CopiedControl> random(long seed) {
        Random random = new Random(seed);
        List<CopiedControl> copies = new ArrayList<>();
        long[] seqs = new long[2];
        for (int i = 0; i < 200; i++) {
            int partition = random.nextInt(2);
            long seq = Math.max(0, seqs[partition] += random.nextInt(4) - 1);
            long time = T + i * 1000L;
            String limit = Integer.toString(80 + random.nextInt(20));
            ControlRecord record = random.nextInt(8) == 0
                    ? new ControlRecord("c" + i, Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                            new CatalogueChange(random.nextBoolean() ? FEWER_RULES : bundled()))
                    : new ControlRecord("l" + random.nextInt(50), Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                            new LimitsChange(Map.of("spo2-low.medium", limit), List.of()));
            byte[] value = random.nextInt(10) == 0 ? new byte[] {1} : bytes(record);
            copies.add(new CopiedControl(partition, i, time + random.nextInt(5000), seq, TOPIC, time, null, value));
        }
        return copies;
    }

    private void refused(Change change, Scope scope, String why) {
        refused(change, scope, ControlRecord.NOT_SET, why);
    }

    private void refused(Change change, Scope scope, long until, String why) {
        int before = outputs.copies.size();
        copy(offset, T, record("r" + offset, scope, change, until), T);
        assertThat(outputs.copies).hasSize(before);
        assertThat(outputs.last().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(outputs.last().detail()).contains(why);
        assertThat(outputs.last().author()).isEqualTo("me");
    }

    private void copy(long seq, long appendedAt, ControlRecord record, long clock) {
        read(new CopiedControl(0, offset++, T, seq, TOPIC, appendedAt, null, bytes(record)), clock);
    }

    private void read(CopiedControl copy, long clock) {
        intake.read(copy, clock);
        intake.advance(copy.partition(), copy.offset() + 1);
    }

    private static ControlRecord limits(Scope scope, String field, String value) {
        return record("limits", scope, new LimitsChange(Map.of(field, value), List.of()), ControlRecord.NOT_SET);
    }

    private static ControlRecord record(String id, Scope scope, Change change, long until) {
        return new ControlRecord(id, scope, ControlRecord.NOT_SET, until, "me", "why", -1, change);
    }

    private static LoggedControl logged(long seq, long at, ControlRecord record) {
        ControlRecord named = new ControlRecord(record.id() + seq, record.scope(), record.effectiveAt(), record.until(), record.author(),
                record.reason(), record.expectSequence(), record.change());
        return new LoggedControl(seq, at, bytes(named), named);
    }

    private static byte[] bytes(ControlRecord record) {
        return ControlRecordJson.of(record);
    }

    private ControlIntake intake(String topicId) {
        return new ControlIntake(settings(topicId), ControlRecordJson::read, outputs, true);
    }

    private static ControlSettings settings(String topicId) {
        return new ControlSettings(LEAD, topicId, check(), bundled(), Map.of());
    }

    private static CatalogueCheck check() {
        Map<Vital, Range> plausible = new EnumMap<>(Vital.class);
        GateOptions.plausible().forEach(each -> plausible.put(each.vital(), each.range()));
        GateSettings gate = new GateSettings(Map.of(), false, Set.of(3, 4), plausible, new Range(10_000, 150_000),
                PressureSeries.COMBINE, Set.of(), 300_000, 7 * DAY, 90 * DAY);
        return new CatalogueCheck(gate, Ages.defaults(), 7 * DAY);
    }

    private static String bundled() {
        try (InputStream in = ControlIntakeTest.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps all that comes out. */
    private static final class Outputs implements ControlOutput {
        private final List<ControlCopy> copies = new ArrayList<>();
        private final List<ControlAnswer> answers = new ArrayList<>();
        private final List<String> foreign = new ArrayList<>();
        private final List<String> outOfOrder = new ArrayList<>();
        private final Map<ControlCounter, Integer> counts = new EnumMap<>(ControlCounter.class);

        private ControlAnswer last() {
            return answers.get(answers.size() - 1);
        }

        private int count(ControlCounter counter) {
            return counts.getOrDefault(counter, 0);
        }

        private void clear() {
            copies.clear();
            answers.clear();
            outOfOrder.clear();
            counts.clear();
        }

        @Override
        public void toAll(ControlCopy copy, ControlRecord record) {
            assertThat(record.scope().isUser()).isFalse();
            copies.add(copy);
        }

        @Override
        public void toPatient(ControlCopy copy, ControlRecord record) {
            assertThat(record.scope().isUser()).isTrue();
            copies.add(copy);
        }

        @Override
        public void answer(ControlAnswer answer) {
            answers.add(answer);
        }

        @Override
        public void foreignTopic(int partition, String known, String found) {
            foreign.add(known + " " + found);
        }

        @Override
        public void outOfOrder(int partition, long seq, long before) {
            outOfOrder.add(seq + " after " + before);
        }

        @Override
        public void count(ControlCounter counter, int partition) {
            counts.merge(counter, 1, Integer::sum);
        }
    }
}
