package io.vitalwatch.corsano;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vitalwatch.corsano.BodySummary.Content;
import io.vitalwatch.model.SampleType;

import java.io.IOException;
import java.util.Set;

/**
 * Summarises a body in one pass of the decoder that keeps no rows. A body that the decoder rejects is read a second time, to distinguish
 * unknown JSON from a body that is not JSON. Does not throw for any bytes. Not thread-safe; use one for each thread.
 */
public final class BodySummaryReader {
    private static final int LONGEST = 128;
    /** Reasons of the decoder that already mean "not JSON": no second pass is needed. */
    private static final Set<String> NOT_JSON = Set.of("empty", "invalid-utf8", "malformed-json", "too-large");

    private final BodyDecoder decoder;
    private final String defaultStudy;

    /**
     * @param defaultStudy the study of a body that names none
     * @param maxBodyBytes a larger body is not read and counts as NOT_JSON
     */
    public BodySummaryReader(String defaultStudy, int maxBodyBytes) {
        this.decoder = new BodyDecoder(defaultStudy, maxBodyBytes);
        this.defaultStudy = defaultStudy;
    }

    /** @param body the exact bytes, or null */
    public BodySummary read(byte[] body) {
        Decoded decoded = decoder.decode(body, false);
        Envelope read = decoder.takeEnvelope();
        return switch (decoded.outcome()) {
            case SAMPLES -> samples(decoded, read);
            case TEST -> new BodySummary(Content.TEST, "test", null, null, null, 0, 0);
            case HEARTBEAT -> new BodySummary(Content.HEARTBEAT, "heartbeat", null, null, null, 0, 0);
            case REJECTED -> {
                String reason = decoded.problems().get(0).reason();
                yield NOT_JSON.contains(reason) ? notJson(reason) : unknown(body, reason);
            }
        };
    }

    private static BodySummary samples(Decoded decoded, Envelope read) {
        SampleType type = read.lastType();
        return new BodySummary(Content.SAMPLES, type == null ? "empty" : type.label(), null, decoded.user(), decoded.study(),
                decoded.samples(), read.newestTime());
    }

    /** For a body that the decoder rejected: whether it is JSON, and the user, study and type in its two outer levels. */
    private BodySummary unknown(byte[] body, String reason) {
        int skip = BodyDecoder.byteOrderMark(body);
        try {
            return unknown(body, skip, reason);
        } catch (StreamConstraintsException e) {
            byte[] shortened = ShortenedJson.of(body, skip);
            try {
                return shortened == null ? notJson("malformed-json") : unknown(shortened, 0, reason);
            } catch (IOException | RuntimeException broken) {
                return notJson("malformed-json");
            }
        } catch (IOException | RuntimeException e) {
            return notJson("malformed-json");
        }
    }

    private BodySummary unknown(byte[] json, int from, String reason) throws IOException {
        String user = null;
        String study = null;
        String type = null;
        try (JsonParser parser = BodyDecoder.JSON.createParser(json, from, json.length - from)) {
            int depth = 0;
            boolean ended = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (ended) {
                    return notJson("more-than-one-value");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                ended = depth == 0;
                if (token.isScalarValue() && depth <= 2 && parser.currentName() != null) {
                    boolean text = token == JsonToken.VALUE_STRING;
                    switch (parser.currentName()) {
                        case "user_uuid" -> user = text || token.isNumeric() ? cut(BodyDecoder.user(parser, token)) : user;
                        case "study" -> study = text ? cut(parser.getText()) : study;
                        case "type", "event_type" -> type = text ? cut(parser.getText()) : type;
                        default -> { }
                    }
                }
            }
        }
        return new BodySummary(Content.UNKNOWN, type == null ? "unknown" : type, reason, user == null || user.isEmpty() ? null : user,
                study == null || study.isEmpty() ? defaultStudy : study, 0, 0);
    }

    private static BodySummary notJson(String reason) {
        return new BodySummary(Content.NOT_JSON, null, reason, null, null, 0, 0);
    }

    private static String cut(String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
