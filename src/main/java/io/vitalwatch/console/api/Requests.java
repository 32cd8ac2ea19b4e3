package io.vitalwatch.console.api;

import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;

/** What every route of the interface has in common: bad parameters are answered 400, a store that does not answer 503. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private Requests() {}

    /** Answers a request. */
    interface Work {
        void run() throws SQLException;
    }

    static void answer(Exchange exchange, Work work) {
        try {
            work.run();
        } catch (ApiAnswers.BadParameter e) {
            exchange.send(HttpAnswer.problemDetails(400, e.getMessage()));
        } catch (SQLException e) {
            // The message of a database may have values.
            LOG.warn("The store does not answer ({}, state {})", e.getClass().getSimpleName(), e.getSQLState());
            exchange.send(HttpAnswer.problemDetails(503, "The store does not answer. Try again.").with("Retry-After", "5"));
        }
    }
}
