package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows that plans have read are the same as without plans. {@code -Dvitalwatch.fuzz=1000000} changes more bodies. */
class RowPlansTest {
    private static final int COUNT = Integer.getInteger("vitalwatch.fuzz", 100_000);
    private static final String[] VALUES = {
        "\"0\"", "\"72\"", "\"072\"", "\"36.5\"", "\"36.\"", "\"36.5555\"", "\".5\"", "\"-3\"", "\"\"", "\" 7\"", "\"1e2\"",
        "\"123456789012345\"",
        "\"1234567890123456\"", "\"99999999999.999\"", "72", "0", "00", "072", "36.5", "36.", "-3", "1e2", "null", "true", "false", "nul",
        "\"true\"",
        "\"+01:00\"", "\"-03:30\"", "\"+18:00\"", "\"+17:59\"", "\"+01:60\"", "\"+1:000\"", "\"+0100\"", "\"Z\"", "\"+01:0\"", "\"é\"",
        "\"a\\\\n\"", "\"\u0001\"", "\"a b\"", "[1]", "{}", "\"1763562121000\"", "\"1763562121000.5\"", "1763562121000", "\"0000000000000\""};
    private static final String[] KEYS = {
        "timestamp", "bpm", "bpm_q", "spo2", "temp_sk1", "timezone", "last_steps", "new", "wearing", "is_charging", "Spo2", "cardiac_arrest"};

    @Test
    void rowsOfOneFormAreReadByAPlanOnceItsHolesAreKnown() {
        RowPlans plans = new RowPlans();
        BodyScanner scanner = new BodyScanner(plans);
        for (int i = 0; i < 100; i++) {
            scan(scanner, row(1_763_562_121_000L + i, 70 + i % 7, "4", "+01:00"));
        }
        assertThat(plans.predicted()).as("the first row, and the second, of another pulse").isEqualTo(98);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"72\"|\"73\"|true", "\"72\"|\"073\"|true", "\"72\"|\"36.5\"|true", "\"36.55\"|\"1\"|true", "72|73|true", "72|36.5|true",
        "36.125|0|true",
        "72|07|false", "\"72\"|\"\"|false", "\"72\"|\"-3\"|false", "\"72\"|73|false", "72|null|false", "null|null|true", "\"-3\"|\"-3\"|true",
        "\"-3\"|\"-4\"|false", "\"72\"|\"1234567890123456\"|false", "\"72\"|\"36.1234\"|false", "\"72\"|\"36.\"|false", "true|true|true"})
    void aHoleTakesPlainNumbersOnly(String first, String second, boolean predicted) {
        RowPlans plans = new RowPlans();
        BodyScanner scanner = new BodyScanner(plans);
        for (String each : new String[] {"\"1\"", "\"2\""}) {
            scan(scanner, "{\"timestamp\":" + each + ",\"is_charging\":" + first + "}");
        }
        // A third value makes the hole where a plan can have one.
        scan(scanner, "{\"timestamp\":\"3\",\"is_charging\":" + (first.startsWith("\"7") ? "\"71\"" : first.startsWith("\"36") ? "\"35\""
                : first.startsWith("7") ? "71" : first.startsWith("36") ? "35" : first) + "}");
        int before = plans.predicted();
        String row = "{\"timestamp\":\"4\",\"is_charging\":" + second + "}";
        assertThat(text(scanner, row)).isEqualTo(text(new BodyScanner(null), row));
        assertThat(plans.predicted() > before).isEqualTo(predicted);
    }

    @Test
    void aTimestampOfZeroIsNoTimestampHereEither() {
        RowPlans plans = new RowPlans();
        BodyScanner scanner = new BodyScanner(plans);
        scan(scanner, row(1, 70, "4", "+01:00"));
        assertThat(text(scanner, row(0, 70, "4", "+01:00"))).isEqualTo("left to the parser");
    }

    @Test
    void formsThatTakeTurnsHaveAPlanEach() {
        RowPlans plans = new RowPlans();
        BodyScanner scanner = new BodyScanner(plans);
        for (int i = 1; i <= 1000; i++) {
            scan(scanner, row(i, 70 + i % 5, "" + i % 3, i % 2 == 0 ? "+01:00" : "-03:30"));
            scan(scanner, "{\"temp_sk1\":36." + i % 9 + ",\"timestamp\":" + i + ",\"temp_sk2\":null}");
            scan(scanner, "{ \"timestamp\" : \"" + i + "\" , \"bpm\" : \"72\" }");
        }
        assertThat(plans.predicted()).isGreaterThan(2900);
    }

    @Test
    void whoeverChangesTheFormAllTheTimeIsLeftToTheScanner() {
        RowPlans plans = new RowPlans();
        Row into = new Row();
        Random random = new Random(1);
        int tried = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] body = ("{\"timestamp\":\"1\",\"new" + random.nextInt() + "\":\"x\",\"bpm\":\"72\"} ").getBytes(StandardCharsets.US_ASCII);
            assertThat(plans.read(body, 0, into)).isNegative();
            tried += plans.missed() ? 1 : 0;
            plans.learn(body, 0, body.length - 1, into);
        }
        assertThat(tried).as("40 rows are free, then pauses grow").isBetween(45, 55);
    }

    @Test
    void aRowThatIsTooLongOrHasTooManyFieldsIsNotLearnt() {
        RowPlans plans = new RowPlans();
        BodyScanner scanner = new BodyScanner(plans);
        String text = "{\"timestamp\":\"1\",\"bpm\":\"72\",\"new\":\"" + "x".repeat(4096) + "\"}";
        StringBuilder fields = new StringBuilder("{\"timestamp\":\"1\",\"bpm\":\"72\"");
        for (int i = 0; i < 63; i++) {
            fields.append(",\"n").append(i).append("\":1");
        }
        for (int i = 0; i < 3; i++) {
            scan(scanner, text);
            scan(scanner, fields + "}");
        }
        assertThat(plans.predicted()).isZero();
    }

    @Test
    void aBodyThatEndsAnywhereGivesTheSameAsWithoutPlans() {
        BodyScanner scanner = new BodyScanner();
        for (int i = 1; i < 5; i++) {
            scan(scanner, row(i, 70 + i, "" + i, "+0" + i + ":00"));
        }
        byte[] body = body(row(9, 77, "4", "+09:00"));
        for (int length = 0; length < body.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(body, length);
            assertThat(scanner.scan(cut, new Envelope())).isFalse();
        }
        assertThat(text(scanner, row(9, 77, "4", "+09:00"))).isEqualTo(text(new BodyScanner(null), row(9, 77, "4", "+09:00")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void changedBodiesDecodeAsByTheParser(long seed) {
        Random random = new Random(seed);
        BodyDecoder scanning = new BodyDecoder("default", 1 << 20, true);
        BodyDecoder parsing = new BodyDecoder("default", 1 << 20, false);
        List<List<String[]>> forms = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            forms.add(form(random));
        }
        for (int i = 0; i < COUNT; i++) {
            List<String[]> form = forms.get(random.nextInt(forms.size()));
            if (random.nextInt(200) == 0) {
                form.get(random.nextInt(form.size()))[1] = VALUES[random.nextInt(VALUES.length)];
            }
            StringBuilder rows = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                rows.append(rows.length() == 0 ? "" : ",").append(varied(form, random));
            }
            byte[] body = body(rows.toString());
            if (random.nextInt(4) == 0) {
                body[random.nextInt(body.length)] = (byte) (random.nextBoolean() ? "\"{}[]:,.- 0123456789".charAt(random.nextInt(20))
                        : random.nextInt(256));
            }
            assertThat(described(scanning.decode(body))).as("seed %d, body %d: %s", seed, i, new String(body, StandardCharsets.ISO_8859_1))
                    .isEqualTo(described(parsing.decode(body)));
        }
    }

    private static List<String[]> form(Random random) {
        List<String[]> form = new ArrayList<>(List.of(new String[] {"timestamp", "\"1763562121000\""}, new String[] {"bpm", "\"72\""}));
        for (int n = random.nextInt(8); n > 0; n--) {
            form.add(new String[] {KEYS[random.nextInt(KEYS.length)], VALUES[random.nextInt(14)]});
        }
        return form;
    }

    /** The fields of a form, with some other values. */
    private static String varied(List<String[]> form, Random random) {
        StringBuilder row = new StringBuilder();
        for (String[] field : form) {
            String value = random.nextInt(30) == 0 ? VALUES[random.nextInt(VALUES.length)]
                    : random.nextInt(3) == 0 && field[1].matches("\"\\d{1,13}\"") ? "\"" + (1 + random.nextInt(200)) + "\"" : field[1];
            row.append(row.length() == 0 ? "{" : ",").append('"').append(field[0]).append("\":").append(value);
        }
        return row.append('}').toString();
    }

    private static String described(Decoded decoded) {
        return decoded.outcome() + " " + decoded.user() + " " + decoded.samples() + " " + decoded.problems() + " " + Bodies.text(decoded.rows());
    }

    private static String row(long time, int pulse, String quality, String zone) {
        return "{\"timestamp\":\"" + time + "\",\"bpm\":\"" + pulse + "\",\"bpm_q\":\"" + quality + "\",\"last_steps\":\"0\",\"timezone\":\""
                + zone + "\"}";
    }

    private static byte[] body(String row) {
        return ("{\"user_uuid\":\"u\",\"data\":[[" + row + "]]}").getBytes(StandardCharsets.UTF_8);
    }

    private static void scan(BodyScanner scanner, String row) {
        assertThat(scanner.scan(body(row), new Envelope())).as(row).isTrue();
    }

    private static String text(BodyScanner scanner, String row) {
        Envelope envelope = new Envelope();
        return scanner.scan(body(row), envelope) ? Bodies.text(envelope.rows).toString() : "left to the parser";
    }
}
