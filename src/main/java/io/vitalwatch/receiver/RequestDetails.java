package io.vitalwatch.receiver;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is kept of a failed request for people to look at: no header that opens a door, and the beginning of the body. */
final class RequestDetails {
    private static final Pattern SECRET = Pattern.compile("auth|cookie|secret|signature|token|password|api-?key|svix|webhook-id|session");
    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_HEADER = 512;

    private RequestDetails() {}

    static HistoryRow.Details of(Request request, byte[] body, ReceiverSettings settings) {
        List<String> headers = new ArrayList<>();
        for (HttpField field : request.getHeaders()) {
            if (headers.size() == MOST_HEADERS) {
                headers.add("… more");
                break;
            }
            String value = field.getValue() == null ? "" : field.getValue();
            headers.add(cut(field.getName()) + ": " + (isSecret(field.getName(), settings) ? mask(value) : cut(value)));
        }
        String from = settings.proxies().sender(Request.getRemoteAddr(request), request.getHeaders().getValuesList("X-Forwarded-For"));
        return new HistoryRow.Details(from, headers, text(body));
    }

    private static boolean isSecret(String name, ReceiverSettings settings) {
        return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find()
                || settings.signature().headers().stream().anyMatch(name::equalsIgnoreCase);
    }

    private static String mask(String value) {
        return "•••• (" + value.length() + " characters)";
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
