package io.vitalwatch.web.oidc;

import io.vitalwatch.web.access.AttemptLimit;
import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.SenderNetwork;
import io.vitalwatch.web.access.WatchedFile;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Sign-in by OpenID Connect: authorization code flow with PKCE, state and nonce. What belongs to an attempt is in a sealed cookie of the
 * browser that began it, so nobody can end the attempt of another one.
 */
public final class OidcSignIn {
    /** Between the way to the provider and the way back. */
    public static final long LONGEST_ATTEMPT_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private static final int LONGEST_CODE = 4096;
    private static final int LONGEST_TARGET = 200;
    private static final Pattern TARGET = Pattern.compile("/([A-Za-z0-9_.~%-][A-Za-z0-9_.~%/-]*)?(\\?[A-Za-z0-9_.~%&=:+-]*)?");

    private final OidcSettings settings;
    private final OidcProvider provider;
    private final WatchedFile<OidcRights> rights;
    private final OidcAttempt.Seal seal = new OidcAttempt.Seal();
    private final AttemptLimit attempts;
    private final LongSupplier clock;

    /**
     * The way to the provider.
     *
     * @param address where the browser goes
     * @param state what the provider sends back
     * @param attempt the value of a cookie that the browser brings back
     */
    public record Departure(URI address, String state, String attempt) {}

    /**
     * The way back.
     *
     * @param caller says who it is now, by the rights as they are now; null once there are none
     * @param target the path that was asked for
     */
    public record Arrival(Supplier<Caller> caller, String target) {}

    /**
     * @param clock Unix milliseconds
     * @param nanos a clock such as System.nanoTime()
     * @throws io.vitalwatch.settings.SettingsException if the file of rights cannot be used
     */
    public OidcSignIn(OidcSettings settings, LongSupplier clock, LongSupplier nanos) {
        this.settings = settings;
        this.provider = new OidcProvider(settings, nanos);
        this.rights = new WatchedFile<>("oidc.rights", settings.rights(), OidcRights::parse, nanos);
        this.attempts = new AttemptLimit(10, 1, nanos);
        this.clock = clock;
    }

    /**
     * Begins an attempt.
     *
     * @param target the path to come back to; anything but a path of this server counts as the root
     */
    public Departure depart(String target) throws OidcRefusal {
        OidcAttempt attempt = OidcAttempt.begin(isLocal(target) ? target : "/", clock.getAsLong());
        return new Departure(provider.authorization(attempt), attempt.state(), seal.seal(attempt));
    }

    public OidcSettings settings() {
        return settings;
    }

    /** Whether a text is a path of this server, which no browser understands as another server. */
    static boolean isLocal(String target) {
        return target != null && target.length() <= LONGEST_TARGET && TARGET.matcher(target).matches();
    }

    /**
     * Ends an attempt.
     *
     * @param cookie what {@link #depart} gave to this browser
     * @param from the network address, whose attempts are limited
     * @param state of the answer, like code, issuer and error; any may be null
     */
    public Arrival arrive(String cookie, String from, String state, String code, String issuer, String error) throws OidcRefusal {
        OidcAttempt attempt = seal.open(cookie);
        if (attempt == null || state == null || !MessageDigest.isEqual(attempt.state().getBytes(StandardCharsets.UTF_8),
                state.getBytes(StandardCharsets.UTF_8))) {
            throw new OidcRefusal(403, "This sign-in was not begun in this browser, or the server was started again meanwhile.", null);
        }
        long age = clock.getAsLong() - attempt.began();
        if (age < -LONGEST_ATTEMPT_MILLIS || age > LONGEST_ATTEMPT_MILLIS) {
            throw new OidcRefusal(403, "The sign-in took longer than ten minutes.", null);
        }
        if (issuer != null && !issuer.equals(settings.issuer().toString())) {
            throw new OidcRefusal(403, "The answer is of another provider.", null);
        }
        if (code == null || code.isBlank() || code.length() > LONGEST_CODE) {
            throw new OidcRefusal(403, "The provider did not sign you in"
                    + (error != null && error.matches("[a-z_]{1,40}") ? " (" + error + ")." : "."), null);
        }
        if (!attempts.allows(SenderNetwork.of(from))) {
            throw new OidcRefusal(429, "Too many attempts to sign in. Wait a few seconds.", null);
        }
        Map<String, Object> claims = provider.claims(code, attempt);
        String name = OidcRights.name(settings.nameClaim(), claims);
        if (name == null) {
            throw new OidcRefusal(403, "The provider gives no usable name (" + settings.nameClaim() + ").", null);
        }
        if (rights.get().caller(name, claims) == null) {
            throw new OidcRefusal(403, "You are signed in, but nobody has given you rights here.", name);
        }
        return new Arrival(() -> rights.get().caller(name, claims), attempt.target());
    }

    /** Where a browser goes after it has signed out here. */
    public String afterSignOut() {
        URI end = provider.endOfSession();
        if (end == null) {
            return "/signed-out";
        }
        // Not the ID token, which some providers would take as a hint: it would stand in addresses and logs.
        return end + (end.getQuery() == null ? "?" : "&") + "client_id=" + encoded(settings.clientId()) + "&post_logout_redirect_uri="
                + encoded(settings.address().resolve("/signed-out").toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
