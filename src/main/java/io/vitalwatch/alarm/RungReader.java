package io.vitalwatch.alarm;

import io.vitalwatch.alarm.Condition.Comparison;
import io.vitalwatch.alarm.Condition.Operator;
import io.vitalwatch.alarm.RuleFields.Value;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a priority ladder: conditions such as {@code systolic > 180 or diastolic > 120}, and how each is confirmed and cleared. */
final class RungReader {
    private static final Pattern COMPARISON = Pattern.compile("([a-z][a-z0-9-]*)\\s*(>=|<=|>|<|≥|≤)\\s*(-?\\d{1,6}(?:\\.\\d{1,3})?)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,6}(\\.\\d{1,3})?");
    private static final int MOST_READINGS = 64;
    private static final long LONGEST_WINDOW = 86_400_000;

    private final RuleFields fields;
    private final List<Vital> vitals;
    private final List<Rung> rungs = new ArrayList<>();
    private final List<Value> places = new ArrayList<>();

    RungReader(RuleFields fields, List<Vital> vitals) {
        this.fields = fields;
        this.vitals = vitals;
    }

    /** The ladder, mildest first, an escalation last. */
    List<Rung> read() {
        Condition medium = null;
        for (Priority priority : Priority.values()) {
            String name = priority.label();
            Value place = fields.first(name, name + ".when");
            Condition condition = condition(name);
            Confirm confirm = confirm(name);
            Value count = fields.first(name + ".clear.count", "clear.count");
            if (condition != null) {
                int clearCount = count == null ? confirm.count() : fields.whole("clear.count", count, 1, MOST_READINGS);
                rungs.add(new Rung(priority, condition, confirm, margin(), clearCount));
                places.add(place);
            }
            medium = priority == Priority.MEDIUM ? condition : medium;
        }
        if (rungs.isEmpty()) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where()
                    + "): no limit is given; write low, medium or high, or enabled: false");
        }
        ascending();
        int repeats = fields.whole("escalate.count", 0, 0, MOST_READINGS);
        long duration = fields.duration("escalate.duration", 15_000L);
        if (repeats > 0 && medium != null) {
            rungs.add(new Rung(Priority.HIGH, medium, Confirm.kOfN(repeats, repeats, repeats == 1 ? 0 : duration), margin(), repeats));
        } else if (repeats > 0) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where() + "): escalate needs a limit for medium");
        }
        return List.copyOf(rungs);
    }

    private int margin() {
        Value margin = fields.find("clear.margin");
        int milli = margin == null ? 0 : fields.milli("clear.margin", margin);
        if (milli < 0) {
            throw fields.refuse(margin, "clear.margin is " + margin.text() + "; it must not be below 0");
        }
        return milli;
    }

    private Condition condition(String name) {
        Value written = fields.written(name) != null ? fields.written(name) : fields.written(name + ".when");
        Value override = fields.overridden(name) != null ? fields.overridden(name) : fields.overridden(name + ".when");
        Condition condition = written == null || off(written) ? null : parse(name, written);
        if (override != null && off(override)) {
            condition = null;
        } else if (override != null && NUMBER.matcher(override.text().trim()).matches()) {
            if (condition == null || condition.anyOf().size() != 1) {
                throw fields.refuse(override, name + " " + override.text() + " does not say of what; write a condition, such as "
                        + (condition == null ? vitals.get(0).label() + " > " + override.text() : condition.toString())
                        + (condition == null ? "" : ", or --rule." + fields.id() + "." + name + "." + vitals.get(0).label() + "="
                                + override.text()));
            }
            Comparison old = condition.anyOf().get(0);
            condition = new Condition(List.of(new Comparison(old.vital(), old.operator(), fields.milli(name, override))));
        } else if (override != null) {
            condition = parse(name, override);
        }
        for (Vital vital : vitals) {
            Value number = fields.overridden(name + "." + vital.label());
            if (number != null) {
                condition = replaced(name, condition, vital, number);
            }
        }
        return condition;
    }

    private Condition replaced(String name, Condition condition, Vital vital, Value number) {
        List<Comparison> comparisons = new ArrayList<>();
        boolean found = false;
        for (Comparison each : condition == null ? List.<Comparison>of() : condition.anyOf()) {
            boolean same = each.vital() == vital;
            comparisons.add(same ? new Comparison(vital, each.operator(), fields.milli(name + "." + vital.label(), number)) : each);
            found |= same;
        }
        if (!found) {
            throw fields.refuse(number, name + " has no limit for " + vital.label() + "; write the whole condition, such as --rule."
                    + fields.id() + "." + name + "=\"" + vital.label() + " > " + number.text() + "\"");
        }
        return new Condition(List.copyOf(comparisons));
    }

    private Condition parse(String name, Value value) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String part : value.text().trim().split("\\s+or\\s+", -1)) {
            Matcher matcher = COMPARISON.matcher(part.trim());
            if (!matcher.matches()) {
                throw fields.refuse(value, name + " \"" + value.text() + "\" is no condition; write it like "
                        + vitals.get(0).label() + " >= 100" + (vitals.size() > 1 ? " or " + vitals.get(1).label() + " >= 100" : ""));
            }
            Vital vital = vitals.stream().filter(each -> each.label().equals(matcher.group(1))).findFirst().orElseThrow(() -> fields.refuse(
                    value, name + " names " + matcher.group(1) + "; this rule knows "
                            + String.join(", ", vitals.stream().map(Vital::label).toList())));
            comparisons.add(new Comparison(vital, operator(matcher.group(2)), fields.milli(name, new Value(matcher.group(3), value.where()))));
        }
        return new Condition(List.copyOf(comparisons));
    }

    private Confirm confirm(String name) {
        Value count = fields.first(name + ".confirm.count", "confirm.count");
        Value of = fields.first(name + ".confirm.of", "confirm.of");
        Value duration = fields.first(name + ".confirm.duration", "confirm.duration");
        Value statistic = fields.first(name + ".confirm.statistic", "confirm.statistic");
        Value window = fields.first(name + ".confirm.window", "confirm.window");
        Value readings = fields.first(name + ".confirm.readings", "confirm.readings");
        if (statistic != null && !statistic.text().trim().equals("none")) {
            Confirm.Statistic kind = fields.oneOf("confirm.statistic", statistic, Confirm.Statistic.values(),
                    each -> each.name().toLowerCase(Locale.ROOT));
            if (window == null) {
                throw fields.refuse(statistic, "confirm.statistic needs confirm.window, such as 10min");
            }
            long length = fields.duration("confirm.window", window);
            if (length == 0 || length > LONGEST_WINDOW) {
                throw fields.refuse(window, "confirm.window is " + window.text() + "; it must be longer than 0s and at most 24h");
            }
            return new Confirm(1, 1, 0, kind, length, readings == null ? 1 : fields.whole("confirm.readings", readings, 1, 100_000));
        }
        int k = count == null ? 1 : fields.whole("confirm.count", count, 1, MOST_READINGS);
        int n = of == null ? k : fields.whole("confirm.of", of, 1, MOST_READINGS);
        if (k > n) {
            throw fields.refuse(count, "confirm.count " + k + " is more than confirm.of " + n + "; set confirm.of to " + k + " or more");
        }
        return Confirm.kOfN(k, n, duration == null ? 0 : fields.duration("confirm.duration", duration));
    }

    /** A graver limit must not be milder than a less grave one, vital by vital. */
    private void ascending() {
        for (int graver = 1; graver < rungs.size(); graver++) {
            for (int milder = 0; milder < graver; milder++) {
                for (Comparison grave : rungs.get(graver).condition().anyOf()) {
                    for (Comparison mild : rungs.get(milder).condition().anyOf()) {
                        boolean same = grave.vital() == mild.vital() && grave.operator().rising() == mild.operator().rising();
                        boolean wrong = grave.operator().rising() ? grave.limit() < mild.limit() : grave.limit() > mild.limit();
                        if (same && wrong) {
                            String of = vitals.size() > 1 ? grave.vital().label() + " " : "";
                            throw fields.refuse(places.get(place(graver, milder)), "limit for " + rungs.get(graver).priority().label() + " ("
                                    + of + Sentences.number(grave.limit()) + ") is milder than " + rungs.get(milder).priority().label() + " ("
                                    + of + Sentences.number(mild.limit()) + ")");
                        }
                    }
                }
            }
        }
    }

    /** Points to the one that was overridden, else to the graver. */
    private int place(int graver, int milder) {
        boolean overridden = places.get(milder).where().startsWith("--") && !places.get(graver).where().startsWith("--");
        return overridden ? milder : graver;
    }

    private static boolean off(Value value) {
        return value.text().trim().equals("off");
    }

    private static Operator operator(String symbol) {
        return switch (symbol) {
            case ">" -> Operator.ABOVE;
            case ">=", "≥" -> Operator.AT_LEAST;
            case "<" -> Operator.BELOW;
            default -> Operator.AT_MOST;
        };
    }
}
