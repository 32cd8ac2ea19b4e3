package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Group;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

class FieldTest {
    @ParameterizedTest
    @CsvSource({"PULSE, bpm, , bpm_q", "SPO2, spo2, , spo2_q", "RESPIRATION, respiration_rate, , resp_q", "TEMPERATURE, temp_sk1, , ",
            "BLOOD_PRESSURE, nibp_systolic, nibp_diastolic, "})
    void aGroupIsReadFromItsFields(Group group, String value, String second, String quality) {
        assertThat(key(Field.valueOf(group))).isEqualTo(value);
        assertThat(key(Field.secondOf(group))).isEqualTo(second);
        assertThat(key(Field.qualityOf(group))).isEqualTo(quality);
    }

    @ParameterizedTest
    @EnumSource(value = Field.class, names = {"BPM", "SPO2_Q", "NIBP_DIASTOLIC", "TEMP_SK1"})
    void aGroupWithoutOneOfItsFieldsIsNamed(Field forgotten) {
        List<Field> fields = List.copyOf(EnumSet.complementOf(EnumSet.of(forgotten)));

        assertThat(Field.gaps(fields)).singleElement().asString().contains("has 0 fields for").contains("it needs 1");
    }

    /** The order is in the state's bytes and in those of deliveries: add new fields at the end; never move or remove one. */
    @Test
    void theOrderOfFieldsNeverChanges() {
        assertThat(Field.values()).extracting(Field::key).startsWith("timestamp", "bpm", "bpm_q", "spo2", "spo2_q", "respiration_rate",
                "resp_q", "wearing", "is_charging", "battery", "activity_type", "cardiac_arrest", "nibp_systolic", "nibp_diastolic",
                "nibp_systolic_long_term", "nibp_diastolic_long_term", "nibp_systolic_combine", "nibp_diastolic_combine", "temp_sk1");
    }

    @Test
    void theTableIsCompleteAndAFieldThatIsThereTwiceIsNamed() {
        assertThat(Field.gaps(List.of(Field.values()))).isEmpty();
        assertThat(Field.gaps(Stream.concat(Stream.of(Field.values()), List.of(Field.BPM_Q).stream()).toList()))
                .containsExactly("group pulse has 2 fields for quality, it needs 1");
    }

    @Test
    void moreFieldsThanTheReadersHaveBitsForAreRefused() {
        List<Field> many = Stream.concat(Stream.of(Field.values()),
                Collections.nCopies(32 - Field.count(), Field.WEARING).stream()).toList();

        assertThat(Field.gaps(many)).singleElement().asString().contains("32 fields", "at most 31");
    }

    private static String key(Field field) {
        return field == null ? null : field.key();
    }
}
