package io.vitalwatch.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;

class InForceTest {
    private static final long T = 1_770_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final Scope STUDY = new Scope(Scope.Type.STUDY, "S");
    private static final String[] FIELDS = {"spo2-low.medium", "spo2-low.high", "pulse-high.medium", "no-data.after"};

    private final InForce inForce = new InForce();
    private long seq;

    @Test
    void aLimitThatIsOverIsForgottenAndOneThatLastsIsNot() {
        take(T, T + HOUR, Map.of("spo2-low.medium", "88"));
        take(T, ControlRecord.NOT_SET, Map.of("pulse-high.medium", "140"));

        inForce.forget(T + HOUR - 1);
        assertThat(seqs()).containsExactly(0L, 1L);
        inForce.forget(T + HOUR);
        assertThat(seqs()).containsExactly(1L);
    }

    @Test
    void aThousandLimitsOfADayLeaveNothing() {
        for (int i = 0; i < 1000; i++) {
            take(T + i, T + HOUR + i, Map.of("spo2-low.medium", "88"));
        }
        inForce.forget(T + 2 * HOUR);

        assertThat(inForce.records()).isEmpty();
        assertThat(inForce.scopes()).isEmpty();
    }

    @Test
    void ofAThousandLimitsWithoutAnEndTheLastOneStays() {
        for (int i = 0; i < 1000; i++) {
            take(T + i, ControlRecord.NOT_SET, Map.of("spo2-low.medium", Integer.toString(86 + i % 5)));
        }
        inForce.forget(T + 2 * HOUR);

        assertThat(seqs()).containsExactly(999L);
    }

    @Test
    void aLimitStaysUntilTheOneThatReplacesItHasTakenEffect() {
        take(T, ControlRecord.NOT_SET, Map.of("spo2-low.medium", "88"));
        inForce.take(logged(T, new ControlRecord("later", STUDY, T + 48 * HOUR, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of("spo2-low.medium", "90"), List.of()))));

        inForce.forget(T + 47 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
        inForce.forget(T + 48 * HOUR);
        assertThat(seqs()).containsExactly(1L);
    }

    @Test
    void aLimitThatIsOverStaysWhileItStillRemovesAnother() {
        take(T, ControlRecord.NOT_SET, Map.of("spo2-low.medium", "88"));
        inForce.take(logged(T, new ControlRecord("both", STUDY, ControlRecord.NOT_SET, T + HOUR, "me", "why", -1,
                new LimitsChange(Map.of("pulse-high.medium", "140"), List.of("spo2-low")))));

        inForce.forget(T + 2 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
    }

    @Test
    void aCatalogueStays() {
        inForce.take(logged(T, new ControlRecord("c", Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                new CatalogueChange("a: b"))));
        inForce.forget(T + 1_000 * HOUR);

        assertThat(seqs()).containsExactly(0L);
    }

    /** At no later moment do the remaining records set another field than all of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatIsForgottenChangesNothing(long seed) {
        Random random = new Random(seed);
        List<LoggedControl> all = new ArrayList<>();
        long now = T;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(1_200_000);
            Map<String, String> set = new LinkedHashMap<>();
            for (int fields = random.nextInt(3); fields > 0; fields--) {
                set.put(FIELDS[random.nextInt(FIELDS.length)], Integer.toString(random.nextInt(100)));
            }
            List<String> clear = set.isEmpty() || random.nextInt(4) == 0
                    ? List.of(List.of("*", "spo2-low", "spo2-low.high", "no-data").get(random.nextInt(4))) : List.of();
            long until = !set.isEmpty() && random.nextInt(3) == 0 ? now + random.nextInt(20_000_000) : ControlRecord.NOT_SET;
            long effectiveAt = random.nextInt(4) == 0 ? now + random.nextInt(20_000_000) : ControlRecord.NOT_SET;
            until = until == ControlRecord.NOT_SET ? until : Math.max(until, effectiveAt + HOUR + 1);
            LoggedControl logged = logged(now, new ControlRecord("r" + i, STUDY, effectiveAt, until, "me", "why", -1,
                    new LimitsChange(set, clear)));
            all.add(logged);
            inForce.take(logged);
            if (random.nextInt(5) == 0) {
                inForce.forget(now);
            }
            for (long later : new long[] {now + HOUR, now + 3 * HOUR, now + 20 * HOUR}) {
                for (long lead : new long[] {0, HOUR}) {
                    assertThat(fields(inForce.limits(STUDY), later, lead)).as("seed %d, record %d", seed, i).isEqualTo(fields(all, later, lead));
                }
            }
        }
        Map<String, String> each = new LinkedHashMap<>();
        List.of(FIELDS).forEach(field -> each.put(field, "1"));
        take(now + 1_000 * HOUR, ControlRecord.NOT_SET, each);
        // What a record removes may go first, then the record.
        for (int hour = 1_002; hour < 1_012; hour++) {
            inForce.forget(now + hour * HOUR);
        }
        assertThat(inForce.limits(STUDY)).as("only what replaced all").hasSize(1);
    }

    @Test
    void aPlannedLimitIsNotReplacedByOneThatCountsBeforeIt() {
        inForce.take(logged(T, new ControlRecord("planned", STUDY, T + 10 * HOUR, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of("spo2-low.medium", "90"), List.of()))));
        take(T + HOUR, ControlRecord.NOT_SET, Map.of("spo2-low.medium", "88"));
        inForce.forget(T + 3 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
        take(T + 11 * HOUR, ControlRecord.NOT_SET, Map.of("spo2-low.medium", "89"));
        inForce.forget(T + 13 * HOUR);
        assertThat(seqs()).containsExactly(2L);
    }

    @Test
    void whatAPlannedRecordRemovesStaysUntilThen() {
        take(T, ControlRecord.NOT_SET, Map.of("spo2-low.medium", "88"));
        inForce.take(logged(T, new ControlRecord("planned", STUDY, T + 10 * HOUR, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of(), List.of("*")))));
        inForce.forget(T + 9 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
        inForce.forget(T + 10 * HOUR);
        inForce.forget(T + 10 * HOUR);
        assertThat(seqs()).isEmpty();
    }

    /** Each field's value at a moment: the last one that ends by itself and is not over, else the last one without an end. */
    private static Map<String, String> fields(List<LoggedControl> records, long at, long lead) {
        Map<String, String> lasting = new LinkedHashMap<>();
        Map<String, String> temporary = new LinkedHashMap<>();
        ToLongFunction<LoggedControl> from = each -> each.record().effectiveAt(each.appendedAt(), lead);
        List<LoggedControl> inOrder = records.stream().filter(each -> from.applyAsLong(each) <= at)
                .sorted(Comparator.comparingLong(from).thenComparingLong(LoggedControl::seq)).toList();
        for (LoggedControl each : inOrder) {
            LimitsChange change = (LimitsChange) each.record().change();
            InForce.clear(lasting, change.clear());
            InForce.clear(temporary, change.clear());
            if (!each.record().isTemporary()) {
                lasting.putAll(change.set());
            } else if (each.record().until() > at) {
                temporary.putAll(change.set());
            }
        }
        lasting.putAll(temporary);
        return lasting;
    }

    @Test
    void aCatalogueThatIsPlannedDoesNotReplaceTheOneInForceBeforeItsTime() {
        inForce.take(catalogue(T, ControlRecord.NOT_SET));
        inForce.take(catalogue(T + 1, ControlRecord.NOT_SET));
        inForce.take(catalogue(T + 2, T + HOUR));

        assertThat(seqs()).containsExactly(1L, 2L);
        assertThat(inForce.catalogue(T + 2, 2000).seq()).isEqualTo(1);
        assertThat(inForce.catalogue(T + HOUR, 2000).seq()).isEqualTo(2);
        inForce.forget(T + HOUR - 1);
        assertThat(seqs()).containsExactly(1L, 2L);
        inForce.forget(T + 2 * HOUR);
        assertThat(seqs()).containsExactly(2L);
    }

    /** The lead decides which of them counts last: the job's is not known to those who copy the records. */
    @Test
    void aCatalogueThatWasWrittenWithinTheLeadBeforeThatOfAPlannedOneStays() {
        inForce.take(catalogue(T, T + 10 * HOUR));
        inForce.take(catalogue(T + 10 * HOUR - 1, ControlRecord.NOT_SET));

        inForce.forget(T + 20 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
        assertThat(inForce.catalogue(T + 20 * HOUR, 2000).seq()).isEqualTo(1);
        assertThat(inForce.catalogue(T + 20 * HOUR, 0).seq()).isEqualTo(0);
        inForce.take(catalogue(T + 20 * HOUR, ControlRecord.NOT_SET));
        assertThat(seqs()).containsExactly(2L);
    }

    @Test
    void aCatalogueThatWasWrittenLongBeforeThatOfAPlannedOneIsForgottenThen() {
        inForce.take(catalogue(T, T + 10 * HOUR));
        inForce.take(catalogue(T + HOUR, ControlRecord.NOT_SET));

        inForce.forget(T + 9 * HOUR);
        assertThat(seqs()).containsExactly(0L, 1L);
        inForce.forget(T + 10 * HOUR);
        assertThat(seqs()).containsExactly(0L);
    }

    @Test
    void ofAThousandCataloguesAndNoneThatIsPlannedOneIsKept() {
        for (int i = 0; i < 1000; i++) {
            inForce.take(catalogue(T + i, ControlRecord.NOT_SET));
        }

        assertThat(seqs()).containsExactly(999L);
    }

    private LoggedControl catalogue(long at, long effectiveAt) {
        return logged(at, new ControlRecord("c" + seq, Scope.ALL, effectiveAt, ControlRecord.NOT_SET, "me", "why", -1,
                new CatalogueChange("rules " + seq)));
    }

    private void take(long at, long until, Map<String, String> set) {
        inForce.take(logged(at, new ControlRecord("r" + seq, STUDY, ControlRecord.NOT_SET, until, "me", "why", -1,
                new LimitsChange(set, List.of()))));
    }

    private LoggedControl logged(long at, ControlRecord record) {
        return new LoggedControl(seq++, at, new byte[0], record);
    }

    private List<Long> seqs() {
        return inForce.records().stream().map(LoggedControl::seq).toList();
    }
}
