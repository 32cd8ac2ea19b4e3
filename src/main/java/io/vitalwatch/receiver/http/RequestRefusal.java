package io.vitalwatch.receiver.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Why a request is not answered 204, roughly in the order of the checks. */
enum RequestRefusal {
    PATH(404),
    /** The path differs from the right one only by case, slashes, encoding or parameters: probably a mistake in the sender's settings. */
    PATH_NEAR_MISS(404),
    METHOD(405),
    CONTENT_TYPE(415),
    CONTENT_ENCODING(415),
    TOO_LARGE(413),
    /** Bytes in flight have reached their high mark. */
    OVERLOADED(503),
    /** The receiver is starting or stopping. */
    NOT_TAKING(503),
    TOO_SLOW(408),
    BROKEN_OFF(400),
    SIGNATURE(401),
    NO_JSON(400),
    KAFKA_DOWN(503),
    NOT_ACKNOWLEDGED(503),
    ACKNOWLEDGEMENT_LATE(503),
    /** An error in this program; the log has the stack trace. */
    FAULT(503);

    private final int code;

    RequestRefusal(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason to refuse the request because of its head, or null. */
    static RequestRefusal ofHead(Request request, DeliverySettings settings) {
        // The path as it was sent. A path that is equal only after decoding is another path.
        if (!settings.path().equals(request.getHttpURI().getPath())) {
            return isNearMiss(request.getHttpURI().getPath(), settings.path()) ? PATH_NEAR_MISS : PATH;
        }
        if (!"POST".equals(request.getMethod())) {
            return METHOD;
        }
        if (!settings.anyContentType() && !isJson(request.getHeaders().getValuesList(HttpHeader.CONTENT_TYPE))) {
            return CONTENT_TYPE;
        }
        for (String encoding : request.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING)) {
            if (!encoding.isBlank() && !encoding.trim().equalsIgnoreCase("identity")) {
                return CONTENT_ENCODING;
            }
        }
        for (String coding : request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING)) {
            if (!coding.trim().equalsIgnoreCase("chunked")) {
                return CONTENT_ENCODING;
            }
        }
        return request.getLength() > settings.bodyLimit() ? TOO_LARGE : null;
    }

    private static boolean isNearMiss(String path, String right) {
        if (path == null || path.length() > 2 * right.length() + 16) {
            return false;
        }
        return plain(path).equals(plain(right));
    }

    private static String plain(String path) {
        String decoded;
        try {
            decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            decoded = path;
        }
        return decoded.toLowerCase(Locale.ROOT).replaceAll(";[^/]*", "").replaceAll("/(\\./)*/*", "/").replaceAll("/$", "");
    }

    private static boolean isJson(List<String> types) {
        if (types.size() != 1) {
            return false;
        }
        String type = types.get(0).split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }
}
