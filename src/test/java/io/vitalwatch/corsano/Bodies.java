package io.vitalwatch.corsano;


import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bodies for tests: the vendor's example, and bodies put together from fields. */
final class Bodies {
    static final int LIMIT = 4 << 20;

    private Bodies() {}

    static String vendorExample() {
        try (InputStream in = Bodies.class.getResourceAsStream("vendor-example.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Decoded decode(String body) {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    static Decoded decode(byte[] body) {
        return new BodyDecoder("default-study", LIMIT).decode(body);
    }

    /** {@code {"user_uuid":"u","data":[[…]]}} around samples that are JSON already. */
    static String bare(String... samples) {
        return "{\"user_uuid\":\"u\",\"data\":[[" + String.join(",", samples) + "]]}";
    }

    /** A sample from alternating names and JSON values, with a timestamp of its own. */
    static String sample(String... fields) {
        StringBuilder sample = new StringBuilder("{\"timestamp\":1763562121000");
        for (int i = 0; i < fields.length; i += 2) {
            sample.append(",\"").append(fields[i]).append("\":").append(fields[i + 1]);
        }
        return sample.append('}').toString();
    }

    /** A sample with random plausible values, as field → JSON value. */
    static Map<String, String> random(Random random, long time) {
        Map<String, String> sample = new LinkedHashMap<>();
        sample.put("timestamp", value(random, Long.toString(time)));
        for (Field field : Field.values()) {
            if (field != Field.TIMESTAMP && field != Field.TEMP_SK1 && random.nextInt(4) > 0) {
                sample.put(field.name().toLowerCase(java.util.Locale.ROOT), value(random, Integer.toString(random.nextInt(200))));
            }
        }
        sample.put("timezone", random.nextBoolean() ? "\"+01:00\"" : "null");
        sample.put("from_the_future", random.nextBoolean() ? "{\"a\":[1,2,{\"bpm\":7}]}" : "\"x\"");
        return sample;
    }

    /** A number, as a JSON string or as a JSON number. */
    private static String value(Random random, String number) {
        return random.nextBoolean() ? number : "\"" + number + "\"";
    }

    static String json(Map<String, String> sample, Random order) {
        List<String> fields = new ArrayList<>();
        sample.forEach((name, value) -> fields.add("\"" + name + "\":" + value));
        if (order != null) {
            Collections.shuffle(fields, order);
        }
        return "{" + String.join(",", fields) + "}";
    }

    /** The content of a row as text, for comparison. */
    static String text(Row row) {
        StringBuilder text = new StringBuilder(row.type() + " " + row.offsetMinutes() + " " + row.timezoneText() + " ")
                .append(row.malformedText()).append(' ').append(row.fields()).append(row.unknownNames());
        for (Field field : Field.values()) {
            text.append(' ').append(row.get(field));
        }
        return text.toString();
    }

    static List<String> text(List<Row> rows) {
        return rows.stream().map(Bodies::text).toList();
    }
}
