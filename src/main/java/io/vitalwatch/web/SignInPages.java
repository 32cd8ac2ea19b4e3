package io.vitalwatch.web;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignInWatcher;
import io.vitalwatch.web.oidc.OidcRefusal;
import io.vitalwatch.web.oidc.OidcSignIn;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The way of a browser to an OpenID Connect provider and back: {@code /sign-in}, {@code /sign-in/answer}, {@code /sign-out} and
 * {@code /signed-out}. Receiver and console have the same.
 */
public final class SignInPages {
    /** Where browsers go to sign in. */
    public static final String PATH = "/sign-in";

    private static final String ATTEMPT = "vitalwatch-attempt-";

    private final OidcSignIn oidc;
    private final Sessions sessions;
    private final SignInWatcher watcher;
    private final boolean secure;

    /** @param sessions those that a sign-in begins */
    public SignInPages(OidcSignIn oidc, Sessions sessions, SignInWatcher watcher) {
        this.oidc = oidc;
        this.sessions = sessions;
        this.watcher = watcher;
        this.secure = oidc.settings().secure();
    }

    /** Adds the routes. The site must have the guard {@link SameOrigin}. */
    public Routes addTo(Routes routes) {
        return routes.on("GET", PATH, Role.ANYONE, this::depart)
                .on("GET", PATH + "/answer", Role.ANYONE, this::arrive)
                .on("POST", "/sign-out", Role.ANYONE, this::signOut)
                .on("GET", "/signed-out", Role.ANYONE, exchange -> send(exchange, 200, "", "You are signed out."));
    }

    private void depart(Exchange exchange) {
        try {
            OidcSignIn.Departure departure = oidc.depart(exchange.parameter("to"));
            Response.addCookie(exchange.response(), attempt(departure.state(), departure.attempt(),
                    TimeUnit.MILLISECONDS.toSeconds(OidcSignIn.LONGEST_ATTEMPT_MILLIS)));
            exchange.send(HttpAnswer.redirect(departure.address().toString()).with("Referrer-Policy", "no-referrer"));
        } catch (OidcRefusal e) {
            send(exchange, e.code(), "", e.getMessage());
        }
    }

    private void arrive(Exchange exchange) {
        String from = Request.getRemoteAddr(exchange.request());
        String state = exchange.parameter("state");
        String cookie = name(state);
        String attempt = Request.getCookies(exchange.request()).stream().filter(each -> each.getName().equals(cookie))
                .map(HttpCookie::getValue).findFirst().orElse(null);
        Response.addCookie(exchange.response(), attempt(state, "", 0));
        try {
            OidcSignIn.Arrival arrival = oidc.arrive(attempt, from, state, exchange.parameter("code"), exchange.parameter("iss"),
                    exchange.parameter("error"));
            Caller caller = arrival.caller().get();
            sessions.begin(arrival.caller(), exchange.request(), exchange.response());
            watcher.sessionBegan(caller, "oidc", from);
            // No redirect: it would be part of the way from the provider, which is another site, and on that the browser does not send the
            // session's cookie.
            send(exchange, 200, "<meta http-equiv=\"refresh\" content=\"0;url=" + arrival.target().replace("&", "&amp;") + "\">",
                    "You are signed in.");
        } catch (OidcRefusal e) {
            watcher.refused(e.name(), "oidc", from);
            send(exchange, e.code(), "", e.getMessage());
        }
    }

    /** Attempts in several tabs do not disturb each other; sixteen at most, so that the cookies never are too large for a request. */
    private String name(String state) {
        String slot = state != null && state.matches("[0-9a-f]{64}") ? state.substring(0, 1) : "0";
        return (secure ? "__Host-" : "") + ATTEMPT + slot;
    }

    /** The provider's answer comes from another site, so the cookie is sent on such ways too; it only says that this browser began. */
    private HttpCookie attempt(String state, String value, long seconds) {
        return HttpCookie.build(name(state), value).path("/").httpOnly(true).secure(secure).sameSite(HttpCookie.SameSite.LAX)
                .maxAge(seconds).build();
    }

    private void signOut(Exchange exchange) {
        Caller caller = sessions.end(exchange.request(), exchange.response());
        if (caller != null) {
            watcher.sessionEnded(caller, Request.getRemoteAddr(exchange.request()));
        }
        exchange.send(HttpAnswer.json(200, Map.of("next", oidc.afterSignOut())));
    }

    /** @param text without anything that a stranger wrote: it is not escaped */
    private static void send(Exchange exchange, int code, String head, String text) {
        SecurityHeaders.ofPage(exchange.response());
        exchange.send(HttpAnswer.of(code, "text/html;charset=utf-8", "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>VitalWatch: sign-in</title>" + head + "</head><body><main><h1>"
                + "VitalWatch</h1><p>" + text + "</p><p><a href=\"/\">" + (head.isEmpty() ? "Sign in" : "Go on")
                + "</a></p></main></body></html>\n"));
    }
}
