package io.vitalwatch.web;

import io.vitalwatch.web.access.Caller;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * A request and the objects to answer it with.
 *
 * @param caller who sent it
 * @param stillAllowed checks the caller again: whether it is still the same one, with the same rights. For answers that take long
 * @param body the request's body; empty unless the method is PUT or POST
 */
public record Exchange(Request request, Caller caller, BooleanSupplier stillAllowed, byte[] body, Response response, Callback callback) {
    /** A parameter of the query, or null if it is missing or empty. */
    public String parameter(String name) {
        Fields query = Request.extractQueryParameters(request);
        String value = query.getValue(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * The segment that follows a prefix of the path, with its percent-encoding decoded as strict UTF-8.
     *
     * @param prefix the beginning of the path, with the slash at its end
     * @return null if not exactly one segment follows; empty if it cannot be decoded
     */
    public String onlySegmentAfter(String prefix) {
        String path = request.getHttpURI().getPath();
        if (!path.startsWith(prefix) || path.length() == prefix.length() || path.indexOf('/', prefix.length()) >= 0) {
            return null;
        }
        return decoded(path.substring(prefix.length()));
    }

    private static String decoded(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            char character = segment.charAt(i);
            if (character != '%') {
                bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
            if (low < 0) {
                return "";
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    /** The same request; the work runs once, when its answer has been sent or cannot be sent. */
    public Exchange afterwards(Runnable work) {
        return new Exchange(request, caller, stillAllowed, body, response, Callback.from(callback, work));
    }

    /** Whether the request has the content type {@code application/json}, with any parameters. */
    public boolean hasJson() {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].trim().equalsIgnoreCase(HttpAnswer.JSON);
    }

    /** Sends the answer. */
    public void send(HttpAnswer answer) {
        response.setStatus(answer.code());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.bytes().length);
        response.write(true, ByteBuffer.wrap(answer.bytes()), callback);
    }
}
