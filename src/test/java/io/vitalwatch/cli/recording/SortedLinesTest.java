package io.vitalwatch.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class SortedLinesTest {
    private record Line(long time, String key, String text) {}

    @ParameterizedTest
    @ValueSource(longs = {1 << 30, 20_000, 1_000, 0})
    void anyOrderAndAnyMemoryMakeTheSameFile(long memory) throws Exception {
        Random random = new Random(3);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(new Line(random.nextInt(20) - 10, "key" + random.nextInt(3), "line " + random.nextInt(50)));
        }
        String expected = lines.stream().sorted(java.util.Comparator.comparingLong(Line::time).thenComparing(Line::key)
                .thenComparing(Line::text)).map(line -> line.text + "\n").reduce("", String::concat);
        Collections.shuffle(lines, random);

        assertThat(sorted(lines, memory)).isEqualTo(expected);
    }

    private static String sorted(List<Line> lines, long memory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SortedLines sorted = new SortedLines(memory)) {
            for (Line line : lines) {
                sorted.add(line.time, line.key, line.text.getBytes(StandardCharsets.UTF_8));
            }
            sorted.writeTo(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
