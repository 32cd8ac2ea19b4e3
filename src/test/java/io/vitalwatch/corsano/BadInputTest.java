package io.vitalwatch.corsano;

import static io.vitalwatch.corsano.Bodies.bare;
import static io.vitalwatch.corsano.Bodies.decode;
import static io.vitalwatch.corsano.Bodies.sample;
import static io.vitalwatch.corsano.Bodies.vendorExample;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Decoded.Outcome;
import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Bodies and samples that are refused, and what is kept of the rest. */
class BadInputTest {
    private static final String GOOD = "{\"timestamp\":1763562124000,\"bpm\":71}";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t "})
    void anEmptyBodyIsEmpty(String body) {
        assertRejected(decode(body), "empty", "the body is empty");
    }

    @Test
    void aTombstoneIsEmpty() {
        assertRejected(decode((byte[]) null), "empty", "the body is empty");
    }

    @Test
    void aBodyOfTwentyMegabytesIsRefusedUnread() {
        byte[] large = new byte[20 << 20];
        Arrays.fill(large, (byte) 0xFF);
        assertRejected(decode(large), "too-large", "20971520", "decode.max-body", "4194304");
    }

    @Test
    void aBodyAtTheLimitIsReadAndOneByteMoreIsNot() {
        byte[] body = vendorExample().getBytes(StandardCharsets.UTF_8);
        assertThat(new BodyDecoder("d", body.length).decode(body).outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(new BodyDecoder("d", body.length - 1).decode(body).problems().get(0).reason()).isEqualTo("too-large");
    }

    @Test
    void invalidUtf8IsRefusedWithItsPlace() {
        byte[] body = bare(sample("note", "\"x\"")).getBytes(StandardCharsets.UTF_8);
        int at = new String(body, StandardCharsets.UTF_8).indexOf("\"x\"") + 1;
        body[at] = (byte) 0xFF;
        assertRejected(decode(body), "invalid-utf8", "byte " + at);
    }

    @Test
    void aByteOrderMarkIsSkippedAndNoted() {
        Decoded decoded = decode("\uFEFF" + bare(GOOD));
        assertThat(decoded.outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(decoded.rows()).hasSize(1);
        assertThat(decoded.samples()).isEqualTo(1);
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.NOTICE);
            assertThat(problem.reason()).isEqualTo("byte-order-mark");
        });
        assertThat(decode("\uFEFF").outcome()).isEqualTo(Outcome.REJECTED);
        assertRejected(decode("\uFEFF" + bare(GOOD).substring(0, 20)), "malformed-json");
    }

    @Test
    void otherEncodingsAreRefused() {
        assertRejected(decode(bare(GOOD).getBytes(StandardCharsets.UTF_16)), "invalid-utf8", "byte 0");
        assertRejected(decode(bare(sample("note", "\"ü\"")).getBytes(StandardCharsets.ISO_8859_1)), "invalid-utf8");
    }

    @Test
    void aBodyCutAnywhereIsMalformed() {
        String whole = vendorExample().strip();
        for (int length = 1; length < whole.length(); length++) {
            assertRejected(decode(whole.substring(0, length)), "malformed-json", "of " + length);
        }
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() {
        assertRejected(decode("{\"user_uuid\":\"u\",,}"), "malformed-json", "byte 17 of 19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'user_uuid':'u','data':[]}", "{user_uuid:\"u\"}", "{\"user_uuid\":\"u\",}", "nonsense", "{\"a\":01}",
            "<html>"})
    void aBodyThatIsNotJsonIsMalformed(String body) {
        assertRejected(decode(body), "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"event_type\":\"test\"}]", "\"text\"", "42", "null", "true", "NaN"})
    void jsonThatIsNotAnObjectHasTheWrongShape(String body) {
        assertRejected(decode(body), "wrong-shape", "no JSON object");
    }

    @Test
    void somethingAfterTheObjectIsRefused() {
        assertRejected(decode(bare(GOOD) + bare(GOOD)), "wrong-shape", "follows");
        assertRejected(decode(bare(GOOD) + "]"), "malformed-json");
    }

    @Test
    void nestingTenThousandDeepLosesOnlyTheFieldAtAnyPlace() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        String objects = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
        for (String body : List.of("{\"x\":" + deep + ",\"user_uuid\":\"u\",\"data\":[[" + GOOD + "]]}", bare(GOOD, sample("bpm", deep)),
                bare(GOOD, sample("unknown", objects, "wearing", "4")), bare(GOOD, sample("timestamp", deep)), bare(GOOD, deep),
                bare(sample("temp_sk1", objects), GOOD))) {
            Decoded decoded = decode(body);
            assertThat(decoded.outcome()).as(body.substring(0, 60)).isEqualTo(Outcome.SAMPLES);
            assertThat(decoded.rows()).extracting(row -> row.get(Field.BPM)).contains(71_000L);
            assertThat(decoded.problems()).extracting(Problem::reason).contains("too-deep");
        }
        assertThat(decode(bare(sample("bpm", deep))).rows().get(0).get(Field.BPM)).isEqualTo(Row.MALFORMED);
        assertThat(decode(bare(sample("bpm", deep))).rows().get(0).text(Field.BPM)).isEqualTo("[…]");
        assertRejected(decode(objects), "no-samples");
        assertThat(decode(bare(sample("a", "[".repeat(40) + "]".repeat(40)))).outcome()).isEqualTo(Outcome.SAMPLES);
    }

    @Test
    void whatIsDeepAndBrokenCostsTheDelivery() {
        String open = "[".repeat(100);
        assertRejected(decode("{\"user_uuid\":\"u\",\"data\":[[" + GOOD + "]],\"x\":" + open + "]".repeat(50) + "}}"), "too-deep", "64");
        assertRejected(decode("{\"user_uuid\":\"u\",\"x\":" + open + "\"]"), "too-deep", "64");
        assertRejected(decode("{\"user_uuid\":\"u\",,\"x\":" + open + "]".repeat(100) + "}"), "malformed-json");
        assertRejected(decode("{\"x\":" + open + "]".repeat(100) + ",,}"), "malformed-json", "too deep to say where");
    }

    @Test
    void aNameANumberOrATextBeyondTheParsersLimitsCostsItsField() {
        Decoded longName = decode(bare(sample("n".repeat(60_000), "1", "bpm", "72")));
        assertThat(longName.rows()).singleElement().extracting(row -> row.get(Field.BPM)).isEqualTo(72_000L);
        assertThat(longName.problems()).extracting(Problem::reason).contains("too-deep");
        for (String digits : List.of("9".repeat(200_000), "\"" + "9".repeat(200_000) + "\"")) {
            Row row = decode(bare(sample("bpm", digits, "spo2", "97"))).rows().get(0);
            assertThat(row.get(Field.BPM)).isEqualTo(Row.MALFORMED);
            assertThat(row.get(Field.SPO2)).isEqualTo(97_000);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"user_uuid\":\"u\",\"user_uuid\":\"v\",\"data\":[]} | user_uuid",
            "{\"user_uuid\":\"u\",\"user_uuid\":\"v\",\"user_uuid\":\"u\",\"data\":[]} | user_uuid",
            "{\"data\":{\"user_uuid\":\"u\",\"user_uuid\":\"v\",\"data\":[]}} | user_uuid",
            "{\"data\":{\"user_uuid\":\"u\",\"data\":[]},\"data\":{\"user_uuid\":\"v\",\"data\":[]}} | data",
            "{\"user_uuid\":\"o\",\"data\":[],\"data\":{\"user_uuid\":\"v\",\"data\":[]}} | data"})
    void samplesOfTwoUsersInOneBodyRejectTheDelivery(String body, String key) {
        assertRejected(decode(body), "duplicate-key", "the key " + key + " stands twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"user_uuid\":\"u\",\"user_uuid\":\"u\",\"study\":\"a\",\"data\":[[%s]]}",
            "{\"study\":\"a\",\"study\":\"a\",\"user_uuid\":\"u\",\"data\":[[%s]]}",
            "{\"type\":null,\"type\":\"activity\",\"study\":\"a\",\"user_uuid\":\"u\",\"data\":[[%s]]}",
            "{\"data\":null,\"study\":\"a\",\"user_uuid\":null,\"user_uuid\":\"u\",\"data\":[[%s]]}",
            "{\"x\":1,\"x\":2,\"study\":\"a\",\"user_uuid\":\"u\",\"data\":[[%s]]}"})
    void aKeyOfTheEnvelopeThatSaysTheSameTwiceCostsNothing(String body) {
        Decoded decoded = decode(body.formatted(GOOD));
        assertThat(decoded.rows()).hasSize(1);
        assertThat(decoded.user()).isEqualTo("u");
        assertThat(decoded.study()).isEqualTo("a");
        assertThat(decoded.problems()).isEmpty();
        assertThat(decode("{\"event_type\":\"test\",\"event_type\":\"test\"}").outcome()).isEqualTo(Outcome.TEST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"study\":\"a\",\"study\":\"b\" | study", "\"type\":\"temperature\",\"type\":\"activity\" | type",
            "\"event_type\":\"test\",\"event_type\":\"push\" | event_type", "\"study\":\"a\",\"study\":\"b\",\"study\":\"a\" | study"})
    void aKeyOfTheEnvelopeThatContradictsItselfCostsItselfAndIsNoted(String keys, String key) {
        Decoded decoded = decode("{" + keys + ",\"user_uuid\":\"u\",\"data\":[[" + GOOD + "]]}");
        assertThat(decoded.rows()).hasSize(1);
        assertThat(decoded.study()).isEqualTo("default-study");
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.NOTICE);
            assertThat(problem.reason()).isEqualTo("duplicate-key");
            assertThat(problem.detail()).contains("the key " + key + " stands twice");
        });
    }

    @Test
    void samplesUnderADataKeyThatStandsTwiceAreAllRead() {
        Decoded decoded = decode("{\"user_uuid\":\"u\",\"data\":[[" + GOOD + "]],\"data\":[[" + sample("bpm", "99") + "]]}");
        assertThat(decoded.rows()).extracting(row -> row.get(Field.BPM)).containsExactly(71_000L, 99_000L);
        assertThat(decoded.problems()).singleElement().extracting(Problem::scope, Problem::reason)
                .containsExactly(Scope.NOTICE, "duplicate-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "42", "true", "{\"data\":\"text\"}", "{\"data\":{\"data\":[]}}", "{\"data\":7}"})
    void dataThatIsNotAnArrayIsRefused(String data) {
        assertRejected(decode("{\"user_uuid\":\"u\",\"data\":" + data + "}"), "wrong-shape", "data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_uuid\":\"u\"}", "{\"user_uuid\":\"u\",\"data\":null}", "{\"user_uuid\":\"u\",\"data\":{}}", "{}",
            "{\"user_uuid\":\"u\",\"data\":{\"data\":null}}"})
    void aBodyWithoutDataIsRefused(String body) {
        assertRejected(decode(body), "no-samples", "data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"user_uuid\":null,", "\"user_uuid\":\"\",", "\"user_uuid\":true,", "\"user_uuid\":NaN,",
            "\"user_uuid\":[\"u\"],", "\"user_uuid\":{\"a\":1},"})
    void aBodyWithoutAUserIsRefused(String user) {
        assertRejected(decode("{" + user + "\"data\":[[" + GOOD + "]]}"), "user", "1 to 128");
    }

    @Test
    void aUserOfMoreThan128CharactersIsRefused() {
        assertRejected(decode("{\"user_uuid\":\"" + "u".repeat(129) + "\",\"data\":[]}"), "user");
    }

    @Test
    void aStudyOfMoreThan128CharactersIsCutAndNoted() {
        String body = "{\"study\":\"" + "s".repeat(100_000) + "\",\"user_uuid\":\"u\",\"data\":[[" + GOOD + "]]}";
        Decoded decoded = decode(body);
        assertThat(decoded.study()).isEqualTo("s".repeat(128));
        assertThat(decoded.rows()).hasSize(1);
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.NOTICE);
            assertThat(problem.reason()).isEqualTo("study");
        });
        assertThat(decode(body.replace("s".repeat(100_000), "s".repeat(128))).problems()).isEmpty();
    }

    @Test
    void anUnknownTypeOrEventIsRefusedWithItsNameCutShort() {
        assertRejected(decode("{\"type\":\"sleep\",\"user_uuid\":\"u\",\"data\":[]}"), "unknown-type", "sleep");
        assertRejected(decode("{\"type\":\"Activity\",\"user_uuid\":\"u\",\"data\":[]}"), "unknown-type", "Activity");
        assertRejected(decode("{\"event_type\":\"reset\"}"), "unknown-event", "reset");
        Problem cut = decode("{\"type\":\"" + "t".repeat(5000) + "\",\"data\":[]}").problems().get(0);
        assertThat(cut.detail()).endsWith(" " + "t".repeat(64) + "…");
        assertThat(decode("{\"type\":\"" + "t".repeat(64) + "\",\"data\":[]}").problems().get(0).detail()).endsWith(" " + "t".repeat(64));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "7 | wrong-shape | 0", "\"text\" | wrong-shape | 0", "true | wrong-shape | 0", "[[]] | wrong-shape | 0", "{} | timestamp | 0",
            "{\"bpm\":70} | timestamp | 0", "{\"timestamp\":0} | timestamp | 0", "{\"timestamp\":-5} | timestamp | 0",
            "{\"timestamp\":null} | timestamp | 0", "{\"timestamp\":\"2025-11-19T14:00:00Z\"} | timestamp | 0",
            "{\"timestamp\":NaN} | timestamp | 0",
            "{\"timestamp\":1e309} | timestamp | 0", "{\"timestamp\":[1763562121000]} | timestamp | 0",
            "{\"timestamp\":true} | timestamp | 0", "{\"timestamp\":5,\"timestamp\":6} | duplicate-key | 0",
            "{\"timestamp\":5,\"timestamp\":6,\"timestamp\":5} | duplicate-key | 0",
            "{\"timestamp\":\"now\",\"timestamp\":6} | duplicate-key | 0"})
    void aBadSampleLosesOnlyThatSample(String bad, String reason, long time) {
        Decoded decoded = decode("{\"user_uuid\":\"u\",\"data\":[[" + GOOD + "," + bad + "],[" + GOOD + "]]}");
        assertThat(decoded.outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(decoded.samples()).isEqualTo(3);
        assertThat(decoded.rows()).extracting(row -> row.get(Field.BPM)).containsExactly(71_000L, 71_000L);
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.SAMPLE);
            assertThat(problem.reason()).isEqualTo(reason);
            assertThat(problem.sampleTime()).isEqualTo(time);
            assertThat(problem.detail()).startsWith("sample 2 ");
        });
    }

    @Test
    void aTimestampThatIsNotANumberIsKeptAsText() {
        assertThat(decode(bare("{\"timestamp\":\"yesterday\"}")).problems().get(0).value()).isEqualTo("yesterday");
        assertThat(decode(bare("{\"timestamp\":{}}")).problems().get(0).value()).isEqualTo("{…}");
        assertThat(decode(bare("{\"bpm\":70}", GOOD)).problems().get(0).value()).isNull();
        assertThat(decode(bare("{\"timestamp\":\"old\"}", "{}")).problems()).extracting(Problem::value).containsExactly("old", null);
    }

    @Test
    void detailsOfProblemsHoldNoMeasuredValue() {
        Decoded decoded = decode(bare("{\"timestamp\":5,\"bpm\":4711,\"bpm\":4712}", "{\"bpm\":4711}"));
        assertThat(decoded.problems()).hasSize(2).allSatisfy(problem -> assertThat(problem.detail()).doesNotContain("471"));
    }

    private static void assertRejected(Decoded decoded, String reason, String... said) {
        assertThat(decoded.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(decoded.samples()).isZero();
        assertThat(decoded.rows()).isEmpty();
        assertThat(decoded.user()).isNull();
        assertThat(decoded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(Scope.DELIVERY);
            assertThat(problem.reason()).isEqualTo(reason);
            assertThat(problem.detail()).isNotBlank();
            Arrays.stream(said).forEach(each -> assertThat(problem.detail()).contains(each));
        });
    }
}
