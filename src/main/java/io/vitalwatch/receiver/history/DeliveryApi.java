package io.vitalwatch.receiver.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vitalwatch.web.EventFeed;
import io.vitalwatch.web.EventStreams;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.wire.receiver.HistoryRow;

import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * HTTP API to read the delivery history: as JSON, as CSV, and live. Parameters {@code study}, {@code type}, {@code status}
 * ({@code success} or {@code failed}) and {@code signed} ({@code true} or {@code false}) filter the rows, {@code limit} bounds their
 * number. Any other value of the last three is answered 400.
 */
public final class DeliveryApi {
    private static final HttpAnswer UNKNOWN_FILTER =
            HttpAnswer.problem(400, "status is success or failed, signed is true or false, limit is a number of up to 6 digits");
    private static final int MOST_ROWS = 1000;
    private static final int USUAL_ROWS = 100;
    /** The number of rows that the page shows. */
    private static final int STREAMED_ROWS = 200;

    /**
     * An answer: totals of the deliveries with a good signature, of all requests, choices for the page's filters, how many rows are kept,
     * and the rows with a number up to {@code newest}, newest first.
     */
    private record Page(long newest, Sums totals, All all, long kept, long dropped, Collection<String> studies,
            Collection<String> events, List<HistoryRow> rows) {}

    private record Sums(long events, long success, long failed, @JsonProperty("success_rate") double successRate) {}

    /** Requests to all receivers; {@code since} in Unix milliseconds. */
    private record All(long since, Counts ever, @JsonProperty("last_hour") Counts lastHour, @JsonProperty("last_day") Counts lastDay) {}

    private record Counts(long success, long failed, long unsigned) {
        private static Counts of(HistoryTotals.Counts counts) {
            return new Counts(counts.success(), counts.failed(), counts.unsigned());
        }
    }

    private final History history;
    private final LongSupplier clock;
    private final EventStreams streams;

    /** @param clock Unix milliseconds */
    public DeliveryApi(History history, LongSupplier clock) {
        this.history = history;
        this.clock = clock;
        this.streams = new EventStreams(history::wake);
    }

    /** The newest rows and the totals, as JSON. */
    public void list(Exchange exchange) {
        HistoryFilter filter = filter(exchange);
        String limit = exchange.parameter("limit");
        if (filter == null || limit != null && !limit.matches("\\d{1,6}")) {
            exchange.send(UNKNOWN_FILTER);
            return;
        }
        int most = limit == null ? USUAL_ROWS : Math.min(MOST_ROWS, Integer.parseInt(limit));
        long newest = history.newestNumber();
        exchange.send(HttpAnswer.json(200, page(filter, history.between(filter, 0, newest, most), newest)));
    }

    /** All rows, as CSV to download. */
    public void csv(Exchange exchange) {
        HistoryFilter filter = filter(exchange);
        if (filter == null) {
            exchange.send(UNKNOWN_FILTER);
            return;
        }
        String csv = HistoryCsv.of(history.newest(filter, Integer.MAX_VALUE));
        exchange.send(HttpAnswer.of(200, "text/csv;charset=utf-8", csv)
                .with("Content-Disposition", "attachment; filename=\"deliveries.csv\""));
    }

    /** The newest rows, then each new one, as server-sent events {@code all} and {@code more}. */
    public void stream(Exchange exchange) {
        HistoryFilter filter = filter(exchange);
        if (filter == null) {
            exchange.send(UNKNOWN_FILTER);
        } else {
            streams.serve(exchange, new Feed(filter));
        }
    }

    /** Ends the streams. */
    public void closeStreams() {
        streams.close();
    }

    private Page page(HistoryFilter filter, List<HistoryRow> rows, long newest) {
        long now = clock.getAsLong();
        History.RowTotals totals = history.totals(filter, now);
        HistoryTotals.Summary all = history.summary(now);
        History.Choices choices = history.choices();
        Sums sums = new Sums(totals.events(), totals.success(), totals.failed(), Math.round(totals.rate() * 100) / 100.0);
        return new Page(newest, sums, new All(all.since(), Counts.of(all.ever()), Counts.of(all.lastHour()), Counts.of(all.lastDay())),
                history.kept(filter), history.dropped(), choices.studies(), choices.events(), rows);
    }

    /** Null if a parameter has a value that it cannot have: an answer with everything would be taken for the filtered one. */
    private static HistoryFilter filter(Exchange exchange) {
        String status = exchange.parameter("status");
        String signed = exchange.parameter("signed");
        if (status != null && !status.equals("success") && !status.equals("failed")
                || signed != null && !signed.equals("true") && !signed.equals("false")) {
            return null;
        }
        return new HistoryFilter(exchange.parameter("study"), exchange.parameter("type"), status == null ? null : status.equals("success"),
                signed == null ? null : signed.equals("true"));
    }

    private final class Feed implements EventFeed {
        private final HistoryFilter filter;
        private long seen;

        private Feed(HistoryFilter filter) {
            this.filter = filter;
        }

        @Override
        public StreamEvent first() {
            return read("all", history.newestNumber());
        }

        @Override
        public StreamEvent next(long millis, BooleanSupplier closed) throws InterruptedException {
            history.awaitAbove(seen, millis, closed);
            long newest = history.newestNumber();
            return newest > seen ? read("more", newest) : null;
        }

        private StreamEvent read(String name, long newest) {
            byte[] data = HttpAnswer.jsonBytes(page(filter, history.between(filter, seen, newest, STREAMED_ROWS), newest));
            seen = newest;
            return new StreamEvent(name, data);
        }
    }
}
