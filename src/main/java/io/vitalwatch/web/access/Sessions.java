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

/**
 * Sessions of browsers, in memory: a random number in a cookie that scripts cannot read and that other origins do not send. A session ends
 * after twelve hours, and when the process ends. A session can begin with a link that works once.
 */
public final class Sessions {
    private static final String COOKIE = "vitalwatch-session";
    private static final int MOST = 10_000;
    private static final int RANDOM_BYTES = 24;
    private static final long LENGTH_NANOS = TimeUnit.HOURS.toNanos(12);

    private record Session(Caller caller, long began) {}

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanos;
    private final Map<String, Session> sessions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };
    private String link;

    /** @param nanos a clock such as System.nanoTime() */
    public Sessions(LongSupplier nanos) {
        this.nanos = nanos;
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
     * Begins a session: the answer gets its cookie, with a number that nobody knew before.
     *
     * @param secure whether browsers send the cookie over TLS only
     */
    public void begin(Caller caller, Response response, boolean secure) {
        String secret = secret();
        synchronized (this) {
            sessions.put(secret, new Session(caller, nanos.getAsLong()));
        }
        Response.addCookie(response, HttpCookie.build(COOKIE, secret).path("/").httpOnly(true).secure(secure)
                .sameSite(HttpCookie.SameSite.STRICT).build());
    }

    /** Ends the session of a request. */
    public synchronized void end(Request request) {
        sessions.remove(secretOf(request));
    }

    /** Who has the session of a request, or null. */
    synchronized Caller caller(Request request) {
        String secret = secretOf(request);
        Session session = secret == null ? null : sessions.get(secret);
        if (session != null && nanos.getAsLong() - session.began() > LENGTH_NANOS) {
            sessions.remove(secret);
            return null;
        }
        return session == null ? null : session.caller();
    }

    private static String secretOf(Request request) {
        return Request.getCookies(request).stream().filter(each -> each.getName().equals(COOKIE)).map(HttpCookie::getValue).findFirst()
                .orElse(null);
    }

    private String secret() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
