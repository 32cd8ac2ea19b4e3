package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The bytes that are written by hand are those of Jackson's generator. */
class JsonBytesTest {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long[] NUMBERS = {0, 1, -1, 9, 10, 999, 1000, -1000, 38_100, -500, Integer.MAX_VALUE, Integer.MIN_VALUE,
        Long.MAX_VALUE / 1000, Long.MAX_VALUE / 1000 + 1, Long.MIN_VALUE / 1000, Long.MIN_VALUE / 1000 - 1, Long.MAX_VALUE, Long.MIN_VALUE};

    interface Generated {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] generated(Generated body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            body.to(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @Test
    void everyCharacterIsWrittenAsByTheGenerator() throws IOException {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = Character.isSurrogate((char) c) ? "a" + new String(Character.toChars(0x10000 + c)) : "a" + (char) c;
            assertThat(RecordJson.of(json -> {
                json.text("t", text);
                json.text(text + "!", text + "b");
                json.texts("more", List.of(text, "", text.repeat(3)));
            })).as("character %d", c).isEqualTo(generated(json -> {
                json.writeStringField("t", text);
                json.writeStringField(text + "!", text + "b");
                json.writeArrayFieldStart("more");
                json.writeString(text);
                json.writeString("");
                json.writeString(text.repeat(3));
                json.writeEndArray();
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00", "ü\uDE00\"\n"})
    void aLoneSurrogateIsReplaced(String text) throws IOException {
        String mended = RecordJson.wellFormed(text);

        assertThat(RecordJson.of(json -> json.text(text, text))).isEqualTo(generated(json -> json.writeStringField(mended, mended)));
    }

    @Test
    void numbersWordsAndBytesAreWrittenAsByTheGenerator() throws IOException {
        for (long number : NUMBERS) {
            assertThat(RecordJson.of(json -> json.number("n", number))).isEqualTo(generated(json -> json.writeNumberField("n", number)));
        }
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            assertThat(RecordJson.of(json -> {
                json.base64("b", bytes);
                json.flag("yes", true);
                json.flag("no", false);
                json.unknown("unknown");
            })).isEqualTo(generated(json -> {
                json.writeBinaryField("b", bytes);
                json.writeBooleanField("yes", true);
                json.writeBooleanField("no", false);
                json.writeNullField("unknown");
            }));
        }
    }

    @Test
    void aTimeThatCannotBeWrittenLeavesNoTrace() {
        for (long never : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(RecordJson.of(json -> json.time("a", never, 0))).asString().isEqualTo("{}");
            assertThat(RecordJson.of(json -> {
                json.time("a", never, 0);
                json.number("b", 1);
                json.time("c", never, 60);
                json.time("d", 1, 60);
            })).asString().isEqualTo("{\"b\":1,\"d\":\"1970-01-01T01:00:00.001+01:00\"}");
        }
    }

    /** Lengths around those at which the array grows, in every kind of value. */
    @Test
    void itGrowsWhateverIsWritten() throws IOException {
        for (int length = 900; length < 1040; length++) {
            String text = "x".repeat(length);
            for (String next : List.of("y", "\u0001".repeat(40), "ü".repeat(40))) {
                assertThat(RecordJson.of(json -> {
                    json.text("t", text);
                    json.number("n", Integer.MIN_VALUE);
                    json.object("o", inner -> inner.text(next, next));
                    json.startArray("a");
                    json.element(each -> each.flag("f", false));
                    json.element(each -> {});
                    json.endArray();
                })).as("length %d, %s", length, next).isEqualTo(generated(json -> {
                    json.writeStringField("t", text);
                    json.writeNumberField("n", Integer.MIN_VALUE);
                    json.writeObjectFieldStart("o");
                    json.writeStringField(next, next);
                    json.writeEndObject();
                    json.writeArrayFieldStart("a");
                    json.writeStartObject();
                    json.writeBooleanField("f", false);
                    json.writeEndObject();
                    json.writeStartObject();
                    json.writeEndObject();
                    json.writeEndArray();
                }));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomRecordsAreThoseOfTheGenerator(long seed) throws IOException {
        RandomRecords random = new RandomRecords(seed);
        for (int i = 0; i < 3000; i++) {
            for (byte[] record : Arrays.asList(AlertJson.of(random.alert()), WindowJson.fieldByField(random.window()))) {
                assertThat(again(record)).as("seed %d, record %d", seed, i).asString(StandardCharsets.UTF_8)
                        .isEqualTo(new String(record, StandardCharsets.UTF_8));
            }
        }
    }

    /** Read and written by Jackson, numbers as they stand. */
    private static byte[] again(byte[] record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonParser parser = FACTORY.createParser(record); JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            while (parser.nextToken() != null) {
                generator.copyCurrentEventExact(parser);
            }
        }
        return bytes.toByteArray();
    }
}
