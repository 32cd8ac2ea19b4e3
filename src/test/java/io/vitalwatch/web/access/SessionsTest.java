package io.vitalwatch.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.HttpServer;
import io.vitalwatch.web.Routes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class SessionsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Caller> rights = new AtomicReference<>(new Caller("anna", Role.VIEWER));
    private final Sessions sessions = new Sessions(TimeUnit.HOURS.toMillis(2), false, nanos::get);
    private final HttpServer server = new HttpServer(HttpServer.Binding.plain("sessions-test", "127.0.0.1", 0),
            new Routes("nothing\n", SignIn.bySession(sessions, null, nanos::get))
                    .on("GET", "/begin", Role.ANYONE, exchange -> {
                        sessions.begin(rights::get, exchange.request(), exchange.response());
                        exchange.send(HttpAnswer.text(200, ""));
                    })
                    .on("GET", "/end", Role.ANYONE, exchange -> {
                        sessions.end(exchange.request(), exchange.response());
                        exchange.send(HttpAnswer.text(200, ""));
                    })
                    .on("GET", "/who", Role.VIEWER, exchange -> exchange.send(HttpAnswer.text(200, exchange.caller().role().label()
                            + exchange.stillAllowed().getAsBoolean()))));

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path));
        return HttpClient.newHttpClient().send((cookie == null ? request : request.header("Cookie", cookie)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String begin(String before) throws Exception {
        return get("/begin", before).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @Test
    void aSessionEndsAfterItsTime() throws Exception {
        String cookie = begin(null);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
        assertThat(get("/who", cookie).body()).isEqualTo("viewertrue");
        nanos.addAndGet(1);
        assertThat(get("/who", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionEndsWhenItsOwnerSignsOutOrInAgain() throws Exception {
        String first = begin(null);
        String second = begin(first);
        assertThat(second).isNotEqualTo(first);
        assertThat(get("/who", first).statusCode()).isEqualTo(401);
        HttpResponse<String> end = get("/end", second);
        assertThat(end.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0", "HttpOnly", "SameSite=Strict");
        assertThat(get("/who", second).statusCode()).isEqualTo(401);
    }

    @Test
    void rightsAreAskedAtEachRequest() throws Exception {
        String cookie = begin(null);
        rights.set(new Caller("anna", Role.ADMIN));
        assertThat(get("/who", cookie).body()).isEqualTo("admintrue");
        rights.set(null);
        assertThat(get("/who", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void aNumberThatNobodyGaveOutIsNoSession() throws Exception {
        begin(null);
        for (String each : new String[] {"", "0", "x".repeat(48), "a; vitalwatch-session=b"}) {
            assertThat(get("/who", "vitalwatch-session=" + each).statusCode()).isEqualTo(401);
        }
    }
}
