package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;

class ThousandthsTest {
    @ParameterizedTest
    @CsvSource({
            "0, 0", "79, 79000", "38.1, 38100", "0.001, 1", "-5, -5000", "+5, 5000", "-0, 0", "007, 7000", "5., 5000", ".5, 500",
            "-.5, -500",
            "' 79 ', 79000", "1e2, 100000", "1E2, 100000", "1.5e1, 15000", "25e-1, 2500", "1e-30, 0", "1e-400, 0", "0e9, 0", "-0.0e5, 0"})
    void decimalTextBecomesExactThousandths(String text, long expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
            "0.0004, 0", "0.0005, 1", "0.00049999, 0", "0.00050001, 1", "-0.0005, -1", "-0.0004, 0", "0.9995, 1000", "36.6494, 36649",
            "36.6495, 36650", "5e-4, 1", "-5e-4, -1", "4.9e-4, 0"})
    void halfAThousandthRoundsAwayFromZero(String text, long expected) {
        assertThat(parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void blankTextIsMissing(String text) {
        assertThat(parse(text)).isEqualTo(Row.MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "-", "+", ".", "-.", "NaN", "Infinity", "-Infinity", "-INF", "1e309", "-1e309", "1e99999999999", "abc", "12a", "0x1F", "1_000",
            "1,5",
            "1.2.3", "--5", "+-5", "1e", "e5", "1e5.5", "1 2", "٣", "12d", "12f"})
    void textThatIsNotAFiniteDecimalNumberIsMalformed(String text) {
        assertThat(parse(text)).isEqualTo(Row.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "9223372036854776", "18446744073709632", "99999999999999999", "999999999999999999", "9999999999999999999", "1e17", "1e30",
            "1e308",
            "123456789012345678901234567890", "9223372036854775807", "12345678901234567.25", "1844674407370963.2e1"})
    void aNumberBeyondAnyMeasurementIsCutAndNeverWrapsAround(String text) {
        assertThat(Thousandths.saturate(parse(text))).isEqualTo(Thousandths.LARGEST);
        assertThat(Thousandths.saturate(parse("-" + text))).isEqualTo(-Thousandths.LARGEST);
    }

    @Test
    void missingAndMalformedStayAsTheyAre() {
        assertThat(Thousandths.saturate(Row.MISSING)).isEqualTo(Row.MISSING);
        assertThat(Thousandths.saturate(Row.MALFORMED)).isEqualTo(Row.MALFORMED);
        assertThat(Thousandths.saturate(Thousandths.LARGEST)).isEqualTo(Thousandths.LARGEST);
        assertThat(Thousandths.saturate(-5)).isEqualTo(-5);
    }

    @Test
    void aTimestampIsReadToTheMillisecond() {
        assertThat(parse("1763562121000", 0)).isEqualTo(1_763_562_121_000L);
        assertThat(parse("1763562121000.0", 0)).isEqualTo(1_763_562_121_000L);
        assertThat(parse("1763562121000.5", 0)).isEqualTo(1_763_562_121_001L);
        assertThat(parse("1.763562121e12", 0)).isEqualTo(1_763_562_121_000L);
        assertThat(parse("99999999999999999999", 0)).isPositive();
        assertThat(parse("-99999999999999999999", 0)).isNegative();
    }

    @Test
    void hugeTextIsRefusedUnread() {
        assertThat(parse("9".repeat(401))).isEqualTo(Row.MALFORMED);
        assertThat(parse("9".repeat(400))).as("more than a double holds").isEqualTo(Row.MALFORMED);
        assertThat(Thousandths.saturate(parse("9".repeat(300)))).isEqualTo(Thousandths.LARGEST);
        assertThat(parse("0".repeat(1000) + "7")).isEqualTo(7000);
        assertThat(parse("7." + "0".repeat(1000))).isEqualTo(7000);
    }

    @Test
    void onlyTheGivenStretchOfTheBufferIsRead() {
        assertThat(Thousandths.parse("9979.599".toCharArray(), 2, 4)).isEqualTo(79_500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomDecimalsEqualBigDecimal(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal exact = new BigDecimal(new java.math.BigInteger(1 + random.nextInt(45), random), random.nextInt(9));
            String text = (random.nextBoolean() ? exact : exact.negate()).toPlainString();
            long expected = new BigDecimal(text).movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
            assertThat(parse(text)).as("seed " + seed + ", " + text).isEqualTo(expected);
        }
    }

    private static long parse(String text) {
        return Thousandths.parse(text.toCharArray(), 0, text.length());
    }

    private static long parse(String text, int places) {
        return Thousandths.parse(text.toCharArray(), 0, text.length(), places);
    }
}
