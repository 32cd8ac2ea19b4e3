package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.Nearest;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The fields of one rule, by path ({@code confirm.duration}): the document's values, replaced by overrides. It records which fields the
 * kind of rule reads. Every other field is refused, because the kind would ignore it.
 */
public final class RuleFields {
    /** A field's text and where it was found: {@code rules.yaml:41}, or {@code --rule.spo2-low.medium}. */
    public record Value(String text, String where) {}

    private final String id;
    private final String where;
    private final Map<String, Value> document;
    private final Map<String, Value> overrides;
    private final Ages ages;
    private final Set<String> asked = new LinkedHashSet<>();

    public RuleFields(String id, String where, Map<String, Value> document, Map<String, Value> overrides, Ages ages) {
        this.ages = ages;
        this.id = id;
        this.where = where;
        this.document = document;
        this.overrides = overrides;
    }

    public String id() {
        return id;
    }

    public String where() {
        return where;
    }

    /** The document's value, or null. */
    public Value written(String path) {
        asked.add(path);
        return document.get(path);
    }

    /** The override, or null. */
    public Value overridden(String path) {
        asked.add(path);
        return overrides.get(path);
    }

    /** The value in force, or null. */
    public Value find(String path) {
        Value override = overridden(path);
        return override != null ? override : written(path);
    }

    /** The first of several paths that has a value. */
    public Value first(String... paths) {
        Value found = null;
        for (String path : paths) {
            Value value = find(path);
            found = found == null ? value : found;
        }
        return found;
    }

    public Value need(String path) {
        Value value = find(path);
        if (value == null) {
            throw new RuleException("rule " + id + " (" + where + "): " + path + " is missing");
        }
        return value;
    }

    /** Every field below a path, in the document or an override, without the path itself. */
    public Set<String> below(String path) {
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

    public long duration(String path, long otherwise) {
        Value value = find(path);
        return value == null ? otherwise : duration(path, value);
    }

    public long neededDuration(String path) {
        return duration(path, need(path));
    }

    /** How old a reading of the group may be and still be the value of now, milliseconds. */
    public long age(Group group) {
        return ages.of(group);
    }

    /** A duration above zero, milliseconds. */
    public long neededPositiveDuration(String path) {
        long millis = neededDuration(path);
        if (millis == 0) {
            throw refuse(find(path), path + " is 0s; it must be longer");
        }
        return millis;
    }

    public long duration(String path, Value value) {
        try {
            return Durations.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw refuse(value, path + " " + e.getMessage());
        }
    }

    public int whole(String path, Value value, int least, int most) {
        try {
            int number = Integer.parseInt(value.text().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw refuse(value, path + " is " + value.text() + ", not a whole number from " + least + " to " + most);
    }

    public int whole(String path, int otherwise, int least, int most) {
        Value value = find(path);
        return value == null ? otherwise : whole(path, value, least, most);
    }

    /** A list of whole numbers, at least one. */
    public Set<Integer> wholeNumbers(String path, int least, int most) {
        Value value = need(path);
        Set<Integer> numbers = new HashSet<>();
        for (String each : value.text().split(",")) {
            numbers.add(whole(path, new Value(each, value.where()), least, most));
        }
        return numbers;
    }

    /** Whether the rule is about the patient or about the ability to monitor the patient. */
    public Kind kind() {
        return oneOf("kind", need("kind"), Kind.values(), Kind::label);
    }

    /** A decimal in thousandths. */
    public int milli(String path, Value value) {
        try {
            return new BigDecimal(value.text().trim()).movePointRight(3).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw refuse(value, path + " is " + value.text() + ", not a number with at most 3 decimals");
        }
    }

    public Priority priority(String path) {
        Value value = need(path);
        return priority(path, value);
    }

    public Priority priority(String path, Value value) {
        return oneOf(path, value, Priority.values(), Priority::label);
    }

    public <T> T oneOf(String path, Value value, T[] candidates, Function<T, String> label) {
        for (T candidate : candidates) {
            if (label.apply(candidate).equals(value.text().trim())) {
                return candidate;
            }
        }
        throw refuse(value, path + " is " + value.text() + "; it must be one of "
                + String.join(", ", Arrays.stream(candidates).map(label).toList()));
    }

    public RuleException refuse(Value value, String what) {
        return new RuleException("rule " + id + " (" + value.where() + "): " + what);
    }

    /** Refuses every field of the document or an override that the kind of rule did not read. The message names the fields of the kind. */
    public void refuseTheRest() {
        refuse(document);
        refuse(overrides);
    }

    private void refuse(Map<String, Value> values) {
        for (Map.Entry<String, Value> each : values.entrySet()) {
            if (!asked.contains(each.getKey())) {
                throw refuse(each.getValue(), "unknown field " + each.getKey() + nearest(each.getKey(), asked) + " A rule of type "
                        + find("type").text() + " has the fields " + String.join(", ", new TreeSet<>(asked)));
            }
        }
    }

    public static String nearest(String word, Collection<String> candidates) {
        String nearest = Nearest.to(word, candidates);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }
}
