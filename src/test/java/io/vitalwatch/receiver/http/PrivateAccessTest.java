package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.web.access.Passwords;
import io.vitalwatch.web.access.Role;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A walk over every private route: as nobody, scraper, viewer and admin, with a wrong host and origin, on loopback and not. */
@Timeout(120)
class PrivateAccessTest {
    private static final String OK = "Host: localhost\r\n";
    private static final int SCRAPER = 1;
    private static final int VIEWER = 2;
    private static final int ADMIN = 3;
    private static final List<String> CALLERS = List.of("", bearer("scraper-token-0123456789"), basic("vera", "viewer password"),
            basic("anna", "admin's password"));

    /** Every route, with A for a name in a path, and some other paths; and what each needs: 0 nobody, 1 scraper, 2 viewer, 3 admin. */
    private static final Map<String, Integer> ROUTES = Map.ofEntries(Map.entry("GET /health/live", 0), Map.entry("HEAD /health/live", 0),
            Map.entry("GET /health/ready", 0), Map.entry("HEAD /health/ready", 0), Map.entry("GET /health/kafka", 0),
            Map.entry("HEAD /health/kafka", 0), Map.entry("GET /health", SCRAPER), Map.entry("HEAD /health", SCRAPER),
            Map.entry("HEAD /", VIEWER), Map.entry("HEAD /deliveries", VIEWER), Map.entry("HEAD /deliveries.css", VIEWER),
            Map.entry("HEAD /deliveries.js", VIEWER), Map.entry("HEAD /deliveries.svg", VIEWER),
            Map.entry("HEAD /api/deliveries.csv", VIEWER), Map.entry("GET /api/deliveries/stream", VIEWER),
            Map.entry("HEAD /api/deliveries/stream", VIEWER), Map.entry("GET /metrics", SCRAPER), Map.entry("HEAD /metrics", SCRAPER),
            Map.entry("GET /nothing", SCRAPER), Map.entry("POST /metrics", SCRAPER), Map.entry("DELETE /nothing", SCRAPER),
            Map.entry("TRACE /deliveries", SCRAPER), Map.entry("OPTIONS /api/studies/A", SCRAPER),
            Map.entry("GET /", VIEWER), Map.entry("GET /deliveries", VIEWER), Map.entry("GET /deliveries.css", VIEWER),
            Map.entry("GET /deliveries.js", VIEWER), Map.entry("GET /deliveries.svg", VIEWER), Map.entry("GET /api/deliveries", VIEWER),
            Map.entry("GET /api/deliveries.csv", VIEWER), Map.entry("HEAD /api/deliveries", VIEWER),
            Map.entry("GET /api/studies", VIEWER), Map.entry("GET /api/studies/", VIEWER), Map.entry("GET /api/studies/A", VIEWER),
            Map.entry("GET //deliveries", SCRAPER), Map.entry("GET /x/../api/deliveries", VIEWER),
            Map.entry("PUT /api/studies/A", ADMIN), Map.entry("PUT /x/../api/studies/A", ADMIN));

    @TempDir
    private static Path folder;
    private static List<String> signIn;

    @BeforeAll
    static void files() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "# people\nvera viewer " + Passwords.hash("viewer password")
                + "\n\nanna  admin\t" + Passwords.hash("admin's password") + "\nproxied viewer -\n");
        Path tokens = Files.writeString(folder.resolve("tokens"),
                "prometheus scraper scraper-token-0123456789\nscript admin Ab0123456789abcdefXy\n");
        signIn = List.of("--private.users=" + users, "--private.tokens=" + tokens);
    }

    @Test
    void thisWalkComesPastEveryRouteAndAgreesAboutTheRoleThatItNeeds() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka(with())) {
            assertThat(running.receiver.privateRoutes()).isNotEmpty().allSatisfy((route, role) ->
                    assertThat(ROUTES.get(route.replace("*", "A"))).as(route).isEqualTo(List.of(Role.ANYONE, Role.SCRAPER, Role.VIEWER,
                            Role.ADMIN).indexOf(role)));
        }
    }

    @Test
    void everyRouteIsOpenToWhoMayUseItAndToNobodyElse() throws Exception {
        for (String address : List.of("127.0.0.1", "0.0.0.0")) {
            try (TestReceiver running = TestReceiver.withoutKafka(with("--private.address=" + address))) {
                for (Map.Entry<String, Integer> route : ROUTES.entrySet()) {
                    for (int caller = 0; caller < CALLERS.size(); caller++) {
                        int status = status(running, route.getKey(), OK + CALLERS.get(caller));
                        String what = address + " " + route.getKey() + " as caller " + caller + ": " + status;
                        if (caller >= route.getValue()) {
                            assertThat(status).as(what).isNotIn(401, 403, 421, 429, -1);
                        } else {
                            assertThat(status).as(what).isEqualTo(caller == 0 ? 401 : 403);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aWrongHostIsRefusedOnEveryRouteForEveryCallerOnLoopbackAndNot() throws Exception {
        for (String address : List.of("127.0.0.1", "0.0.0.0")) {
            try (TestReceiver running = TestReceiver.withoutKafka(with("--private.address=" + address, "--private.hosts=ops.example"))) {
                for (String route : ROUTES.keySet()) {
                    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.", "0.0.0.0", "evil.ops.example")) {
                        assertThat(status(running, route, "Host: " + host + "\r\n" + CALLERS.get(ADMIN))).as(route + " " + host)
                                .isEqualTo(421);
                    }
                }
                for (String host : List.of("localhost:1", "LOCALHOST", "127.0.0.1", "[::1]:8081", "ops.example", "OPS.example:443")) {
                    assertThat(status(running, "GET /health/live", "Host: " + host + "\r\n")).as(host).isEqualTo(200);
                }
                // An address cannot be the name of another page, and health checks of a cluster use it.
                assertThat(status(running, "GET /health/live", "Host: 10.1.2.3:8081\r\n")).isEqualTo(address.equals("0.0.0.0") ? 200 : 421);
            }
        }
    }

    @Test
    void aPageOfAnotherOriginChangesNothingOnLoopbackAndNot() throws Exception {
        List<String> wrong = List.of("Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://localhost:3000\r\n",
                "Origin: file://\r\n", "Origin: \r\n", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
                "Origin: http://localhost:7\r\nOrigin: http://evil.example\r\n");
        for (List<String> settings : List.of(signIn, List.<String>of())) {
            try (TestReceiver running = TestReceiver.withoutKafka(settings.toArray(String[]::new))) {
                String caller = settings.isEmpty() ? "" : CALLERS.get(ADMIN);
                for (String origin : wrong) {
                    assertThat(status(running, "PUT /api/studies/A", "Host: localhost:7\r\n" + origin + caller)).as(origin).isEqualTo(403);
                }
                for (String own : List.of("Origin: http://localhost:7\r\nSec-Fetch-Site: same-origin\r\n", "Sec-Fetch-Site: none\r\n",
                        "Origin: https://localhost:7\r\n", "")) {
                    assertThat(status(running, "PUT /api/studies/A", "Host: localhost:7\r\n" + own + caller)).as(own).isEqualTo(503);
                }
            }
        }
    }

    @Test
    void credentialsThatAreNotExactlyRightAreNobodys() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka(with())) {
            for (String wrong : List.of(bearer("scraper-token-012345678"), bearer("Scraper-token-0123456789"), bearer(""),
                    bearer("scraper-token-0123456789 x"), "Authorization: scraper-token-0123456789\r\n", basic("proxied", "-"),
                    basic("proxied", ""), basic("nobody", "x"), basic("vera", "Viewer password"), basic("vera", ""),
                    "Authorization: Basic %%%\r\n", "Authorization: Basic " + Base64.getEncoder().encodeToString("vera".getBytes()) + "\r\n",
                    CALLERS.get(SCRAPER) + CALLERS.get(ADMIN), "X-Remote-User: anna\r\n",
                    "Authorization: Bearer " + "x".repeat(2000) + "\r\n")) {
                assertThat(status(running, "GET /metrics", OK + wrong)).as(wrong).isEqualTo(401);
            }
            assertThat(status(running, "GET /metrics", OK + bearer("scraper-token-0123456789").replace("Bearer", "bearer"))).isEqualTo(200);
        }
    }

    /** Jetty's cache of header lines ignores case; with it the wrong token would be read as the right one before it. */
    @Test
    void aTokenThatDiffersInCaseOnlyIsRefusedOnTheSameConnection() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka(with()); RawSocket socket = new RawSocket(running.inside())) {
            for (int i = 0; i < 3; i++) {
                assertThat(socket.send("GET /metrics HTTP/1.1\r\n" + OK + bearer("Ab0123456789abcdefXy") + "\r\n").status()).isEqualTo(200);
                assertThat(socket.send("GET /metrics HTTP/1.1\r\n" + OK + bearer("aB0123456789ABCDEFxY") + "\r\n").status()).isEqualTo(401);
                assertThat(socket.send("GET /metrics HTTP/1.1\r\n" + OK + "\r\n").status()).isEqualTo(401);
            }
        }
    }

    @Test
    void manyWrongPasswordsAreStoppedAndDoNotStopWhoHasSignedIn() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka(with())) {
            assertThat(status(running, "GET /metrics", OK + CALLERS.get(VIEWER))).isEqualTo(200);
            // All at once: one after the other a slow machine takes longer for each than the limit asks for.
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String wrong = OK + basic("vera", "wrong " + i);
                asked.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return status(running, "GET /metrics", wrong);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                }, task -> new Thread(task).start()));
            }
            List<Integer> answers = asked.stream().map(CompletableFuture::join).toList();
            assertThat(answers).contains(429).containsOnly(401, 429);
            assertThat(status(running, "GET /metrics", OK + CALLERS.get(VIEWER))).isEqualTo(200);
        }
    }

    @Test
    void aProxysIdentityHeaderIsTrustedFromThatProxyOnlyAndNamesAUserOfTheFile() throws Exception {
        String header = "--private.identity-header=X-Remote-User";
        try (TestReceiver running = TestReceiver.withoutKafka(with(header, "--private.identity-proxies=127.0.0.1"))) {
            assertThat(status(running, "GET /deliveries", OK + "X-Remote-User: proxied\r\n")).isEqualTo(200);
            assertThat(status(running, "PUT /api/studies/A", OK + "X-Remote-User: proxied\r\n")).isEqualTo(403);
            assertThat(status(running, "GET /deliveries", OK + "X-Remote-User: stranger\r\n")).isEqualTo(401);
            assertThat(status(running, "GET /deliveries", OK + "X-Remote-User: proxied\r\nX-Remote-User: anna\r\n")).isEqualTo(401);
        }
        try (TestReceiver running = TestReceiver.withoutKafka(with(header, "--private.identity-proxies=192.0.2.1"))) {
            assertThat(status(running, "GET /deliveries", OK + "X-Remote-User: anna\r\n")).isEqualTo(401);
        }
    }

    @Test
    void onLoopbackNobodySignsInUnlessAFileIsConfigured() throws Exception {
        try (TestReceiver running = TestReceiver.withoutKafka()) {
            for (String route : ROUTES.keySet()) {
                assertThat(status(running, route, OK)).as(route).isNotIn(401, 403, 421, 429, -1);
            }
        }
    }

    @Test
    void aFileThatCannotBeUsedStopsTheStartAndTheMessageHasNoSecret() throws Exception {
        for (String wrong : List.of("", "anna admin", "anna boss $argon2id$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$aGFzaA", "anna admin hunter2hunter2",
                "anna admin $argon2id$nonsense", "a viewer -\na viewer -", "anna admin $argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHQ$aGFzaA")) {
            Path file = Files.writeString(folder.resolve("wrong"), wrong, StandardCharsets.UTF_8);
            assertThatThrownBy(() -> TestReceiver.withoutKafka("--private.users=" + file)).as(wrong).isInstanceOf(SettingsException.class)
                    .hasMessageContaining("private.users").message().doesNotContain("hunter2");
        }
        Path tokens = Files.writeString(folder.resolve("wrong"), "p scraper short");
        assertThatThrownBy(() -> TestReceiver.withoutKafka("--private.tokens=" + tokens)).hasMessageContaining("at least 16 characters");
    }

    private static int status(TestReceiver running, String route, String headers) throws Exception {
        boolean put = route.startsWith("PUT");
        String body = put ? "{\"enabled\":true}" : "";
        try (RawSocket socket = new RawSocket(running.inside()).send(route + " HTTP/1.1\r\n" + headers
                + (put ? "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n" : "") + "\r\n" + body)) {
            return socket.headOnly();
        }
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(signIn);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static String basic(String name, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }
}
