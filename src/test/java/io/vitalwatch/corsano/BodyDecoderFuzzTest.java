package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Decoded.Outcome;
import io.vitalwatch.model.Rejection.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The decoder with random and mutated bodies. {@code -Dvitalwatch.fuzz=10000000} runs longer. */
class BodyDecoderFuzzTest {
    private static final int COUNT = Integer.getInteger("vitalwatch.fuzz", 100_000);
    private static final String[] TOKENS = {
        "null", "true", "false", "NaN", "-INF", "1e309", "-1", "0", "\"\"", "\"x\"", "[", "]", "{", "}", ",", ":", "[]", "{}", "[[[[",
        "\\u0000",
        "\"data\":", "\"timestamp\":", "\"user_uuid\":", "\"event_type\":\"test\",", "99999999999999999999", "\uFEFF", "\"bpm\":\"", "//",
        "\n"};

    @Test
    void theDecoderNeverThrowsAndTheEquationOfSamplesHolds() {
        long seed = 20251119;
        Random random = new Random(seed);
        BodyDecoder decoder = new BodyDecoder("d", 16_384);
        byte[] example = Bodies.vendorExample().getBytes(StandardCharsets.UTF_8);
        Map<Outcome, Integer> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] body = mutate(example, random);
            Decoded decoded;
            try {
                decoded = decoder.decode(body);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ": " + HexFormat.of().formatHex(body), e);
            }
            if (!consistent(decoded)) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ": " + decoded + " of " + HexFormat.of().formatHex(body));
            }
            outcomes.merge(decoded.outcome(), 1, Integer::sum);
        }
        assertThat(outcomes).as("mutations that reach both sides").containsKeys(Outcome.SAMPLES, Outcome.REJECTED);
        assertThat(outcomes.get(Outcome.SAMPLES)).isGreaterThan(COUNT / 50);
    }

    @Test
    void randomBytesAreRejected() {
        long seed = 7;
        Random random = new Random(seed);
        BodyDecoder decoder = new BodyDecoder("d", 16_384);
        for (int i = 0; i < COUNT / 10; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            assertThat(decoder.decode(body).outcome()).as("seed " + seed + ", body " + i).isEqualTo(Outcome.REJECTED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderOfKeysChangesNothing(long seed) {
        Random random = new Random(seed);
        List<Map<String, String>> samples = samples(random, 40);
        List<String> plain = samples.stream().map(sample -> Bodies.json(sample, null)).toList();
        List<String> shuffled = samples.stream().map(sample -> Bodies.json(sample, random)).toList();
        String inner = "{\"data\":[[" + String.join(",", shuffled) + "]],\"user_uuid\":\"u\"}";

        Decoded expected = Bodies.decode("{\"study\":\"S\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"u\",\"data\":[["
                + String.join(",", plain) + "]]}}");
        Decoded actual = Bodies.decode("{\"data\":" + inner + ",\"type\":\"activity\",\"study\":\"S\"}");

        assertThat(expected.rows()).hasSize(40);
        assertThat(Bodies.text(actual.rows())).as("seed " + seed).isEqualTo(Bodies.text(expected.rows()));
        assertThat(actual.user()).isEqualTo(expected.user());
        assertThat(actual.study()).isEqualTo(expected.study());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void splittingAndMergingBatchesGivesTheSameRows(long seed) {
        Random random = new Random(seed);
        List<String> samples = samples(random, 60).stream().map(sample -> Bodies.json(sample, null)).toList();
        StringBuilder batches = new StringBuilder("[");
        List<String> bodies = new ArrayList<>();
        for (int from = 0; from < samples.size();) {
            int to = Math.min(samples.size(), from + 1 + random.nextInt(7));
            String batch = "[" + String.join(",", samples.subList(from, to)) + "]";
            batches.append(from == 0 ? "" : ",").append(batch);
            bodies.add("{\"user_uuid\":\"u\",\"data\":[" + batch + "]}");
            from = to;
        }
        List<String> expected = Bodies.text(Bodies.decode(Bodies.bare(samples.toArray(String[]::new))).rows());

        Decoded batched = Bodies.decode("{\"user_uuid\":\"u\",\"data\":" + batches + "]}");
        List<String> split = new ArrayList<>();
        bodies.forEach(body -> split.addAll(Bodies.text(Bodies.decode(body).rows())));

        assertThat(expected).hasSize(60);
        assertThat(Bodies.text(batched.rows())).as("seed " + seed).isEqualTo(expected);
        assertThat(split).as("seed " + seed).isEqualTo(expected);
    }

    private static List<Map<String, String>> samples(Random random, int count) {
        List<Map<String, String>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Bodies.random(random, 1_763_562_121_000L + 1000L * i));
        }
        return samples;
    }

    private static boolean consistent(Decoded decoded) {
        int rejected = 0;
        int whole = 0;
        for (Decoded.Problem problem : decoded.problems()) {
            rejected += problem.scope() == Scope.SAMPLE ? 1 : 0;
            whole += problem.scope() == Scope.DELIVERY ? 1 : 0;
            if (problem.reason() == null || problem.detail() == null || problem.value() != null && problem.value().length() > 64) {
                return false;
            }
        }
        boolean named = decoded.outcome() != Outcome.SAMPLES
                || !decoded.user().isEmpty() && decoded.user().length() <= 128 && decoded.study() != null;
        boolean timed = decoded.rows().stream().allMatch(row -> row.get(Field.TIMESTAMP) > 0 && row.type() != null);
        return decoded.samples() == decoded.rows().size() + rejected && whole == (decoded.outcome() == Outcome.REJECTED ? 1 : 0) && named
                && timed;
    }

    private static byte[] mutate(byte[] example, Random random) {
        byte[] body = example;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int at = random.nextInt(body.length + 1);
            int to = Math.min(body.length, at + random.nextInt(random.nextInt(8) == 0 ? 400 : 12));
            body = switch (random.nextInt(7)) {
                case 0 -> spliced(body, at, to, new byte[0]);
                case 1 -> spliced(body, at, at, java.util.Arrays.copyOfRange(body, at, to));
                case 2 -> spliced(body, at, at, token(random));
                case 3 -> spliced(body, at, to, token(random));
                case 4 -> value(body, random);
                case 5 -> spliced(body, at, Math.min(body.length, at + 1), new byte[] {(byte) random.nextInt(256)});
                default -> random.nextInt(6) == 0 ? java.util.Arrays.copyOf(body, at) : value(body, random);
            };
        }
        return body;
    }

    /** Replaces the text between a colon and the next comma, so that many mutations are still JSON. */
    private static byte[] value(byte[] body, Random random) {
        int colon = body.length == 0 ? 0 : random.nextInt(body.length);
        while (colon < body.length && body[colon] != ':') {
            colon++;
        }
        int comma = colon;
        while (comma < body.length && body[comma] != ',' && body[comma] != '}') {
            comma++;
        }
        return colon == body.length ? body : spliced(body, colon + 1, comma, token(random));
    }

    private static byte[] token(Random random) {
        return TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + between.length);
        out.write(body, 0, from);
        out.writeBytes(between);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }
}
