package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The scanner gives the same result as the parser, or leaves the body to it. */
class BodyScannerTest {
    private static final String[] PIECES = {
        "\"", "{", "}", "[", "]", ",", ":", " ", "\n", "null", "true", "0", "-", "1e5", "36.61", "\\u0031", "\\", "é", "\u0001",
        "\"spo2\":\"97\",",
        "\"timezone\":\"-0330\",", "\"study\":\"B\",", "\"temp_sk1\":36.6,", "\"unknown\":[1],", "\"data\":", "\"type\":\"temperature\",", "007",
        "\"event_type\":\"test\",", "99999999999999999999", "\"user_uuid\":\"x\",", "\"timestamp\":\"0\"", "NaN", "1.", ".5", "+1", "\"\""
    };

    private final BodyDecoder scanning = new BodyDecoder("default", 1 << 20, true);
    private final BodyDecoder parsing = new BodyDecoder("default", 1 << 20, false);

    @Test
    void readsTheVendorsExampleByItself() throws IOException {
        assertThat(new BodyScanner().scan(example(), new Envelope())).isTrue();
        assertThat(content(scanning.decode(example()))).isEqualTo(content(parsing.decode(example()))).contains("rows=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"data\":{\"user_uuid\":\"u\",\"data\":[{\"timestamp\":1763562121000,\"bpm\":79.5,\"is_charging\":true,\"wearing\":null}]}}",
        " { \"user_uuid\" : \"u\" , \"data\" : [ [ { \"timestamp\" : \"1763562121000\" , \"temp_sk1\" : \"36.65\" } ] , [ ] ] } \n",
        "{\"user_uuid\":\"u\",\"other\":-0.5,\"data\":[[{\"timestamp\":\"1763562121000\",\"bpm\":\"-3\",\"new\":false,"
            + "\"timezone\":\"-03:30\"}]]}",
    })
    void readsPlainFormsByItself(String body) {
        assertThat(new BodyScanner().scan(bytes(body), new Envelope())).isTrue();
        assertThat(content(scanning.decode(bytes(body)))).isEqualTo(content(parsing.decode(bytes(body)))).contains("rows=1");
    }

    @Test
    void rowsOfKnownKeysAreReadTheFastWayCompletely() {
        String row = "{\"timestamp\":\"1763562121000\",\"bpm\":\"7\",\"nibp_systolic_long_term\":\"123456789012345\",\"q\":\"\",\"new\":\"a"
                + " b~\","
                + "\"spo2\":\"097\",\"timezone\":\"+01:00\",\"is_charging\":\"0\"}";
        BodyScanner scanner = new BodyScanner(null);
        assertThat(scanner.scan(body(row), new Envelope())).isTrue();
        assertThat(scanner.plainFields()).as("the keys are not known yet").isZero();
        assertThat(scanner.scan(body(row), new Envelope())).isTrue();
        assertThat(scanner.plainFields()).isEqualTo(8);
        assertThat(scanner.scan(body(row, row, row), new Envelope())).isTrue();
        assertThat(scanner.plainFields()).isEqualTo(24);
    }

    @Test
    void rowsOfTwoShapesInTurnAreReadTheFastWayToo() {
        String one = "{\"timestamp\":\"1\",\"bpm\":\"72\",\"respiration_rate\":\"14\",\"spo2\":\"97\"}";
        String other = "{\"timestamp\":\"2\",\"bpm\":\"72\",\"spo2\":\"97\"}";
        BodyScanner scanner = new BodyScanner(null);
        scanner.scan(body(one, other), new Envelope());
        scanner.scan(body(one, other, one, other, other, one), new Envelope());
        assertThat(scanner.plainFields()).isEqualTo(3 * 4 + 3 * 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"bpm\":\"123456789012345\"|3", "\"bpm\":\"1234567890123456\"|2", "\"bpm\":\"\"|2", "\"bpm\":72|2", "\"bpm\":\"-7\"|2",
        "\"bpm\":\"7.5\"|2", "\"bpm\": \"72\"|2", "\"bpm\":\"/\"|1", "\"bpm\":\":\"|1", "\"bpm\":null|2"})
    void onlyAFieldThatIsDifferentIsReadTheSlowWay(String field, int plain) {
        String usual = "{\"timestamp\":\"1\",\"bpm\":\"72\",\"spo2\":\"97\"}";
        BodyScanner scanner = new BodyScanner(null);
        scanner.scan(body(usual), new Envelope());
        scanner.scan(body(usual.replace("\"bpm\":\"72\"", field)), new Envelope());
        assertThat(scanner.plainFields()).isEqualTo(plain);
        byte[] both = body(usual, usual.replace("\"bpm\":\"72\"", field));
        assertThat(content(scanning.decode(both))).isEqualTo(content(parsing.decode(both)));
    }

    private static byte[] body(String... rows) {
        return bytes("{\"user_uuid\":\"u\",\"data\":[[" + String.join(",", rows) + "]]}");
    }

    /** The second row is read the fast way, because the first row has the same keys; each change ends the fast way at its place. */
    @ParameterizedTest
    @ValueSource(strings = {
        "\"bpm\":\"72\" ,\"spo2\":\"97\"", "\"bpm\":\"72\", \"spo2\":\"97\"", "\"bpm\":\"72\",\"spo2\":\"97\" ",
        "\"bpm\":\"72\",\"spo2\":\"97\",",
        "\"bpm\":\"\",\"spo2\":\"97\"", "\"bpm\":\"-72\",\"spo2\":\"97\"", "\"bpm\":\"7x2\",\"spo2\":\"97\"", "\"bpm\":\"72.5\",\"spo2\":\"97\"",
        "\"bpm\":\"999999999999999\",\"spo2\":\"97\"", "\"bpm\":\"1234567890123456\",\"spo2\":\"97\"", "\"bpm\":72,\"spo2\":\"97\"",
        "\"bpm\":\"72\",\"bpm\":\"73\"", "\"spo2\":\"97\",\"bpm\":\"72\"", "\"spo2\":\"97\"", "\"bpm\":\"72\"",
        "\"bpm\":\"00072\",\"spo2\":\"97\"",
        "\"bpm\":\"72\",\"spo2\":\"97\",\"new\":\"a\\\\b\"", "\"bpm\":\"72\",\"spo2\":\"97\",\"new\":\"é\"", "\"bpm\":null,\"spo2\":true",
    })
    void theFastWayEndsAtAnUnexpectedForm(String fields) {
        for (String end : new String[] {",\"new\":\"x\",\"timezone\":\"+01:00\"}", ",\"timezone\":\"-03:30\"}",
            ",\"timezone\":\"+01:00\",\"timezone\":\"+01:00\"}",
            ",\"timezone\":\"+01:00 \"}", ",\"timezone\":1}", "}", "} ", ""}) {
            String body = "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\",\"bpm\":\"70\",\"spo2\":\"96\",\"new\":\"y\","
                    + "\"timezone\":\"+01:00\"},"
                    + "{\"timestamp\":\"2\"," + fields + end + ",{\"timestamp\":\"3\",\"bpm\":\"70\"}]]}";
            assertThat(content(scanning.decode(bytes(body)))).as(body).isEqualTo(content(parsing.decode(bytes(body))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\",\"bpm\":007}]]}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\",\"bpm\":\"1\",}]]}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\"},]]}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\"}]]}}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\",\"timestamp\":\"2\"}]]}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"\"}]]}",
        "{\"user_uuid\":\"\\u0075\",\"data\":[[{\"timestamp\":\"1\"}]]}",
        "{\"user_uuid\":\"u\",\"data\":[[{\"timestamp\":\"1\",\"bpm\":nul}]]}",
    })
    void leavesEverythingElseToTheParser(String body) {
        assertThat(new BodyScanner().scan(bytes(body), new Envelope())).isFalse();
        assertThat(content(scanning.decode(bytes(body)))).isEqualTo(content(parsing.decode(bytes(body))));
    }

    @Test
    void aBodyThatWasReadInPartLeavesNoTrace() throws IOException {
        byte[] body = example();
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThat(content(scanning.decode(cut))).isEqualTo(content(parsing.decode(cut)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void givesTheResultOfTheParserForMutatedBodies(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> bodies = bodies();
        int plain = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = bodies.get(random.nextInt(bodies.size()));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                mutated = mutate(mutated, random);
            }
            plain += new BodyScanner().scan(mutated, new Envelope()) ? 1 : 0;
            assertThat(content(scanning.decode(mutated)))
                    .as("seed %d, body %d: %s", seed, i, new String(mutated, StandardCharsets.ISO_8859_1))
                    .isEqualTo(content(parsing.decode(mutated)));
        }
        assertThat(plain).isBetween(5_000, 15_000);
    }

    private static byte[] mutate(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + (random.nextBoolean() ? 0 : random.nextInt(12)));
        byte[] piece = random.nextInt(3) == 0 ? new byte[] {(byte) random.nextInt(256)}
                : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
        byte[] mutated = Arrays.copyOf(body, from + piece.length + body.length - to);
        System.arraycopy(piece, 0, mutated, from, piece.length);
        System.arraycopy(body, to, mutated, from + piece.length, body.length - to);
        return mutated;
    }

    private static List<byte[]> bodies() throws IOException {
        List<byte[]> bodies = new ArrayList<>(List.of(example(),
                bytes("{\"study\":\"A\",\"type\":\"temperature\",\"data\":{\"user_uuid\":\"u-1\",\"data\":[[{\"timestamp\":1763562121000,"
                        + "\"temp_sk1\":36.61,\"temp_sk2\":null,\"timezone\":\"+01:00\"},{\"timestamp\":1763562181000,\"temp_sk1\":\"38\"}]]}}"),
                bytes("{\"data\":[{\"bpm\":72,\"bpm_q\":3,\"timestamp\":1763562121000,\"cardiac_arrest\":true,\"wearing\":4}],"
                        + "\"user_uuid\":\"u\"}")));
        try (InputStream in = BodyScannerTest.class.getResourceAsStream("real-deliveries.ndjson")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().limit(5)
                    .forEach(line -> bodies.add(bytes(line.substring(line.indexOf("\"body\":") + 7, line.length() - 1))));
        }
        return bodies;
    }

    /** The whole content of a decoded body as text. */
    private static String content(Decoded decoded) {
        StringBuilder content = new StringBuilder().append(decoded.outcome()).append(' ').append(decoded.user()).append(' ')
                .append(decoded.study()).append(" samples=").append(decoded.samples()).append(" rows=").append(decoded.rows().size())
                .append(decoded.problems());
        for (Row row : decoded.rows()) {
            content.append('\n').append(row.type()).append(' ').append(row.offsetMinutes()).append(' ').append(row.timezoneText()).append(' ')
                    .append(row.malformedText());
            for (Field field : Field.values()) {
                content.append(' ').append(row.get(field));
            }
        }
        return content.toString();
    }

    private static byte[] example() throws IOException {
        try (InputStream in = BodyScannerTest.class.getResourceAsStream("vendor-example.json")) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
