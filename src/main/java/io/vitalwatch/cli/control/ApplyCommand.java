package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.InForce;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code control apply}: brings what files say into force, and changes nothing the second time. */
@Command(name = "apply", mixinStandardHelpOptions = true, description = {
    "Puts the content of files into force. Running it again changes nothing.",
    "A document has kind (limits, catalogue, shadow, patient), scope, and one of: set (fields of rules), file (a catalogue, relative to the"
            + " document), groups. Fields that a document of limits does not name are removed from its scope."})
final class ApplyCommand implements Callable<Integer> {
    private static final Set<String> KNOWN = Set.of("kind", "scope", "set", "file", "groups");

    private final Terminal terminal;

    @Mixin
    private ControlOptions options;

    @Parameters(paramLabel = "FILE|DIRECTORY", description = "A YAML file, or a directory: all documents with a kind in its files *.yaml.")
    private Path path;

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What a document wants for a scope. */
    private record Wanted(Scope scope, Change change, Set<String> rules) {}

    @Override
    public Integer call() throws IOException {
        List<LoggedControl> log = options.taken();
        List<Wanted> wanted = new ArrayList<>();
        Map<String, Path> seen = new HashMap<>();
        for (Path file : files()) {
            for (Map<?, ?> document : ControlFileReader.documents(CatalogueCommand.text(file), file.toString())) {
                if (document.containsKey("kind") || !Files.isDirectory(path)) {
                    Path before = seen.putIfAbsent(document.get("kind") + " " + document.get("scope"), file);
                    if (before != null) {
                        throw new SettingsException(file + ": " + before + " has another document of kind " + document.get("kind")
                                + " for the same scope; write one, or each would remove what the other sets");
                    }
                    Wanted change = changed(document, file, log);
                    if (change != null) {
                        wanted.add(change);
                    }
                }
            }
        }
        // Limits may be of rules that only the new catalogue has.
        wanted.sort(Comparator.comparing(each -> !(each.change() instanceof CatalogueChange)));
        int code = 0;
        for (Wanted each : wanted) {
            ControlRecord record = options.record(UUID.randomUUID().toString(), each.scope(), each.change(), ControlRecord.ANY_SEQUENCE,
                    options.reasonOr("applies " + path.getFileName()));
            code = Math.max(code, options.submit(record, each.rules(), terminal));
        }
        if (wanted.isEmpty()) {
            terminal.out().println("changes nothing: all of it is in force");
        }
        return code;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> found = Files.list(path)) {
            return found.filter(each -> each.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** The change that is needed, or null if what the document says is in force. */
    private Wanted changed(Map<?, ?> document, Path file, List<LoggedControl> log) {
        for (Object each : document.keySet()) {
            if (!KNOWN.contains(String.valueOf(each))) {
                throw new SettingsException(file + ": " + each + " is not a field of such a document; use kind, scope, set, file, groups");
            }
        }
        return switch (String.valueOf(document.get("kind"))) {
            case "limits" -> limits(scope(document, file), map(document, "set", file), log);
            case "catalogue" -> {
                String yaml = CatalogueCommand.text(file.resolveSibling(text(document, "file", file)));
                CatalogueCommand.Before before = CatalogueCommand.inForce(log, options.settings());
                yield before.is(yaml) ? null : new Wanted(Scope.ALL, new CatalogueChange(yaml), LimitsCommand.rules(
                        CatalogueCommand.differences(before, yaml).stream().map(each -> each.substring(2)).toList()));
            }
            case "shadow" -> {
                String yaml = document.get("file") == null ? null : CatalogueCommand.text(file.resolveSibling(text(document, "file", file)));
                InForce inForce = inForce(log);
                String before = inForce.shadow() == null ? null : ((ShadowChange) inForce.shadow().record().change()).yaml();
                boolean same = yaml == null ? before == null : yaml.equals(before);
                yield same ? null : new Wanted(Scope.ALL, new ShadowChange(yaml), Set.of());
            }
            case "patient" -> groups(scope(document, file), document, file, log);
            default -> throw new SettingsException(file + ": kind must be limits, catalogue, shadow or patient");
        };
    }

    private static Wanted limits(Scope scope, Map<?, ?> set, List<LoggedControl> log) {
        Map<String, String> after = new LinkedHashMap<>();
        ControlFileReader.flatten("", set, after);
        Map<String, String> before = InForce.fields(log.stream().filter(each -> each.record().scope().equals(scope)
                && each.record().change() instanceof LimitsChange).toList(), System.currentTimeMillis());
        Map<String, String> changed = new LinkedHashMap<>(after);
        changed.entrySet().removeAll(before.entrySet());
        Set<String> gone = new TreeSet<>(before.keySet());
        gone.removeAll(after.keySet());
        if (changed.isEmpty() && gone.isEmpty()) {
            return null;
        }
        Set<String> rules = LimitsCommand.rules(changed.keySet());
        rules.addAll(LimitsCommand.rules(gone));
        return new Wanted(scope, new LimitsChange(changed, List.copyOf(gone)), rules);
    }

    private static Wanted groups(Scope scope, Map<?, ?> document, Path file, List<LoggedControl> log) {
        if (!scope.isUser() || !(document.get("groups") instanceof List<?> list)) {
            throw new SettingsException(file + ": a document of kind patient has scope: {user: …} and groups: […]");
        }
        List<String> after = list.stream().map(String::valueOf).sorted().distinct().toList();
        List<String> before = List.of();
        for (LoggedControl each : log) {
            if (each.record().scope().equals(scope) && each.record().change() instanceof PatientChange change) {
                before = change.groups();
            }
        }
        return before.equals(after) ? null : new Wanted(scope, new PatientChange(PatientChange.Verb.GROUPS, after), Set.of());
    }

    private static InForce inForce(List<LoggedControl> log) {
        InForce inForce = new InForce();
        log.forEach(inForce::take);
        return inForce;
    }

    private static Scope scope(Map<?, ?> document, Path file) {
        if (document.get("scope") instanceof Map<?, ?> map && map.size() == 1) {
            for (Scope.Type type : Scope.Type.values()) {
                Object name = map.get(type.label());
                if (name != null) {
                    return type == Scope.Type.ALL ? Scope.ALL : new Scope(type, String.valueOf(name));
                }
            }
        }
        throw new SettingsException(file + ": scope must be one of {user: …}, {study: …}, {group: …}, {all: true}");
    }

    private static Map<?, ?> map(Map<?, ?> document, String field, Path file) {
        if (document.get(field) instanceof Map<?, ?> map) {
            return map;
        }
        throw new SettingsException(file + ": " + field + " is missing; write {} to remove all limits of the scope");
    }

    private static String text(Map<?, ?> document, String field, Path file) {
        if (document.get(field) instanceof String text) {
            return text;
        }
        throw new SettingsException(file + ": " + field + " is missing");
    }
}
