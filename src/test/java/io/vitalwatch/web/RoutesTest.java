package io.vitalwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.SignIn;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class RoutesTest {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StaticPages pages = new StaticPages("io/vitalwatch/receiver/page");
    private final HttpServer server = new HttpServer(HttpServer.Binding.plain("routes-test", "127.0.0.1", 0),
            new Routes("There is /here.\n", SignIn.notNeeded("test")).pages(pages)
                    .guard(request -> "no".equals(request.getHeaders().get("Pass")) ? HttpAnswer.text(403, "sign in\n") : null)
                    .get("/here", Role.VIEWER, exchange -> exchange.send(HttpAnswer.text(200, "q=" + exchange.parameter("q"))))
                    .get("/authorization", Role.VIEWER,
                            exchange -> exchange.send(HttpAnswer.text(200, exchange.request().getHeaders().get("Authorization") + "\n")))
                    .get("/page", Role.VIEWER, pages.file("deliveries.html"))
                    .get("/page.css", Role.VIEWER, pages.file("deliveries.css"))
                    .get("/page.js", Role.VIEWER, pages.file("deliveries.js"))
                    .get("/page.svg", Role.VIEWER, pages.file("deliveries.svg"))
                    .get("/fault", Role.VIEWER, exchange -> {
                        throw new IllegalStateException("an inner matter");
                    })
                    .on("GET", "/things/*", Role.VIEWER,
                            exchange -> exchange.send(HttpAnswer.jsonLine(200, exchange.onlySegmentAfter("/things/"))))
                    .on("PUT", "/things/*", Role.ADMIN, exchange -> exchange.send(HttpAnswer.text(200, "" + exchange.body().length))));

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aPathAnswersItsMethodsAndAnyOtherIs405WithThoseAllowed() throws Exception {
        assertThat(get("/here?q=1").body()).isEqualTo("q=1");
        assertThat(get("/here?q=").body()).isEqualTo("q=null");
        assertThat(send("HEAD", "/here", "").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = send("POST", "/here", "");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(send("DELETE", "/things/x", "").headers().firstValue("Allow")).contains("GET, PUT");
    }

    @Test
    void anUnknownPathIs404AndNamesOneThatExists() throws Exception {
        assertThat(get("/there").statusCode()).isEqualTo(404);
        assertThat(get("/there").body()).isEqualTo("There is /here.\n");
        assertThat(get("/here/below").statusCode()).isEqualTo(404);
        assertThat(get("/deliveries.html").statusCode()).as("a file without a route").isEqualTo(404);
        assertThat(send("POST", "/there", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theOnlySegmentAfterAPrefixIsDecodedAsStrictUtf8() throws Exception {
        assertThat(get("/things/a%20b+c").body()).isEqualTo("\"a b+c\"\n");
        assertThat(get("/things/%C3%A9").body()).isEqualTo("\"é\"\n");
        for (String broken : new String[] {"%E9", "%C3", "%ff", "%C0%AF", "%ED%A0%80"}) {
            assertThat(get("/things/" + broken).body()).as(broken).isEqualTo("\"\"\n");
        }
        for (String notOne : new String[] {"/things/a/b", "/things/a/", "/things", "/things/", "/x/../things/a"}) {
            assertThat(get(notOne).body()).as(notOne).isEqualTo("null\n");
        }
        assertThat(get("/things-x").statusCode()).isEqualTo(404);
    }

    @Test
    void aBodyThatDoesNotArriveIs408AndHoldsNoThread() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
                socket.setSoTimeout(20_000);
                stalled.add(socket);
                socket.getOutputStream().write("PUT /things/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n".getBytes("US-ASCII"));
            }
            assertThat(get("/here").statusCode()).isEqualTo(200);
            for (Socket socket : stalled) {
                String answer = new String(socket.getInputStream().readAllBytes(), "US-ASCII");
                assertThat(answer).startsWith("HTTP/1.1 408").contains("Connection: close");
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    /** Jetty's cache of header lines ignores case; with it the second token would be read as the first. */
    @Test
    void aHeaderValueThatDiffersInCaseOnlyIsReadAsSentOnOneConnection() throws Exception {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout(20_000);
            StringBuilder requests = new StringBuilder();
            for (String value : new String[] {"Bearer AbCdEf", "Bearer aBcDeF", "Bearer ABCDEF"}) {
                requests.append("GET /authorization HTTP/1.1\r\nHost: localhost\r\nAuthorization: ").append(value).append("\r\n")
                        .append(value.endsWith("ABCDEF") ? "Connection: close\r\n" : "").append("\r\n");
            }
            socket.getOutputStream().write(requests.toString().getBytes("US-ASCII"));
            assertThat(new String(socket.getInputStream().readAllBytes(), "US-ASCII").lines().filter(line -> line.startsWith("Bearer")))
                    .containsExactly("Bearer AbCdEf", "Bearer aBcDeF", "Bearer ABCDEF");
        }
    }

    @Test
    void aBodyIsReadUpToALimitAndALongerOneEndsTheConnection() throws Exception {
        assertThat(send("PUT", "/things/x", "12345").body()).isEqualTo("5");
        HttpResponse<String> longer = send("PUT", "/things/x", "x".repeat(5000));
        assertThat(longer.statusCode()).isEqualTo(413);
        assertThat(longer.body()).isEqualTo("The body may have 1024 bytes.\n");
        assertThat(longer.headers().firstValue("Connection")).contains("close");
    }

    @Test
    void aGuardRefusesBeforeAnyRouteAndForEveryPath() throws Exception {
        for (String path : new String[] {"/here", "/page", "/there"}) {
            HttpResponse<String> refused = client.send(HttpRequest.newBuilder(server.uri().resolve(path)).header("Pass", "no").build(),
                    BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("sign in\n");
        }
    }

    @Test
    void everyAnswerForbidsTypeGuessingAndCaching() throws Exception {
        for (String path : new String[] {"/here", "/page", "/there"}) {
            assertThat(get(path).headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(get(path).headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void aPageComesWithItsTypeAndAStrictPolicy() throws Exception {
        assertThat(type("/page")).isEqualTo("text/html;charset=utf-8");
        assertThat(type("/page.css")).isEqualTo("text/css;charset=utf-8");
        assertThat(type("/page.js")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(type("/page.svg")).isEqualTo("image/svg+xml");
        HttpResponse<String> page = get("/page");
        assertThat(page.body()).startsWith("<!DOCTYPE html>");
        assertThat(page.headers().firstValue("Content-Length")).isPresent();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'");
        assertThat(get("/here").headers().firstValue("Content-Security-Policy")).isEmpty();
    }

    @Test
    void anErrorIs500WithoutDetails() throws Exception {
        HttpResponse<String> fault = get("/fault");
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).isEmpty();
    }

    private String type(String path) throws Exception {
        return get(path).headers().firstValue("Content-Type").orElseThrow();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri().resolve(path)).method(method, BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }
}
