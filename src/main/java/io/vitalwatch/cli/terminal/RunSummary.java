package io.vitalwatch.cli.terminal;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The summary at the end of a run: patients, samples, rejections by reason, alarms by rule and priority, alarms per patient-day. */
public final class RunSummary {
    private static final double HOURS_A_DAY = 24;

    private RunSummary() {}

    /** The text: several lines, for a screen with characters of fixed width. */
    public static String of(JobCounters counters, Catalogue catalogue) {
        StringBuilder text = new StringBuilder();
        text.append(totals(counters));
        Table rejected = new Table("llr");
        rejected(rejected, "delivery", counters.below("deliveries.rejected"));
        rejected(rejected, "sample", counters.below("samples.rejected"));
        rejected(rejected, "reading", counters.below("readings.rejected"));
        if (!rejected.isEmpty()) {
            text.append("\nRejected, by reason\n").append(rejected);
        }
        text.append('\n').append(alarms(counters, catalogue));
        return text.toString();
    }

    private static String totals(JobCounters c) {
        return "Read\n" + new Table("lrl")
                .row("patients", c.patients(), "")
                .row("patient-days", decimal(patientDays(c)), "")
                .row("deliveries", c.get("deliveries.in"), equation(c, "deliveries", "decoded", "rejected", "test", "heartbeat", "control"))
                .row("samples", c.get("samples.in"), equation(c, "samples", "accepted", "rejected", "duplicate", "conflict", "stale"))
                .row("readings", c.get("readings.in"), "= usable " + Table.number(c.get("readings.usable")) + " + rejected "
                        + Table.number(sum(c.below("readings.rejected"))))
                .row("windows", c.get("windows"), "");
    }

    private static String equation(JobCounters counters, String group, String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(text.isEmpty() ? "= " : " + ").append(part).append(' ').append(Table.number(counters.get(group + "." + part)));
        }
        return text.toString();
    }

    private static void rejected(Table table, String scope, Map<String, Long> reasons) {
        reasons.forEach((reason, count) -> table.row(scope, reason, count));
    }

    private static String alarms(JobCounters counters, Catalogue catalogue) {
        Map<String, long[]> byRule = new TreeMap<>();
        counters.below("alerts.start").forEach((name, count) -> {
            int dot = name.lastIndexOf('.');
            if (dot > 0) {
                int priority = Priority.valueOf(name.substring(dot + 1).toUpperCase(Locale.ROOT)).ordinal();
                byRule.computeIfAbsent(name.substring(0, dot), rule -> new long[Priority.values().length])[priority] += count;
            }
        });
        if (byRule.isEmpty()) {
            return "Alarms started: none\n";
        }
        Table table = new Table("llrrrrr").row("rule", "kind", "high", "medium", "low", "all", "per patient-day");
        double days = patientDays(counters);
        for (Kind kind : Kind.values()) {
            long[] all = new long[Priority.values().length];
            byRule.forEach((rule, counts) -> {
                if (kind == kind(catalogue, rule)) {
                    row(table, rule, kind.label(), counts, days);
                    for (int i = 0; i < all.length; i++) {
                        all[i] += counts[i];
                    }
                }
            });
            row(table, "all " + kind.label(), "", all, days);
        }
        return "Alarms started, by rule and first priority\n" + table
                + "  alert records: start " + Table.number(counters.get("alerts.start")) + ", update "
                + Table.number(counters.get("alerts.update")) + ", end " + Table.number(counters.get("alerts.end")) + "\n";
    }

    private static void row(Table table, String rule, String kind, long[] counts, double days) {
        long all = counts[0] + counts[1] + counts[2];
        table.row(rule, kind, counts[Priority.HIGH.ordinal()], counts[Priority.MEDIUM.ordinal()], counts[Priority.LOW.ordinal()], all,
                days > 0 ? decimal(all / days) : "-");
    }

    private static Kind kind(Catalogue catalogue, String id) {
        Evaluation rule = catalogue.rule(id);
        return rule == null ? Kind.PHYSIOLOGICAL : rule.kind();
    }

    private static double patientDays(JobCounters counters) {
        return counters.get("patient-hours") / HOURS_A_DAY;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
