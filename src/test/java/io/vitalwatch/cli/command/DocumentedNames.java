package io.vitalwatch.cli.command;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names that documentation may use, as the program itself prints them: commands, options, parameters, settings, rules. */
final class DocumentedNames {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern PARAMETER = Pattern.compile("(?m)^#([a-z][a-z.-]*)=(.*)$");
    private static final Pattern SETTING = Pattern.compile("(?m)^ {2}--([a-z][a-z.-]*)(?:=(.*))?$");
    private static final Pattern SUBCOMMAND = Pattern.compile("(?m)^ {2}([a-z][a-z-]*) {2,}");

    private DocumentedNames() {}

    /** The commands of {@code vitalwatch.jar}. */
    static Set<String> commands() {
        return matches(SUBCOMMAND, CommandRun.of("--help").out().replaceFirst("(?s)^.*Commands:", ""));
    }

    /** The options of a command, and of its commands, with their two hyphens, without parameters of the job or settings of the receiver. */
    static Set<String> options(String command) {
        String help = CommandRun.of(command, "--help").out();
        for (String each : command.equals("control") ? matches(SUBCOMMAND, help.replaceFirst("(?s)^.*Commands:", "")) : Set.<String>of()) {
            String below = CommandRun.of(command, each, "--help").out();
            help += below;
            for (String last : below.contains("Commands:")
                    ? matches(SUBCOMMAND, below.replaceFirst("(?s)^.*Commands:", "")) : Set.<String>of()) {
                help += CommandRun.of(command, each, last, "--help").out();
            }
        }
        int settings = help.indexOf("\nSettings:");
        return OPTION.matcher(settings < 0 ? help : help.substring(0, settings)).results().map(each -> each.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The default that the help of a command states for an option, or an empty text. */
    static String defaultOf(String command, String option) {
        var described = Pattern.compile("(?sm)^ +" + option + "[= ].*?(?=^ {2,6}-)").matcher(CommandRun.of(command, "--help").out());
        var stated = Pattern.compile("[Dd]efault:\\s+(\\w+)").matcher(described.find() ? described.group() : "");
        return stated.find() ? stated.group(1) : "";
    }

    /** The parameters of the job with their defaults; {@code config} is one, though a file cannot give it. */
    static Map<String, String> parameters() {
        Map<String, String> parameters = named(PARAMETER, CommandRun.of("parameters").out());
        parameters.put("config", "");
        return parameters;
    }

    /** The settings of the console and of the receiver with their defaults. */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String command : List.of("console", "receiver")) {
            String help = CommandRun.of(command, "--help").out();
            settings.putAll(named(SETTING, help.substring(help.indexOf("\nSettings:"))));
        }
        return settings;
    }

    /** The bundled rules: id → fields. */
    @SuppressWarnings("unchecked")
    static Map<String, Map<String, Object>> rules() throws IOException {
        return (Map<String, Map<String, Object>>) yaml(Files.readString(Path.of("src/main/resources/io/vitalwatch/rules.yaml")));
    }

    static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /** Whether this, without its hyphens, may be given to a command that runs the job. */
    static boolean isParameter(String name, Map<String, String> parameters, Set<String> rules) {
        List<String> parts = List.of(name.split("\\.", 3));
        return parameters.containsKey(name) || parts.size() > 1 && parts.get(0).equals("kafka")
                || parts.size() == 3 && parts.get(0).equals("rule") && rules.contains(parts.get(1));
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, String> named(Pattern pattern, String text) {
        Map<String, String> named = new LinkedHashMap<>();
        pattern.matcher(text).results().forEach(each -> named.put(each.group(1), each.group(2) == null ? "" : each.group(2)));
        return named;
    }
}
