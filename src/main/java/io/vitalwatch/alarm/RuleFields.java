package io.vitalwatch.alarm;

import io.vitalwatch.model.Durations;
import io.vitalwatch.model.Nearest;
import io.vitalwatch.model.Priority;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of one rule, by path ({@code confirm.duration}): what the document says, with overrides on top. Remembers which fields were
 * asked for, so that what nobody asked for can be refused as unknown.
 */
final class RuleFields {
    /** A field's text and where it stands: {@code rules.yaml:41}, or {@code --rule.spo2-low.medium}. */
    record Value(String text, String where) {}

    private final String id;
    private final String where;
    private final Map<String, Value> document;
    private final Map<String, Value> overrides;
    private final Set<String> asked = new LinkedHashSet<>();

    RuleFields(String id, String where, Map<String, Value> document, Map<String, Value> overrides) {
        this.id = id;
        this.where = where;
        this.document = document;
        this.overrides = overrides;
    }

    String id() {
        return id;
    }

    String where() {
        return where;
    }

    /** The document's value, or null. */
    Value written(String path) {
        asked.add(path);
        return document.get(path);
    }

    /** The override, or null. */
    Value overridden(String path) {
        asked.add(path);
        return overrides.get(path);
    }

    /** The value in force, or null. */
    Value find(String path) {
        Value override = overridden(path);
        return override != null ? override : written(path);
    }

    /** The first of several paths that has a value. */
    Value first(String... paths) {
        Value found = null;
        for (String path : paths) {
            Value value = find(path);
            found = found == null ? value : found;
        }
        return found;
    }

    Value need(String path) {
        Value value = find(path);
        if (value == null) {
            throw new RuleException("rule " + id + " (" + where + "): " + path + " is missing");
        }
        return value;
    }

    /** Every field below a path that the document or an override names, without the path itself. */
    Set<String> below(String path) {
        Set<String> names = new LinkedHashSet<>();
        for (Map<String, Value> each : List.of(document, overrides)) {
            for (String key : each.keySet()) {
                if (key.startsWith(path + ".")) {
                    names.add(key.substring(path.length() + 1));
                }
            }
        }
        return names;
    }

    long duration(String path, long otherwise) {
        Value value = find(path);
        return value == null ? otherwise : duration(path, value);
    }

    long neededDuration(String path) {
        return duration(path, need(path));
    }

    long duration(String path, Value value) {
        try {
            return Durations.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw refuse(value, path + " " + e.getMessage());
        }
    }

    int whole(String path, Value value, int least, int most) {
        try {
            int number = Integer.parseInt(value.text().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refuse(value, path + " is " + value.text() + ", not a whole number from " + least + " to " + most);
    }

    int whole(String path, int otherwise, int least, int most) {
        Value value = find(path);
        return value == null ? otherwise : whole(path, value, least, most);
    }

    /** A decimal in thousandths. */
    int milli(String path, Value value) {
        try {
            return new BigDecimal(value.text().trim()).movePointRight(3).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw refuse(value, path + " is " + value.text() + ", not a number with at most 3 decimals");
        }
    }

    Priority priority(String path) {
        Value value = need(path);
        return priority(path, value);
    }

    Priority priority(String path, Value value) {
        return oneOf(path, value, Priority.values(), Priority::label);
    }

    <T> T oneOf(String path, Value value, T[] candidates, java.util.function.Function<T, String> label) {
        for (T candidate : candidates) {
            if (label.apply(candidate).equals(value.text().trim())) {
                return candidate;
            }
        }
        throw refuse(value, path + " is " + value.text() + "; it must be one of "
                + String.join(", ", Arrays.stream(candidates).map(label).toList()));
    }

    RuleException refuse(Value value, String what) {
        return new RuleException("rule " + id + " (" + value.where() + "): " + what);
    }

    /** Refuses what the document or an override says and nobody asked for. */
    void refuseTheRest() {
        refuse(document);
        refuse(overrides);
    }

    private void refuse(Map<String, Value> values) {
        for (Map.Entry<String, Value> each : values.entrySet()) {
            if (!asked.contains(each.getKey())) {
                throw refuse(each.getValue(), "unknown field " + each.getKey() + nearest(each.getKey(), asked));
            }
        }
    }

    static String nearest(String word, Collection<String> candidates) {
        String nearest = Nearest.to(word, candidates);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }
}
