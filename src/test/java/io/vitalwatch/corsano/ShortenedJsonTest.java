package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class ShortenedJsonTest {
    @Test
    void whatIsWithinTheLimitsIsCopiedByteForByte() {
        for (String json : new String[] {Bodies.vendorExample(), nested(ShortenedJson.LEVELS), "", "{\"a\\\"[\":\"]]\\\\\"} ,[", "\"open",
            "{\"" + "n".repeat(ShortenedJson.LONGEST_NAME - 2) + "\" : 1}"}) {
            assertThat(shortened(json)).isEqualTo(json);
        }
    }

    @Test
    void whatIsNestedDeeperIsNull() {
        String kept = "[".repeat(ShortenedJson.LEVELS) + "null" + "]".repeat(ShortenedJson.LEVELS);
        assertThat(shortened(nested(ShortenedJson.LEVELS + 1))).isEqualTo(kept);
        assertThat(shortened(nested(1_000_000))).isEqualTo(kept);
        assertThat(shortened(kept.replace("null", "{\"a\":\"}\\\"\"},1,[2]"))).isEqualTo(kept.replace("null", "null,1,null"));
    }

    @Test
    void aLongNameIsEmptyAndALongTextStays() {
        String text = "t".repeat(60_000);
        assertThat(shortened("{\"" + text + "\" \n:\"" + text + "\"}")).isEqualTo("{\"\" \n:\"" + text + "\"}");
    }

    @Test
    void bracketsThatDoNotMatchInWhatIsLeftOutMakeItUnreadable() {
        assertThat(shortened("[".repeat(40) + "}")).isNull();
        assertThat(shortened("[".repeat(40))).isNull();
        assertThat(shortened("[".repeat(40) + "\"" + "]".repeat(40))).isNull();
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String shortened(String json) {
        byte[] copy = ShortenedJson.of(json.getBytes(StandardCharsets.UTF_8), 0);
        return copy == null ? null : new String(copy, StandardCharsets.UTF_8);
    }
}
