package io.vitalwatch.alarm.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.PatientView;
import io.vitalwatch.model.Delivery.Undated;

import org.junit.jupiter.api.Test;

class UndatedRowsTest {
    private static final long NOON = 1_763_553_600_000L;
    private static final long MINUTE = 60_000;

    private static Undated row(Undated.Why why, long claimed) {
        return new Undated(why, claimed, claimed, null);
    }

    @Test
    void theFirstArrivalAndTheLastTimeAreKept() {
        UndatedRows rows = UndatedRows.NONE.with(row(Undated.Why.NO_TIME, 0), NOON);
        assertThat(rows.describe()).isEqualTo("1 sample without a readable stamp");
        rows = rows.with(row(Undated.Why.FUTURE, NOON + 7 * MINUTE), NOON + MINUTE);
        assertThat(rows.since()).isEqualTo(NOON);
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.ahead()).isEqualTo(6 * MINUTE);
        assertThat(rows.describe()).isEqualTo("the stamps of 2 samples are at last 6 min ahead");
        assertThat(UndatedRows.NONE.with(row(Undated.Why.OLD, NOON - 6 * MINUTE), NOON).describe())
                .isEqualTo("the stamp of 1 sample is 6 min behind");
    }

    @Test
    void withoutOneSharesOneObject() {
        UndatedRows rows = UndatedRows.NONE.with(row(Undated.Why.NO_TIME, 0), NOON);
        assertThat(rows.over()).isSameAs(UndatedRows.NONE);
        assertThat(UndatedRows.NONE.over()).isSameAs(UndatedRows.NONE);
        assertThat(UndatedRows.NONE.withFlagsOf(rows)).isSameAs(UndatedRows.NONE);
        assertThat(UndatedRows.of(PatientView.NEVER, 0, Undated.Why.ANCIENT, 5, new long[0])).isSameAs(UndatedRows.NONE);
    }

    @Test
    void flagsOutliveTheirRows() {
        UndatedRows rows = UndatedRows.NONE.with(row(Undated.Why.NO_TIME, 0), NOON).withFlag(17).over();
        assertThat(rows.since()).isEqualTo(PatientView.NEVER);
        assertThat(rows.count()).isZero();
        assertThat(rows.hasFlag(17)).isTrue();
        assertThat(rows.hasFlag(18)).isFalse();
        assertThat(rows.over()).isSameAs(rows);
        assertThat(UndatedRows.NONE.withFlagsOf(rows).hasFlag(17)).isTrue();
    }

    @Test
    void theNewestFlagsAreKept() {
        UndatedRows rows = UndatedRows.NONE;
        for (long fingerprint = 0; fingerprint < 100; fingerprint++) {
            rows = rows.withFlag(fingerprint);
        }
        assertThat(rows.flags()).hasSize(64).startsWith(36).endsWith(99);
        assertThat(rows.hasFlag(35)).isFalse();
        assertThat(rows.hasFlag(36)).isTrue();
    }
}
