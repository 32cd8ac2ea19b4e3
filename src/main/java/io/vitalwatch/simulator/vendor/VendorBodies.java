package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.patient.BraceletRow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the vendor's bodies, in the shape of the data dictionary or in the bare shape of the vendor's example. */
public final class VendorBodies {
    /** The vendor's test event. */
    public static final byte[] TEST = "{\"event_type\":\"test\"}".getBytes(StandardCharsets.UTF_8);
    static final int WAYS_TO_BREAK = 6;
    /** Rows in one batch; a longer body has several batches. */
    private static final int BATCH = 60;

    /**
     * How one user's bodies are written.
     *
     * @param bare without study and type, as in the vendor's example
     * @param strings values as strings, as in the vendor's example; else as numbers
     */
    record BodyStyle(boolean bare, boolean strings) {}

    private VendorBodies() {}

    static byte[] write(String user, String study, String eventType, List<BraceletRow> rows, BodyStyle style) {
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

    /** The same rows with numbers in place of strings, or strings in place of numbers. */
    static byte[] rewritten(byte[] body, BodyStyle style) {
        String text = new String(body, StandardCharsets.UTF_8);
        String changed = style.strings()
                ? text.replaceAll("\"(-?\\d+(?:\\.\\d+)?)\"", "$1")
                : text.replaceAll(":(-?\\d+(?:\\.\\d+)?)([,}])", ":\"$1\"$2");
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    /** A body that cannot be used; there are {@value #WAYS_TO_BREAK} ways to break it. */
    static byte[] broken(byte[] body, int way) {
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (way % WAYS_TO_BREAK) {
            case 0 -> Arrays.copyOf(body, body.length * 2 / 3);
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
}
