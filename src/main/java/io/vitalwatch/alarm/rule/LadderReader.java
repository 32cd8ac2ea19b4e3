package io.vitalwatch.alarm.rule;

import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.RuleFields.Value;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a priority ladder: conditions such as {@code systolic > 180 or diastolic > 120}, and how each is confirmed and cleared. */
public final class LadderReader {
    private static final Pattern COMPARISON = Pattern.compile("([a-z][a-z0-9-]*)\\s*(>=|<=|>|<|≥|≤)\\s*(-?\\d{1,6}(?:\\.\\d{1,3})?)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,6}(\\.\\d{1,3})?");
    private static final int MOST_READINGS = 64;
    private static final long LONGEST_WINDOW = 86_400_000;
    private static final long DEFAULT_ESCALATION = 15_000;

    private final RuleFields fields;
    private final List<Vital> vitals;
    private final List<Rung> rungs = new ArrayList<>();
    private final List<Value> places = new ArrayList<>();

    private LadderReader(RuleFields fields, List<Vital> vitals) {
        this.fields = fields;
        this.vitals = vitals;
    }

    /**
     * The ladder of a rule whose conditions may be confirmed by several readings, mildest first, an escalation last.
     *
     * @param vitals the quantities that a condition may name
     */
    public static List<Rung> of(RuleFields fields, List<Vital> vitals) {
        LadderReader reader = new LadderReader(fields, vitals);
        reader.steps(true);
        reader.escalation();
        return List.copyOf(reader.rungs);
    }

    /**
     * The ladder of a rule that single values of one quantity decide, mildest first: no {@code confirm}, no {@code escalate}, one
     * comparison in each step.
     */
    public static List<Rung> ofSingleValues(RuleFields fields, Vital vital) {
        LadderReader reader = new LadderReader(fields, List.of(vital));
        reader.steps(false);
        return List.copyOf(reader.rungs);
    }

    private void steps(boolean confirmed) {
        for (Priority priority : Priority.values()) {
            String name = priority.label();
            Value place = fields.first(name, name + ".when");
            Condition condition = condition(name);
            refuseConfirmationOfNothing(name, place, confirmed);
            Confirm confirm = confirmed ? confirm(name) : Confirm.kOfN(1, 1, 0);
            Value count = confirmed ? fields.first(name + ".clear.count", "clear.count") : null;
            if (condition != null) {
                if (!confirmed && condition.anyOf().size() > 1) {
                    throw fields.refuse(place, name + " \"" + place.text() + "\" has several comparisons; this rule takes one, such as "
                            + condition.anyOf().get(0));
                }
                int clearCount = count == null ? confirm.count() : fields.whole("clear.count", count, 1, MOST_READINGS);
                rungs.add(new Rung(priority, condition, confirm, margin(), clearCount));
                places.add(place);
            }
        }
        if (rungs.isEmpty()) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where()
                    + "): no limit is given; write low, medium or high, or enabled: false");
        }
        ascending();
    }

    /** Without a limit for low, {@code low: {confirm: …}} would be ignored. */
    private void refuseConfirmationOfNothing(String name, Value limit, boolean confirmed) {
        Set<String> below = limit == null && confirmed ? fields.below(name) : Set.of();
        if (!below.isEmpty()) {
            String path = name + "." + below.iterator().next();
            throw fields.refuse(fields.find(path), path + " has no limit to apply to; write " + name + ".when, or remove it");
        }
    }

    private void escalation() {
        Value count = fields.find("escalate.count");
        Value lasting = fields.find("escalate.duration");
        int repeats = count == null ? 0 : fields.whole("escalate.count", count, 0, MOST_READINGS);
        if (lasting != null && count == null) {
            throw fields.refuse(lasting, "escalate.duration needs escalate.count, such as 2");
        }
        if (repeats == 0) {
            return;
        }
        Condition medium = null;
        for (Rung rung : rungs) {
            medium = rung.priority() == Priority.MEDIUM ? rung.condition() : medium;
        }
        if (medium == null) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where() + "): escalate needs a limit for medium");
        }
        long duration = lasting == null ? DEFAULT_ESCALATION : fields.duration("escalate.duration", lasting);
        rungs.add(new Rung(Priority.HIGH, medium, Confirm.kOfN(repeats, repeats, repeats == 1 ? 0 : duration), margin(), repeats));
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
                throw fields.refuse(override, name + " " + override.text() + " does not name a vital; write a condition, such as "
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
                throw fields.refuse(value, name + " \"" + value.text() + "\" is not a condition; write it like "
                        + vitals.get(0).label() + " >= 100" + (vitals.size() > 1 ? " or " + vitals.get(1).label() + " >= 100" : ""));
            }
            Vital vital = vitals.stream().filter(each -> each.label().equals(matcher.group(1))).findFirst().orElseThrow(() -> fields.refuse(
                    value, name + " names " + matcher.group(1) + "; this rule can use "
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
        if (statistic == null && (window != null || readings != null)) {
            Value ignored = window != null ? window : readings;
            throw fields.refuse(ignored, (window != null ? "confirm.window" : "confirm.readings")
                    + " needs confirm.statistic: mean, median, min or max");
        }
        int k = count == null ? 1 : fields.whole("confirm.count", count, 1, MOST_READINGS);
        int n = of == null ? k : fields.whole("confirm.of", of, 1, MOST_READINGS);
        if (k > n) {
            throw fields.refuse(count, "confirm.count " + k + " is more than confirm.of " + n + "; set confirm.of to " + k + " or more");
        }
        return Confirm.kOfN(k, n, duration == null ? 0 : fields.duration("confirm.duration", duration));
    }

    /** For each vital, the limit of a higher priority must not be milder than that of a lower one. */
    private void ascending() {
        for (int higher = 1; higher < rungs.size(); higher++) {
            for (int milder = 0; milder < higher; milder++) {
                for (Comparison severe : rungs.get(higher).condition().anyOf()) {
                    for (Comparison mild : rungs.get(milder).condition().anyOf()) {
                        boolean same = severe.vital() == mild.vital() && severe.operator().rising() == mild.operator().rising();
                        boolean wrong = severe.operator().rising() ? severe.limit() < mild.limit() : severe.limit() > mild.limit();
                        if (same && wrong) {
                            String of = vitals.size() > 1 ? severe.vital().label() + " " : "";
                            throw fields.refuse(places.get(place(higher, milder)), "limit for " + rungs.get(higher).priority().label() + " ("
                                    + of + Condition.decimal(severe.limit()) + ") is milder than "
                                    + rungs.get(milder).priority().label() + " (" + of + Condition.decimal(mild.limit()) + ")");
                        }
                    }
                }
            }
        }
    }

    /** The limit to name in the message: the one that was overridden, otherwise the more severe one. */
    private int place(int higher, int milder) {
        boolean overridden = places.get(milder).where().startsWith("--") && !places.get(higher).where().startsWith("--");
        return overridden ? milder : higher;
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
