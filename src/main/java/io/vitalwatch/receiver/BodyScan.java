package io.vitalwatch.receiver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.SampleType;

import java.io.IOException;
import java.util.Set;

/**
 * What the receiver has to know of a signed body before it is stored: whose it is, which study, and whether it is JSON at all. Whatever is
 * well-formed goes on to Kafka, understood or not, because a delivery that is refused for its novelty is lost.
 *
 * <p>Not thread-safe; one a thread.
 */
final class BodyScan {
    private static final int LONGEST = 128;
    private static final Set<String> NO_JSON = Set.of("empty", "invalid-utf8", "malformed-json", "too-large");
    private static final JsonFactory JSON = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    /**
     * What a body is.
     *
     * @param kind what to do with it
     * @param eventType for people: activity, temperature, test, or the type it names; cut to 128 characters
     * @param reason why it is no JSON, or what the job will not understand of it, or null
     * @param user the key of its record, or null where it names none
     * @param study the study, or null where nothing is known of it
     * @param samples samples in it
     * @param newestSample the latest sample time, Unix milliseconds, or 0
     */
    record Found(Kind kind, String eventType, String reason, String user, String study, int samples, long newestSample) {}

    /** What to do with a body. */
    enum Kind {
        /** Store it. */
        STORE,
        /** The vendor's test event: answer it, store nothing. */
        TEST,
        /** No JSON: refuse it. */
        NO_JSON
    }

    private final BodyDecoder decoder;
    private final String defaultStudy;

    BodyScan(String defaultStudy, int limit) {
        this.decoder = new BodyDecoder(defaultStudy, limit);
        this.defaultStudy = defaultStudy;
    }

    Found scan(byte[] body) {
        Decoded decoded = decoder.decode(body);
        return switch (decoded.outcome()) {
            case SAMPLES -> samples(decoded);
            case TEST -> new Found(Kind.TEST, "test", null, null, null, 0, 0);
            case HEARTBEAT -> new Found(Kind.STORE, "heartbeat", null, null, null, 0, 0);
            case REJECTED -> {
                String reason = decoded.problems().get(decoded.problems().size() - 1).reason();
                yield NO_JSON.contains(reason) ? noJson(reason) : unknown(body, reason);
            }
        };
    }

    private static Found samples(Decoded decoded) {
        long newest = 0;
        String type = "empty";
        for (Row row : decoded.rows()) {
            newest = Math.max(newest, row.get(Row.Field.TIMESTAMP));
            type = row.type() == SampleType.TEMPERATURE ? "temperature" : "activity";
        }
        return new Found(Kind.STORE, type, null, decoded.user(), decoded.study(), decoded.samples(), newest);
    }

    /** Well-formed or not, and what it says of itself on the two upper levels. */
    private Found unknown(byte[] body, String reason) {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF;
        int skip = marked ? 3 : 0;
        String user = null;
        String study = null;
        String type = null;
        try (JsonParser parser = JSON.createParser(body, skip, body.length - skip)) {
            int depth = 0;
            boolean ended = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (ended) {
                    return noJson("more-than-one-value");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                ended = depth == 0;
                if (token == JsonToken.VALUE_STRING && depth <= 2 && parser.currentName() != null) {
                    switch (parser.currentName()) {
                        case "user_uuid" -> user = cut(parser.getText());
                        case "study" -> study = cut(parser.getText());
                        case "type", "event_type" -> type = cut(parser.getText());
                        default -> { }
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return noJson("malformed-json");
        }
        return new Found(Kind.STORE, type == null ? "unknown" : type, reason, user == null || user.isEmpty() ? null : user,
                study == null || study.isEmpty() ? defaultStudy : study, 0, 0);
    }

    private static Found noJson(String reason) {
        return new Found(Kind.NO_JSON, null, reason, null, null, 0, 0);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
