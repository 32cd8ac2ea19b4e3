package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Answers and parameters of the interface. */
final class ApiAnswers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TAG_BYTES = 12;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9998;

    private ApiAnswers() {}

    /** Writes the inside of an answer. */
    interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** A parameter that cannot be used; the message says which, and what to write. */
    static final class BadParameter extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadParameter(String message) {
            super(message);
        }
    }

    /** The segments of the path behind a prefix. */
    static String[] parts(Exchange exchange, String prefix) {
        return exchange.request().getHttpURI().getCanonicalPath().substring(prefix.length()).split("/", -1);
    }

    /** A JSON object as an answer. */
    static HttpAnswer object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            body.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpAnswer(200, "application/json", bytes.toByteArray(), Map.of());
    }

    /** Sends an answer with its entity tag, or 304 where the caller has it already. */
    static void sendTagged(Exchange exchange, HttpAnswer answer) {
        String tag = "\"" + hash(answer.bytes()) + "\"";
        boolean known = exchange.request().getHeaders().getValuesList("If-None-Match").contains(tag);
        exchange.send((known ? new HttpAnswer(304, answer.type(), new byte[0], Map.of()) : answer).with("ETag", tag));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * An RFC 3339 time as Unix milliseconds.
     *
     * @throws DateTimeException if it is none, or not of the years 1970 to 9998: a record leaves out a time that it cannot say
     */
    static long millis(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
            throw new DateTimeException("the year is " + time.getYear());
        }
        return time.toInstant().toEpochMilli();
    }

    /** An RFC 3339 time as Unix milliseconds, or null where it is not given. */
    static Long time(Exchange exchange, String name) {
        String text = exchange.parameter(name);
        if (text == null) {
            return null;
        }
        try {
            return millis(text.replace(' ', '+'));
        } catch (DateTimeException e) {
            throw new BadParameter(name + " must be a time such as 2026-11-29T14:03:00Z");
        }
    }

    static int number(Exchange exchange, String name, int usual, int least, int most) {
        String text = exchange.parameter(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new BadParameter(name + " must be a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** One of some words, or null where it is not given. */
    static String word(Exchange exchange, String name, Set<String> words) {
        String text = exchange.parameter(name);
        if (text != null && !words.contains(text)) {
            throw new BadParameter(name + " must be one of " + String.join(", ", words));
        }
        return text;
    }

    /** The studies that an answer is about: those of the caller, or the one asked for. A study of others is as one that does not exist. */
    static Set<String> studies(Exchange exchange) {
        String study = exchange.parameter("study");
        if (study == null) {
            return exchange.caller().studies();
        }
        return exchange.caller().sees(study) ? Set.of(study) : Set.of();
    }

    static void time(JsonGenerator json, String field, long millis) throws IOException {
        json.writeStringField(field, java.time.Instant.ofEpochMilli(millis).toString());
    }

    /** The answer for something that does not exist, or that the caller may not know of. */
    static HttpAnswer notFound(String what) {
        return HttpAnswer.problemDetails(404, "There is no such " + what + ".");
    }
}
