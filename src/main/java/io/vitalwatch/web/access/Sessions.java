package io.vitalwatch.web.access;

import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sessions of browsers, in memory: a random number in a cookie that scripts cannot read and that other origins do not send. A session ends
 * after a fixed time, when somebody signs out, and when the process ends. A session can begin with a link that works once.
 *
 * <p>Over TLS the cookie has the prefix {@code __Host-}: neither a page without TLS nor one of a neighbouring host name can set it.
 */
public final class Sessions {
    private static final String COOKIE = "vitalwatch-session";
    private static final String ONLY_THIS_HOST = "__Host-";
    private static final int MOST = 10_000;
    private static final int RANDOM_BYTES = 24;
    /** How long a session lasts where nothing else is said. */
    public static final long USUAL_MILLIS = TimeUnit.HOURS.toMillis(12);

    private record Session(Supplier<Caller> caller, long began) {}

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanos;
    private final long lengthNanos;
    private final boolean secure;
    private final String cookie;
    private final Map<String, Session> sessions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };
    private String link;

    /**
     * @param lengthMillis how long a session lasts
     * @param secure whether browsers reach this server by TLS, and send the cookie over TLS only
     * @param nanos a clock such as System.nanoTime()
     */
    public Sessions(long lengthMillis, boolean secure, LongSupplier nanos) {
        this.nanos = nanos;
        this.lengthNanos = TimeUnit.MILLISECONDS.toNanos(lengthMillis);
        this.secure = secure;
        this.cookie = (secure ? ONLY_THIS_HOST : "") + COOKIE;
    }

    /** Makes the secret of a link that works once; an earlier one works no more. */
    public synchronized String newLink() {
        link = secret();
        return link;
    }

    /** Whether this is the secret of the link; it works no more then. */
    public synchronized boolean useLink(String given) {
        boolean right = link != null && given != null
                && MessageDigest.isEqual(link.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        link = right ? null : link;
        return right;
    }

    /**
     * Begins a session: the answer gets its cookie, with a number that nobody knew before. An earlier session of this browser ends.
     *
     * @param caller says who it is now; null once this one may do nothing any more
     */
    public void begin(Supplier<Caller> caller, Request request, Response response) {
        String secret = secret();
        synchronized (this) {
            end(request);
            sessions.put(secret, new Session(caller, nanos.getAsLong()));
        }
        setCookie(response, secret);
    }

    /** Ends the session of a request, if it has one. */
    public synchronized void end(Request request) {
        sessions.remove(secretOf(request));
    }

    /** Ends the session of a request and removes its cookie. Returns whose session it was, or null where it had none. */
    public Caller end(Request request, Response response) {
        Caller caller = caller(request);
        end(request);
        Response.addCookie(response, HttpCookie.build(cookie, "").path("/").maxAge(0).httpOnly(true).secure(secure)
                .sameSite(HttpCookie.SameSite.STRICT).build());
        return caller;
    }

    private void setCookie(Response response, String secret) {
        Response.addCookie(response, HttpCookie.build(cookie, secret).path("/").httpOnly(true).secure(secure)
                .sameSite(HttpCookie.SameSite.STRICT).build());
    }

    /** Who has the session of a request, or null. */
    Caller caller(Request request) {
        Session session;
        synchronized (this) {
            String secret = secretOf(request);
            session = secret == null ? null : sessions.get(secret);
            if (session != null && nanos.getAsLong() - session.began() > lengthNanos) {
                sessions.remove(secret);
                return null;
            }
        }
        return session == null ? null : session.caller().get();
    }

    /** Whether a request has a session. */
    public boolean has(Request request) {
        return caller(request) != null;
    }

    private String secretOf(Request request) {
        return Request.getCookies(request).stream().filter(each -> each.getName().equals(cookie)).map(HttpCookie::getValue).findFirst()
                .orElse(null);
    }

    private String secret() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
