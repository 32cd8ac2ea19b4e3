package io.vitalwatch.web.oidc;

import static io.vitalwatch.settings.OptionType.durationFrom;
import static io.vitalwatch.settings.OptionType.list;
import static io.vitalwatch.settings.OptionType.optional;
import static io.vitalwatch.settings.OptionType.path;
import static io.vitalwatch.settings.OptionType.text;

import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.OptionList;
import io.vitalwatch.settings.SecretSource;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of the sign-in by OpenID Connect, which several programs have under different prefixes. */
public final class OidcOptions {
    private static final long SHORTEST_SESSION_MILLIS = 60_000;

    private final Option<Optional<String>> issuer;
    private final Option<Optional<String>> clientId;
    private final Option<Optional<String>> secret;
    private final Option<Optional<String>> address;
    private final Option<Optional<Path>> rights;
    private final Option<String> nameClaim;
    private final Option<List<String>> scopes;
    private final Option<Long> session;

    /**
     * Adds the options to a program's list.
     *
     * @param prefix of their names, such as {@code oidc.}
     */
    public OidcOptions(OptionList.Builder list, String prefix) {
        issuer = list.add(prefix + "issuer", optional(text()), "",
                "An OpenID Connect provider by which people sign in, such as https://login.example.org/realms/ward; it is described at"
                        + " …/.well-known/openid-configuration. Empty for none.");
        clientId = list.add(prefix + "client-id", optional(text()), "", "The name by which the provider knows this program.");
        secret = list.add(prefix + "client-secret", optional(text()), "",
                "Where the client's secret is: file:PATH or env:VARIABLE. Without it the client is a public one.");
        address = list.add(prefix + "address", optional(text()), "",
                "The address of this program as browsers see it, such as https://ward.example.org/. The provider must allow the redirect"
                        + " address /sign-in/answer below it.");
        rights = list.add(prefix + "rights", optional(path()), "",
                "A file that says which claims of the provider give which role and studies. A user whom no line fits is refused.");
        nameClaim = list.add(prefix + "name-claim", text(), "preferred_username",
                "The claim that becomes the user's name in changes and in the audit. Choose one that users cannot change themselves.");
        scopes = list.add(prefix + "scopes", list(","), "openid,profile,email", "The scopes that are asked for, separated by commas.");
        session = list.add(prefix + "session", durationFrom(SHORTEST_SESSION_MILLIS), "12h",
                "How long somebody is signed in. After it the browser goes to the provider again.");
    }

    /**
     * Reads the settings.
     *
     * @return null if no provider is given
     * @throws io.vitalwatch.settings.SettingsException when something is missing or contradictory
     */
    public OidcSettings read(GivenSettings given) {
        Map<String, String> environment = given.environment();
        long sessionMillis = given.get(session);
        String name = given.get(nameClaim);
        List<String> asked = new ArrayList<>(given.get(scopes));
        if (!asked.contains("openid")) {
            throw given.refuse(scopes, "must contain openid");
        }
        if (given.get(issuer).isEmpty()) {
            for (Option<? extends Optional<?>> each : List.of(clientId, secret, address, rights)) {
                if (given.get(each).isPresent()) {
                    throw given.refuse(each, "needs --" + issuer.name());
                }
            }
            return null;
        }
        String client = given.get(clientId).orElseThrow(() -> given.refuse(issuer, "needs --" + clientId.name()));
        Path file = given.get(rights).orElseThrow(() -> given.refuse(issuer, "needs --" + rights.name()
                + "=FILE, which says who may do what"));
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw given.refuse(rights, "is not a file that can be read");
        }
        URI provider = uri(given, issuer, given.get(issuer).orElseThrow());
        URI own = uri(given, address, given.get(address).orElseThrow(() -> given.refuse(issuer, "needs --" + address.name())));
        if (!own.getPath().isEmpty() && !own.getPath().equals("/")) {
            throw given.refuse(address, "must have no path: the program serves the whole host");
        }
        String place = given.get(secret).orElse(null);
        String where = secret.name();
        if (place != null) {
            secret(place, where, environment);
        }
        return new OidcSettings(provider, client, place == null ? null : () -> secret(place, where, environment), own.resolve("/"), file, name,
                List.copyOf(asked), sessionMillis);
    }

    private static String secret(String place, String where, Map<String, String> environment) {
        return new String(SecretSource.raw(place, where, environment), StandardCharsets.UTF_8).strip();
    }

    /** An address with TLS; without it only on this machine. */
    private static URI uri(GivenSettings given, Option<?> option, String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw given.refuse(option, "is not an address such as https://login.example.org/");
        }
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null || uri.getUserInfo() != null) {
            throw given.refuse(option, "is not an address such as https://login.example.org/");
        }
        if (!isSafe(uri)) {
            throw given.refuse(option, "must begin with https://, because whoever can change what goes there can sign in as anybody");
        }
        return uri;
    }

    /** Whether what is sent to an address can be read and changed on this machine only, or by nobody. */
    static boolean isSafe(URI uri) {
        if ("https".equals(uri.getScheme())) {
            return true;
        }
        try {
            return "http".equals(uri.getScheme()) && uri.getHost() != null && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
