package io.vitalwatch.alarm.yaml;

import io.vitalwatch.alarm.rule.RuleException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What differs between two catalogues, field by field, as they are written. */
public final class CatalogueDifferences {
    private CatalogueDifferences() {}

    /**
     * A field that differs.
     *
     * @param field such as {@code spo2-low.confirm.count}
     * @param before its text, or null for a new field
     * @param after its text, or null for one that is gone
     */
    public record Difference(String field, String before, String after) {
        /** Such as {@code ~ spo2-low.medium: spo2 <= 91 -> spo2 <= 88}; + for a new field, - for one that is gone. */
        @Override
        public String toString() {
            return before == null ? "+ " + field + ": " + after : after == null ? "- " + field + ": " + before
                    : "~ " + field + ": " + before + " -> " + after;
        }
    }

    /**
     * The differences, in the order of fields.
     *
     * @throws RuleException if one of the texts is no catalogue
     */
    public static List<Difference> between(String before, String after) {
        return between(before, Map.of(), after);
    }

    /**
     * As the other one, where parameters stand over the first catalogue: a new catalogue replaces them too.
     *
     * @param parameters values that replace single fields of it, {@code spo2-low.medium} to {@code 88}
     */
    public static List<Difference> between(String before, Map<String, String> parameters, String after) {
        Map<String, String> old = new HashMap<>(RuleReader.fields(before, "catalogue in force"));
        old.putAll(parameters);
        Map<String, String> now = RuleReader.fields(after, "new catalogue");
        TreeSet<String> all = new TreeSet<>(old.keySet());
        all.addAll(now.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String each : all) {
            if (!Objects.equals(old.get(each), now.get(each))) {
                differences.add(new Difference(each, old.get(each), now.get(each)));
            }
        }
        return differences;
    }
}
