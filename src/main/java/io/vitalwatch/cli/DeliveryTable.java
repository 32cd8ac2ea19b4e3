package io.vitalwatch.cli;

import io.vitalwatch.model.Durations;
import io.vitalwatch.simulator.DeliveryHistory;
import io.vitalwatch.simulator.DeliveryHistory.Attempt;
import io.vitalwatch.simulator.DeliveryHistory.Totals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The sender's delivery history with the vendor's columns and totals. */
final class DeliveryTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private DeliveryTable() {}

    /** The latest rows and the totals; failed attempts say why. */
    static String of(DeliveryHistory history, int rows) {
        List<Attempt> attempts = history.attempts();
        if (attempts.isEmpty()) {
            return "No deliveries yet.\n" + check(history.totals());
        }
        Table table = new Table("lllrrrl").row("Time", "Event", "Status", "HTTP", "Attempt", "Latency", "");
        for (Attempt attempt : attempts.subList(Math.max(0, attempts.size() - rows), attempts.size())) {
            table.row(TIME.format(Instant.ofEpochMilli(attempt.time())), attempt.event(), attempt.success() ? "success" : "failed",
                    attempt.http() == 0 ? "-" : attempt.http(), attempt.attempt(), latency(attempt.latencyMicros()), attempt.reason());
        }
        return table + "\n" + totals(history);
    }

    /** The totals, and whether everything came where it should. */
    static String totals(DeliveryHistory history) {
        Totals totals = history.totals();
        Table sums = new Table("lr")
                .row("Total events", totals.events())
                .row("Success", totals.success())
                .row("Failed", totals.failed())
                .row("Success rate", String.format(Locale.ROOT, "%.1f %%", Math.floor(totals.successRate() * 1000) / 10));
        if (totals.success() > 0) {
            sums.row("Latency p50", latency(history.latencyMicros(0.5))).row("Latency p99", latency(history.latencyMicros(0.99)))
                    .row("Latency max", latency(history.latencyMicros(1)));
        }
        return sums + "\n  " + check(totals);
    }

    private static String check(Totals totals) {
        String verdict = totals.lost() + " good deliveries lost, " + totals.unsent() + " not sent before the stop, "
                + totals.refusedOnPurpose() + " broken or forged ones refused as they should be, " + totals.wronglyAccepted()
                + " forged ones accepted: ";
        return verdict + (totals.passed() ? "passed" : "NOT passed") + "\n";
    }

    private static String latency(long micros) {
        return micros < 10_000 ? String.format(Locale.ROOT, "%.1f ms", micros / 1000.0)
                : micros < 10_000_000 ? micros / 1000 + " ms" : Durations.format(micros / 1_000_000 * 1000);
    }
}
