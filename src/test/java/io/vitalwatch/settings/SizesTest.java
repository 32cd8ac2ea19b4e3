package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({"0B, 0", "1000B, 1000", "256KiB, 262144", "4MiB, 4194304", "4 MiB, 4194304", "' 2GiB ', 2147483648",
            "999999999999B, 999999999999", "8589934591GiB, 9223372035781033984"})
    void aSizeIsANumberAndAUnit(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @Test
    void aNumberWithoutAUnitIsRefusedWithTheFix() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse("4")).withMessage("4 has no unit; write 4MiB or 4KiB");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "MiB", "4MB", "4mib", "4kb", "-4MiB", "1.5MiB", "4MiB4KiB", "1e3B", "1234567890123B"})
    void whatIsNotASizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text)).withMessageContaining("is not a size");
    }

    @Test
    void aSizeThatNoMemoryHasIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse("8589934592GiB")).withMessage("8589934592GiB is too large");
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1, 1B", "1000, 1000B", "1024, 1KiB", "1536, 1536B", "1048576, 1MiB", "1049600, 1025KiB", "67108864, 64MiB",
            "1073741824, 1GiB"})
    void aSizeIsWrittenInTheLargestUnitThatKeepsItWhole(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }
}
