package io.vitalwatch.simulator.vendor;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A small receiver on an ephemeral port: keeps the requests and gives the configured answers. */
final class Receiving implements AutoCloseable {
    /** A request. */
    record Request(String body, String signature, String arrival, String contentType) {}

    /** An answer. */
    record Reply(int status, String retryAfter) {
        static final Reply OK = new Reply(204, null);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    Receiving(Function<Request, Reply> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                Request request = new Request(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        headers.getFirst("X-Corsano-Signature"), headers.getFirst("X-VitalWatch-Arrival"),
                        headers.getFirst("Content-Type"));
                requests.add(request);
                Reply reply = answer.apply(request);
                if (reply.retryAfter() != null) {
                    exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
                }
                exchange.sendResponseHeaders(reply.status(), -1);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/webhooks/corsano");
    }

    List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
