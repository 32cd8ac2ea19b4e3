package io.vitalwatch.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class RecordingLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"received_at\":5,\"body\":{\"a\":1}}                       | 5 | {\"a\":1}",
        "{\"body\":{\"a\":1},\"received_at\":5}                       | 5 | {\"a\":1}",
        "{ \"received_at\" : 5 , \"body\" : { \"a\" : [ 1 , 2 ] } }   | 5 | { \"a\" : [ 1 , 2 ] }",
        "{\"received_at\":5,\"body\":[]}                              | 5 | []",
        "{\"received_at\":5,\"body\":\"a \\\" } ] text\"}             | 5 | \"a \\\" } ] text\"",
        "{\"received_at\":5,\"body\":NaN}                             | 5 | NaN",
        "{\"received_at\":5,\"body\":-1e309}                          | 5 | -1e309",
        "{\"received_at\":5,\"body\":{\"x\":NaN,\"x\":1e309}}         | 5 | {\"x\":NaN,\"x\":1e309}",
        "{\"received_at\":5,\"body\":{\"x\":\"}\\\\\"}}               | 5 | {\"x\":\"}\\\\\"}",
        "{\"received_at\":5,\"body\":{]}}                             | ! | something follows the object, at byte 27",
        "{\"received_at\":5,\"body\":1,\"body\":2}                    | 5 | 2",
        "{\"received_at\":5,\"other\":{\"body\":1},\"body\":2}        | 5 | 2",
        "{\"received_at\":0,\"body\":{}}                              | 0 | {}",
        "{\"received_at\":5,\"body_base64\":\"aGk/\"}                 | 5 | hi?",
        "{\"received_at\":5,\"body_base64\":\"aGk\\/\"}               | 5 | hi?",
        "{\"received_at\":5,\"body_base64\":\"\"}                     | 5 | ~~",
    })
    void theBodyIsCutOutByteForByte(String line, String time, String expected) {
        RecordingLine read = read(line);
        if (time.equals("!")) {
            assertThat(read.unreadable()).isEqualTo(expected);
        } else {
            assertThat(read.unreadable()).isNull();
            assertThat(read.receivedAt()).isEqualTo(Long.parseLong(time));
            assertThat(new String(read.body(), StandardCharsets.ISO_8859_1)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"received_at\":5,\"body\":null}", "{\"received_at\":5}", "{\"received_at\":5,\"body_base64\":null}"})
    void noBodyIsATombstone(String line) {
        assertThat(read(line)).isEqualTo(new RecordingLine(5, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "nonsense                                        | the line is no JSON object",
        "[1]                                             | the line is no JSON object",
        "{}                                              | the line has no received_at",
        "{\"body\":{}}                                   | the line has no received_at",
        "{\"received_at\":\"5\",\"body\":1}              | received_at is not a whole number of Unix milliseconds: \"5\"",
        "{\"received_at\":5.5,\"body\":1}                | received_at is not a whole number of Unix milliseconds: 5.5",
        "{\"received_at\":-5,\"body\":1}                 | received_at is not a whole number of Unix milliseconds: -5",
        "{\"received_at\":null,\"body\":1}               | received_at is not a whole number of Unix milliseconds: null",
        "{\"received_at\":99999999999999999999,\"body\":1}| received_at is not a whole number of Unix milliseconds: 99999999999999999999",
        "{\"received_at\":1760000400,\"body\":1}         | received_at looks like Unix seconds, write milliseconds: 1760000400",
        "{\"received_at\":5,\"body\":{\"a\":             | the line ends inside a value, 1 brackets open",
        "{\"received_at\":5,\"body\":\"a                 | the line ends inside a string",
        "{\"received_at\":5,\"body\":                    | the line ends where a value should stand",
        "{\"received_at\":5,\"body\":}                   | a value is missing, at byte 24",
        "{\"received_at\":5,\"body\":{}                  | the line ends inside the object",
        "{\"received_at\":5,\"body\":1 2}                | neither comma nor brace after a value, at byte 26",
        "{\"received_at\":5,\"body\":1} x                | something follows the object, at byte 27",
        "{\"received_at\":5,}                            | a key is not in quotes, at byte 17",
        "{received_at:5}                                 | a key is not in quotes, at byte 1",
        "{\"received_at\" 5}                             | a key is not followed by a colon",
        "{\"received_at\":5,\"body_base64\":\"*AAA\"}    | body_base64 is not Base64: Illegal base64 character 2a",
        "{\"received_at\":5,\"body_base64\":7}           | body_base64 is no string: 7",
        "{\"received_at\":5,\"body\":1,\"body_base64\":\"\"} | the line has both body and body_base64: leave one out",
    })
    void whatCannotBeReadSaysWhy(String line, String reason) {
        assertThat(read(line).unreadable()).isEqualTo(reason);
    }

    @Test
    void invalidUtf8InTheBodyStaysAsItIs() throws Exception {
        byte[] body = {'"', (byte) 0xff, (byte) 0xc0, '"'};
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write("{\"received_at\":5,\"body\":".getBytes(StandardCharsets.US_ASCII));
        line.write(body);
        line.write('}');

        assertThat(RecordingLine.read(line.toByteArray()).body()).isEqualTo(body);
    }

    @Test
    void aBodyNestedTenThousandDeepIsCutOutLikeAnyOther() {
        String body = "[".repeat(10_000) + "]".repeat(10_000);

        assertThat(read("{\"received_at\":5,\"body\":" + body + "}").body()).isEqualTo(body.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noBytesWhateverMakeItThrow(long seed) {
        Random random = new Random(seed);
        byte[] good = "{\"received_at\":1761955445000,\"x\":[{\"y\":\"\\\"\"}],\"body\":{\"a\":[1,\"\\\\\"]},\"body_base64\":null}"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] alphabet = "{}[]\",:\\ntu0123456789 received_at".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 5_000; i++) {
            byte[] line = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && line.length > 0; changes--) {
                line[random.nextInt(line.length)] = random.nextBoolean()
                        ? alphabet[random.nextInt(alphabet.length)]
                        : (byte) random.nextInt();
            }
            RecordingLine read = RecordingLine.read(line);
            assertThat(read.unreadable() == null || read.body() == null).as("seed %d, line %d", seed, i).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyJsonValueComesBackWholeWhereverItStands(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String body = value(random, 0);
            String other = value(random, 0);
            String line = switch (random.nextInt(3)) {
                case 0 -> "{\"received_at\":7,\"body\":" + body + "}";
                case 1 -> "{\"body\": " + body + " ,\"z\":" + other + ",\"received_at\":7}";
                default -> "{\"z\":" + other + ",\t\"received_at\" : 7 , \"body\":" + body + "}\r";
            };
            RecordingLine read = read(line);
            assertThat(read.unreadable()).as("seed %d: %s", seed, line).isNull();
            assertThat(read.body() == null ? "null" : new String(read.body(), StandardCharsets.UTF_8))
                    .as("seed %d: %s", seed, line).isEqualTo(body);
        }
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 6);
        return switch (kind) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> "null";
            case 2 -> random.nextBoolean() ? "true" : "-1.5e-3";
            case 3 -> "\"" + "a\\\"{é]\\\\}".substring(0, new int[] {0, 1, 3, 5, 6, 8, 9}[random.nextInt(7)]) + "\"";
            case 4 -> "[" + value(random, depth + 1) + " , " + value(random, depth + 1) + "]";
            default -> "{\"k\":" + value(random, depth + 1) + ",\"body\":" + value(random, depth + 1) + "}";
        };
    }

    private static RecordingLine read(String line) {
        return RecordingLine.read(line.getBytes(StandardCharsets.UTF_8));
    }
}
