package io.vitalwatch.cli.terminal;

import io.vitalwatch.settings.Durations;
import io.vitalwatch.simulator.vendor.DeliveryHistory;
import io.vitalwatch.simulator.vendor.DeliveryHistory.Attempt;
import io.vitalwatch.simulator.vendor.DeliveryHistory.DeliveryTotals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The sender's delivery history as a table, with the columns and totals of the vendor's page. */
public final class DeliveryTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private DeliveryTable() {}

    /** The latest attempts with the reasons of failures, and the totals. */
    public static String of(DeliveryHistory history, int rows) {
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

    /** The totals, and whether the run passed: every good delivery accepted, every forged one refused. */
    public static String totals(DeliveryHistory history) {
        DeliveryTotals totals = history.totals();
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

    private static String check(DeliveryTotals totals) {
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
