package io.vitalwatch.web.oidc;

import static io.vitalwatch.web.oidc.HostileProvider.newKey;
import static io.vitalwatch.web.oidc.HostileProvider.plain;
import static io.vitalwatch.web.oidc.HostileProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a sign-in believes of a provider, and what not. */
@Timeout(120)
class OidcSignInTest {
    private static final String SECRET = "a secret of the console: 100 % or more & less";
    private final AtomicLong clock = new AtomicLong(1_763_562_154_000L);
    private final AtomicLong nanos = new AtomicLong();
    @TempDir
    private Path folder;
    private HostileProvider provider;
    private OidcSignIn signIn;

    @BeforeEach
    void start() throws Exception {
        provider = new HostileProvider();
        signIn = signIn(SECRET);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private OidcSignIn signIn(String secret) throws Exception {
        Path rights = Files.writeString(folder.resolve("rights"), "groups ward clinician EZTJD\n");
        return new OidcSignIn(new OidcSettings(URI.create(provider.address()), "console", secret == null ? null : () -> secret,
                URI.create("https://ward.example.org/"), rights, "preferred_username", List.of("openid", "groups"), 60_000), clock::get,
                nanos::get);
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&")).map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> java.net.URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
    }

    private OidcSignIn.Arrival arrive(OidcSignIn.Departure departure) throws OidcRefusal {
        return signIn.arrive(departure.attempt(), "192.0.2.1", departure.state(), "the code", null, null);
    }

    private OidcSignIn.Arrival arriveWith(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        OidcSignIn.Departure departure = signIn.depart("/alarms");
        provider.token = signed(provider.key, "one", provider.claims(query(departure.address()).get("nonce"), change));
        return arrive(departure);
    }

    private static void refused(ThrowingCallable sign, int code, String text) {
        assertThatThrownBy(sign).isInstanceOfSatisfying(OidcRefusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.getMessage()).contains(text);
        });
    }

    @Test
    void theWayThereAsksForACodeWithStateNonceAndAProofKey() throws Exception {
        Map<String, String> asked = query(signIn.depart("/alarms").address());
        assertThat(asked).containsEntry("response_type", "code").containsEntry("client_id", "console")
                .containsEntry("redirect_uri", "https://ward.example.org/sign-in/answer").containsEntry("scope", "openid groups")
                .containsEntry("code_challenge_method", "S256");
        assertThat(asked.get("state")).hasSize(64);
        assertThat(asked.get("nonce")).hasSize(64).isNotEqualTo(asked.get("state"));
        assertThat(query(signIn.depart("/alarms").address()).get("state")).isNotEqualTo(asked.get("state"));
    }

    @Test
    void theWayBackGivesWhoItIsByTheRightsAsTheyAreNow() throws Exception {
        OidcSignIn.Departure departure = signIn.depart("/patients/0a1b?x=1");
        Map<String, String> asked = query(departure.address());
        provider.token = signed(provider.key, "one", provider.claims(asked.get("nonce"), each -> { }));
        OidcSignIn.Arrival arrival = arrive(departure);
        assertThat(arrival.target()).isEqualTo("/patients/0a1b?x=1");
        assertThat(arrival.caller().get()).isEqualTo(new Caller("anna", Role.CLINICIAN, java.util.Set.of("EZTJD")));

        Map<String, String> sent = query(URI.create("http://x/?" + provider.tokenRequests.get(0)));
        assertThat(sent).containsEntry("grant_type", "authorization_code").containsEntry("code", "the code")
                .containsEntry("redirect_uri", "https://ward.example.org/sign-in/answer");
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(sent.get("code_verifier").getBytes(StandardCharsets.US_ASCII)));
        assertThat(challenge).isEqualTo(asked.get("code_challenge"));
        assertThat(provider.authorizations.get(0)).startsWith("Basic ");
        assertThat(provider.tokenRequests.get(0)).doesNotContain("client_secret");

        Files.writeString(folder.resolve("rights"), "groups ward viewer\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        assertThat(arrival.caller().get()).isEqualTo(new Caller("anna", Role.VIEWER));
        Files.writeString(folder.resolve("rights"), "groups others viewer\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        assertThat(arrival.caller().get()).isNull();
    }

    @Test
    void theSecretGoesAsTheProviderWantsIt() throws Exception {
        provider.more = ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]";
        arriveWith(each -> { });
        assertThat(query(URI.create("http://x/?" + provider.tokenRequests.get(0)))).containsEntry("client_secret", SECRET)
                .containsEntry("client_id", "console");
        signIn = signIn(null);
        arriveWith(each -> { });
        assertThat(query(URI.create("http://x/?" + provider.tokenRequests.get(1)))).containsEntry("client_id", "console")
                .doesNotContainKey("client_secret");
        assertThat(provider.authorizations).containsOnly("null");
    }

    @Test
    void aTokenThatIsNotForThisAttemptIsRefused() throws Exception {
        refused(() -> arriveWith(each -> each.issuer("https://evil.example")), 403, "not valid");
        refused(() -> arriveWith(each -> each.audience("another")), 403, "not valid");
        refused(() -> arriveWith(each -> each.audience(List.of("console", "another"))), 403, "azp");
        refused(() -> arriveWith(each -> each.audience(List.of("console", "another")).claim("azp", "another")), 403, "azp");
        refused(() -> arriveWith(each -> each.claim("azp", "another")), 403, "azp");
        refused(() -> arriveWith(each -> each.claim("nonce", "another")), 403, "not valid");
        refused(() -> arriveWith(each -> each.claim("nonce", null)), 403, "not valid");
        signIn = signIn(SECRET);
        refused(() -> arriveWith(each -> each.expirationTime(new Date(System.currentTimeMillis() - 120_000))), 403, "not valid");
        refused(() -> arriveWith(each -> each.expirationTime(null)), 403, "not valid");
        refused(() -> arriveWith(each -> each.issueTime(new Date(System.currentTimeMillis() + 600_000))), 403, "not valid");
        refused(() -> arriveWith(each -> each.subject(null)), 403, "not valid");
        assertThat(arriveWith(each -> each.audience(List.of("console", "another")).claim("azp", "console")).caller().get()).isNotNull();
    }

    @Test
    void aTokenThatTheProviderHasNotSignedIsRefused() throws Exception {
        OidcSignIn.Departure departure = signIn.depart("/");
        JWTClaimsSet claims = provider.claims(query(departure.address()).get("nonce"), each -> { });
        RSAKey other = newKey("one");
        for (String each : List.of(plain(claims), signed(other, "one", claims), signed(SECRET.getBytes(StandardCharsets.UTF_8), claims),
                signed(provider.key.toRSAPublicKey().getEncoded(), claims))) {
            provider.token = each;
            refused(() -> arrive(departure), 403, "not valid");
        }
        String right = signed(provider.key, "one", claims);
        provider.token = right.substring(0, right.length() - 6) + "AAAAAA";
        refused(() -> arrive(departure), 403, "not valid");
    }

    @Test
    void aNewKeyOfTheProviderIsReadWhenATokenNamesIt() throws Exception {
        arriveWith(each -> { });
        arriveWith(each -> { });
        assertThat(provider.keysRead).hasValue(1);
        provider.key = newKey("two");
        OidcSignIn.Departure departure = signIn.depart("/");
        provider.token = signed(provider.key, "two", provider.claims(query(departure.address()).get("nonce"), each -> { }));
        assertThat(arrive(departure).caller().get().name()).isEqualTo("anna");
        assertThat(provider.keysRead).hasValue(2);
    }

    @Test
    void anAnswerBelongsToTheBrowserThatAsked() throws Exception {
        OidcSignIn.Departure mine = signIn.depart("/");
        OidcSignIn.Departure other = signIn.depart("/");
        String text = "not begun in this browser";
        refused(() -> signIn.arrive(null, "a", mine.state(), "code", null, null), 403, text);
        refused(() -> signIn.arrive(other.attempt(), "a", mine.state(), "code", null, null), 403, text);
        refused(() -> signIn.arrive(mine.attempt(), "a", null, "code", null, null), 403, text);
        refused(() -> signIn.arrive("x" + mine.attempt(), "a", mine.state(), "code", null, null), 403, text);
        refused(() -> signIn.arrive("!", "a", mine.state(), "code", null, null), 403, text);
        refused(() -> signIn(SECRET).arrive(mine.attempt(), "a", mine.state(), "code", null, null), 403, text);
        refused(() -> signIn.arrive(mine.attempt(), "a", mine.state(), "code", "https://evil.example", null), 403, "another provider");
        refused(() -> signIn.arrive(mine.attempt(), "a", mine.state(), null, null, "access_denied"), 403, "(access_denied)");
        refused(() -> signIn.arrive(mine.attempt(), "a", mine.state(), null, null, "<script>"), 403, "did not sign you in.");
        refused(() -> signIn.arrive(mine.attempt(), "a", mine.state(), "x".repeat(5000), null, null), 403, "did not sign you in.");
        clock.addAndGet(OidcSignIn.LONGEST_ATTEMPT_MILLIS + 1);
        refused(() -> signIn.arrive(mine.attempt(), "a", mine.state(), "code", null, null), 403, "ten minutes");
        assertThat(provider.tokenRequests).isEmpty();
    }

    @Test
    void whoHasNoRightsIsRefusedByName() {
        assertThatThrownBy(() -> arriveWith(each -> each.claim("groups", List.of("others")))).isInstanceOfSatisfying(OidcRefusal.class,
                refusal -> assertThat(refusal.name()).isEqualTo("anna"));
        assertThatThrownBy(() -> arriveWith(each -> each.claim("preferred_username", "an\u0000na"))).isInstanceOfSatisfying(OidcRefusal.class,
                refusal -> assertThat(refusal.name()).isNull());
    }

    @Test
    void anAnswerWithoutAUsableCodeIsRefused() throws Exception {
        OidcSignIn.Departure departure = signIn.depart("/");
        for (String code : new String[] {null, "", " ", "\t\n", "\u2003", "c".repeat(5000)}) {
            refused(() -> signIn.arrive(departure.attempt(), "192.0.2.1", departure.state(), code, null, "access_denied"), 403,
                    "(access_denied)");
        }
        assertThat(provider.tokenRequests).isEmpty();
    }

    @Test
    void attemptsOfAnAddressAreLimitedBeforeTheProviderIsAsked() throws Exception {
        provider.tokenStatus = 400;
        provider.tokenBody = "{\"error\":\"invalid_grant\"}";
        OidcSignIn.Departure departure = signIn.depart("/");
        for (int i = 0; i < 10; i++) {
            refused(() -> arrive(departure), 403, "refused its own code");
        }
        refused(() -> arrive(departure), 429, "Too many");
        assertThat(provider.tokenRequests).hasSize(10);
        refused(() -> signIn.arrive(departure.attempt(), "192.0.2.2", departure.state(), "code", null, null), 403, "refused its own code");
    }

    @Test
    void answersThatCannotBeReadAreRefused() throws Exception {
        OidcSignIn.Departure departure = signIn.depart("/");
        for (String each : List.of("", "<html>", "{}", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"a.b\"}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":7}")) {
            provider.tokenBody = each;
            refused(() -> arrive(departure), 403, "The sign-in failed");
        }
    }

    @Test
    void aProviderThatIsAwayIsAskedAgainAfterAMoment() throws Exception {
        provider.issuer = "https://evil.example";
        refused(() -> signIn.depart("/"), 503, "does not answer");
        refused(() -> signIn.depart("/"), 503, "does not answer");
        assertThat(provider.described).hasValue(1);
        provider.issuer = provider.address();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        assertThat(signIn.depart("/").address().toString()).startsWith(provider.address());
        provider.close();
        nanos.addAndGet(TimeUnit.DAYS.toNanos(2));
        assertThat(signIn.depart("/").address().toString()).startsWith(provider.address());
    }

    @Test
    void aProviderWhoseAddressesAreNotProtectedIsNotUsed() {
        provider.more = ",\"authorization_endpoint\":\"http://login.example.org/authorize\"";
        refused(() -> signIn.depart("/"), 503, "does not answer");
    }
}
