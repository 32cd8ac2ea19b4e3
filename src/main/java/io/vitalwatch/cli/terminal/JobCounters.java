package io.vitalwatch.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of a job: its accumulators by name, such as {@code samples.accepted} or {@code readings.rejected.implausible}. A counter
 * that never counted is absent and means 0.
 */
public record JobCounters(Map<String, Long> values) {
    public JobCounters {
        values = new TreeMap<>(values);
    }

    /** The counter with this name, or 0. */
    public long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    /**
     * How many different patients. If the job did not count them exactly, a patient who was forgotten and came back counts again.
     */
    public long patients() {
        return values.containsKey("patients.distinct") ? get("patients.distinct") : get("patients");
    }

    /** All counters below a prefix that are not 0, by the rest of their names, in alphabetical order. */
    public Map<String, Long> below(String prefix) {
        Map<String, Long> found = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix + ".") && value != 0) {
                found.put(name.substring(prefix.length() + 1), value);
            }
        });
        return found;
    }
}
