package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class OptionTypeTest {
    private enum Speed {
        SLOW,
        VERY_FAST
    }

    @Test
    void aConstantIsWrittenInLowerCaseWithHyphens() {
        assertThat(OptionType.choice(Speed.class).parse("very-fast")).isEqualTo(Speed.VERY_FAST);
        refuses(OptionType.choice(Speed.class), "VERY_FAST", "must be one of slow, very-fast");
        refuses(OptionType.choice(Speed.class), "", "must be one of slow, very-fast");
    }

    @Test
    void bothEndsOfARangeOfNumbersAreAllowed() {
        OptionType<Integer> type = OptionType.whole(-1, 65_535);
        assertThat(type.parse("-1")).isEqualTo(-1);
        assertThat(type.parse("65535")).isEqualTo(65_535);
        refuses(type, "-2", "must be a whole number from -1 to 65535");
        refuses(type, "65536", "must be a whole number from -1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.0", "1e3", "+1", "0x10", "4294967297", "99999999999", "٣"})
    void whatIsNotAWholeNumberIsRefused(String text) {
        refuses(OptionType.whole(0, 1000), text, "must be a whole number from 0 to 1000");
    }

    @Test
    void aDurationCanHaveALeastLength() {
        assertThat(OptionType.durationFrom(1000).parse("1s")).isEqualTo(1000);
        refuses(OptionType.durationFrom(1000), "999ms", "must be 1s or longer");
    }

    @Test
    void onlyTrueAndFalseAreTruthValues() {
        assertThat(OptionType.trueOrFalse().parse("true")).isTrue();
        assertThat(OptionType.trueOrFalse().parse("false")).isFalse();
        refuses(OptionType.trueOrFalse(), "yes", "must be one of true, false");
    }

    @Test
    void emptyTextIsNoValueOfAnOptionalType() {
        OptionType<Optional<Integer>> type = OptionType.optional(OptionType.port());
        assertThat(type.parse("")).isEmpty();
        assertThat(type.parse("0")).contains(0);
        refuses(type, "70000", "must be a whole number from 0 to 65535");
    }

    @Test
    void blanksAndEmptyPartsOfAListAreLeftOut() {
        assertThat(OptionType.list(",").parse(" a ,b,, c")).containsExactly("a", "b", "c");
        assertThat(OptionType.list(" ").parse("sha256=  v1,")).containsExactly("sha256=", "v1,");
        assertThat(OptionType.list(",").parse("")).isEmpty();
    }

    @Test
    void codesAreASet() {
        assertThat(OptionType.codes().parse("4, 103,4")).containsExactlyInAnyOrder(4, 103);
        refuses(OptionType.codes(), "2,,3", "must be codes separated by commas, such as 2,3,4");
    }

    @Test
    void aPathNeedNotExistButMustBeValid() {
        assertThat(OptionType.path().parse("/no/where")).hasToString("/no/where");
        assertThatIllegalArgumentException().isThrownBy(() -> OptionType.path().parse("\u0000"));
    }

    private static void refuses(OptionType<?> type, String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse(text)).withMessage(message);
    }
}
