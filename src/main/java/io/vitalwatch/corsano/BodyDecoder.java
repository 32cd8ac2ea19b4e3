package io.vitalwatch.corsano;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vitalwatch.corsano.Decoded.Outcome;
import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.SampleType;

import java.io.IOException;
import java.util.List;

/**
 * Decodes a webhook body. Reads the data dictionary's shape, the vendor's bare example and the test event, with keys in any order
 * and values as strings or numbers. Throws on no bytes whatever: what cannot be read is a {@link Problem}.
 *
 * <p>One bad sample costs that sample; broken JSON costs the delivery. Not thread-safe; reuse one a thread.
 */
public final class BodyDecoder {
    private static final int DEEPEST = 64;
    private static final int LONGEST_USER = 128;
    private static final int LONGEST_STUDY = 128;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(100_000).build())
            .build();

    private final String defaultStudy;
    private final int maxBodyBytes;
    private final RowReader rows = new RowReader();
    private final BodyScanner scanner;

    private Envelope envelope;

    /**
     * @param defaultStudy the study of a body that names none; like any study it is cut to 128 characters, because state keeps it
     * @param maxBodyBytes a larger body is rejected unread
     */
    public BodyDecoder(String defaultStudy, int maxBodyBytes) {
        this(defaultStudy, maxBodyBytes, true);
    }

    /** @param scanning whether bodies in the vendor's plain form are read by {@link BodyScanner}; the result is the same */
    BodyDecoder(String defaultStudy, int maxBodyBytes, boolean scanning) {
        this.scanner = scanning ? new BodyScanner() : null;
        this.defaultStudy = defaultStudy;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** @param body the exact bytes, or null for a tombstone */
    public Decoded decode(byte[] body) {
        if (body == null || isBlank(body)) {
            return Decoded.rejected("empty", "the body is empty");
        }
        if (body.length > maxBodyBytes) {
            return Decoded.rejected("too-large", "the body has " + body.length + " bytes, the limit decode.max-body is " + maxBodyBytes);
        }
        envelope = new Envelope();
        if (scanner != null && scanner.scan(body, envelope)) {
            return judge();
        }
        int invalid = Utf8.firstInvalid(body);
        if (invalid >= 0) {
            return Decoded.rejected("invalid-utf8", "byte " + invalid + " is not valid UTF-8");
        }
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        int skip = marked ? 3 : 0;
        envelope = new Envelope();
        if (marked) {
            envelope.problems.add(
                    new Problem(Scope.NOTICE, "byte-order-mark", "the body began with a byte order mark; it was skipped", 0, null));
        }
        try (JsonParser parser = JSON.createParser(body, skip, body.length - skip)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Decoded.rejected("wrong-shape", "the body is no JSON object");
            }
            readEnvelope(parser, true);
            if (envelope.fault == null && parser.nextToken() != null) {
                return Decoded.rejected("wrong-shape", "something follows after the JSON object");
            }
        } catch (StreamConstraintsException e) {
            return Decoded.rejected("too-deep", "nested deeper than " + DEEPEST + " levels, or a token beyond the parser's limits");
        } catch (JsonProcessingException e) {
            return Decoded.rejected("malformed-json", "broken JSON at byte " + (skip + Math.max(0, e.getLocation().getByteOffset()))
                    + " of " + body.length);
        } catch (IOException | RuntimeException e) {
            return Decoded.rejected("malformed-json", "unreadable JSON (" + e.getClass().getSimpleName() + ")");
        }
        return judge();
    }

    private Decoded judge() {
        Envelope read = envelope;
        if (read.fault != null) {
            return Decoded.rejected(read.fault.reason(), read.fault.detail());
        }
        if ("test".equals(read.eventType)) {
            // Whatever else it carries: readings of a test belong to nobody.
            return new Decoded(Outcome.TEST, null, null, 0, List.of(), List.of());
        }
        if (!read.hasData && read.eventType != null) {
            return switch (read.eventType) {
                case "heartbeat" -> new Decoded(Outcome.HEARTBEAT, null, null, 0, List.of(), List.of());
                default -> Decoded.rejected("unknown-event", "event_type is neither test nor a delivery of data: " + cut(read.eventType));
            };
        }
        if (read.type != null && !read.type.equals("activity") && !read.type.equals("temperature")) {
            return Decoded.rejected("unknown-type", "type is neither activity nor temperature: " + cut(read.type));
        }
        if (!read.hasData) {
            return Decoded.rejected("no-samples", "data is missing or null");
        }
        if (read.user == null || read.user.isEmpty() || read.user.length() > LONGEST_USER) {
            return Decoded.rejected("user", "user_uuid is no text of 1 to " + LONGEST_USER + " characters");
        }
        if (read.type != null) {
            SampleType type = read.type.equals("activity") ? SampleType.ACTIVITY : SampleType.TEMPERATURE;
            for (Row row : read.rows) {
                row.type(type);
            }
        }
        String study = read.study == null || read.study.isEmpty() ? defaultStudy : read.study;
        if (study.length() > LONGEST_STUDY) {
            study = study.substring(0, LONGEST_STUDY);
            read.problems.add(new Problem(Scope.NOTICE, "study", "study is longer than " + LONGEST_STUDY + " characters; it was cut", 0,
                    null));
        }
        return new Decoded(Outcome.SAMPLES, read.user, study, read.samples, read.rows, read.problems);
    }

    /** The parser stands on the opening brace; reads to the closing one. */
    private void readEnvelope(JsonParser parser, boolean outermost) throws IOException {
        int seen = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            int bit = switch (name) {
                case "study" -> 1;
                case "type" -> 2;
                case "user_uuid" -> 4;
                case "event_type" -> 8;
                case "data" -> 16;
                default -> 0;
            };
            if ((seen & bit) != 0) {
                envelope.fault("duplicate-key", "the key " + name + " stands twice in one object");
            }
            seen |= bit;
            switch (bit) {
                case 1 -> envelope.study = value.isScalarValue() ? text(parser, value) : skipped(parser);
                case 2 -> envelope.type = value.isScalarValue() ? text(parser, value) : skipped(parser);
                case 4 -> envelope.user = value == JsonToken.VALUE_STRING ? parser.getText() : skipped(parser);
                case 8 -> envelope.eventType = value.isScalarValue() ? text(parser, value) : skipped(parser);
                case 16 -> readData(parser, value, outermost);
                default -> parser.skipChildren();
            }
        }
    }

    private void readData(JsonParser parser, JsonToken value, boolean outermost) throws IOException {
        if (value == JsonToken.START_OBJECT && outermost) {
            readEnvelope(parser, false);
        } else if (value == JsonToken.START_ARRAY) {
            envelope.hasData = true;
            readBatches(parser);
        } else if (value != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            envelope.fault("wrong-shape", "data is neither an array of batches nor an object that holds one");
        }
    }

    private void readBatches(JsonParser parser) throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                for (JsonToken inner = parser.nextToken(); inner != JsonToken.END_ARRAY; inner = parser.nextToken()) {
                    readSample(parser, inner);
                }
            } else {
                readSample(parser, token);
            }
        }
    }

    private void readSample(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        envelope.samples++;
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            envelope.problems.add(new Problem(Scope.SAMPLE, "wrong-shape", "sample " + envelope.samples + " is no JSON object", 0, null));
            return;
        }
        Row row = rows.read(parser);
        String duplicate = rows.duplicateKey();
        long time = row.get(Row.Field.TIMESTAMP);
        if (duplicate != null) {
            String detail = "sample " + envelope.samples + " has the key " + duplicate + " twice";
            envelope.problems.add(new Problem(Scope.SAMPLE, "duplicate-key", detail, time > 0 ? time : 0, null));
        } else if (time <= 0) {
            String detail = "sample " + envelope.samples + " has no timestamp in Unix milliseconds";
            envelope.problems.add(new Problem(Scope.SAMPLE, "timestamp", detail, 0, rows.timestampText()));
        } else {
            envelope.rows.add(row);
        }
    }

    private static String text(JsonParser parser, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** A structure where text belongs counts as absent. */
    private static String skipped(JsonParser parser) throws IOException {
        parser.skipChildren();
        return null;
    }

    private static String cut(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }

    private static boolean isBlank(byte[] body) {
        for (byte each : body) {
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return true;
    }
}
