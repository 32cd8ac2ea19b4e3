package io.vitalwatch.alarm.yaml;

import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.rule.RuleFields.Value;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a catalogue as they are written, before anything is known of kinds of rules. Immutable.
 *
 * @param rules by rule id, in their order, the fields by path
 * @param lines by rule id, where it stands
 */
record RuleDocument(Map<String, Map<String, Value>> rules, Map<String, Integer> lines) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Far more than a rule has. A few aliases of maps can stand for millions of fields. */
    private static final int MOST_FIELDS = 1000;
    /** Each delivery is judged by all rules. */
    private static final int MOST_RULES = 1000;
    /** Characters of a field's value. Each alert has the condition that it meets, and its comparisons one by one. */
    static final int LONGEST_VALUE = 1000;

    RuleDocument {
        rules = Collections.unmodifiableMap(rules);
        lines = Collections.unmodifiableMap(lines);
    }

    /**
     * Reads a document.
     *
     * @param source its name for messages, such as {@code rules.yaml}
     * @throws RuleException if it is not a map of rules
     */
    static RuleDocument read(String yaml, String source) {
        return new RuleDocumentReader(source).read(yaml);
    }

    static String tooLong(String text) {
        return "the value has " + text.length() + " characters; it may have " + LONGEST_VALUE;
    }

    private record RuleDocumentReader(String source) {
        private RuleDocument read(String yaml) {
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
            Map<String, Integer> lines = new HashMap<>();
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
                rules.put(id, Collections.unmodifiableMap(flat));
            }
            return new RuleDocument(rules, lines);
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
}
