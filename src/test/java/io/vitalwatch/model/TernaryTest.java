package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TernaryTest {
    @Test
    void aBooleanIsTrueOrFalseAndNeverUnknown() {
        assertThat(Ternary.of(true)).isEqualTo(Ternary.TRUE);
        assertThat(Ternary.of(false)).isEqualTo(Ternary.FALSE);
    }
}
