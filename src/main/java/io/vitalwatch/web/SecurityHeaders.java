package io.vitalwatch.web;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/** Headers that limit what a browser does with an answer. */
final class SecurityHeaders {
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /**
     * The browser must not guess another content type, must not cache (answers contain data about deliveries), and must not give the answer
     * to a page of another origin.
     */
    static void ofEveryAnswer(Response response) {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
        response.getHeaders().put("X-Frame-Options", "DENY");
    }

    /** A page may load scripts, styles and pictures from its own server only, has no inline ones, and cannot be shown in a frame. */
    static void ofPage(Response response) {
        response.getHeaders().put("Content-Security-Policy", PAGE_POLICY);
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        response.getHeaders().put("Cross-Origin-Opener-Policy", "same-origin");
    }
}
