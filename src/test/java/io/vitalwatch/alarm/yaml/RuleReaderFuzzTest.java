package io.vitalwatch.alarm.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.rule.RuleException;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The reader over rule files that nobody meant: a catalogue or a {@link RuleException}, nothing else. */
class RuleReaderFuzzTest {
    private static final int COUNT = Integer.getInteger("vitalwatch.fuzz.rules", 20_000);
    private static final List<String> RULES = List.of(
            "cardiac-arrest:", "blood-pressure-high:", "spo2-low:", "no-data:", "battery-low:", "poor-signal:", "implausible-reading:");
    private static final String[] TOKENS = {
        "", " ", "  ", "\n", "\n  ", ":", ": ", ",", "[", "]", "{", "}", "-", "- ", "#", "'", "\"", "&a ", "*a", "!!int ", "? ", "|", ">",
        "%", "---",
        "null", "true", "off", "0", "-1", "99999999999", "1e9", "NaN", "10min", "10", "0s", "high", "pulse >= 1",
        "systolic < 1 or mean < 2", "or",
        "type", "count", "confirm", "medium.when", "statistic: mean", "\u0000", "\t", "ü", "٣", "<<: *a"};

    @Test
    void noTextMakesTheReaderThrowAnythingElse() {
        long seed = 20251120;
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < COUNT; i++) {
            String yaml = mutate(document(random), random);
            Map<String, String> overrides = overrides(random);
            try {
                assertThat(RuleReader.read(yaml, "rules.yaml", overrides)).isNotNull();
                read++;
            } catch (RuleException e) {
                if (e.getMessage() == null || !e.getMessage().contains("rules.yaml") && !e.getMessage().contains("--rule.")) {
                    throw new AssertionError("seed " + seed + ", mutation " + i + " is refused without a place: " + e.getMessage() + "\n"
                            + yaml, e);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ", overrides " + overrides + ":\n" + yaml, e);
            }
        }
        assertThat(read).as("some mutations are still catalogues").isBetween(COUNT / 100, COUNT - COUNT / 10);
    }

    /** Two rules of the bundled catalogue. */
    private static String document(Random random) {
        return rule(RULES.get(random.nextInt(3))) + "\n" + rule(RULES.get(3 + random.nextInt(4)));
    }

    private static String rule(String key) {
        int from = RuleReaderTest.BUNDLED.indexOf("\n" + key) + 1;
        int to = RuleReaderTest.BUNDLED.indexOf("\n\n", from);
        return RuleReaderTest.BUNDLED.substring(from, to < 0 ? RuleReaderTest.BUNDLED.length() : to + 1);
    }

    private static String mutate(String yaml, Random random) {
        StringBuilder text = new StringBuilder(yaml);
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
                case 2 -> text.replace(at, Math.min(text.length(), at + random.nextInt(6)), TOKENS[random.nextInt(TOKENS.length)]);
                default -> {
                    int value = text.indexOf(": ", at);
                    int end = value < 0 ? -1 : text.indexOf("\n", value);
                    if (end > 0) {
                        text.replace(value + 2, end, TOKENS[random.nextInt(TOKENS.length)]);
                    }
                }
            }
            if (text.isEmpty()) {
                return "";
            }
        }
        return text.toString();
    }

    private static Map<String, String> overrides(Random random) {
        Map<String, String> overrides = new HashMap<>();
        if (random.nextInt(4) == 0) {
            String[] fields = {"medium", "high", "low.when", "medium.systolic", "confirm.count", "confirm.duration", "clear.margin",
                    "unless",
                "codes.1", "codes", "after", "enabled", "x", "", "confirm.statistic", "confirm.window"};
            String id = RULES.get(random.nextInt(RULES.size())).replace(":", "");
            overrides.put(id + (random.nextInt(20) == 0 ? "" : "." + fields[random.nextInt(fields.length)]),
                    TOKENS[random.nextInt(TOKENS.length)]);
        }
        return overrides;
    }
}
