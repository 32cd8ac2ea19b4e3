package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "eight by", "ASCII of more than eight bytes", "é", "grün, 38 °C", "日本語", "🫀 beats",
            "\u0000\u007f\u0080\u07ff\u0800\uffff"})
    void textIsValid(String text) {
        assertThat(new Utf8().firstInvalid(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
            "80, a lone continuation byte", "BF, a lone continuation byte", "C080, an overlong NUL", "C1BF, an overlong form",
            "E08080, overlong",
            "E09FBF, overlong", "F0808080, overlong", "F08FBFBF, overlong", "EDA080, a surrogate", "EDBFBF, a surrogate",
            "F4908080, above U+10FFFF", "F5808080, above U+10FFFF", "FF, never a byte of UTF-8", "FE, never a byte of UTF-8",
            "C3, cut short",
            "E282, cut short", "F09FAB, cut short", "C341, no continuation", "E28241, no continuation", "F09FAB41, no continuation"})
    void invalidUtf8IsFoundWithItsPlace(String hex, String why) {
        byte[] bad = HexFormat.of().parseHex(hex);
        for (int before = 0; before < 20; before++) {
            byte[] bytes = new byte[before + bad.length];
            java.util.Arrays.fill(bytes, (byte) 'x');
            System.arraycopy(bad, 0, bytes, before, bad.length);
            assertThat(new Utf8().firstInvalid(bytes)).as(why + " after " + before).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C280", "DFBF", "E0A080", "ED9FBF", "EE8080", "EFBFBF", "F0908080", "F48FBFBF"})
    void theBordersOfTheRangesAreValid(String hex) {
        assertThat(new Utf8().firstInvalid(HexFormat.of().parseHex(hex))).isEqualTo(-1);
    }

    @Test
    void randomBytesAreJudgedAsTheJdkJudgesThem() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(3) > 0 ? random.nextInt(128) : 0x80 + random.nextInt(128));
            }
            assertThat(new Utf8().firstInvalid(bytes)).as("seed " + seed + ", " + HexFormat.of().formatHex(bytes))
                    .isEqualTo(byTheJdk(bytes));
        }
    }

    private static int byTheJdk(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, java.nio.CharBuffer.allocate(bytes.length + 8), true);
        return result.isError() ? in.position() : -1;
    }
}
