package io.vitalwatch.job;

import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

/** A window summary as its record on the windows topic. The contract is schema/window.json. */
public final class WindowJson {
    private static final Verdict[] VERDICTS = Verdict.values();

    private WindowJson() {}

    /** The record's bytes, UTF-8; the same summary always gives the same bytes. Times are UTC. */
    public static byte[] of(WindowSummary window) {
        return RecordJson.of(json -> {
            json.text("user", window.user());
            json.text("study", window.study());
            json.text("vital", window.vital().label());
            json.text("unit", window.vital().unit());
            json.text("loinc", window.vital().loinc());
            json.time("start", window.start(), 0);
            json.time("end", window.end(), 0);
            json.number("count", window.count());
            json.number("usable", window.usable());
            if (window.usable() > 0) {
                json.milli("min", window.min());
                json.milli("median", window.median());
                json.milli("max", window.max());
                json.milli("last", window.last());
            }
            json.object("rejected", rejected -> {
                // In the verdicts' own order, whatever map it is.
                for (Verdict verdict : VERDICTS) {
                    Integer count = window.rejected().get(verdict);
                    if (count != null && count > 0) {
                        rejected.number(verdict.label(), count);
                    }
                }
            });
        });
    }
}
