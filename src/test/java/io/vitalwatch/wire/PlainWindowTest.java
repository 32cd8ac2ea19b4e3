package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Window records written straight into bytes equal those written field by field, and what needs more is left to that. */
class PlainWindowTest {
    private static final long AT = SampleRecords.AT;
    private static final int[] NUMBERS = {0, 1, 9, 10, 99, 100, 999, 1000, 1001, 1010, 1100, 9_999, 10_000, 121_000, 38_150, -1, -500, -1000,
        -38_151, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itWritesTheBytesOfTheFields(long seed) {
        RandomRecords records = new RandomRecords(seed);
        Random random = new Random(seed);
        int plain = 0;
        for (int i = 0; i < 25_000; i++) {
            WindowSummary any = i % 2 == 0 ? records.window() : plain(random);
            byte[] written = PlainWindow.write(any);
            assertThat(WindowJson.of(any)).as("seed %d, record %d: %s", seed, i, any).isEqualTo(WindowJson.fieldByField(any));
            plain += written != null ? 1 : 0;
            assertThat(i % 2 == 0 || written != null).as("seed %d, record %d: %s", seed, i, any).isTrue();
        }
        assertThat(plain).isBetween(12_500, 24_999);
    }

    @Test
    void everyAsciiCharacterIsWrittenAsFieldByField() {
        for (char c = 0; c < 300; c++) {
            for (String text : new String[] {"" + c, "a" + c + "b", c + "\uD800"}) {
                assertThat(WindowJson.of(window(text, "s", AT, 1, 72_000))).as("character %d", (int) c)
                        .isEqualTo(WindowJson.fieldByField(window(text, "s", AT, 1, 72_000)));
                assertThat(WindowJson.of(window("u", text, AT, 1, 72_000))).as("character %d", (int) c)
                        .isEqualTo(WindowJson.fieldByField(window("u", text, AT, 1, 72_000)));
            }
        }
    }

    @Test
    void whatIsMissingOrNeedsMoreIsLeftToTheFields() {
        for (WindowSummary each : new WindowSummary[] {window(null, "s", AT, 1, 1), window("u", null, AT, 1, 1), window("\"", "s", AT, 1, 1),
            window("u", "\\", AT, 1, 1), window("u", "\u007f", AT, 1, 1), window("ü", "s", AT, 1, 1), window("u", "s", Long.MIN_VALUE, 1, 1),
            window("u", "s", Long.MAX_VALUE, 1, 1)}) {
            assertThat(PlainWindow.write(each)).isNull();
            assertThat(WindowJson.of(each)).isEqualTo(WindowJson.fieldByField(each));
        }
    }

    @Test
    void extremeNumbersAndAllReasonsAtOnceFit() {
        Map<Verdict, Integer> all = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            all.put(verdict, Integer.MAX_VALUE);
        }
        for (Vital vital : Vital.values()) {
            for (int number : NUMBERS) {
                WindowSummary each = new WindowSummary("u".repeat(5000), "s".repeat(300), vital, AT + 1, AT - 1, number,
                        Integer.MAX_VALUE, number, number, number, number, all);
                assertThat(PlainWindow.write(each)).isEqualTo(WindowJson.fieldByField(each));
            }
        }
    }

    @Test
    void countsOfNoReadingsAndTheOrderOfTheMapDoNotShow() {
        Map<Verdict, Integer> counts = new HashMap<>();
        counts.put(Verdict.QUALITY, 0);
        counts.put(Verdict.NOT_WORN, null);
        counts.put(Verdict.MALFORMED, -1);
        counts.put(Verdict.NEGATIVE, 3);
        WindowSummary each = new WindowSummary("u", "s", Vital.PULSE, AT, AT, 3, 0, 7, 7, 7, 7, counts);

        assertThat(PlainWindow.write(each)).isEqualTo(WindowJson.fieldByField(each)).asString().endsWith("\"rejected\":{\"negative\":3}}");
    }

    private static WindowSummary plain(Random random) {
        Map<Verdict, Integer> rejected = new EnumMap<>(Verdict.class);
        while (random.nextInt(3) == 0) {
            rejected.put(Verdict.values()[random.nextInt(Verdict.values().length)], number(random));
        }
        long start = random.nextInt(10) == 0 ? AT + random.nextLong(1L << 40) : AT - AT % 300_000 + random.nextInt(1000) * 300_000L;
        return new WindowSummary("user-" + random.nextInt(), "study " + (char) ('A' + random.nextInt(26)),
                Vital.values()[random.nextInt(Vital.values().length)], start, start + 300_000, number(random), number(random), number(random),
                number(random), number(random), number(random), rejected);
    }

    private static int number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextInt();
            default -> random.nextInt(250) * 1000;
        };
    }

    private static WindowSummary window(String user, String study, long start, int usable, int value) {
        return new WindowSummary(user, study, Vital.PULSE, start, start + 300_000, usable, usable, value, value, value, value, Map.of());
    }
}
