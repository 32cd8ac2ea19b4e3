package io.vitalwatch.corsano;

import static io.vitalwatch.corsano.Bodies.LIMIT;
import static io.vitalwatch.corsano.Bodies.bare;
import static io.vitalwatch.corsano.Bodies.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.BodySummary.Content;
import io.vitalwatch.corsano.Decoded.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class BodySummaryReaderTest {
    private static final long TIME = 1_763_562_121_000L;

    private final BodySummaryReader reader = new BodySummaryReader("default-study", LIMIT);

    @Test
    void theVendorsExampleIsSummarised() {
        assertThat(read(Bodies.vendorExample()))
                .isEqualTo(new BodySummary(Content.SAMPLES, "activity", null, "e962******2c5c", "default-study", 2, TIME + 3000));
    }

    @Test
    void theTypeAndStudyThatTheBodyNamesAreUsed() {
        String rows = "[[" + sample("bpm", "72") + "]]";
        assertThat(read("{\"study\":\"EZTJD\",\"type\":\"temperature\",\"data\":{\"user_uuid\":\"u\",\"data\":" + rows + "}}"))
                .isEqualTo(new BodySummary(Content.SAMPLES, "temperature", null, "u", "EZTJD", 1, TIME));
    }

    @Test
    void badSamplesAreCountedButTheirTimeIsNotUsed() {
        assertThat(read(bare("{\"bpm\":1}", "7", "null")))
                .isEqualTo(new BodySummary(Content.SAMPLES, "empty", null, "u", "default-study", 2, 0));
        assertThat(read(bare(sample("temp_sk1", "36.6"), "{\"timestamp\":\"soon\"}")))
                .isEqualTo(new BodySummary(Content.SAMPLES, "temperature", null, "u", "default-study", 2, TIME));
    }

    @Test
    void aRowHasNoFieldsOfTheRowBefore() {
        String[] rows = {sample("temp_sk1", "36.6"), sample("bpm", "72")};
        assertThat(read(bare(rows)).eventType()).isEqualTo("activity");
        assertThat(read("\uFEFF" + bare(rows)).eventType()).as("read by the parser").isEqualTo("activity");
    }

    @Test
    void eventsHaveNoUser() {
        assertThat(read("{\"event_type\":\"test\"}")).isEqualTo(new BodySummary(Content.TEST, "test", null, null, null, 0, 0));
        assertThat(read("{\"event_type\":\"heartbeat\"}"))
                .isEqualTo(new BodySummary(Content.HEARTBEAT, "heartbeat", null, null, null, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"type\":\"sleep\",\"user_uuid\":\"u\",\"study\":\"S\",\"data\":[]}|sleep|unknown-type|u|S",
        "{\"event_type\":\"pairing\",\"user_uuid\":\"\"}|pairing|unknown-event||default-study",
        "{\"type\":\"sleep\",\"data\":{\"user_uuid\":\"inner\",\"data\":[]}}|sleep|unknown-type|inner|default-study",
        "[1,2]|unknown|wrong-shape||default-study",
        "7|unknown|wrong-shape||default-study",
        "{\"user_uuid\":true,\"data\":[]}|unknown|user||default-study",
        "{\"user_uuid\":7,\"type\":\"sleep\"}|sleep|unknown-type|7|default-study"})
    void unknownJsonIsSummarisedAsFarAsPossible(String body, String type, String reason, String user, String study) {
        assertThat(read(body)).isEqualTo(new BodySummary(Content.UNKNOWN, type, reason, user, study, 0, 0));
    }

    @Test
    void textsOfUnknownJsonAreCutTo128Characters() {
        BodySummary summary = read("{\"type\":\"" + "t".repeat(300) + "\",\"user_uuid\":\"" + "u".repeat(300) + "\",\"data\":[]}");
        assertThat(summary.eventType()).hasSize(128);
        assertThat(summary.user()).hasSize(128);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|empty", "' \n'|empty", "{|malformed-json", "hello|malformed-json", "{} {}|more-than-one-value",
        "1 2|more-than-one-value"})
    void aBodyThatIsNotJsonHasAReason(String body, String reason) {
        assertThat(read(body)).isEqualTo(new BodySummary(Content.NOT_JSON, null, reason, null, null, 0, 0));
    }

    @Test
    void aBodyThatIsMissingTooLargeOrNotTextIsNotJson() {
        assertThat(reader.read(null).reason()).isEqualTo("empty");
        assertThat(new BodySummaryReader("d", 3).read("{  }".getBytes(StandardCharsets.UTF_8)).reason()).isEqualTo("too-large");
        assertThat(reader.read(new byte[] {'"', (byte) 0xFF, '"'}).reason()).isEqualTo("invalid-utf8");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(read("\uFEFF{\"type\":\"sleep\",\"data\":[]}")).extracting(BodySummary::content, BodySummary::eventType)
                .containsExactly(Content.UNKNOWN, "sleep");
    }

    @Test
    void deepJsonIsJsonHoweverDeepItIs() {
        assertThat(read("[".repeat(500) + "]".repeat(500)).content()).isEqualTo(Content.UNKNOWN);
        assertThat(read("[".repeat(200_000) + "]".repeat(200_000)).content()).isEqualTo(Content.UNKNOWN);
        assertThat(read("{\"type\":\"sleep\",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}").eventType()).isEqualTo("sleep");
        assertThat(read("[".repeat(2000) + "]".repeat(1999) + "}").content()).isEqualTo(Content.NOT_JSON);
        assertThat(read("[".repeat(2000)).content()).isEqualTo(Content.NOT_JSON);
    }

    @Test
    void aNumberOfTwoThousandDigitsIsJson() {
        assertThat(read("{\"event_type\":\"new\",\"n\":" + "9".repeat(2000) + "}"))
                .isEqualTo(new BodySummary(Content.UNKNOWN, "new", "unknown-event", null, "default-study", 0, 0));
        assertThat(read("{\"event_type\":\"new\",\"" + "n".repeat(60_000) + "\":1}").eventType()).isEqualTo("new");
    }

    @Test
    void aUserThatIsANumberIsItsText() {
        assertThat(read("{\"user_uuid\":4711,\"data\":[[" + sample("bpm", "72") + "]]}"))
                .isEqualTo(new BodySummary(Content.SAMPLES, "activity", null, "4711", "default-study", 1, TIME));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSummaryAgreesWithTheDecoderOnRandomAndDamagedBodies(long seed) {
        Random random = new Random(seed);
        BodyDecoder decoder = new BodyDecoder("default-study", LIMIT);
        for (int i = 0; i < 3_000; i++) {
            byte[] body = body(random).getBytes(StandardCharsets.UTF_8);
            for (int damages = random.nextInt(3); damages > 0; damages--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(128);
            }
            assertAgrees(reader.read(body), decoder.decode(body), "seed " + seed + ": " + new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertAgrees(BodySummary summary, Decoded decoded, String what) {
        if (decoded.outcome() == Outcome.SAMPLES) {
            int last = decoded.rows().size() - 1;
            assertThat(summary).as(what).isEqualTo(new BodySummary(Content.SAMPLES,
                    last < 0 ? "empty" : decoded.rows().get(last).type().label(), null, decoded.user(), decoded.study(), decoded.samples(),
                    decoded.rows().stream().mapToLong(row -> row.get(Field.TIMESTAMP)).max().orElse(0)));
        } else if (decoded.outcome() == Outcome.REJECTED) {
            assertThat(summary.content()).as(what).isIn(Content.UNKNOWN, Content.NOT_JSON);
            assertThat(summary.reason()).as(what).isIn(decoded.problems().get(0).reason(), "malformed-json", "more-than-one-value");
        } else {
            assertThat(summary.content().name()).as(what).isEqualTo(decoded.outcome().name());
        }
    }

    private static String body(Random random) {
        String[] samples = new String[1 + random.nextInt(4)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Bodies.json(Bodies.random(random, TIME + random.nextInt(100_000)), random);
            samples[i] = random.nextInt(4) == 0 ? sample("temp_sk1", "\"36.6\"") : samples[i];
        }
        String bare = bare(samples);
        return switch (random.nextInt(4)) {
            case 0 -> "{\"study\":\"S\",\"type\":\"" + (random.nextBoolean() ? "activity" : "temperature") + "\",\"data\":" + bare + "}";
            case 1 -> "{\"event_type\":\"test\"}";
            default -> bare;
        };
    }

    private BodySummary read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
