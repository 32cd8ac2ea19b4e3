package io.vitalwatch.web;

/** Answers the requests of one path. It may block: routes have threads of their own. */
public interface Route {
    /**
     * Answers the exchange exactly once.
     *
     * @throws Exception on any failure; the sender gets status 500 without details
     */
    void handle(Exchange exchange) throws Exception;
}
