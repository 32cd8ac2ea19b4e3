package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each script says with {@code --help} what it does, and names the options that it takes. */
@Timeout(60)
class ScriptHelpTest {
    /** An option at the beginning of a line of help, or after its short form. */
    private static final Pattern IN_HELP = Pattern.compile("(?m)^ {2}(?:-\\w, )?(--[a-z][a-z-]*)");
    /** An option in a branch of a shell's case. */
    private static final Pattern IN_CASE = Pattern.compile("(?m)^ *((?:-[a-z-]+=?\\*?(?: \\| )?)+)\\)");
    private static final Pattern MAIN = Pattern.compile("run_bench (io\\.vitalwatch[\\w.]*)");
    private static final Pattern DEFAULT = Pattern.compile("(?m)^ {2}(--[a-z-]+) .*\\(default (\\w+)\\)$");
    /** What a script says to itself. */
    private static final Set<String> INTERNAL = Set.of("--inside");

    @ParameterizedTest
    @MethodSource("scriptsWithHelpOfTheirOwn")
    void theHelpNamesTheOptionsThatTheScriptTakes(Path script) throws IOException, InterruptedException {
        String help = help(script);

        assertThat(help).startsWith("Usage: " + script + " ");
        assertThat(optionsIn(help)).as("the options in the help of " + script).contains("--help").isEqualTo(taken(script));
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void theHelpOfABenchmarkIsThatOfAProgramThatExists(Path script) throws IOException {
        assertThat(usage(script)).as("the usage of the program that " + script + " runs").contains("Usage: " + script + " ");
    }

    @Test
    void theHelpOfLocalDescribesTheCommandThatItRuns() throws IOException, InterruptedException {
        String help = help(Path.of("jobs/local.sh"));
        Set<String> named = optionsIn(help);
        Map<String, String> defaults = new TreeMap<>();
        DEFAULT.matcher(help).results().forEach(each -> defaults.put(each.group(1), each.group(2)));

        assertThat(help).startsWith("Usage: jobs/local.sh ").contains("simulator", "receiver", "Kafka", "Flink");
        assertThat(named).contains("--for", "--speed", "--scenario").isSubsetOf(with(DocumentedNames.options("local"), "--name"));
        assertThat(defaults).containsOnlyKeys("--speed", "--scenario")
                .allSatisfy((option, stated) -> assertThat(DocumentedNames.defaultOf("local", option)).as(option).isEqualTo(stated));
    }

    @Test
    void everyScriptIsExecutableAndHasHelp() {
        assertThat(scripts()).isNotEmpty().allSatisfy(script -> {
            assertThat(script).isExecutable();
            assertThat(text(script)).containsAnyOf("usage()", "run_bench", "Usage: ");
        });
    }

    /** The options that a script of jobs/ takes: those of its help, or of the program that it runs. */
    static Set<String> optionsOf(Path script) {
        String text = text(script);
        return optionsIn(MAIN.matcher(text).find() ? text + usage(script) : text);
    }

    private static String usage(Path script) {
        return MAIN.matcher(text(script)).results().map(each -> Path.of("src/bench/java", each.group(1).replace('.', '/') + ".java"))
                .map(ScriptHelpTest::text).map(source -> source.replaceAll("(?m)^ {8,12}", "")).collect(Collectors.joining());
    }

    private static Stream<Path> scriptsWithHelpOfTheirOwn() {
        return scripts().filter(script -> text(script).contains("usage()") && !script.endsWith("local.sh"));
    }

    private static Stream<Path> benchmarks() {
        return scripts().filter(script -> text(script).contains("run_bench") && !text(script).contains("Usage: "));
    }

    /** All but those that other scripts read. */
    private static Stream<Path> scripts() {
        return Stream.of("jobs", "docker", "kubernetes").flatMap(folder -> {
            try (Stream<Path> walk = Files.walk(Path.of(folder))) {
                return walk.filter(path -> path.toString().endsWith(".sh") && Files.isRegularFile(path)).sorted().toList().stream();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }).filter(script -> !script.endsWith("bench-run.sh") && !insideAnImage(script));
    }

    /** Entry points of the stand-in images; people do not start them. */
    private static boolean insideAnImage(Path script) {
        return script.startsWith("docker/standin") && script.getNameCount() > 3;
    }

    private static String help(Path script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", script.toString(), "--help").redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static Set<String> optionsIn(String help) {
        return IN_HELP.matcher(help).results().map(each -> each.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The options in the branches of the script's case. */
    private static Set<String> taken(Path script) {
        return IN_CASE.matcher(text(script)).results().flatMap(each -> Stream.of(each.group(1).split(" \\| ")))
                .map(option -> option.replaceFirst("=.*", "")).filter(option -> option.startsWith("--") && !INTERNAL.contains(option)
                        && !option.equals("--*") && option.length() > 2).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> with(Set<String> options, String one) {
        Set<String> all = new TreeSet<>(options);
        all.add(one);
        return all;
    }

    private static String text(Path file) {
        return String.join("\n", Page.lines(file));
    }
}
