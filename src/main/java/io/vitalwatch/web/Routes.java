package io.vitalwatch.web;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.SignIn;
import io.vitalwatch.web.connection.StrictHttp;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Maps paths and methods to routes. Paths are written as in {@link PathSpec#from}: {@code /metrics} is one path, {@code /api/studies/*}
 * means all paths below it; an exact path has precedence.
 *
 * <p>Each route names the role that it needs. A caller who has not signed in is answered 401, or sent to the page for it; one whose role is
 * not enough 403. An unknown path is answered 404, with a text that names existing paths; a wrong method 405 with {@code Allow}; both need a
 * caller who has signed in. Every answer has {@code X-Content-Type-Options: nosniff} and {@code Cache-Control: no-store}.
 *
 * <p>The connection of a caller who has not signed in is closed after the answer. Guards, role and method are checked before any of the
 * body is read. Only the body of PUT and POST is read, for at most two seconds.
 */
public final class Routes extends Handler.Wrapper {
    /** The largest request body that a route gets if it does not say otherwise, bytes. A larger one is answered 413. */
    private static final int LARGEST_BODY = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final List<String> READING = List.of("GET", "HEAD");
    private static final Set<String> WITH_BODY = Set.of("PUT", "POST");
    /** So long the body of a refused request may take, milliseconds. */
    private static final long DISCARD_MILLIS = 500;
    private static final long BODY_MILLIS = 2000;
    private static final int LONGEST_TARGET = 200;

    private record Protected(Role role, int mostBody, Route route) {}

    private final String notFound;
    private String problemsBelow;
    private final SignIn signIn;
    private final List<Guard> guards = new ArrayList<>();
    private final List<Listed> listed = new ArrayList<>();
    private final PathMappings<Map<String, Protected>> routes = new PathMappings<>();

    /**
     * @param notFound the text of the answer 404; it should name paths that exist
     * @param signIn finds out who calls
     */
    public Routes(String notFound, SignIn signIn) {
        this.notFound = notFound;
        this.signIn = signIn;
    }

    /** Adds a guard that checks every request. */
    public Routes guard(Guard guard) {
        guards.add(guard);
        return this;
    }

    /** Adds the pages whose {@link StaticPages#file} routes are used here, so that they start and stop with the server. */
    public Routes pages(StaticPages pages) {
        setHandler(pages);
        return this;
    }

    /** Answers refusals of paths below a prefix as problems (RFC 9457) and not as plain text. */
    public Routes problemsBelow(String prefix) {
        problemsBelow = prefix;
        return this;
    }

    private HttpAnswer refusal(Request request, HttpAnswer answer) {
        boolean asProblem = problemsBelow != null && request.getHttpURI().getCanonicalPath().startsWith(problemsBelow)
                && answer.type().equals(HttpAnswer.TEXT) && answer.code() >= 400;
        return asProblem ? answer.asProblem() : answer;
    }

    /** Adds a route for GET and HEAD. */
    public Routes get(String path, Role role, Route route) {
        READING.forEach(method -> on(method, path, role, route));
        return this;
    }

    /**
     * Adds a route for one method.
     *
     * @param role what a caller needs at least
     */
    public Routes on(String method, String path, Role role, Route route) {
        return on(method, path, role, LARGEST_BODY, route);
    }

    /**
     * Adds a route for one method.
     *
     * @param mostBody the largest body of PUT and POST, bytes
     */
    public Routes on(String method, String path, Role role, int mostBody, Route route) {
        // In Jetty's path mappings "/" matches every path that no other mapping matches, and "" matches the root only.
        PathSpec spec = path.equals("/") ? new ServletPathSpec("") : PathSpec.from(path);
        Map<String, Protected> methods = routes.get(spec);
        if (methods == null) {
            methods = new LinkedHashMap<>();
            routes.put(spec, methods);
        }
        listed.add(new Listed(method, path, role));
        methods.put(method, new Protected(role, WITH_BODY.contains(method) ? mostBody : 0, route));
        return this;
    }

    /** Every route, as a method and a path such as {@code GET /metrics}, and the role that it needs; in the order of the alphabet. */
    public SortedMap<String, Role> roles() {
        SortedMap<String, Role> roles = new TreeMap<>();
        routes.streamResources().forEach(mapped -> mapped.getResource().forEach((method, route) -> {
            String path = mapped.getPathSpec().getDeclaration();
            roles.put(method + " " + (path.isEmpty() ? "/" : path), route.role());
        }));
        return roles;
    }

    /** A route as it was added: its method, its path and the role that it needs. */
    public record Listed(String method, String path, Role role) {}

    /** All routes, in the order in which they were added. */
    public List<Listed> listed() {
        return List.copyOf(listed);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.ofEveryAnswer(response);
        Protected matched = route(request);
        SignIn.Outcome outcome = null;
        HttpAnswer refusal = guarded(request);
        if (refusal == null && matched.role() != Role.ANYONE) {
            outcome = signIn.of(request);
            refusal = notAllowed(request, outcome, matched.role());
        }
        Caller caller = outcome == null ? Caller.NOBODY : outcome.caller();
        if (caller.role() != Role.ANYONE) {
            StrictHttp.markProven(request);
        }
        SignIn.Outcome before = outcome;
        BooleanSupplier again = () -> before == null || signIn.isStill(before, request);
        if (refusal != null || matched.mostBody() == 0) {
            HttpAnswer refused = refusal == null ? null : refusal(request, refusal);
            Runnable answer = () -> run(refused == null ? matched.route() : each -> each.send(refused),
                    new Exchange(request, caller, again, new byte[0], response, callback));
            if (hasBody(request)) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                discard(request, answer);
            } else {
                answer.run();
            }
            return true;
        }
        new SmallBody(request, matched.mostBody(), new SmallBody.Reader() {
            @Override
            public void arrived(byte[] body) {
                if (body.length > matched.mostBody()) {
                    // Jetty closes the connection after the answer because of the unread rest. Without this header a client would send its
                    // next request on it.
                    response.getHeaders().put(HttpHeader.CONNECTION, "close");
                    HttpAnswer refused = refusal(request, HttpAnswer.text(413, "The body may have " + matched.mostBody() + " bytes.\n"));
                    run(each -> each.send(refused), new Exchange(request, caller, again, new byte[0], response, callback));
                    return;
                }
                run(matched.route(), new Exchange(request, caller, again, body, response, callback));
            }

            @Override
            public void missing(int code) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                run(each -> each.send(HttpAnswer.text(code, "")), new Exchange(request, caller, again, new byte[0], response, callback));
            }
        }).read(BODY_MILLIS);
        return true;
    }

    /**
     * Answers after the body of a request that does not use it, or after a moment without it. Where the connection is closed while a body
     * still comes in, the sender's machine may throw the answer away.
     */
    private static void discard(Request request, Runnable answer) {
        new SmallBody(request, LARGEST_BODY, new SmallBody.Reader() {
            @Override
            public void arrived(byte[] body) {
                answer.run();
            }

            @Override
            public void missing(int code) {
                answer.run();
            }
        }).read(DISCARD_MILLIS);
    }

    private HttpAnswer guarded(Request request) {
        for (Guard guard : guards) {
            HttpAnswer refusal = guard.refuse(request);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private HttpAnswer notAllowed(Request request, SignIn.Outcome outcome, Role needed) {
        if (outcome.tooMany()) {
            return HttpAnswer.text(429, "Too many attempts to sign in.\n").with("Retry-After", "5");
        }
        if (outcome.caller().role() == Role.ANYONE && signIn.page() != null && asksForPage(request)) {
            String asked = request.getHttpURI().getPathQuery();
            // A longer one would make the header of the answer too large.
            return HttpAnswer.redirect(signIn.page()
                    + (asked.length() > LONGEST_TARGET ? "" : "?to=" + URLEncoder.encode(asked, StandardCharsets.UTF_8)));
        }
        if (outcome.caller().role() == Role.ANYONE) {
            return HttpAnswer.text(401, "Sign in.\n").with("WWW-Authenticate", signIn.challenge());
        }
        return outcome.caller().role().covers(needed) ? null : HttpAnswer.text(403, "This needs the role " + needed.label() + ".\n");
    }

    /** Whether a person opens a page, and no script or program asks for data. */
    private boolean asksForPage(Request request) {
        String mode = request.getHeaders().get("Sec-Fetch-Mode");
        boolean html = mode == null
                ? request.getHeaders().getCSV(HttpHeader.ACCEPT, false).stream().anyMatch(each -> each.startsWith("text/html"))
                : mode.equals("navigate");
        return html && READING.contains(request.getMethod())
                && (problemsBelow == null || !request.getHttpURI().getCanonicalPath().startsWith(problemsBelow));
    }

    private static void run(Route route, Exchange exchange) {
        try {
            route.handle(exchange);
        } catch (Exception e) {
            LOG.error("A request to {} failed", exchange.request().getHttpURI().getCanonicalPath(), e);
            Response.writeError(exchange.request(), exchange.response(), exchange.callback(), 500);
        }
    }

    private static boolean hasBody(Request request) {
        return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING) || request.getLength() > 0;
    }

    /** Routes may block. Without this method Jetty would use the type of the static pages and run routes on its selector thread. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    private Protected route(Request request) {
        MatchedResource<Map<String, Protected>> matched = routes.getMatched(request.getHttpURI().getCanonicalPath());
        if (matched == null) {
            return new Protected(Role.SCRAPER, 0, exchange -> exchange.send(refusal(request, HttpAnswer.text(404, notFound))));
        }
        Protected route = matched.getResource().get(request.getMethod());
        return route != null ? route : otherMethod(request, matched.getResource().keySet());
    }

    private Protected otherMethod(Request request, Iterable<String> methods) {
        return new Protected(Role.SCRAPER, 0,
                exchange -> exchange.send(refusal(request, HttpAnswer.text(405, "")).with("Allow", String.join(", ", methods))));
    }
}
