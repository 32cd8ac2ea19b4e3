package io.vitalwatch.receiver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Rows of the history as JSON and CSV. */
final class HistoryJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String CSV_HEADER = "time,event,status,http,attempt,latency_ms,reason,study,size,samples,body_sha256\r\n";

    private HistoryJson() {}

    /** A record of the history topic. */
    static byte[] record(HistoryRow row) {
        return bytes(json -> write(json, row));
    }

    /** A record of the history topic; null where it cannot be read. */
    static HistoryRow parse(byte[] value) {
        if (value == null) {
            return null;
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        try (JsonParser parser = JSON.createParser(value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    numbers.put(name, parser.getLongValue());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return null;
        }
        if (!numbers.containsKey("time") || !numbers.containsKey("http")) {
            return null;
        }
        return new HistoryRow(0, texts.get("receiver"), numbers.get("time"), texts.get("event"), numbers.get("http").intValue(),
                numbers.getOrDefault("attempt", 0L).intValue(), numbers.getOrDefault("latency_us", 0L), texts.get("reason"),
                texts.get("study"), numbers.getOrDefault("size", 0L), numbers.getOrDefault("samples", 0L).intValue(),
                texts.get("body_sha256"), null);
    }

    /** What the page shows: totals, choices for its filters, rows. */
    static byte[] page(History history, HistoryFilter filter, List<HistoryRow> rows, long above) {
        History.Totals totals = history.totals(filter);
        List<SortedSet<String>> choices = history.choices();
        return bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("newest", above);
            json.writeObjectFieldStart("totals");
            json.writeNumberField("events", totals.events());
            json.writeNumberField("success", totals.success());
            json.writeNumberField("failed", totals.failed());
            json.writeNumberField("success_rate", Math.round(totals.rate() * 100) / 100.0);
            json.writeEndObject();
            json.writeNumberField("dropped", history.dropped());
            strings(json, "studies", choices.get(0));
            strings(json, "events", choices.get(1));
            json.writeArrayFieldStart("rows");
            for (HistoryRow row : rows) {
                write(json, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static String csv(List<HistoryRow> rows) {
        StringBuilder csv = new StringBuilder(CSV_HEADER);
        for (HistoryRow row : rows) {
            csv.append(Instant.ofEpochMilli(row.time())).append(',').append(cell(row.event())).append(',').append(status(row)).append(',')
                    .append(row.code()).append(',').append(row.attempt() == 0 ? "" : row.attempt()).append(',')
                    .append(row.micros() / 1000.0).append(',').append(cell(row.reason())).append(',').append(cell(row.study())).append(',')
                    .append(row.size()).append(',').append(row.samples()).append(',').append(cell(row.hash())).append("\r\n");
        }
        return csv.toString();
    }

    private static void write(JsonGenerator json, HistoryRow row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", row.number());
        json.writeStringField("receiver", row.receiver());
        json.writeNumberField("time", row.time());
        text(json, "event", row.event());
        json.writeStringField("status", status(row));
        json.writeNumberField("http", row.code());
        json.writeNumberField("attempt", row.attempt());
        json.writeNumberField("latency_us", row.micros());
        text(json, "reason", row.reason());
        text(json, "study", row.study());
        json.writeNumberField("size", row.size());
        json.writeNumberField("samples", row.samples());
        text(json, "body_sha256", row.hash());
        if (row.details() != null) {
            json.writeObjectFieldStart("request");
            text(json, "from", row.details().from());
            strings(json, "headers", row.details().headers());
            text(json, "body", row.details().body());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static String status(HistoryRow row) {
        return row.success() ? "success" : "failed";
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void strings(JsonGenerator json, String name, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** A quoted cell; a first character that a spreadsheet would take for a formula is made text. */
    private static String cell(String value) {
        if (value == null) {
            return "";
        }
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private interface Writing {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.write(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
