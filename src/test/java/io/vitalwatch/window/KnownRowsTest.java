package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class KnownRowsTest {
    private static final int BOUND = 100;
    private static final int FIELD = 2;

    private final KnownRows rows = new KnownRows();

    private static Sample row(SampleType type, long time, int fields) {
        return new Sample(type, time, 60, Ternary.TRUE, Ternary.FALSE, 80, 7, 0, List.of(), fields, List.of());
    }

    private boolean note(SampleType type, long time) {
        return rows.note(row(type, time, Sample.EVERY_FIELD), BOUND);
    }

    @BeforeEach
    void someRows() {
        note(SampleType.ACTIVITY, 1000);
        note(SampleType.ACTIVITY, 3000);
        note(SampleType.ACTIVITY, 2000);
        note(SampleType.TEMPERATURE, 2500);
    }

    @Test
    void rowsOfOneTimeAndTypeAreOne() {
        assertThat(note(SampleType.ACTIVITY, 2000)).isTrue();
        assertThat(note(SampleType.TEMPERATURE, 2000)).isFalse();
        assertThat(rows.size()).isEqualTo(5);
        assertThat(rows.times(SampleType.ACTIVITY).size()).isEqualTo(3);
    }

    @Test
    void rowsAreFoundByTheirTime() {
        assertThat(rows.from(0)).isEqualTo(1000);
        assertThat(rows.from(2001)).as("of any type").isEqualTo(2500);
        assertThat(rows.from(3001)).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.countAfter(SampleType.ACTIVITY, 999)).isEqualTo(3);
        assertThat(rows.countAfter(SampleType.ACTIVITY, 2000)).isOne();
        assertThat(rows.countAfter(SampleType.TEMPERATURE, 2500)).isZero();
    }

    @Test
    void aFullSetForgetsItsOldestRowAndKeepsItsCount() {
        for (int i = 0; i < 2 * BOUND; i++) {
            note(SampleType.ACTIVITY, 4000 + i * 1000L);
        }
        assertThat(rows.times(SampleType.ACTIVITY).size()).isEqualTo(BOUND);
        assertThat(rows.fields(SampleType.ACTIVITY).since()).as("just after the row that left").isEqualTo(rows.from(2501) - 999);
        assertThat(rows.fields(SampleType.ACTIVITY).edge().missing()).isZero();
        assertThat(rows.times(SampleType.TEMPERATURE).size()).as("of another type").isOne();
    }

    @Test
    void aFieldThatStoodInRowsIsMissingAfterwards() {
        for (int i = 0; i < FieldPresence.STOOD + FieldPresence.GONE; i++) {
            int fields = i < FieldPresence.STOOD ? Sample.EVERY_FIELD : Sample.EVERY_FIELD & ~FIELD;
            rows.note(row(SampleType.ACTIVITY, 4000 + i * 1000L, fields), 10_000);
        }
        assertThat(rows.missingFields(SampleType.ACTIVITY)).isEqualTo(FIELD);
        assertThat(rows.missingFields(SampleType.TEMPERATURE)).isZero();
        long last = 4000 + (FieldPresence.STOOD + FieldPresence.GONE - 1) * 1000L;
        assertThat(rows.lackingFrom(last).of(SampleType.ACTIVITY.ordinal()).missing()).isEqualTo(FIELD);
        assertThat(rows.lackingFrom(last + 1)).isNull();
    }

    @Test
    void onlyALateRowThatLacksFieldsChangesWhatIsKnown() {
        assertThat(rows.fieldsChanged()).isFalse();
        rows.note(row(SampleType.ACTIVITY, 2200, 0), BOUND);
        assertThat(rows.fieldsChanged()).isTrue();
        rows.note(row(SampleType.ACTIVITY, 9000, 0), BOUND);
        assertThat(rows.fieldsChanged()).as("a newest row").isFalse();
    }

    @Test
    void whatIsForgottenIsForgottenOfAllTypes() {
        rows.forget(2600);
        assertThat(rows.size()).isOne();
        assertThat(rows.from(0)).isEqualTo(3000);
        assertThat(rows.fields(SampleType.TEMPERATURE).since()).isEqualTo(2600);
    }

    @Test
    void aCopyChangesByItself() {
        KnownRows copy = rows.copy();
        assertThat(copy).usingRecursiveComparison().isEqualTo(rows);
        copy.forget(Long.MAX_VALUE);
        assertThat(copy.size()).isZero();
        assertThat(rows.size()).isEqualTo(4);
    }
}
