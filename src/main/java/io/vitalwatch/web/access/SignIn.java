package io.vitalwatch.web.access;

import io.vitalwatch.web.access.NamedSecrets.Entry;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Finds out who sends a request: by client certificate, by the identity header of a configured proxy, by password (HTTP Basic) or by
 * bearer token. A caller that is in none of the files is nobody.
 */
public final class SignIn {
    private static final int SHORTEST_TOKEN = 16;
    private static final int LONGEST_CREDENTIALS = 1024;

    /**
     * The result.
     *
     * @param caller NOBODY if nothing valid was presented
     * @param tooMany whether the password was not checked, because there were too many attempts
     * @param entry the line of the file of users whose password was right, or null
     */
    public record Outcome(Caller caller, boolean tooMany, Object entry) {
        private Outcome(Caller caller) {
            this(caller, false, null);
        }
    }

    private final SignInSettings settings;
    private final Caller everybody;
    private final WatchedFile<Map<String, Entry>> users;
    private final WatchedFile<Map<String, Entry>> tokens;
    private final Passwords passwords;
    /** Null where nobody has a session. */
    private final Sessions sessions;
    private SignInWatcher watcher = SignInWatcher.NONE;
    private String page;

    private SignIn(SignInSettings settings, Caller everybody, Sessions sessions, LongSupplier nanos) {
        this.sessions = sessions;
        this.settings = settings;
        this.everybody = everybody;
        this.users = settings == null || settings.users() == null ? null
                : new WatchedFile<>("private.users", settings.users(), text -> NamedSecrets.parse(text, Passwords::problemOf), nanos);
        this.tokens = settings == null || settings.tokens() == null ? null
                : new WatchedFile<>("private.tokens", settings.tokens(), text -> NamedSecrets.parse(text, SignIn::tokenProblem), nanos);
        this.passwords = users == null ? null : new Passwords(nanos);
    }

    /**
     * Nobody has to sign in: every caller has this name and may do everything.
     *
     * @param name what the log and the study record show as the author of a change
     */
    public static SignIn notNeeded(String name) {
        return new SignIn(null, new Caller(name, Role.ADMIN), null, System::nanoTime);
    }

    /**
     * Callers sign in.
     *
     * @param nanos a clock such as System.nanoTime()
     * @throws io.vitalwatch.settings.SettingsException if a file cannot be used
     */
    public static SignIn by(SignInSettings settings, LongSupplier nanos) {
        return new SignIn(settings, null, null, nanos);
    }

    /**
     * Callers have a session, which began elsewhere.
     *
     * @param settings further ways to sign in, or null for none
     * @throws io.vitalwatch.settings.SettingsException if a file cannot be used
     */
    public static SignIn bySession(Sessions sessions, SignInSettings settings, LongSupplier nanos) {
        return new SignIn(settings, null, sessions, nanos);
    }

    /** Tells somebody of every request with a password, token, certificate or name of a proxy. */
    public SignIn watchedBy(SignInWatcher other) {
        watcher = other;
        return this;
    }

    /** Sends browsers that ask for a page and have not signed in to another page. */
    public SignIn withPage(String path) {
        page = path;
        return this;
    }

    /** Where browsers go to sign in; null where they stay. */
    public String page() {
        return page;
    }

    /** Value of WWW-Authenticate in an answer 401. */
    public String challenge() {
        return passwords != null ? "Basic realm=\"VitalWatch\", charset=\"UTF-8\"" : "Bearer";
    }

    /** Who sends the request. */
    public Outcome of(Request request) {
        if (everybody != null) {
            return new Outcome(everybody);
        }
        Caller caller = sessions == null ? null : sessions.caller(request);
        if (caller == null && settings == null) {
            return new Outcome(Caller.NOBODY);
        }
        if (caller == null) {
            caller = told(byCertificate(request), "certificate", request);
        }
        if (caller == null) {
            caller = told(byProxy(request), "proxy", request);
        }
        if (caller != null) {
            return new Outcome(caller);
        }
        List<String> presented = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        if (presented.size() != 1 || presented.get(0).length() > LONGEST_CREDENTIALS) {
            return new Outcome(Caller.NOBODY);
        }
        String[] parts = presented.get(0).strip().split(" +", 2);
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic") && passwords != null) {
            return byPassword(parts[1], request);
        }
        boolean bearer = parts.length == 2 && parts[0].equalsIgnoreCase("Bearer") && tokens != null;
        Caller found = bearer ? byToken(parts[1]) : Caller.NOBODY;
        if (found == Caller.NOBODY) {
            watcher.refused(null, bearer ? "token" : "other", Request.getRemoteAddr(request));
        }
        return new Outcome(found == Caller.NOBODY ? found : told(found, "token", request));
    }

    /**
     * Whether the sender of a request is still who it was, with the same rights. A password is not checked again: that takes long, and where
     * others try too many it could not be. A user whose line in the file is another one now, or is gone, is somebody else.
     */
    public boolean isStill(Outcome before, Request request) {
        return before.entry() instanceof Entry entry ? entry.equals(users.get().get(entry.caller().name()))
                : of(request).caller().equals(before.caller());
    }

    private Caller told(Caller caller, String how, Request request) {
        if (caller != null) {
            watcher.signedIn(caller, how, Request.getRemoteAddr(request));
        }
        return caller;
    }

    private Caller byCertificate(Request request) {
        if (!settings.certificates() || !(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls)
                || tls.peerCertificates() == null || tls.peerCertificates().length == 0) {
            return null;
        }
        return user(commonName(tls.peerCertificates()[0]));
    }

    private Caller byProxy(Request request) {
        if (settings.identityHeader() == null || !settings.identityProxies().trusts(Request.getRemoteAddr(request))) {
            return null;
        }
        List<String> names = request.getHeaders().getValuesList(settings.identityHeader());
        return names.size() == 1 ? user(names.get(0).strip()) : null;
    }

    private Outcome byPassword(String base64, Request request) {
        String sender = Request.getRemoteAddr(request);
        String[] pair = decoded(base64).split(":", 2);
        if (pair.length != 2) {
            return new Outcome(Caller.NOBODY);
        }
        Entry entry = users.get().get(pair[0]);
        boolean hasPassword = entry != null && !entry.secret().equals("-");
        Passwords.Result result = passwords.check(sender, pair[0], pair[1], hasPassword ? entry.secret() : null);
        if (result == Passwords.Result.RIGHT) {
            return new Outcome(told(entry.caller(), "password", request), false, entry);
        }
        watcher.refused(entry == null ? null : pair[0], "password", sender);
        return new Outcome(Caller.NOBODY, result == Passwords.Result.TOO_MANY, null);
    }

    private Caller byToken(String token) {
        byte[] given = token.strip().getBytes(StandardCharsets.UTF_8);
        Caller found = Caller.NOBODY;
        // Every token is compared, so that the time taken does not show which of them is similar.
        for (Entry entry : tokens.get().values()) {
            if (MessageDigest.isEqual(entry.secret().getBytes(StandardCharsets.UTF_8), given)) {
                found = entry.caller();
            }
        }
        return found;
    }

    private Caller user(String name) {
        Entry entry = name == null || users == null ? null : users.get().get(name);
        return entry == null ? null : entry.caller();
    }

    private static String commonName(java.security.cert.Certificate certificate) {
        try {
            for (Rdn part : new LdapName(((X509Certificate) certificate).getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return null;
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.strip());
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return "";
        }
    }

    private static String tokenProblem(String token) {
        return token.length() < SHORTEST_TOKEN
                ? "a token has at least " + SHORTEST_TOKEN + " characters; make one with: openssl rand -hex 32"
                : null;
    }
}
