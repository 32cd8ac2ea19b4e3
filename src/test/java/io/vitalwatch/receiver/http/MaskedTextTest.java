package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class MaskedTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "v1=HEX,v1=HEX | v1=<64 hex>,v1=<64 hex>",
        "t=1763562121,v1=HEX | t=<10 digits>,v1=<64 hex>",
        "ts=1763562121;h1=HEX | ts=<10 digits>;h1=<64 hex>",
        "sha256= HEX | <7 characters> <64 hex>",
        "HMAC QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw | <4 characters> <44 base64>",
        "v1,QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODk= | v1,<44 base64>",
        "hunter2 | <7 characters>", "a=hunter2 | a=<7 characters>", "`` | ``",
    })
    void aSignatureIsShownByItsShape(String value, String shape) {
        assertThat(MaskedText.shape(value.replace("HEX", "0a".repeat(32)))).isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":\"Erika\",\"n\":[79,1.5e3,true,null]} | {\"a\":\"<5>\",\"n\":[00,0.0x0,true,null]}",
        "{\"Erika Mustermann\": 1} | {\"<16>\": 0}",
        "{\"a\":\"cut off here | {\"a\":\"<12>",
        "{\"a\":\"quote \\\" inside\",\"b\":2} | {\"a\":\"<15>\",\"b\":0}",
        "Erika, 79 | xxxxx, 00", "truely | xxxxxx", "\\ | \\", "`` | ``",
    })
    void aBodyIsShownByItsStructure(String body, String masked) {
        assertThat(MaskedText.body(body)).isEqualTo(masked);
    }

    @Test
    void noTextMakesItThrowOrLeavesAWordOfAValue() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(random.nextInt(4) == 0 ? "{}[]\",:\\ ".charAt(random.nextInt(9))
                        : (char) (32 + random.nextInt(random.nextBoolean() ? 95 : 9000)));
            }
            String value = "\"k\":\"Secretword\"," + text;
            assertThat(MaskedText.body(value)).as("seed " + seed).doesNotContain("Secretword");
            assertThat(MaskedText.shape(text.toString())).as("seed " + seed).isNotNull();
        }
    }
}
