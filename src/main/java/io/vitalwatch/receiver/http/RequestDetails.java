package io.vitalwatch.receiver.http;

import io.vitalwatch.wire.receiver.HistoryRow;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Collects the details of a failed request for the delivery page: its headers, of which only harmless ones have their value, and the
 * beginning of its body. Of a header that may have a signature the shape is shown.
 */
final class RequestDetails {
    private static final Pattern SIGNATURE = Pattern.compile("signature|hmac|timestamp");
    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_HEADER = 512;

    private RequestDetails() {}

    static HistoryRow.Details of(Request request, byte[] body, DeliverySettings settings) {
        List<String> headers = new ArrayList<>();
        // Without the query, which may have a secret.
        headers.add(cut(request.getMethod() + " " + request.getHttpURI().getPath() + " "
                + request.getConnectionMetaData().getHttpVersion()));
        for (HttpField field : request.getHeaders()) {
            if (headers.size() == MOST_HEADERS) {
                headers.add("… more");
                break;
            }
            String value = field.getValue() == null ? "" : field.getValue();
            headers.add(cut(field.getName()) + ": " + cut(settings.shown().shows(field.getName()) ? value
                    : isSignature(field.getName(), settings) ? MaskedText.shape(value) : "<" + value.length() + " characters>"));
        }
        String from = settings.proxies().sender(Request.getRemoteAddr(request), request.getHeaders().getValuesList("X-Forwarded-For"));
        return new HistoryRow.Details(from, headers, switch (settings.shown().bodies()) {
            case OFF -> null;
            case MASKED -> MaskedText.body(text(body));
            case SHOWN -> text(body);
        }, null);
    }

    private static boolean isSignature(String name, DeliverySettings settings) {
        return SIGNATURE.matcher(name.toLowerCase(Locale.ROOT)).find()
                || settings.signature().headers().stream().anyMatch(name::equalsIgnoreCase);
    }

    private static String cut(String value) {
        return value.length() <= LONGEST_HEADER ? value : value.substring(0, LONGEST_HEADER) + "…";
    }

    private static String text(byte[] body) {
        if (body == null) {
            return "";
        }
        byte[] beginning = body.length <= BodyReader.PREFIX ? body : Arrays.copyOf(body, BodyReader.PREFIX);
        return new String(beginning, StandardCharsets.UTF_8);
    }
}
