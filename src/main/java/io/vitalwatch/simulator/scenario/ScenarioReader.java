package io.vitalwatch.simulator.scenario;

import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.settings.Durations;
import io.vitalwatch.settings.Nearest;
import io.vitalwatch.simulator.patient.FaultField;
import io.vitalwatch.simulator.patient.FaultKind;
import io.vitalwatch.simulator.patient.Injection;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads scenario files; no other class of the simulator reads YAML. The format:
 *
 * <pre>
 * description: one sentence
 * for: 6h                    # how much simulated time it needs
 * patients: 5                # the default number of patients; those without a group stay healthy
 * groups:
 *   - patients: 2            # the first two patients; 1 when left out
 *     events:
 *       - {type: desaturation, at: 1h, for: 30min, value: 84}
 * </pre>
 *
 * <p>An event has a type (the word of a {@link FaultKind}), {@code at} and {@code for}, the fields of its type, and {@code expect: false}
 * if its alarm is not demanded. What people do is an event too: {@code {type: acknowledge, at: 1h, rule: spo2-low}}, {@code {type: limits,
 * at: 1h, set: {spo2-low.medium: 88}}}, {@code pause}, {@code admit}, {@code discharge}, {@code handover}. An error names file,
 * line and the nearest known word.
 */
public final class ScenarioReader {
    private static final List<String> BUNDLED = List.of("all", "healthy", "demo", "cardiac-arrest", "hypertension", "hypotension",
            "desaturation", "bradycardia", "tachycardia", "breathing", "fever", "hypothermia", "bracelet-off", "battery", "offline",
            "offline-newest-first", "duplicates", "reordering", "clock-2031", "poor-signal", "malformed", "wrong-signature", "clock-reset",
            "stamp-unit", "stamps-behind", "same-stamp", "not-measured", "constant", "pulse-factor", "sentinel", "renamed-fields", "text-flags",
            "slow-upload", "battery-swing");

    /** What people do. */
    private static final List<String> CONTROLS = List.of("acknowledge", "pause", "limits", "admit", "discharge", "handover");

    private final String source;

    private ScenarioReader(String source) {
        this.source = source;
    }

    /** The names of the scenarios in the program. */
    public static List<String> bundled() {
        return BUNDLED;
    }

    /**
     * Reads a bundled scenario by its name, or a file.
     *
     * @throws ScenarioException when neither exists, or when it cannot be read
     */
    public static Scenario find(String nameOrFile) {
        String name = nameOrFile;
        String resource = "/io/vitalwatch/scenarios/" + name + ".yaml";
        try (InputStream in = BUNDLED.contains(name) ? ScenarioReader.class.getResourceAsStream(resource) : null) {
            if (in != null) {
                return read(new String(in.readAllBytes(), StandardCharsets.UTF_8), name + ".yaml", name);
            }
            Path file = Path.of(name);
            if (!Files.isRegularFile(file)) {
                throw new ScenarioException("There is no scenario " + name + "; name a YAML file or one of: " + String.join(", ", BUNDLED)
                        + didYouMean(name, BUNDLED));
            }
            String plain = String.valueOf(file.getFileName());
            return read(Files.readString(file), plain, plain.replaceFirst("\\.ya?ml$", ""));
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new ScenarioException("The scenario " + name + " cannot be read (" + e.getClass().getSimpleName()
                    + "); give a readable YAML file in UTF-8");
        }
    }

    /**
     * Reads a scenario.
     *
     * @param source the file name for messages, such as {@code night.yaml}
     * @throws ScenarioException naming line and fix
     */
    public static Scenario read(String yaml, String source, String name) {
        return new ScenarioReader(source).scenario(yaml, name);
    }

    private Scenario scenario(String yaml, String name) {
        Node root = compose(yaml);
        Map<String, Node> fields = fields(root, Set.of("description", "for", "patients", "groups"), "a scenario");
        long length = duration(need(fields, root, "for"), "for");
        if (length < 60_000) {
            throw refuse(fields.get("for"), "for is shorter than a minute, in which nothing is sent");
        }
        List<Scenario.PatientGroup> groups = new ArrayList<>();
        for (Node group : items(fields.get("groups"), "groups")) {
            groups.add(group(group, length));
        }
        int withEvents = groups.stream().mapToInt(Scenario.PatientGroup::patients).sum();
        Node patients = fields.get("patients");
        int count = patients == null ? Math.max(1, withEvents) : whole(patients, "patients");
        if (count < withEvents) {
            throw refuse(patients, "patients " + count + " is fewer than the " + withEvents + " of the groups; write " + withEvents
                    + " or more");
        }
        String description = fields.containsKey("description") ? text(fields.get("description"), "description") : "";
        return new Scenario(name, description, length, count, groups);
    }

    private Scenario.PatientGroup group(Node node, long length) {
        Map<String, Node> fields = fields(node, Set.of("patients", "events"), "a group");
        int patients = fields.containsKey("patients") ? whole(fields.get("patients"), "patients") : 1;
        List<Injection> injections = new ArrayList<>();
        List<ScenarioControl> controls = new ArrayList<>();
        for (Node event : items(need(fields, node, "events"), "events")) {
            String word = text(need(fields(event, null, "an event"), event, "type"), "type");
            if (CONTROLS.contains(word)) {
                controls.add(control(event, word, length));
            } else {
                injections.add(event(event, length));
            }
        }
        return new Scenario.PatientGroup(patients, injections, controls);
    }

    /** What a person does: no injection, so it has no truth of its own. */
    private ScenarioControl control(Node node, String word, long length) {
        Set<String> known = new TreeSet<>(Set.of("type", "at"));
        boolean ofRule = word.equals("acknowledge") || word.equals("pause");
        if (ofRule) {
            known.add("rule");
        } else if (word.equals("limits")) {
            known.add("set");
        }
        if (word.equals("pause") || word.equals("limits")) {
            known.add("for");
        }
        Map<String, Node> fields = fields(node, known, word);
        long at = duration(need(fields, node, "at"), "at");
        if (at >= length) {
            throw refuse(node, word + " must happen within the scenario's " + Durations.format(length));
        }
        long lasts = word.equals("pause") || fields.containsKey("for") ? duration(need(fields, node, "for"), "for") : 0;
        Change change = switch (word) {
            case "acknowledge" -> new ActionChange(ActionChange.Verb.ACKNOWLEDGE, null, text(need(fields, node, "rule"), "rule"));
            case "pause" -> new ActionChange(ActionChange.Verb.PAUSE, null, text(need(fields, node, "rule"), "rule"));
            case "limits" -> {
                Map<String, String> set = new LinkedHashMap<>();
                fields(need(fields, node, "set"), null, "set").forEach((field, value) -> set.put(field, text(value, field)));
                yield new LimitsChange(set, List.of());
            }
            case "admit" -> new PatientChange(PatientChange.Verb.ADMIT, List.of());
            case "discharge" -> new PatientChange(PatientChange.Verb.DISCHARGE, List.of());
            default -> new PatientChange(PatientChange.Verb.HANDOVER, List.of());
        };
        return new ScenarioControl(at, change, lasts);
    }

    private Injection event(Node node, long length) {
        Map<String, Node> all = fields(node, null, "an event");
        String word = text(need(all, node, "type"), "type");
        FaultKind kind = FaultKinds.of(word);
        if (kind == null) {
            throw refuse(all.get("type"), "there is no event " + word + "; write one of: " + String.join(", ", FaultKinds.words())
                    + ", " + String.join(", ", CONTROLS) + didYouMean(word, FaultKinds.words()));
        }
        Set<String> known = new TreeSet<>(kind.fields().stream().map(FaultField::name).toList());
        known.addAll(Set.of("type", "at", "for", "expect"));
        Map<String, Node> fields = fields(node, known, word);
        long at = duration(need(fields, node, "at"), "at");
        long lasts = duration(need(fields, node, "for"), "for");
        if (lasts == 0 || at + lasts > length) {
            throw refuse(node, word + " must be longer than 0s and end within the scenario's " + Durations.format(length));
        }
        Map<String, Double> numbers = new HashMap<>();
        for (FaultField field : kind.fields()) {
            if (fields.containsKey(field.name())) {
                numbers.put(field.name(), value(fields.get(field.name()), word + "." + field.name(), field));
            }
        }
        boolean expected = kind.alarm() != null;
        if (fields.containsKey("expect")) {
            String text = text(fields.get("expect"), "expect");
            if (!text.equals("true") && !text.equals("false")) {
                throw refuse(fields.get("expect"), "expect is " + text + "; write true or false");
            }
            expected &= text.equals("true");
        }
        if (expected && lasts < kind.alarm().shortestMillis()) {
            throw refuse(node, word + " of " + Durations.format(lasts) + " is too short to be sure of its alarm; make it "
                    + Durations.format(kind.alarm().shortestMillis()) + " or longer, or write expect: false");
        }
        return new Injection(kind, at, at + lasts, numbers, expected);
    }

    private Node compose(String yaml) {
        try {
            // In one piece: the reader refuses a character of two chars that the end of its buffer cuts.
            LoadSettings settings = LoadSettings.builder().setLabel(source).setBufferSize(yaml.length() + 2).build();
            Optional<Node> root = new Compose(settings).composeString(yaml);
            return root.orElseThrow(() -> new ScenarioException(source + ": the file is empty; a scenario has at least for: 6h"));
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            throw new ScenarioException(source + where + ": this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ScenarioException(source + ": this is not YAML: " + e.getMessage());
        }
    }

    private Map<String, Node> fields(Node node, Set<String> known, String what) {
        if (!(node instanceof MappingNode mapping)) {
            throw refuse(node, what + " must be written as fields, key: value");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), "a key");
            if (known != null && !known.contains(key)) {
                throw refuse(tuple.getKeyNode(), what + " has no field " + key + "; it has: " + String.join(", ", new TreeSet<>(known))
                        + didYouMean(key, new TreeSet<>(known)));
            }
            if (fields.put(key, tuple.getValueNode()) != null) {
                throw refuse(tuple.getKeyNode(), key + " is written twice");
            }
        }
        return fields;
    }

    private List<Node> items(Node node, String what) {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw refuse(node, what + " must be a list, each entry after a hyphen");
        }
        return sequence.getValue();
    }

    private Node need(Map<String, Node> fields, Node node, String field) {
        Node found = fields.get(field);
        if (found == null) {
            throw refuse(node, field + " is missing");
        }
        return found;
    }

    private String text(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refuse(node, what + " must be plain text");
    }

    private int whole(Node node, String what) {
        String text = text(node, what);
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > Scenario.MOST_PATIENTS) {
            throw refuse(node, what + " is " + text + "; write a whole number from 1 to " + Scenario.MOST_PATIENTS);
        }
        return Integer.parseInt(text);
    }

    private double value(Node node, String what, FaultField range) {
        String text = text(node, what);
        if (!range.words().isEmpty()) {
            if (!range.words().contains(text)) {
                throw refuse(node, what + " is " + text + "; write one of: " + String.join(", ", range.words())
                        + didYouMean(text, range.words()));
            }
            return range.words().indexOf(text);
        }
        if (text.matches("-?\\d{1,7}(\\.\\d{1,3})?")) {
            double value = Double.parseDouble(text);
            if (value >= range.least() && value <= range.most()) {
                return value;
            }
        }
        throw refuse(node, what + " is " + text + "; write a number from " + plain(range.least()) + " to " + plain(range.most()));
    }

    private long duration(Node node, String what) {
        try {
            return Durations.parse(text(node, what));
        } catch (IllegalArgumentException e) {
            throw refuse(node, what + ": " + e.getMessage());
        }
    }

    private ScenarioException refuse(Node node, String message) {
        return new ScenarioException(source + ":" + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0) + ": " + message);
    }

    private static String didYouMean(String word, Collection<String> words) {
        return "; did you mean " + Nearest.to(word, words) + "?";
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
