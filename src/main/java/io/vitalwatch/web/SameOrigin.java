package io.vitalwatch.web;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A guard that refuses a change that a browser sends on behalf of a page of another origin (CSRF). Programs other than browsers send
 * neither {@code Origin} nor {@code Sec-Fetch-Site}, and pass.
 */
public final class SameOrigin implements Guard {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");
    private static final HttpAnswer REFUSED = HttpAnswer.text(403, "A page of another origin cannot change anything here.\n");

    @Override
    public HttpAnswer refuse(Request request) {
        if (READING.contains(request.getMethod())) {
            return null;
        }
        List<String> sites = request.getHeaders().getValuesList("Sec-Fetch-Site");
        List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        boolean own = sites.stream().allMatch(OWN::contains) && origins.size() <= 1
                && origins.stream().allMatch(origin -> isOwn(origin, request));
        return own ? null : REFUSED;
    }

    /** The scheme is not compared: a proxy that ends TLS passes the Host header on and not the scheme. */
    private static boolean isOwn(String origin, Request request) {
        try {
            URI uri = URI.create(origin);
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
                return false;
            }
            int usual = scheme.equals("https") ? 443 : 80;
            return uri.getHost().toLowerCase(Locale.ROOT).equals(String.valueOf(Request.getServerName(request)).toLowerCase(Locale.ROOT))
                    && (uri.getPort() < 0 ? usual : uri.getPort()) == port(request, usual);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(Request request, int usual) {
        int port = request.getHttpURI().getPort();
        return port > 0 ? port : usual;
    }
}
