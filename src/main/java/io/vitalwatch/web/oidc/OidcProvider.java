package io.vitalwatch.web.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The provider: where it is asked, and whether its answers are true. Its description is read when somebody signs in, and again after a day;
 * its keys are read again when a token names one that is not known.
 */
final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int LARGEST_KEYS = 256 * 1024;
    private static final long DESCRIBED_NANOS = TimeUnit.DAYS.toNanos(1);
    /** While the provider does not answer, it is asked once in this time. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Requests to the provider at once: one that does not answer must not hold all threads. */
    private static final int MOST_REQUESTS = 8;
    private static final long LONGEST_WAIT_MILLIS = 2000;
    /** Signatures by a key that only the provider has; none, and those by the client's secret, are refused. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.copyOf(JWSAlgorithm.Family.SIGNATURE);

    /** @param validator checks signature, issuer, audience, times and nonce */
    private record Described(OIDCProviderMetadata data, IDTokenValidator validator, long at) {}

    private final OidcSettings settings;
    private final LongSupplier nanos;
    private final Semaphore requests = new Semaphore(MOST_REQUESTS);
    private final ReentrantLock describing = new ReentrantLock();
    private volatile Described described;
    private long failed;
    private boolean failing;

    /** @param nanos a clock such as System.nanoTime() */
    OidcProvider(OidcSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** Where a browser goes to sign in. */
    URI authorization(OidcAttempt attempt) throws OidcRefusal {
        OIDCProviderMetadata data = described().data();
        return new AuthenticationRequest.Builder(ResponseType.CODE, new Scope(settings.scopes().toArray(String[]::new)),
                new ClientID(settings.clientId()), settings.answerAddress()).endpointURI(data.getAuthorizationEndpointURI())
                .state(new State(attempt.state())).nonce(new Nonce(attempt.nonce()))
                .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256).build().toURI();
    }

    /** Where a browser ends its session at the provider, or null where that is not offered. */
    URI endOfSession() {
        try {
            URI end = described().data().getEndSessionEndpointURI();
            return end != null && OidcOptions.isSafe(end) ? end : null;
        } catch (OidcRefusal e) {
            return null;
        }
    }

    /** The claims of the ID token that the provider gives for a code. */
    Map<String, Object> claims(String code, OidcAttempt attempt) throws OidcRefusal {
        Described provider = described();
        JWT token = limited(() -> token(provider.data(), code, attempt));
        return limited(() -> checked(provider.validator(), token, attempt));
    }

    private JWT token(OIDCProviderMetadata data, String code, OidcAttempt attempt) throws OidcRefusal {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(code), settings.answerAddress(),
                new CodeVerifier(attempt.verifier()));
        ClientID client = new ClientID(settings.clientId());
        TokenRequest.Builder request = settings.secret() == null ? new TokenRequest.Builder(data.getTokenEndpointURI(), client, grant)
                : new TokenRequest.Builder(data.getTokenEndpointURI(), authentication(data, client), grant);
        try {
            HTTPRequest http = request.build().toHTTPRequest();
            http.setConnectTimeout(TIMEOUT_MILLIS);
            http.setReadTimeout(TIMEOUT_MILLIS);
            http.setFollowRedirects(false);
            TokenResponse answer = OIDCTokenResponseParser.parse(http.send());
            if (!answer.indicatesSuccess()) {
                String error = String.valueOf(answer.toErrorResponse().getErrorObject().getCode());
                LOG.warn("The provider of sign-ins refused a code ({})", error.matches("[a-z_]{1,40}") ? error : "?");
                throw new OidcRefusal(403, "The sign-in failed: the provider refused its own code.", null);
            }
            JWT token = ((OIDCTokenResponse) answer).getOIDCTokens().getIDToken();
            if (token == null) {
                throw refused("the provider gave no ID token");
            }
            return token;
        } catch (IOException e) {
            LOG.warn("The provider of sign-ins gives no token ({})", e.getClass().getSimpleName());
            throw away();
        } catch (ParseException e) {
            throw refused("the provider's answer cannot be read");
        }
    }

    private ClientAuthentication authentication(OIDCProviderMetadata data, ClientID client) {
        Secret secret = new Secret(settings.secret().get());
        List<ClientAuthenticationMethod> methods = data.getTokenEndpointAuthMethods();
        boolean post = methods != null && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return post ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret);
    }

    private Map<String, Object> checked(IDTokenValidator validator, JWT token, OidcAttempt attempt) throws OidcRefusal {
        try {
            IDTokenClaimsSet claims = validator.validate(token, new Nonce(attempt.nonce()));
            // The library leaves these two to its caller.
            AuthorizedParty party = claims.getAuthorizedParty();
            if (party == null ? claims.getAudience().size() > 1 : !party.getValue().equals(settings.clientId())) {
                throw refused("the ID token was made for another program (azp)");
            }
            return claims.toJSONObject();
        } catch (RemoteKeySourceException e) {
            LOG.warn("The provider of sign-ins gives no keys ({})", e.getClass().getSimpleName());
            throw away();
        } catch (BadJOSEException | JOSEException e) {
            // Its message may have claims.
            throw refused("the ID token is not valid (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static OidcRefusal refused(String why) {
        LOG.warn("A sign-in failed: {}", why);
        return new OidcRefusal(403, "The sign-in failed: " + why + ".", null);
    }

    private static OidcRefusal away() {
        return new OidcRefusal(503, "The provider of sign-ins does not answer. Try again in a minute.", null);
    }

    private interface Request<T> {
        T run() throws OidcRefusal;
    }

    private <T> T limited(Request<T> request) throws OidcRefusal {
        if (!requests.tryAcquire()) {
            throw away();
        }
        try {
            return request.run();
        } finally {
            requests.release();
        }
    }

    /** Reads the description where it is due. One thread asks; others use what there is, or wait a moment. */
    private Described described() throws OidcRefusal {
        Described known = described;
        if (known != null && nanos.getAsLong() - known.at() < DESCRIBED_NANOS) {
            return known;
        }
        return limited(() -> {
            boolean mine = false;
            try {
                mine = describing.tryLock(known == null ? LONGEST_WAIT_MILLIS : 0, TimeUnit.MILLISECONDS);
                if (mine && (described == known) && (!failing || nanos.getAsLong() - failed >= PAUSE_NANOS)) {
                    describe();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (mine) {
                    describing.unlock();
                }
            }
            if (described == null) {
                throw away();
            }
            return described;
        });
    }

    private void describe() {
        try {
            described = described(nanos.getAsLong());
            failing = false;
        } catch (GeneralException | IOException | IllegalArgumentException e) {
            LOG.warn("The provider of sign-ins {} does not describe itself ({})", settings.issuer(), e.getMessage());
            failing = true;
            failed = nanos.getAsLong();
        }
    }

    private Described described(long now) throws GeneralException, IOException {
        Issuer issuer = new Issuer(settings.issuer());
        OIDCProviderMetadata data = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLIS, TIMEOUT_MILLIS);
        for (URI each : new URI[] {data.getAuthorizationEndpointURI(), data.getTokenEndpointURI(), data.getJWKSetURI()}) {
            if (each == null || !OidcOptions.isSafe(each)) {
                throw new GeneralException("its addresses for authorization, tokens and keys must all be there and begin with https://");
            }
        }
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(data.getJWKSetURI().toURL(),
                new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST_KEYS)).retrying(true).build();
        IDTokenValidator validator = new IDTokenValidator(issuer, new ClientID(settings.clientId()),
                new JWSVerificationKeySelector<>(ALGORITHMS, keys), null);
        return new Described(data, validator, now);
    }
}
