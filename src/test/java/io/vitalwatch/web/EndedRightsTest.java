package io.vitalwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Passwords;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import io.vitalwatch.web.access.SignInSettings;
import io.vitalwatch.web.access.TrustedProxies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A stream that is open when its caller's rights end. */
@Timeout(60)
class EndedRightsTest {
    private static final EventFeed FEED = new EventFeed() {
        @Override
        public StreamEvent first() {
            return new StreamEvent("first", "1".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public StreamEvent next(long millis, BooleanSupplier closed) {
            return new StreamEvent("next", "2".getBytes(StandardCharsets.UTF_8));
        }
    };

    private final AtomicLong nanos = new AtomicLong();
    private final EventStreams streams = new EventStreams(() -> { }, nanos::get);

    @Test
    void itEnds() throws Exception {
        AtomicReference<Caller> rights = new AtomicReference<>(new Caller("anna", Role.VIEWER));
        Sessions sessions = new Sessions(Sessions.USUAL_MILLIS, false, () -> 0);
        HttpServer server = new HttpServer(HttpServer.Binding.plain("rights-test", "127.0.0.1", 0),
                new Routes("nothing\n", SignIn.bySession(sessions, null, () -> 0))
                        .on("GET", "/begin", Role.ANYONE, exchange -> {
                            sessions.begin(rights::get, exchange.request(), exchange.response());
                            exchange.send(HttpAnswer.text(200, ""));
                        })
                        .on("GET", "/stream", Role.VIEWER, exchange -> streams.serve(exchange, FEED)));
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

    @Test
    void thatOfAUserWhoWasRemovedEndsThoughOthersTryTooManyPasswords(@TempDir Path folder) throws Exception {
        String anna = "anna viewer " + Passwords.hash("rosebud-17") + "\n";
        String ben = "ben viewer " + Passwords.hash("rosebud-18") + "\n";
        Path users = Files.writeString(folder.resolve("users"), anna + ben);
        AtomicLong signInNanos = new AtomicLong();
        SignIn signIn = SignIn.by(new SignInSettings(users, null, false, null, TrustedProxies.of(List.of()), false), signInNanos::get);
        HttpServer server = new HttpServer(HttpServer.Binding.plain("rights-test", "127.0.0.1", 0),
                new Routes("nothing\n", signIn).on("GET", "/stream", Role.VIEWER, exchange -> streams.serve(exchange, FEED)));
        server.start();
        try (InputStream in = stream(server, "anna:rosebud-17").getInputStream();
                InputStream other = stream(server, "ben:rosebud-18").getInputStream()) {
            assertThat(in.read()).isEqualTo('e');
            assertThat(other.read()).isEqualTo('e');
            Files.writeString(users, ben);
            // A password that was right is forgotten by then, and no attempt is left.
            signInNanos.addAndGet(TimeUnit.MINUTES.toNanos(11));
            int status = 0;
            while (status != 429) {
                status = stream(server, "ben:wrong").getResponseCode();
            }
            nanos.addAndGet(EventStreams.CHECK_NANOS + 1);
            assertThat(in.readNBytes(10_000).length).as("it ends").isLessThan(10_000);
            other.skipNBytes(other.available());
            assertThat(other.readNBytes(200)).as("the other one goes on").hasSize(200);
        } finally {
            streams.close();
            server.stop();
        }
    }

    private static HttpURLConnection stream(HttpServer server, String password) throws IOException {
        HttpURLConnection stream = (HttpURLConnection) server.uri().resolve("/stream").toURL().openConnection();
        stream.setRequestProperty("Authorization", "Basic " + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)));
        return stream;
    }
}
