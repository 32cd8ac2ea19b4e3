package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class FlagTimesTest {
    private static final long NOON = 1_763_553_600_000L;
    private static final long SECOND = 1000;

    private final FlagTimes flags = new FlagTimes();

    @Test
    void withoutAFlagNothingIsKnown() {
        flags.forget(Long.MAX_VALUE);
        assertThat(flags.contains(NOON)).isFalse();
        assertThat(flags.code(NOON)).isZero();
        assertThat(flags.newest()).isEqualTo(Long.MIN_VALUE);
        assertThat(flags.from(Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(flags.all().size()).isZero();
        assertThat(flags.codes()).isEmpty();
    }

    @Test
    void ofTwoCodesOfOneTimeTheLargerCounts() {
        assertThat(flags.add(NOON, 2)).isTrue();
        assertThat(flags.add(NOON, 2)).as("repeated").isFalse();
        assertThat(flags.add(NOON, 1)).as("smaller").isFalse();
        assertThat(flags.code(NOON)).isEqualTo(2);
        assertThat(flags.add(NOON, 3)).as("larger").isTrue();
        assertThat(flags.code(NOON)).isEqualTo(3);
        assertThat(flags.all().size()).isOne();
    }

    @Test
    void aTimeWhoseCodeIsNotKeptRaisesNothingAgain() {
        flags.add(NOON, 1);
        FlagTimes next = flags.withoutCodes();
        assertThat(next.contains(NOON)).isTrue();
        assertThat(next.code(NOON)).isZero();
        assertThat(next.from(NOON)).isEqualTo(Long.MAX_VALUE);
        assertThat(next.add(NOON, 2)).isFalse();
        assertThat(flags.code(NOON)).as("of the original").isOne();
    }

    @Test
    void aCopyChangesByItself() {
        flags.add(NOON, 1);
        FlagTimes copy = flags.copy();
        copy.add(NOON, 2);
        copy.add(NOON + SECOND, 1);
        assertThat(flags.newest()).isEqualTo(NOON);
        assertThat(flags.codes()).isEqualTo(Map.of(NOON, 1));
        assertThat(copy.codes()).isEqualTo(Map.of(NOON, 2, NOON + SECOND, 1));
    }

    @Test
    void theNewestOfOldFlagsAreKept() {
        for (int i = 0; i < 300; i++) {
            flags.add(NOON + i * SECOND, 1);
        }
        flags.forget(NOON);
        assertThat(flags.all().size()).as("all are within the reach").isEqualTo(300);
        flags.forget(NOON + 300 * SECOND);
        assertThat(flags.all().size()).isEqualTo(256);
        assertThat(flags.contains(NOON + 43 * SECOND)).isFalse();
        assertThat(flags.from(NOON)).isEqualTo(NOON + 44 * SECOND);
        assertThat(flags.newest()).isEqualTo(NOON + 299 * SECOND);
    }

    @Test
    void noMoreThanABoundAreKept() {
        for (int i = 0; i < 8200; i++) {
            flags.add(NOON + i * SECOND, 1);
        }
        assertThat(flags.all().size()).isEqualTo(8192);
        assertThat(flags.codes()).hasSize(8192);
        assertThat(flags.from(NOON)).isEqualTo(NOON + 8 * SECOND);
    }

    @Test
    void whatWasStoredIsContinued() {
        flags.add(NOON, 1);
        flags.add(NOON + SECOND, 2);
        FlagTimes restored = new FlagTimes();
        restored.restore(flags.all());
        flags.codes().forEach(restored::restoreCode);
        assertThat(restored).usingRecursiveComparison().isEqualTo(flags);
        restored.restore(new TimeSet());
        assertThat(restored.contains(NOON)).isFalse();
    }
}
