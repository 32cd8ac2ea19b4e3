package io.vitalwatch.alarm;

import io.vitalwatch.alarm.Condition.Comparison;
import io.vitalwatch.alarm.Condition.Operator;
import io.vitalwatch.alarm.RuleFields.Value;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a rule catalogue: the one place that knows YAML. Whatever it cannot read it refuses, naming rule, line and the fix. */
public final class RuleReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final List<String> TYPES = List.of("reading", "flag", "silence", "not-worn", "battery", "poor-signal", "implausible");

    private final String source;
    private final Map<String, Integer> lines = new HashMap<>();

    private RuleReader(String source) {
        this.source = source;
    }

    /**
     * Reads a catalogue.
     *
     * @param yaml the document
     * @param source its name for messages, such as {@code rules.yaml}
     * @param overrides single fields on top, {@code spo2-low.medium} → {@code 92}
     * @throws RuleException for anything that is not a complete, consistent catalogue
     */
    public static Catalogue read(String yaml, String source, Map<String, String> overrides) {
        return new RuleReader(source).catalogue(yaml, overrides);
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
            changes.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(path.substring(dot + 1), new Value(text, "--rule." + path));
        });
        List<Rule> rules = new ArrayList<>();
        documents.forEach((id, fields) -> {
            RuleFields read = new RuleFields(id, source + ":" + lines.get(id), fields, changes.getOrDefault(id, Map.of()));
            Value enabled = read.find("enabled");
            boolean off = enabled != null && !read.oneOf("enabled", enabled, new Boolean[] {true, false}, String::valueOf);
            Rule rule = rule(read);
            read.refuseTheRest();
            if (!off) {
                rules.add(rule);
            }
        });
        refuseContradictions(rules);
        return new Catalogue(rules);
    }

    private Rule rule(RuleFields fields) {
        Value type = fields.need("type");
        if (!TYPES.contains(type.text())) {
            throw fields.refuse(type, "unknown type " + type.text() + "; it must be one of " + String.join(", ", TYPES));
        }
        String id = fields.id();
        Kind kind = fields.oneOf("kind", fields.need("kind"), Kind.values(), Kind::label);
        return switch (type.text()) {
            case "flag" -> new Rule.Flag(id, kind, codes(fields), fields.neededDuration("clear.after"), unless(fields));
            case "silence" -> new Rule.Silence(id, kind, fields.priority("priority"), positive(fields, "after"));
            case "not-worn" -> new Rule.NotWorn(id, kind, fields.priority("priority"), fields.neededDuration("after"),
                    fields.whole("clear.count", 1, 1, 64));
            case "battery" -> new Rule.Battery(id, kind, new RungReader(fields, List.of(Vital.BATTERY)).read(), unless(fields));
            case "poor-signal" -> poorSignal(fields, id, kind);
            case "implausible" -> new Rule.Implausible(id, kind, fields.priority("priority"), numbers(fields, "quality"),
                    fields.whole("clear.count", 1, 1, 64));
            default -> limits(fields, id, kind);
        };
    }

    private static Rule limits(RuleFields fields, String id, Kind kind) {
        Group group = fields.oneOf("vital", fields.need("vital"), Group.values(), Group::label);
        List<Vital> vitals = group == Group.BLOOD_PRESSURE
                ? List.of(Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN_PRESSURE)
                : List.of(group.first());
        return new Rule.Limits(id, kind, group, new RungReader(fields, vitals).read(), unless(fields),
                fields.duration("confirm.within", 4 * 3_600_000L), fields.neededDuration("unknown.after"));
    }

    private static Rule poorSignal(RuleFields fields, String id, Kind kind) {
        int share = fields.whole("share", fields.need("share"), 1, 100);
        int clear = fields.whole("clear.share", share, 1, 100);
        if (clear > share) {
            throw fields.refuse(fields.find("clear.share"), "clear.share " + clear + " is above share " + share
                    + ": the alarm would end while it begins; set it to " + share + " or less");
        }
        return new Rule.PoorSignal(id, kind, fields.priority("priority"), share, clear, positive(fields, "window"),
                fields.whole("readings", 1, 1, 100_000));
    }

    private static long positive(RuleFields fields, String path) {
        long millis = fields.neededDuration(path);
        if (millis == 0) {
            throw fields.refuse(fields.find(path), path + " is 0s; it must be longer");
        }
        return millis;
    }

    private static Map<Integer, Priority> codes(RuleFields fields) {
        Map<Integer, Priority> codes = new HashMap<>();
        for (String code : fields.below("codes")) {
            Value value = fields.find("codes." + code);
            if (!code.matches("[1-9]\\d{0,3}")) {
                throw fields.refuse(value, "codes." + code + " is no code from 1 up; 0 means no flag");
            }
            if (!value.text().equals("off")) {
                codes.put(Integer.parseInt(code), fields.priority("codes." + code, value));
            }
        }
        if (codes.isEmpty()) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where()
                    + "): codes is missing; write codes: {1: high, 2: high}, or enabled: false");
        }
        return codes;
    }

    private static Set<Context> unless(RuleFields fields) {
        Value value = fields.find("unless");
        Set<Context> contexts = new HashSet<>(EnumSet.noneOf(Context.class));
        if (value != null) {
            for (String each : value.text().split(",")) {
                if (!each.isBlank()) {
                    contexts.add(fields.oneOf("unless", new Value(each, value.where()), Context.values(), Context::label));
                }
            }
        }
        return contexts;
    }

    private static Set<Integer> numbers(RuleFields fields, String path) {
        Value value = fields.need(path);
        Set<Integer> numbers = new HashSet<>();
        for (String each : value.text().split(",")) {
            numbers.add(fields.whole(path, new Value(each, value.where()), 0, 255));
        }
        return numbers;
    }

    /** A value must not be too high and too low at once. */
    private void refuseContradictions(List<Rule> rules) {
        for (Rule rising : rules) {
            for (Rule falling : rules) {
                if (rising instanceof Rule.Limits high && falling instanceof Rule.Limits low && high.group() == low.group()) {
                    refuseContradiction(high, low);
                }
            }
        }
    }

    private void refuseContradiction(Rule.Limits high, Rule.Limits low) {
        for (Rung up : high.rungs()) {
            for (Rung down : low.rungs()) {
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

    private String named(Rule rule, Comparison comparison) {
        return rule.id() + " (" + source + ":" + lines.get(rule.id()) + ", " + comparison + ")";
    }

    private Map<String, Map<String, Value>> documents(String yaml) {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(source).build()).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)).orElse("");
            throw new RuleException(source + where + ": no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new RuleException(source + ": no YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new RuleException(source + ": nested too deep");
        }
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            throw new RuleException(source + ": holds no rules; each rule is an entry \"id:\" with its fields below");
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
            if (rules.containsKey(id)) {
                throw new RuleException(at(entry.getKeyNode()) + ": rule " + id + " stands twice (first at line " + lines.get(id) + ")");
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
        for (NodeTuple entry : node.getValue()) {
            String path = prefix + key(entry.getKeyNode());
            Node value = entry.getValueNode();
            if (value instanceof MappingNode inner) {
                flatten(id, path + ".", inner, flat, depth + 1);
                continue;
            }
            if (flat.put(path, new Value(text(id, path, value), at(value))) != null) {
                throw new RuleException("rule " + id + " (" + at(entry.getKeyNode()) + "): " + path + " stands twice");
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
