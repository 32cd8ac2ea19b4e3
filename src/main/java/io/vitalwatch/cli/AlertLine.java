package io.vitalwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An alert record as one line for a person: when, how urgent, what happened, to whom, why. */
final class AlertLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USER_SHOWN = 8;
    private static final int SECOND = "2025-11-01T00:04:05".length();

    private AlertLine() {}

    /**
     * The line for a record of the alerts topic, without line feed.
     *
     * @throws IOException when the record is no JSON object
     */
    static String of(byte[] json, Terminal terminal) throws IOException {
        Map<String, String> alert = scalars(json);
        String user = printable(alert.getOrDefault("user", "?"));
        return terminal.faint(time(alert.getOrDefault("arrived", "?")))
                + "  " + terminal.badge(alert.getOrDefault("priority", "?"))
                + String.format("  %-6s  %-8s  %-19s  ", alert.getOrDefault("phase", "?"),
                        user.substring(0, Math.min(USER_SHOWN, user.length())), alert.getOrDefault("rule", "?"))
                + printable(alert.getOrDefault("message", ""))
                + terminal.faint("  [" + freshness(alert) + "]");
    }

    private static Map<String, String> scalars(byte[] json) throws IOException {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("An alert record is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    found.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    private static String time(String iso) {
        return iso.length() < SECOND ? iso : iso.substring(0, SECOND).replace('T', ' ');
    }

    private static String freshness(Map<String, String> alert) {
        String freshness = alert.getOrDefault("freshness", "?");
        String age = alert.get("age_seconds");
        return age == null ? freshness : freshness + ", data " + age(age);
    }

    private static String age(String seconds) {
        try {
            long s = Long.parseLong(seconds);
            if (s < 120) {
                return s + " s old";
            }
            return s < 7200 ? s / 60 + " min old" : s / 3600 + " h old";
        } catch (NumberFormatException e) {
            return seconds + " s old";
        }
    }

    /** User ids and messages come from outside: nothing in them may steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
