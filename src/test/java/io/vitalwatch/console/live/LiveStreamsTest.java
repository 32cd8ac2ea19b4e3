package io.vitalwatch.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.HttpServer;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

@Timeout(60)
class LiveStreamsTest {
    private static final int MOST = 5;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Caller> rights = new AtomicReference<>(new Caller("anna", Role.VIEWER));
    private final AtomicReference<Supplier<Caller>> beginning = new AtomicReference<>();
    private final Sessions sessions = new Sessions(Sessions.USUAL_MILLIS, false, () -> 0);
    /** How many rounds fail. */
    private final AtomicInteger failing = new AtomicInteger();
    private final LiveStreams streams = new LiveStreams(new Ward(() -> {
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("for the test");
        }
        return 0;
    }, nanos::get, false), nanos::get, MOST);
    private final HttpServer server = new HttpServer(HttpServer.Binding.plain("live-test", "127.0.0.1", 0),
            new Routes("nothing\n", SignIn.bySession(sessions, null, () -> 0))
                    .on("GET", "/begin", Role.ANYONE, exchange -> {
                        sessions.begin(beginning.get(), exchange.request(), exchange.response());
                        exchange.send(HttpAnswer.text(200, ""));
                    })
                    .on("GET", "/stream", Role.VIEWER, exchange -> streams.serve(exchange, exchange.caller().studies(), null)));

    @BeforeEach
    void start() throws Exception {
        server.start();
        streams.start();
    }

    @AfterEach
    void stop() {
        streams.close();
        server.stop();
    }

    private HttpURLConnection open() throws IOException {
        return open(rights::get);
    }

    private HttpURLConnection open(Supplier<Caller> caller) throws IOException {
        beginning.set(caller);
        String cookie = ((HttpURLConnection) server.uri().resolve("/begin").toURL().openConnection()).getHeaderField("Set-Cookie");
        HttpURLConnection stream = (HttpURLConnection) server.uri().resolve("/stream").toURL().openConnection();
        stream.setRequestProperty("Cookie", cookie.split(";")[0]);
        return stream;
    }

    @Test
    void aStreamEndsWhenItsCallersRightsEnd() throws Exception {
        try (InputStream in = open().getInputStream()) {
            assertThat(in.read()).isEqualTo('i');
            nanos.addAndGet(LiveStreams.CHECK_NANOS + 1);
            byte[] some = new byte[500];
            assertThat(in.readNBytes(some, 0, some.length)).as("it goes on while there are rights").isEqualTo(some.length);
            rights.set(new Caller("anna", Role.VIEWER, java.util.Set.of("A")));
            nanos.addAndGet(LiveStreams.CHECK_NANOS + 1);
            in.readAllBytes();
        }
        assertThat(streams.viewers()).isZero();
    }

    @Test
    void oneWhoseRightsCannotBeCheckedEndsAndTheOthersAreChecked() throws Exception {
        AtomicReference<Caller> others = new AtomicReference<>(new Caller("berta", Role.VIEWER));
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(open().getInputStream());
        }
        open.add(open(() -> {
            Caller caller = others.get();
            if (caller == null) {
                throw new IllegalStateException("for the test");
            }
            return caller;
        }).getInputStream());
        for (InputStream each : open) {
            assertThat(each.read()).isEqualTo('i');
        }
        rights.set(null);
        others.set(null);
        nanos.addAndGet(LiveStreams.CHECK_NANOS + 1);
        for (InputStream each : open) {
            each.readAllBytes();
        }
        assertThat(streams.viewers()).isZero();
    }

    @Test
    void aRoundThatFailsIsNotTheLastOne() throws Exception {
        failing.set(3);
        try (InputStream in = open().getInputStream()) {
            byte[] some = new byte[500];
            assertThat(in.readNBytes(some, 0, some.length)).isEqualTo(some.length);
        }
        assertThat(failing).hasValue(0);
    }

    @Test
    void oneCallerHasNotAllStreams() throws Exception {
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            open.add(open().getInputStream());
        }
        HttpURLConnection refused = open();
        assertThat(refused.getResponseCode()).isEqualTo(503);
        assertThat(refused.getHeaderField("Retry-After")).isEqualTo("10");
        rights.set(new Caller("berta", Role.VIEWER));
        assertThat(open().getResponseCode()).isEqualTo(200);
        for (InputStream each : open) {
            each.close();
        }
    }
}
