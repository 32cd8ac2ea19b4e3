package io.vitalwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A stream that is open when its caller's rights end. */
@Timeout(60)
class EndedRightsTest {
    @Test
    void itEnds() throws Exception {
        AtomicLong nanos = new AtomicLong();
        AtomicReference<Caller> rights = new AtomicReference<>(new Caller("anna", Role.VIEWER));
        Sessions sessions = new Sessions(Sessions.USUAL_MILLIS, false, () -> 0);
        EventFeed feed = new EventFeed() {
            @Override
            public StreamEvent first() {
                return new StreamEvent("first", "1".getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public StreamEvent next(long millis, BooleanSupplier closed) {
                return new StreamEvent("next", "2".getBytes(StandardCharsets.UTF_8));
            }
        };
        EventStreams streams = new EventStreams(() -> { }, nanos::get);
        HttpServer server = new HttpServer(HttpServer.Binding.plain("rights-test", "127.0.0.1", 0),
                new Routes("nothing\n", SignIn.bySession(sessions, null, () -> 0))
                        .on("GET", "/begin", Role.ANYONE, exchange -> {
                            sessions.begin(rights::get, exchange.request(), exchange.response());
                            exchange.send(HttpAnswer.text(200, ""));
                        })
                        .on("GET", "/stream", Role.VIEWER, exchange -> streams.serve(exchange, feed)));
        server.start();
        try {
            String cookie = ((HttpURLConnection) server.uri().resolve("/begin").toURL().openConnection()).getHeaderField("Set-Cookie");
            HttpURLConnection stream = (HttpURLConnection) server.uri().resolve("/stream").toURL().openConnection();
            stream.setRequestProperty("Cookie", cookie.split(";")[0]);
            try (InputStream in = stream.getInputStream()) {
                assertThat(in.read()).isEqualTo('e');
                nanos.addAndGet(EventStreams.CHECK_NANOS + 1);
                byte[] some = new byte[64];
                assertThat(in.readNBytes(some, 0, some.length)).as("it goes on while there are rights").isEqualTo(some.length);
                rights.set(null);
                nanos.addAndGet(EventStreams.CHECK_NANOS + 1);
                assertThat(in.readAllBytes().length).as("it ends").isLessThan(10_000);
            }
        } finally {
            streams.close();
            server.stop();
        }
    }
}
