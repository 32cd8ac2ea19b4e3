package io.vitalwatch.receiver;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

import java.util.List;
import java.util.Locale;

/** Why a request is not answered 204, in the order in which reasons are looked for. */
enum Refusal {
    PATH(404),
    METHOD(405),
    CONTENT_TYPE(415),
    CONTENT_ENCODING(415),
    TOO_LARGE(413),
    /** The mark of bytes in flight was reached. */
    OVERLOADED(503),
    /** Starting, or stopping. */
    NOT_TAKING(503),
    TOO_SLOW(408),
    BROKEN_OFF(400),
    SIGNATURE(401),
    NO_JSON(400),
    KAFKA_DOWN(503),
    NOT_ACKNOWLEDGED(503),
    ACKNOWLEDGEMENT_LATE(503),
    /** A mistake of ours; the log has it. */
    FAULT(503);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the head of a request tells already, or null. */
    static Refusal ofHead(Request request, ReceiverSettings settings) {
        // The path as it was sent: nothing that only looks like ours after decoding is ours.
        if (!settings.path().equals(request.getHttpURI().getPath())) {
            return PATH;
        }
        if (!"POST".equals(request.getMethod())) {
            return METHOD;
        }
        if (!isJson(request.getHeaders().getValuesList(HttpHeader.CONTENT_TYPE))) {
            return CONTENT_TYPE;
        }
        for (String encoding : request.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING)) {
            if (!encoding.trim().equalsIgnoreCase("identity")) {
                return CONTENT_ENCODING;
            }
        }
        return request.getLength() > settings.limits().body() ? TOO_LARGE : null;
    }

    private static boolean isJson(List<String> types) {
        if (types.size() != 1) {
            return false;
        }
        String type = types.get(0).split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }
}
