package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser signs in at a provider that is a program of its own, comes back, and signs out. */
@Timeout(120)
class ConsoleOidcTest {
    private static final String SESSION = "vitalwatch-session";
    @TempDir
    private Path folder;
    private final MockOAuth2Server provider = new MockOAuth2Server();
    private final HttpClient client = HttpClient.newHttpClient();

    /** Keeps cookies of the console as a browser does, and goes nowhere by itself. */
    private final class Browser {
        private final Map<String, String> cookies = new LinkedHashMap<>();
        private final URI root;

        Browser(URI root) {
            this.root = root;
        }

        HttpResponse<String> send(String method, String path, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).method(method, HttpRequest.BodyPublishers.noBody());
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("; ")));
            }
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String each : answer.headers().allValues("Set-Cookie")) {
                String[] pair = each.split(";")[0].split("=", 2);
                if (each.contains("Max-Age=0")) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return answer;
        }

        HttpResponse<String> open(String path) throws Exception {
            return send("GET", path, "Accept", "text/html,application/xhtml+xml");
        }

        /** From the console to the provider and back to the path of the answer. */
        String throughProvider(HttpResponse<String> departure) throws Exception {
            assertThat(departure.statusCode()).as(departure.body()).isEqualTo(302);
            HttpResponse<String> there = client.send(HttpRequest.newBuilder(URI.create(location(departure))).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(there.statusCode()).as(there.body()).isEqualTo(302);
            URI back = URI.create(location(there));
            assertThat(back.toString()).startsWith("http://localhost:7000/sign-in/answer?");
            return back.getRawPath() + "?" + back.getRawQuery();
        }

        HttpResponse<String> signIn(String path) throws Exception {
            HttpResponse<String> first = open(path);
            assertThat(first.statusCode()).isEqualTo(302);
            return open(throughProvider(open(location(first))));
        }

        JsonNode me() throws Exception {
            HttpResponse<String> me = send("GET", "/api/v1/me");
            return me.statusCode() == 200 ? ApiCheck.tree(me.body()) : null;
        }
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @BeforeEach
    void start() {
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.shutdown();
    }

    private SimulatedWard ward(String... more) throws Exception {
        Path rights = Files.writeString(folder.resolve("rights"), "groups nurses clinician PILOT\ngroups heads admin\n");
        Path secret = Files.writeString(folder.resolve("secret"), "the secret\n");
        List<String> settings = new java.util.ArrayList<>(List.of("--oidc.issuer=" + provider.issuerUrl("ward"), "--oidc.client-id=console",
                "--oidc.client-secret=file:" + secret, "--oidc.address=http://localhost:7000", "--oidc.rights=" + rights));
        settings.addAll(List.of(more));
        return SimulatedWard.start(Databases.SQLITE.address(folder), settings.toArray(String[]::new)).readings(4, 3).alarms(4);
    }

    private void next(String name, String... groups) {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback("ward", "id-of-" + name, "JWT", List.of("console"),
                Map.of("preferred_username", name, "groups", List.of(groups)), 300));
    }

    @Test
    void aBrowserSignsInComesBackToItsPageAndSeesItsStudies() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            next("nora", "nurses", "others");
            HttpResponse<String> answer = browser.signIn("/alarms?priority=high&open=true");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("<meta http-equiv=\"refresh\" content=\"0;url=/alarms?priority=high&amp;open=true\">");
            assertThat(answer.headers().allValues("Set-Cookie")).anySatisfy(each -> assertThat(each).startsWith(SESSION).contains("HttpOnly",
                    "SameSite=Strict").doesNotContain("Max-Age"));
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(browser.cookies.keySet()).containsExactly(SESSION);
            assertThat(browser.me().get("name").textValue()).isEqualTo("nora");
            assertThat(browser.me().get("sign_out").booleanValue()).isTrue();
            assertThat(ApiCheck.tree(browser.send("GET", "/api/v1/studies").body()).at("/studies").toString()).isEqualTo("[\"PILOT\"]");
            assertThat(browser.send("GET", "/api/v1/audit").statusCode()).isEqualTo(403);
            List<AuditEvent> audit = ward.storeAudit();
            assertThat(audit).anySatisfy(each -> {
                assertThat(each.what()).isEqualTo(What.SIGN_IN);
                assertThat(each.who()).isEqualTo("nora");
                assertThat(each.how()).isEqualTo("oidc");
                assertThat(each.studies()).containsExactly("PILOT");
            });
        }
    }

    @Test
    void whoHasNoRightsIsRefusedAndTheAuditSaysWho() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            next("olga", "visitors");
            HttpResponse<String> answer = browser.signIn("/");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("nobody has given you rights here");
            assertThat(browser.cookies).isEmpty();
            assertThat(browser.me()).isNull();
            assertThat(ward.storeAudit()).singleElement().satisfies(each -> {
                assertThat(each.what()).isEqualTo(What.SIGN_IN_REFUSED);
                assertThat(each.who()).isEqualTo("olga");
            });
        }
    }

    @Test
    void theSessionIsANewOneAndAnAnswerIsUsedOnce() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            browser.cookies.put(SESSION, "chosen-by-somebody-else");
            next("nora", "nurses");
            String back = browser.throughProvider(browser.open(location(browser.open("/"))));
            assertThat(browser.open(back).statusCode()).isEqualTo(200);
            String first = browser.cookies.get(SESSION);
            assertThat(first).isNotEqualTo("chosen-by-somebody-else").hasSize(48);
            assertThat(browser.open(back).statusCode()).as("the answer is used").isEqualTo(403);
            Browser other = new Browser(ward.uri());
            assertThat(other.open(back).statusCode()).as("in another browser").isEqualTo(403);
            assertThat(other.me()).isNull();

            next("hedda", "heads");
            browser.open(browser.throughProvider(browser.open("/sign-in")));
            assertThat(browser.cookies.get(SESSION)).isNotEqualTo(first);
            assertThat(browser.me().get("role").textValue()).isEqualTo("admin");
            other.cookies.put(SESSION, first);
            assertThat(other.me()).as("the session before has ended").isNull();
        }
    }

    @Test
    void severalTabsSignInAtOnce() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            next("nora", "nurses");
            next("nora", "nurses");
            String one = browser.throughProvider(browser.open("/sign-in?to=/alarms"));
            String two;
            do {
                two = browser.throughProvider(browser.open("/sign-in?to=/rules"));
            } while (slot(one).equals(slot(two)));
            assertThat(browser.open(one).body()).contains("url=/alarms");
            assertThat(browser.open(two).body()).contains("url=/rules");
        }
    }

    private static String slot(String answer) {
        Matcher state = Pattern.compile("[?&]state=(.)").matcher(answer);
        assertThat(state.find()).isTrue();
        return state.group(1);
    }

    @Test
    void aSignOutEndsTheSessionHereAndLeadsToTheProvider() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            next("nora", "nurses");
            browser.signIn("/");
            String session = browser.cookies.get(SESSION);
            assertThat(browser.send("POST", "/sign-out", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
            assertThat(browser.send("GET", "/sign-out").statusCode()).isEqualTo(405);
            assertThat(browser.me()).isNotNull();
            String next = ApiCheck.tree(browser.send("POST", "/sign-out").body()).get("next").textValue();
            assertThat(next).startsWith(provider.endSessionEndpointUrl("ward").toString())
                    .contains("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A7000%2Fsigned-out");
            assertThat(browser.cookies).isEmpty();
            AuditEvent last = ward.storeAudit().get(ward.storeAudit().size() - 1);
            assertThat(last).isEqualTo(new AuditEvent(What.SIGN_OUT, "nora", last.role(), null, "127.0.0.1", null, List.of("PILOT")));
            assertThat(browser.send("POST", "/sign-out").statusCode()).isEqualTo(200);
            assertThat(ward.storeAudit()).filteredOn(each -> each.what() == What.SIGN_OUT).hasSize(1);
            browser.cookies.put(SESSION, session);
            assertThat(browser.me()).isNull();
            assertThat(browser.open("/signed-out").body()).contains("You are signed out.");
        }
    }

    @Test
    void onlyPagesAreSentToTheProvider() throws Exception {
        try (SimulatedWard ward = ward()) {
            Browser browser = new Browser(ward.uri());
            assertThat(location(browser.open("/patients/" + ward.id(1) + "?range=24h")))
                    .isEqualTo("/sign-in?to=%2Fpatients%2F" + ward.id(1) + "%3Frange%3D24h");
            assertThat(browser.send("GET", "/", "Sec-Fetch-Mode", "navigate").statusCode()).isEqualTo(302);
            assertThat(location(browser.open("/alarms?" + "x".repeat(9000)))).isEqualTo("/sign-in");
            assertThat(browser.send("GET", "/", "Sec-Fetch-Mode", "cors", "Accept", "text/html").statusCode()).isEqualTo(401);
            assertThat(browser.send("GET", "/api/v1/me", "Accept", "text/html").statusCode()).isEqualTo(401);
            assertThat(browser.send("GET", "/api/v1/stream", "Accept", "text/event-stream").statusCode()).isEqualTo(401);
            assertThat(browser.send("POST", "/alarms", "Accept", "text/html").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void noAddressOfAnotherServerIsATarget() throws Exception {
        try (SimulatedWard ward = ward()) {
            for (String each : List.of("//evil.example", "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example",
                    "%2F%09%2Fevil.example", "%2Fa%0d%0aLocation:%20https://evil.example", "%22%3E%3Cscript%3E")) {
                Browser browser = new Browser(ward.uri());
                next("nora", "nurses");
                HttpResponse<String> answer = browser.open(browser.throughProvider(browser.open("/sign-in?to=" + each)));
                assertThat(answer.body()).contains("content=\"0;url=/\"").doesNotContain("evil", "<script");
                assertThat(answer.headers().firstValue("Location")).isEmpty();
            }
        }
    }

    @Test
    void tokensForProgramsAndPasswordsGoOnBesideIt() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "prometheus viewer 0123456789abcdef0123456789abcdef\n");
        try (SimulatedWard ward = ward("--tokens=" + tokens)) {
            JsonNode me = new ApiCheck(ward.uri(), "Bearer 0123456789abcdef0123456789abcdef").get(200, "/me");
            assertThat(me.get("name").textValue()).isEqualTo("prometheus");
            assertThat(me.get("sign_out").booleanValue()).isFalse();
        }
    }

    @Test
    void overTlsTheCookiesAreForThisHostOnly() throws Exception {
        try (SimulatedWard ward = ward("--oidc.address=https://localhost:7000")) {
            throw new AssertionError("two addresses were taken: " + ward.uri());
        } catch (io.vitalwatch.settings.SettingsException e) {
            assertThat(e.getMessage()).contains("oidc.address");
        }
        Path rights = Files.writeString(folder.resolve("rights"), "groups nurses clinician PILOT\n");
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder), "--oidc.issuer=" + provider.issuerUrl("ward"),
                "--oidc.client-id=console", "--oidc.address=https://localhost", "--oidc.rights=" + rights)) {
            Browser browser = new Browser(ward.uri());
            next("nora", "nurses");
            HttpResponse<String> departure = browser.open("/sign-in");
            assertThat(departure.headers().firstValue("Set-Cookie").orElseThrow()).matches(
                    "__Host-vitalwatch-attempt-[0-9a-f]=[A-Za-z0-9_-]+; Path=/; Expires=[^;]+; Max-Age=600; Secure; HttpOnly; SameSite=Lax");
            URI back = URI.create(location(client.send(HttpRequest.newBuilder(URI.create(location(departure))).build(),
                    HttpResponse.BodyHandlers.ofString())));
            assertThat(back.toString()).startsWith("https://localhost/sign-in/answer?");
            assertThat(browser.open(back.getRawPath() + "?" + back.getRawQuery()).headers().allValues("Set-Cookie").toString())
                    .containsPattern("__Host-vitalwatch-session=[0-9a-f]{48}; Path=/; Secure; HttpOnly; SameSite=Strict");
        }
    }
}
