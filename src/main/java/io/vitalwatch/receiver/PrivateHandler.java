package io.vitalwatch.receiver;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The private address: delivery page, study switch, metrics, health. Threads may wait here; deliveries do not use them. */
final class PrivateHandler extends Handler.Abstract {
    private static final String JSON = "application/json";
    private static final Map<String, String> PAGE = Map.of(
            "/deliveries", "deliveries.html", "/deliveries.css", "deliveries.css", "/deliveries.js", "deliveries.js",
            "/deliveries.svg", "deliveries.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8", "css", "text/css;charset=utf-8", "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MOST_ROWS = 1000;
    private static final int MOST_BYTES = 1024;

    private final boolean loopbackOnly;
    private final History history;
    private final StudyApi studies;
    private final EventStreams streams;
    private final Supplier<String> metrics;
    private final BooleanSupplier ready;

    /**
     * @param loopbackOnly whether only this machine can connect: then a name that is not this machine's is a web page that had its own
     *     name pointed here
     */
    PrivateHandler(boolean loopbackOnly, History history, StudyApi studies, EventStreams streams, Supplier<String> metrics,
            BooleanSupplier ready) {
        this.loopbackOnly = loopbackOnly;
        this.history = history;
        this.studies = studies;
        this.streams = streams;
        this.metrics = metrics;
        this.ready = ready;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        String path = request.getHttpURI().getCanonicalPath();
        byte[] body = body(request);
        if (body.length > MOST_BYTES) {
            // The unread rest ends the connection after the answer: a client that is not told sends its next request into it.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        boolean get = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (loopbackOnly && !HERE.contains(Request.getServerName(request)) && !"::1".equals(Request.getServerName(request))) {
            answer(response, callback, 421, "text/plain", "This address is for this machine only.\n");
        } else if (path.startsWith("/api/studies")) {
            studies(request, body, response, callback, path);
        } else if (!get) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            answer(response, callback, 405, "text/plain", "");
        } else {
            get(request, response, callback, path);
        }
        return true;
    }

    private void get(Request request, Response response, Callback callback, String path) throws IOException {
        switch (path) {
            case "/" -> {
                response.getHeaders().put(HttpHeader.LOCATION, "/deliveries");
                answer(response, callback, 302, "text/plain", "");
            }
            case "/deliveries", "/deliveries.css", "/deliveries.js", "/deliveries.svg" -> page(response, callback, PAGE.get(path));
            case "/api/deliveries" -> list(request, response, callback);
            case "/api/deliveries.csv" -> {
                response.getHeaders().put("Content-Disposition", "attachment; filename=\"deliveries.csv\"");
                answer(response, callback, 200, "text/csv;charset=utf-8",
                        HistoryJson.csv(history.newest(filter(Request.extractQueryParameters(request)), Integer.MAX_VALUE)));
            }
            case "/api/deliveries/stream" -> streams.serve(response, callback, filter(Request.extractQueryParameters(request)));
            case "/metrics" -> answer(response, callback, 200, "text/plain;version=0.0.4;charset=utf-8", metrics.get());
            case "/health/live" -> answer(response, callback, 200, "text/plain", "live\n");
            case "/health/ready" -> {
                boolean is = ready.getAsBoolean();
                answer(response, callback, is ? 200 : 503, "text/plain", is ? "ready\n" : "not ready\n");
            }
            default -> answer(response, callback, 404, "text/plain", "There is /deliveries, /metrics and /health/ready.\n");
        }
    }

    private void list(Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        HistoryFilter filter = filter(query);
        String limit = query.getValue("limit");
        int most = limit != null && limit.matches("\\d{1,6}") ? Math.min(MOST_ROWS, Integer.parseInt(limit)) : 100;
        long newest = history.newestNumber();
        answer(response, callback, 200, JSON, HistoryJson.page(history, filter, history.between(filter, 0, newest, most), newest));
    }

    private void studies(Request request, byte[] body, Response response, Callback callback, String path) throws IOException {
        String name = path.length() > "/api/studies/".length() ? decoded(request) : null;
        StudyApi.Answer answer = switch (request.getMethod()) {
            case "GET" -> studies.get(name);
            // A web page elsewhere can have a browser send a PUT only if asked first, and this never agrees.
            case "PUT" -> name == null ? null : isJson(request) ? studies.put(name, body) : StudyApi.NOT_JSON;
            default -> null;
        };
        if (answer == null) {
            response.getHeaders().put(HttpHeader.ALLOW, name == null ? "GET" : "GET, PUT");
            answer(response, callback, 405, "text/plain", "");
        } else {
            answer(response, callback, answer.code(), JSON, answer.json());
        }
    }

    private static boolean isJson(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].trim().equalsIgnoreCase(JSON);
    }

    private static String decoded(Request request) {
        String path = request.getHttpURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        try {
            return java.net.URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** All of it, or one byte more than anyone here reads. */
    private static byte[] body(Request request) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private void page(Response response, Callback callback, String name) throws IOException {
        response.getHeaders().put("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        try (InputStream in = PrivateHandler.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in this jar");
            }
            answer(response, callback, 200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), in.readAllBytes());
        }
    }

    private static HistoryFilter filter(Fields query) {
        String status = query.getValue("status");
        return new HistoryFilter(text(query.getValue("study")), text(query.getValue("type")),
                "success".equals(status) ? Boolean.TRUE : "failed".equals(status) ? Boolean.FALSE : null);
    }

    private static String text(String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private static void answer(Response response, Callback callback, int code, String type, String text) {
        answer(response, callback, code, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Response response, Callback callback, int code, String type, byte[] bytes) {
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
