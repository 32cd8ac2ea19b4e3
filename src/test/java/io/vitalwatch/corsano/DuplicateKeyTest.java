package io.vitalwatch.corsano;

import static io.vitalwatch.corsano.Bodies.bare;
import static io.vitalwatch.corsano.Bodies.decode;
import static io.vitalwatch.corsano.Bodies.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that stands twice in a sample. */
class DuplicateKeyTest {
    @ParameterizedTest
    @CsvSource({"79, 79, 79000", "79, '\"79\"', 79000", "'\"79.0\"', 79, 79000", "null, 79, 79000", "79, null, 79000", "'\"\"', 79, 79000"})
    void equalValuesAreTheValueAndCostNothing(String first, String second, long expected) {
        Decoded decoded = decode(bare(sample("bpm", first, "cardiac_arrest", "1", "bpm", second)));
        assertThat(decoded.rows()).singleElement().satisfies(row -> {
            assertThat(row.get(Field.BPM)).isEqualTo(expected);
            assertThat(row.get(Field.CARDIAC_ARREST)).isEqualTo(1000);
        });
        assertThat(decoded.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"79 | 80 | 79 / 80", "0 | 80 | 0 / 80", "\"fast\" | 80 | fast / 80", "79 | {} | 79 / {…}",
        "36.6 | \"36.7\" | 36.6 / 36.7"})
    void differentValuesCostTheFieldAloneAndAreNoted(String first, String second, String text) {
        Decoded decoded = decode(bare(sample("spo2", "97", "bpm", first, "bpm", second)));
        assertThat(decoded.rows()).singleElement().satisfies(row -> {
            assertThat(row.get(Field.BPM)).isEqualTo(Row.MALFORMED);
            assertThat(row.text(Field.BPM)).isEqualTo(text);
            assertThat(row.get(Field.SPO2)).isEqualTo(97_000);
        });
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.NOTICE);
            assertThat(problem.reason()).isEqualTo("duplicate-key");
            assertThat(problem.detail()).isEqualTo("sample 1 has the key bpm twice with different values; the field was not used");
            assertThat(problem.sampleTime()).isEqualTo(1_763_562_121_000L);
            assertThat(problem.value()).isEqualTo(text);
        });
    }

    @Test
    void aValueThatComesBackAfterAnotherStaysUnreadable() {
        Row row = decode(bare(sample("bpm", "79", "bpm", "80", "bpm", "79"))).rows().get(0);
        assertThat(row.get(Field.BPM)).isEqualTo(Row.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1000", "1, 0, 1000", "false, true, 1000", "'\"x\"', 2, 2000", "2, '\"x\"', 2000", "3, 1, 3000", "1.5, 1, 1000"})
    void aCardiacArrestFlagCountsIfAnyOfItsValuesAlarms(String first, String second, long expected) {
        Decoded decoded = decode(bare(sample("cardiac_arrest", first, "cardiac_arrest", second)));
        assertThat(decoded.rows().get(0).get(Field.CARDIAC_ARREST)).isEqualTo(expected);
        assertThat(decoded.problems()).singleElement().extracting(Problem::reason).isEqualTo("duplicate-key");
    }

    @Test
    void aFlagOfZeroAndOfSomethingUnreadableCannotBeRead() {
        assertThat(decode(bare(sample("cardiac_arrest", "0", "cardiac_arrest", "\"x\""))).rows().get(0).get(Field.CARDIAC_ARREST))
                .isEqualTo(Row.MALFORMED);
    }

    @Test
    void theTimeZoneIsAFieldLikeAnyOther() {
        Decoded same = decode(bare(sample("timezone", "\"+01:00\"", "timezone", "\"+01\"", "timezone", "null")));
        assertThat(same.rows().get(0).offsetMinutes()).isEqualTo(60);
        assertThat(same.problems()).isEmpty();
        Decoded different = decode(bare(sample("timezone", "\"+01:00\"", "timezone", "\"+02:00\"")));
        assertThat(different.rows().get(0).offsetMinutes()).isZero();
        assertThat(different.problems()).singleElement().extracting(Problem::reason).isEqualTo("duplicate-key");
    }

    @Test
    void aDeliveryHasOneNoticeForEachKey() {
        String twice = sample("bpm", "79", "bpm", "80", "spo2", "97", "spo2", "98");
        assertThat(decode(bare(twice, twice, twice)).problems()).extracting(Problem::detail)
                .containsExactly("sample 1 has the key bpm twice with different values; the field was not used",
                        "sample 1 has the key spo2 twice with different values; the field was not used");
    }
}
