package io.vitalwatch.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the vendor's bodies: the data dictionary's shape or the bare one of the vendor's example, values as strings or as numbers. */
final class Bodies {
    /** The vendor's test event. */
    static final byte[] TEST = "{\"event_type\":\"test\"}".getBytes(StandardCharsets.UTF_8);
    /** Rows in one batch; a longer body holds several. */
    private static final int BATCH = 60;

    /** How one user's bodies are written. */
    record Style(boolean bare, boolean strings) {
        Style otherValues() {
            return new Style(bare, !strings);
        }
    }

    private Bodies() {}

    static byte[] write(String user, String study, String eventType, List<? extends BraceletRow> rows, Style style) {
        StringBuilder json = new StringBuilder(160 + rows.size() * 560);
        json.append('{');
        if (!style.bare()) {
            BraceletRow.field(json, "study", study.replace("\\", "\\\\").replace("\"", "\\\""), true);
            BraceletRow.field(json, "type", eventType, true);
            json.append(",\"data\":{");
        }
        BraceletRow.field(json, "user_uuid", user, true);
        json.append(",\"data\":[");
        for (int i = 0; i < rows.size(); i++) {
            json.append(i % BATCH != 0 ? "," : i == 0 ? "[" : "],[");
            rows.get(i).write(json, style.strings());
        }
        json.append(rows.isEmpty() ? "]" : "]]").append(style.bare() ? "}" : "}}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A body of which nothing can be used; there are {@value #WAYS_TO_BREAK} ways to break it. */
    static byte[] broken(byte[] body, int way) {
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (way % WAYS_TO_BREAK) {
            case 0 -> java.util.Arrays.copyOf(body, body.length * 2 / 3);
            case 1 -> {
                byte[] invalid = body.clone();
                invalid[invalid.length / 2] = (byte) 0xFF;
                yield invalid;
            }
            case 2 -> text.replaceFirst("\"timestamp\":", "\"timestamp\":NaN,\"other\":").replaceFirst("\\]\\]", "]")
                    .getBytes(StandardCharsets.UTF_8);
            case 3 -> "{\"data\":".getBytes(StandardCharsets.UTF_8);
            case 4 -> ("{\"data\":" + "[".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
            default -> (text + text).getBytes(StandardCharsets.UTF_8);
        };
    }

    static final int WAYS_TO_BREAK = 6;
}
