package io.vitalwatch.alarm.yaml;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.RuleKind;
import io.vitalwatch.alarm.evaluate.RuleKinds;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.RuleFields.Value;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a rule catalogue; no other class reads its YAML. It refuses what it cannot read, with a message that names rule, line and fix. */
public final class RuleReader {
    private final String source;
    private final RuleDocument document;
    private final Ages ages;

    private RuleReader(String source, RuleDocument document, Ages ages) {
        this.source = source;
        this.document = document;
        this.ages = ages;
    }

    /**
     * Reads a catalogue.
     *
     * @param yaml the document
     * @param source its name for messages, such as {@code rules.yaml}
     * @param overrides values that replace single fields, {@code spo2-low.medium} → {@code 92}
     * @throws RuleException if the document is not a complete and consistent catalogue
     */
    public static Catalogue read(String yaml, String source, Map<String, String> overrides) {
        return read(yaml, source, overrides, Ages.defaults());
    }

    /** As {@link #read(String, String, Map)}, with another table of ages. */
    public static Catalogue read(String yaml, String source, Map<String, String> overrides, Ages ages) {
        return new RuleReader(source, ReadDocuments.of(yaml, source), ages).catalogue(overrides);
    }

    /**
     * Every field of a catalogue as it is written, {@code spo2-low.confirm.count} to its text, without a check whether the rules fit.
     *
     * @throws RuleException if the document is not a map of rules
     */
    static Map<String, String> fields(String yaml, String source) {
        Map<String, String> fields = new LinkedHashMap<>();
        RuleDocument.read(yaml, source).rules()
                .forEach((id, values) -> values.forEach((path, value) -> fields.put(id + "." + path, value.text())));
        return fields;
    }

    private Catalogue catalogue(Map<String, String> overrides) {
        Map<String, Map<String, Value>> documents = document.rules();
        Map<String, Map<String, Value>> changes = new HashMap<>();
        overrides.forEach((path, text) -> {
            int dot = path.indexOf('.');
            String id = dot < 0 ? path : path.substring(0, dot);
            if (dot < 0 || dot == path.length() - 1) {
                throw new RuleException("--rule." + path + " names no field; write --rule." + id + ".<field>=<value>");
            }
            if (!documents.containsKey(id)) {
                throw new RuleException("--rule." + path + ": there is no rule " + id + RuleFields.nearest(id, documents.keySet()));
            }
            if (text.length() > RuleDocument.LONGEST_VALUE) {
                throw new RuleException("--rule." + path + ": " + RuleDocument.tooLong(text));
            }
            changes.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(path.substring(dot + 1), new Value(text, "--rule." + path));
        });
        List<Evaluation> rules = new ArrayList<>();
        Map<String, Boolean> latches = new HashMap<>();
        documents.forEach((id, fields) -> {
            RuleFields read = new RuleFields(id, source + ":" + document.lines().get(id), fields, changes.getOrDefault(id, Map.of()),
                    ages);
            Value enabled = read.find("enabled");
            boolean off = enabled != null && !read.oneOf("enabled", enabled, new Boolean[] {true, false}, String::valueOf);
            Evaluation rule = rule(read);
            Value latch = read.find("latch");
            if (latch != null) {
                latches.put(id, read.oneOf("latch", latch, new Boolean[] {true, false}, String::valueOf));
                if (latches.get(id) && rule.kind() == Kind.TECHNICAL) {
                    throw read.refuse(latch, "latch is true; an alarm of a technical rule never stays after its end");
                }
            }
            read.refuseTheRest();
            if (!off) {
                rules.add(rule);
            }
        });
        refuseContradictions(rules);
        return new Catalogue(rules, latches, null, Map.of());
    }

    private static Evaluation rule(RuleFields fields) {
        Value type = fields.need("type");
        for (RuleKind kind : RuleKinds.ALL) {
            if (kind.type().equals(type.text())) {
                return kind.reader().apply(fields);
            }
        }
        throw fields.refuse(type, "unknown type " + type.text() + "; it must be one of "
                + RuleKinds.ALL.stream().map(RuleKind::type).collect(Collectors.joining(", ")));
    }

    /** A value must not be too high and too low at the same time. */
    private void refuseContradictions(List<Evaluation> rules) {
        if (!isContradictory(rules)) {
            return;
        }
        // Only to name the two.
        for (Evaluation rising : rules) {
            for (Evaluation falling : rules) {
                refuseContradiction(rising, falling);
            }
        }
    }

    /** Whether a value of a vital is above one limit and below another. */
    private static boolean isContradictory(List<Evaluation> rules) {
        Map<Vital, Long> lowestAbove = new EnumMap<>(Vital.class);
        Map<Vital, Long> highestBelow = new EnumMap<>(Vital.class);
        for (Evaluation rule : rules) {
            for (Rung rung : rule.limits()) {
                for (Comparison each : rung.condition().anyOf()) {
                    // Twice the limit and one more where the limit itself is beyond it downwards, or not beyond it upwards.
                    boolean more = each.operator() == Operator.AT_MOST || each.operator() == Operator.ABOVE;
                    long place = 2L * each.limit() + (more ? 1 : 0);
                    if (each.operator().rising()) {
                        lowestAbove.merge(each.vital(), place, Math::min);
                    } else {
                        highestBelow.merge(each.vital(), place, Math::max);
                    }
                }
            }
        }
        return highestBelow.entrySet().stream().anyMatch(each -> each.getValue() > lowestAbove.getOrDefault(each.getKey(), Long.MAX_VALUE));
    }

    private void refuseContradiction(Evaluation high, Evaluation low) {
        for (Rung up : high.limits()) {
            for (Rung down : low.limits()) {
                for (Comparison above : up.condition().anyOf()) {
                    for (Comparison below : down.condition().anyOf()) {
                        boolean opposed = above.vital() == below.vital() && above.operator().rising() && !below.operator().rising();
                        boolean touching = above.operator() == Operator.AT_LEAST && below.operator() == Operator.AT_MOST;
                        if (opposed && (below.limit() > above.limit() || below.limit() == above.limit() && touching)) {
                            throw new RuleException("rules " + named(high, above) + " and " + named(low, below)
                                    + " contradict each other: one reading would raise both; lower " + low.id() + " or raise " + high.id());
                        }
                    }
                }
            }
        }
    }

    private String named(Evaluation rule, Comparison comparison) {
        return rule.id() + " (" + source + ":" + document.lines().get(rule.id()) + ", " + comparison + ")";
    }
}
