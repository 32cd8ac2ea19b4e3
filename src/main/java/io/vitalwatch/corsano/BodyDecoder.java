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
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.SampleType;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Decodes a webhook body. Reads the shape of the vendor's data dictionary, that of the vendor's example, the test event and heartbeats.
 * Keys may be in any order, and values may be strings or numbers. Does not throw for any bytes: data that cannot be read become a
 * {@link Problem}.
 *
 * <p>A bad field loses only that field, a bad sample only that sample; broken JSON loses the delivery. A value nested too deep and a key
 * that stands twice with different values are bad fields. Not thread-safe; use one for each thread.
 */
public final class BodyDecoder {
    private static final int DEEPEST = 64;
    /** JSON as the vendor writes it. A number or text may be as long as a body; {@link ShortenedJson} does the rest. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE).build())
            .build();

    private static final int LONGEST_USER = Delivery.LONGEST_USER;
    private static final int LONGEST_STUDY = 128;

    private final String defaultStudy;
    private final int maxBodyBytes;
    private final RowReader rows = new RowReader();
    private final Utf8 utf8 = new Utf8();
    private final BodyScanner scanner;

    private Envelope envelope;

    /**
     * @param defaultStudy the study of a body without one; like any study it is cut to 128 characters, because state keeps it
     * @param maxBodyBytes a larger body is rejected unread
     */
    public BodyDecoder(String defaultStudy, int maxBodyBytes) {
        this(defaultStudy, maxBodyBytes, true);
    }

    /** @param scanning whether {@link BodyScanner} is tried first; the result is the same without it */
    BodyDecoder(String defaultStudy, int maxBodyBytes, boolean scanning) {
        this.scanner = scanning ? new BodyScanner() : null;
        this.defaultStudy = defaultStudy;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** @param body the exact bytes, or null for a tombstone */
    public Decoded decode(byte[] body) {
        return decode(body, true);
    }

    /** @param keepRows if false, the result has no rows, and {@link #takeEnvelope()} has only their newest time and last type */
    Decoded decode(byte[] body, boolean keepRows) {
        if (body == null || isBlank(body)) {
            return Decoded.rejected("empty", "the body is empty");
        }
        if (body.length > maxBodyBytes) {
            return Decoded.rejected("too-large", "the body has " + body.length + " bytes, the limit decode.max-body is " + maxBodyBytes);
        }
        envelope = new Envelope(keepRows);
        if (scanner != null && scanner.scan(body, envelope)) {
            return judge();
        }
        int invalid = utf8.firstInvalid(body);
        if (invalid >= 0) {
            return Decoded.rejected("invalid-utf8", "byte " + invalid + " is not valid UTF-8");
        }
        int skip = byteOrderMark(body);
        begin(keepRows, skip);
        try {
            return parse(body, skip);
        } catch (StreamConstraintsException e) {
            return parseShortened(body, skip, keepRows);
        } catch (JsonProcessingException e) {
            return Decoded.rejected("malformed-json", "broken JSON at byte " + (skip + Math.max(0, e.getLocation().getByteOffset()))
                    + " of " + body.length);
        } catch (IOException | RuntimeException e) {
            return unreadable(e);
        }
    }

    private void begin(boolean keepRows, int skipped) {
        envelope = new Envelope(keepRows);
        if (skipped > 0) {
            envelope.notice("byte-order-mark", "the body began with a byte order mark; it was skipped");
        }
    }

    private Decoded parse(byte[] json, int from) throws IOException {
        try (JsonParser parser = JSON.createParser(json, from, json.length - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Decoded.rejected("wrong-shape", "the body is no JSON object");
            }
            readEnvelope(parser, true);
            if (envelope.fault == null && parser.nextToken() != null) {
                return Decoded.rejected("wrong-shape", "something follows after the JSON object");
            }
        }
        return judge();
    }

    /** Reads a body that is beyond the parser's limits without what is beyond them. */
    private Decoded parseShortened(byte[] body, int skip, boolean keepRows) {
        byte[] shortened = ShortenedJson.of(body, skip);
        if (shortened == null) {
            // The brackets of what is too deep do not match, so nobody knows where the rest of the body goes on.
            return Decoded.rejected("too-deep", "nested deeper than " + DEEPEST + " levels, or a token beyond the parser's limits");
        }
        begin(keepRows, skip);
        envelope.notice("too-deep", "what was nested deeper than " + ShortenedJson.LEVELS + " levels, or had a name longer than "
                + ShortenedJson.LONGEST_NAME + " bytes, was left out");
        try {
            return parse(shortened, 0);
        } catch (JsonProcessingException e) {
            return Decoded.rejected("malformed-json", "broken JSON in a body of " + body.length + " bytes that is nested too deep to say where");
        } catch (IOException | RuntimeException e) {
            return unreadable(e);
        }
    }

    private static Decoded unreadable(Exception e) {
        return Decoded.rejected("malformed-json", "unreadable JSON (" + e.getClass().getSimpleName() + ")");
    }

    /** What was read of the last body that was not rejected. The decoder does not keep it any longer. */
    Envelope takeEnvelope() {
        Envelope read = envelope;
        envelope = null;
        return read;
    }

    /** Length of the byte order mark at the beginning of a body of valid UTF-8: 3, or 0 without one. */
    static int byteOrderMark(byte[] body) {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    private Decoded judge() {
        Envelope read = envelope;
        if (read.fault != null) {
            return Decoded.rejected(read.fault.reason(), read.fault.detail());
        }
        if ("test".equals(read.eventType)) {
            // A test event is never stored, even if it has readings: they belong to no patient.
            return Decoded.without(Outcome.TEST);
        }
        if (!read.hasData && read.eventType != null) {
            return switch (read.eventType) {
                case "heartbeat" -> Decoded.without(Outcome.HEARTBEAT);
                default -> Decoded.rejected("unknown-event", "event_type is neither test nor a delivery of data: " + cut(read.eventType));
            };
        }
        SampleType type = SampleType.labelled(read.type);
        if (read.type != null && type == null) {
            return Decoded.rejected("unknown-type", "type is neither activity nor temperature: " + cut(read.type));
        }
        if (!read.hasData) {
            return Decoded.rejected("no-samples", "data is missing or null");
        }
        if (read.user == null || read.user.isEmpty() || read.user.length() > LONGEST_USER) {
            return Decoded.rejected("user", "user_uuid is no text of 1 to " + LONGEST_USER + " characters");
        }
        if (type != null) {
            read.typeOfAllRows(type);
        }
        String study = read.study == null || read.study.isEmpty() ? defaultStudy : read.study;
        if (study.length() > LONGEST_STUDY) {
            study = study.substring(0, LONGEST_STUDY);
            read.problems.add(new Problem(Scope.NOTICE, "study", "study is longer than " + LONGEST_STUDY + " characters; it was cut", 0,
                    null));
        }
        read.noticeUnknownNames();
        return new Decoded(Outcome.SAMPLES, read.user, study, read.samples, read.rows, read.undated, read.problems, read.unlisted);
    }

    /** What one object of the envelope says: the outer one, or the one in its {@code data}. */
    private static final class Level {
        private int seen;
        private int conflicting;
        private String study;
        private String type;
        private String user;
        private String eventType;
        /** The user that the object in {@code data} names. */
        private String owner;
        private boolean hasData;
    }

    /**
     * The parser stands on the opening brace; reads to the closing one.
     *
     * @return the user that this object names, or null
     */
    private String readEnvelope(JsonParser parser, boolean outermost) throws IOException {
        Level level = new Level();
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
            switch (bit) {
                case 1 -> envelope.study = level.study = once(level, name, bit, level.study, scalar(parser, value));
                case 2 -> envelope.type = level.type = once(level, name, bit, level.type, scalar(parser, value));
                case 4 -> envelope.user = level.user = once(level, name, bit, level.user, user(parser, value));
                case 8 -> envelope.eventType = level.eventType = once(level, name, bit, level.eventType, scalar(parser, value));
                case 16 -> readData(parser, value, outermost, level);
                default -> parser.skipChildren();
            }
            level.seen |= bit;
        }
        return level.user;
    }

    /** A value whose key may stand twice: null where the values differ. A value that says nothing does not count. */
    private String once(Level level, String name, int bit, String before, String value) {
        boolean again = (level.seen & bit) != 0;
        if (!again || before == null && (level.conflicting & bit) == 0) {
            return value;
        }
        if (value == null || value.equals(before)) {
            return before;
        }
        if ("user_uuid".equals(name)) {
            envelope.fault("duplicate-key", "the key user_uuid stands twice in one object with different values: whose samples are they?");
        } else if ((level.conflicting & bit) == 0) {
            envelope.notice("duplicate-key", "the key " + name + " stands twice in one object with different values; it was not used");
        }
        level.conflicting |= bit;
        return null;
    }

    /** Samples of every {@code data} count, because samples that stand twice do no harm and samples that are left out do. */
    private void readData(JsonParser parser, JsonToken value, boolean outermost, Level level) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        String owner = null;
        if (value == JsonToken.START_OBJECT && outermost) {
            owner = readEnvelope(parser, false);
        } else if (value == JsonToken.START_ARRAY) {
            envelope.hasData = true;
            readBatches(parser);
        } else {
            parser.skipChildren();
            envelope.fault("wrong-shape", "data is neither an array of batches nor an object that holds one");
        }
        if (level.hasData && !Objects.equals(owner, level.owner)) {
            envelope.fault("duplicate-key", "the key data stands twice in one object for different users: whose samples are they?");
        } else if (level.hasData) {
            envelope.notice("duplicate-key", "the key data stands twice in one object; the samples of both were read");
        }
        level.hasData = true;
        level.owner = owner;
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
            envelope.badSample("wrong-shape", "is no JSON object", null);
            Row nothing = envelope.emptyRow();
            nothing.type(SampleType.ACTIVITY);
            envelope.addUndated(nothing, null);
            return;
        }
        Row row = envelope.emptyRow();
        rows.read(parser, row);
        long time = row.get(Field.TIMESTAMP);
        if (rows.conflict(Field.TIMESTAMP)) {
            envelope.badSample("duplicate-key", "has the key timestamp twice with different values", rows.timestampText());
            envelope.addUndated(row, rows.timestampText());
        } else if (time <= 0) {
            envelope.badSample("timestamp", "has no timestamp in Unix milliseconds"
                    + (looksLikeDate(rows.timestampText()) ? "; it looks like a date and time as text" : ""), rows.timestampText());
            envelope.addUndated(row, rows.timestampText());
        } else {
            envelope.add(row);
        }
        if (rows.anyConflict()) {
            noticeConflicts(row);
        }
        envelope.unknownNames(rows.suspectNames(), time);
    }

    private void noticeConflicts(Row row) {
        long time = row.get(Field.TIMESTAMP);
        for (Field field : Field.values()) {
            if (rows.conflict(field) && field != Field.TIMESTAMP) {
                boolean read = row.has(field);
                envelope.conflict(field.key(), read ? "the one that alarms counts" : "the field was not used", time, row.text(field));
            }
        }
        if (rows.conflictOfTimezone()) {
            envelope.conflict(RowReader.TIMEZONE, "the field was not used", time, row.timezoneText());
        }
    }

    /** Text, or a number or literal as text; null for an object or array, which counts as absent. */
    private static String scalar(JsonParser parser, JsonToken value) throws IOException {
        if (value.isScalarValue()) {
            return value == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** A user is text; a number is taken as its text. */
    static String user(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        String number = value.isNumeric() ? parser.getText() : "";
        parser.skipChildren();
        // Not NaN and the infinities.
        return !number.isEmpty() && Character.isDigit(number.charAt(number.length() - 1)) ? number : null;
    }

    private static boolean looksLikeDate(String text) {
        return text != null && text.length() >= 8 && Character.isDigit(text.charAt(0)) && (text.indexOf('-') > 0 || text.indexOf(':') > 0);
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
