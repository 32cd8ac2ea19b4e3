package io.vitalwatch.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpStatus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response that is complete before it is sent.
 *
 * @param code the HTTP status
 * @param type the content type
 * @param bytes the body
 * @param headers further headers, by name
 */
public record HttpAnswer(int code, String type, byte[] bytes, Map<String, String> headers) {
    static final String JSON = "application/json";

    static final String TEXT = "text/plain";

    /** Made with the first answer in JSON: pages are answered before, while a server starts. */
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();
    }

    /** The body of an API's answer to a refused request: {@code {"error":"what is wrong and what to do"}}. */
    private record ErrorBody(String error) {}

    /** Plain text. */
    public static HttpAnswer text(int code, String text) {
        return of(code, TEXT, text);
    }

    /** Text of any content type, in UTF-8. */
    public static HttpAnswer of(int code, String type, String text) {
        return new HttpAnswer(code, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** A value as JSON, written by jackson-databind. */
    public static HttpAnswer json(int code, Object value) {
        return new HttpAnswer(code, JSON, jsonBytes(value), Map.of());
    }

    /** A value as JSON and a line break, for answers that people read in a terminal. */
    public static HttpAnswer jsonLine(int code, Object value) {
        return of(code, JSON, new String(jsonBytes(value), StandardCharsets.UTF_8) + "\n");
    }

    /** An API's answer to a refused request: {@code {"error":…}}. */
    public static HttpAnswer problem(int code, String error) {
        return jsonLine(code, new ErrorBody(error));
    }

    /** A problem as RFC 9457 describes it, with the status as its title. */
    public static HttpAnswer problemDetails(int code, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.getMessage(code));
        problem.put("status", code);
        if (!detail.isEmpty()) {
            problem.put("detail", detail);
        }
        return new HttpAnswer(code, "application/problem+json", jsonBytes(problem), Map.of());
    }

    /** This plain text as a problem, with the same headers. */
    HttpAnswer asProblem() {
        HttpAnswer problem = problemDetails(code, new String(bytes, StandardCharsets.UTF_8).strip());
        return new HttpAnswer(code, problem.type, problem.bytes, headers);
    }

    /** A redirect to another path. */
    public static HttpAnswer redirect(String path) {
        return text(302, "").with("Location", path);
    }

    /** The same answer with one more header. */
    public HttpAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpAnswer(code, type, bytes, more);
    }

    /** The JSON of a value. */
    public static byte[] jsonBytes(Object value) {
        try {
            return Json.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written as JSON", e);
        }
    }
}
