package io.vitalwatch.web.oidc;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * How people sign in by OpenID Connect.
 *
 * @param issuer the provider, whose description is at {@code …/.well-known/openid-configuration}
 * @param clientId the name by which the provider knows this server
 * @param secret reads the secret of this client as it is now; null for a client without one
 * @param address this server's root as browsers see it, with a slash at its end
 * @param rights the file that says which claims give which role and studies
 * @param nameClaim the claim that becomes the caller's name
 * @param scopes what is asked for
 * @param sessionMillis how long a session lasts
 */
public record OidcSettings(URI issuer, String clientId, Supplier<String> secret, URI address, Path rights, String nameClaim,
        List<String> scopes, long sessionMillis) {
    /** Where the provider sends a browser back to. */
    public static final String ANSWER_PATH = "/sign-in/answer";

    /** The address that has to be registered with the provider. */
    public URI answerAddress() {
        return address.resolve(ANSWER_PATH);
    }

    /** Whether browsers reach this server by TLS. */
    public boolean secure() {
        return address.getScheme().equals("https");
    }
}
