package io.vitalwatch.alarm.version;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of limits of one scope, as it counts in a partition.
 *
 * @param from from when it counts, Unix milliseconds
 * @param seq its place among all changes; of two from the same moment the later one counts
 * @param until when it ends by itself, or {@link #FOR_EVER}
 * @param set {@code <rule>.<field>} to the field's text
 * @param clear what earlier records of the scope set and is removed: {@code <rule>.<field>}, {@code <rule>} or {@code *}
 */
public record LimitsRecord(long from, long seq, long until, Map<String, String> set, List<String> clear) {
    /** It does not end by itself. */
    public static final long FOR_EVER = Long.MAX_VALUE;
    private static final String EVERYTHING = "*";

    public LimitsRecord {
        set = Map.copyOf(set);
        clear = List.copyOf(clear);
    }

    boolean isTemporary() {
        return until != FOR_EVER;
    }

    /** Whether it removes a field that an earlier record of its scope set. */
    boolean clears(String field) {
        for (String each : clear) {
            if (each.equals(EVERYTHING) || field.equals(each) || field.startsWith(each + ".")) {
                return true;
            }
        }
        return false;
    }

    /** The same without the fields that a later record removes. */
    LimitsRecord without(LimitsRecord later) {
        if (later.clear.isEmpty()) {
            return this;
        }
        Map<String, String> left = new HashMap<>(set);
        left.keySet().removeIf(later::clears);
        return new LimitsRecord(from, seq, until, left, clear);
    }
}
