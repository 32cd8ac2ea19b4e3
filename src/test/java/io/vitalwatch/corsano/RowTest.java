package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.SampleType;

import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void missingMalformedAndNumbersAreKeptApart() {
        Row row = new Row();
        for (Field field : Field.values()) {
            assertThat(row.get(field)).isEqualTo(Row.MISSING);
            assertThat(row.has(field)).isFalse();
        }
        row.set(Field.BPM, Row.MALFORMED);
        assertThat(row.has(Field.BPM)).isFalse();
        row.set(Field.BPM, -5);
        assertThat(row.has(Field.BPM)).isTrue();
    }

    @Test
    void aRowWithABodyTemperatureIsATemperatureRow() {
        Row row = new Row();
        row.typeByFields();
        assertThat(row.type()).isEqualTo(SampleType.ACTIVITY);
        row.set(Field.TEMP_SK1, 0);
        row.typeByFields();
        assertThat(row.type()).isEqualTo(SampleType.TEMPERATURE);
    }

    @Test
    void aClearedRowIsLikeANewOne() {
        Row row = new Row();
        row.set(Field.BPM, 72_000);
        row.offsetMinutes(60);
        row.malformed(Field.SPO2, "x");
        row.timezone(0, "there");
        row.typeByFields();
        row.clear();
        assertThat(Bodies.text(row)).isEqualTo(Bodies.text(new Row()));
    }
}
