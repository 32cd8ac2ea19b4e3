package io.vitalwatch.web;

import org.eclipse.jetty.server.Request;

/** Decides whether a request may reach a route. Guards are called in the order in which they were added. */
public interface Guard {
    /** Returns the answer that refuses the request, or null if the request may pass. */
    HttpAnswer refuse(Request request);
}
