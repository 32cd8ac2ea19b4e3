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
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a rule catalogue; no other class reads its YAML. It refuses what it cannot read, with a message that names rule, line and fix. */
public final class RuleReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Far more than a rule has. A few aliases of maps can stand for millions of fields. */
    private static final int MOST_FIELDS = 1000;
    /** Each delivery is judged by all rules. */
    private static final int MOST_RULES = 1000;
    /** Characters of a field's value. Each alert has the condition that it meets, and its comparisons one by one. */
    private static final int LONGEST_VALUE = 1000;

    private final String source;
    private final Map<String, Integer> lines = new HashMap<>();

    private final Ages ages;

    private RuleReader(String source, Ages ages) {
        this.source = source;
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
        return new RuleReader(source, ages).catalogue(yaml, overrides);
    }

    /**
     * Every field of a catalogue as it is written, {@code spo2-low.confirm.count} to its text, without a check whether the rules fit.
     *
     * @throws RuleException if the document is not a map of rules
     */
    static Map<String, String> fields(String yaml, String source) {
        Map<String, String> fields = new LinkedHashMap<>();
        new RuleReader(source, Ages.defaults()).documents(yaml)
                .forEach((id, values) -> values.forEach((path, value) -> fields.put(id + "." + path, value.text())));
        return fields;
    }

    private Catalogue catalogue(String yaml, Map<String, String> overrides) {
        Map<String, Map<String, Value>> documents = documents(yaml);
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
            if (text.length() > LONGEST_VALUE) {
                throw new RuleException("--rule." + path + ": " + tooLong(text));
            }
            changes.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(path.substring(dot + 1), new Value(text, "--rule." + path));
        });
        List<Evaluation> rules = new ArrayList<>();
        Map<String, Boolean> latches = new HashMap<>();
        documents.forEach((id, fields) -> {
            RuleFields read = new RuleFields(id, source + ":" + lines.get(id), fields, changes.getOrDefault(id, Map.of()),
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

    private static String tooLong(String text) {
        return "the value has " + text.length() + " characters; it may have " + LONGEST_VALUE;
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
        return rule.id() + " (" + source + ":" + lines.get(rule.id()) + ", " + comparison + ")";
    }

    private Map<String, Map<String, Value>> documents(String yaml) {
        Optional<Node> root;
        try {
            // Room for all of it: the parser fails at a character of two chars that lies at the end of its buffer.
            root = new Compose(LoadSettings.builder().setLabel(source).setBufferSize(yaml.length() + 2).build()).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)).orElse("");
            throw new RuleException(source + where + ": this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new RuleException(source + ": this is not YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new RuleException(source + ": nested too deep");
        }
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            throw new RuleException(source + ": has no rules; write each rule as \"id:\" with its fields below it");
        }
        Map<String, Map<String, Value>> rules = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String id = key(entry.getKeyNode());
            if (!ID.matcher(id).matches()) {
                throw new RuleException(at(entry.getKeyNode()) + ": rule id \"" + id + "\" must be lower-case letters, digits and hyphens");
            }
            if (!(entry.getValueNode() instanceof MappingNode fields)) {
                throw new RuleException(at(entry.getKeyNode()) + ": rule " + id + " has no fields");
            }
            if (rules.size() == MOST_RULES) {
                throw new RuleException(at(entry.getKeyNode()) + ": there are more than " + MOST_RULES + " rules");
            }
            if (rules.containsKey(id)) {
                throw new RuleException(at(entry.getKeyNode()) + ": rule " + id + " is written twice (first at line " + lines.get(id) + ")");
            }
            lines.put(id, line(entry.getKeyNode()));
            Map<String, Value> flat = new LinkedHashMap<>();
            flatten(id, "", fields, flat, 0);
            rules.put(id, flat);
        }
        return rules;
    }

    private void flatten(String id, String prefix, MappingNode node, Map<String, Value> flat, int depth) {
        if (depth > 8) {
            throw new RuleException("rule " + id + " (" + at(node) + "): nested too deep");
        }
        Set<String> maps = new HashSet<>();
        for (NodeTuple entry : node.getValue()) {
            String path = prefix + key(entry.getKeyNode());
            Node value = entry.getValueNode();
            if (value instanceof MappingNode inner) {
                if (!maps.add(path)) {
                    throw new RuleException("rule " + id + " (" + at(entry.getKeyNode()) + "): " + path
                            + " stands twice; write all its fields in one place");
                }
                flatten(id, path + ".", inner, flat, depth + 1);
                continue;
            }
            if (flat.size() == MOST_FIELDS) {
                throw new RuleException("rule " + id + " (" + at(entry.getKeyNode()) + "): has more than " + MOST_FIELDS + " fields");
            }
            String text = text(id, path, value);
            if (text.length() > LONGEST_VALUE) {
                throw new RuleException("rule " + id + " (" + at(value) + "): " + path + ": " + tooLong(text));
            }
            if (flat.put(path, new Value(text, at(value))) != null) {
                throw new RuleException("rule " + id + " (" + at(entry.getKeyNode()) + "): " + path + " is written twice");
            }
        }
    }

    private String text(String id, String path, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        List<String> items = new ArrayList<>();
        for (Node item : ((SequenceNode) node).getValue()) {
            if (!(item instanceof ScalarNode scalar)) {
                throw new RuleException("rule " + id + " (" + at(item) + "): " + path + " is a list of plain values");
            }
            items.add(scalar.getValue());
        }
        return String.join(",", items);
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new RuleException(at(node) + ": a key must be plain text");
    }

    private String at(Node node) {
        return source + ":" + line(node);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
