package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.yaml.RuleReader;
import io.vitalwatch.kafka.TopicPlan;
import io.vitalwatch.model.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** README, RATIONALE and docs/ name only what exists, and what they show is what the program does. */
@Timeout(120)
class DocumentationTest {
    private static final int LONGEST_README = 150;
    private static final int LONGEST_LINE = 120;
    private static final String JAR = "java -jar target/vitalwatch.jar ";

    private static final Pattern PLACEHOLDER = Pattern.compile("<\\w+>|[A-Z]+");
    private static final Pattern DOTTED = Pattern.compile("[a-z][a-z-]*(\\.[a-z][a-z-]*)+");
    private static final Pattern METRIC = Pattern.compile("\"((?:arrivals?|deliveries)\\.[a-z.-]+)\"");
    private static final Pattern ALERT_RULE = Pattern.compile("- alert: (\\w+)");
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z]+([A-Z][A-Za-z]+)+");
    private static final Pattern PROJECT_FILE = Pattern.compile("(?<![\\w/.-])(?:\\./)?((?:jobs|docker|src|docs|\\.ci)/[\\w./*-]*[\\w*])");
    private static final Pattern SYSTEM_PROPERTY = Pattern.compile("-D([a-z.]+)=(\\S+)");
    private static final Pattern EVENT = Pattern.compile("\\{type: ([a-z-]+)");
    private static final Pattern PROFILE = Pattern.compile("-P([a-z]+)");

    /** Names from Kafka, Debian, Flink, Flink SQL, Jetty and the JDK. */
    private static final Set<String> OF_OTHERS = Set.of("max.block.ms", "message.timestamp.after.max.ms", "kafka-console-consumer.sh",
            "retention.bytes", "docker.io", "unclean.leader.election.enable", "table.local-time-zone", "execution.checkpointing.interval",
            "pipeline.auto-watermark-interval", "InetAddressSet",
            "CharsetDecoder", "message.timestamp.type", "retention.ms", "LogAppendTime", "CreateTime", "min.insync.replicas",
            "max.message.bytes");
    /** Counters of the job with a dot in the name. */
    private static final Set<String> COUNTERS = Set.of("control.late", "control.out-of-order", "fields.unreadable", "samples.conflict");
    /** Fields that a rule may have and that no bundled rule has. */
    private static final Set<String> OPTIONAL_FIELDS = Set.of("confirm.statistic", "confirm.window", "confirm.readings", "escalate.duration",
            "codes.other", "enabled", "latch", "rejoin", "unknown.after", "after");

    private static final Path BUNDLED_RULES = Path.of("src/main/resources/io/vitalwatch/rules.yaml");

    private static List<Page> pages;
    private static Map<String, String> parameters;
    private static Map<String, String> settings;
    private static Map<String, Map<String, Object>> rules;
    private static Map<String, Set<String>> options;

    @BeforeAll
    static void readPagesAndNames() throws IOException {
        pages = Page.all();
        parameters = DocumentedNames.parameters();
        settings = DocumentedNames.settings();
        rules = DocumentedNames.rules();
        options = new HashMap<>();
        DocumentedNames.commands().forEach(command -> options.put(command, DocumentedNames.options(command)));
    }

    @Test
    void theNamesThatPagesAreComparedWithAreFound() {
        assertThat(options.keySet()).contains("local", "replay", "receiver", "simulate", "score", "diagnose-signature", "parameters");
        assertThat(options.get("local")).contains("--for", "--speed", "--truth").doesNotContain("--window.length");
        assertThat(parameters).hasSizeGreaterThan(30).containsEntry("window.length", "5min");
        assertThat(settings).hasSizeGreaterThan(20).containsEntry("body.limit", "4MiB");
        assertThat(rules).containsKeys("cardiac-arrest", "no-data");
        assertThat(pages).hasSizeGreaterThanOrEqualTo(10).allSatisfy(page -> assertThat(page.prose()).isNotEmpty());
        assertThat(pages).flatMap(Page::commands).hasSizeGreaterThan(30);
    }

    @Test
    void theReadmeIsShort() {
        assertThat(Page.lines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(LONGEST_README)
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(LONGEST_LINE));
    }

    @Test
    void noLineOfProseIsTooLong() {
        assertThat(pages).allSatisfy(page -> assertThat(page.prose()).filteredOn(line -> !line.inTable())
                .allSatisfy(line -> assertThat(line.text().length()).as(page + ":" + line.number()).isLessThanOrEqualTo(LONGEST_LINE)));
    }

    @Test
    void theReadmesTableOfCommandsIsThatOfTheProgram() {
        assertThat(readme().firstColumn("command")).map(cell -> cell.replace(" FILE…", ""))
                .containsExactlyInAnyOrderElementsOf(options.keySet());
    }

    @Test
    void everyCommandAndOptionThatIsShownExists() {
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            Stream.concat(page.commands().stream(), page.code().stream()).forEach(line -> {
                String command = line.replace("$V ", JAR).replaceFirst("^(\\w+=\\S+ |\\w+=\\$\\()", "").replaceFirst("\\)$", "");
                unknownIn(command).forEach(word -> wrong.add(page + ": " + word + " in: " + line));
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyScenarioThatIsShownExists() {
        Pattern named = Pattern.compile("--scenario[ =]([a-z][a-z-]*)");

        assertThat(pages).flatMap(page -> named.matcher(String.join("\n", page.commands())).results().map(each -> each.group(1)).toList())
                .contains("all").allSatisfy(name ->
                        assertThat(Path.of("src/main/resources/io/vitalwatch/scenarios", name + ".yaml")).exists());
    }

    @Test
    void everyOptionInProseExists() {
        Set<String> known = new TreeSet<>();
        options.values().forEach(known::addAll);
        benchmarkOptions().values().forEach(known::addAll);
        known.addAll(ScriptHelpTest.optionsOf(Path.of("jobs/vitals-alerts/submit.sh")));
        known.addAll(ScriptHelpTest.optionsOf(Path.of("jobs/vitals-alerts/stop.sh")));
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            page.code().stream().filter(code -> code.startsWith("--") && !code.contains("…")).forEach(code -> {
                String option = code.split("[= ]", 2)[0];
                String name = option.substring(2);
                if (!known.contains(option) && !isSetting(name) && !isParameter(name)) {
                    wrong.add(page + ": " + code);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyNameWithDotsIsAParameterASettingATopicAMetricOrAField() {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        known.addAll(OPTIONAL_FIELDS);
        known.addAll(COUNTERS);
        known.addAll(parameters.keySet());
        known.addAll(settings.keySet());
        known.addAll(topics());
        known.addAll(metrics());
        known.addAll(entries(DocumentedNames.yaml(text(Path.of("jobs/vitals-alerts/flink-config.yaml")))).keySet());
        rules.values().forEach(fields -> known.addAll(paths(fields)));
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            page.code().stream().map(code -> code.split("=", 2)[0]).filter(code -> DOTTED.matcher(code).matches())
                    .filter(code -> !known.contains(code) && !isParameter(code) && !isFileName(code))
                    .forEach(code -> wrong.add(page + ": " + code));
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatExist() {
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            for (String link : page.links()) {
                String[] parts = link.split("#", 2);
                Path folder = page.file().toAbsolutePath().getParent();
                Path target = parts[0].isEmpty() ? page.file().toAbsolutePath() : folder.resolve(parts[0]).normalize();
                boolean external = link.contains("://");
                if (!external && (!Files.exists(target) || parts.length > 1 && !Page.read(target).anchors().contains(parts[1]))) {
                    wrong.add(page + ": " + link);
                }
            }
        }

        assertThat(pages).flatMap(Page::links).hasSizeGreaterThan(40);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        assertThat(pages).map(page -> page.file().toString()).filteredOn(file -> !file.equals("README.md"))
                .isSubsetOf(readme().links());
    }

    @Test
    void everyFileThatIsNamedExists() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Stream.of("jobs", "docker", "src", "docs", ".ci").flatMap(DocumentationTest::walk)) {
            files = walk.toList();
        }
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            Stream.concat(page.blocks("sh").stream(), page.code().stream()).flatMap(text -> PROJECT_FILE.matcher(text).results())
                    .map(each -> each.group(1)).forEach(name -> {
                        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
                        if (files.stream().noneMatch(matcher::matches)) {
                            wrong.add(page + ": " + name);
                        }
                    });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyClassAndAlertRuleThatIsNamedExists() {
        Set<String> classes = walk("src").map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".java"))
                .map(name -> name.replace(".java", "")).collect(Collectors.toCollection(TreeSet::new));
        ALERT_RULE.matcher(text(Path.of("docker/prometheus/vitalwatch-alerts.yml"))).results().forEach(each -> classes.add(each.group(1)));
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            page.code().stream().filter(code -> CLASS.matcher(code).matches() && !classes.contains(code) && !OF_OTHERS.contains(code))
                    .forEach(code -> wrong.add(page + ": " + code));
            page.commands().stream().flatMap(line -> SYSTEM_PROPERTY.matcher(line).results()).filter(each -> each.group(1).equals("test"))
                    .flatMap(each -> Arrays.stream(each.group(2).replace("'", "").split(","))).forEach(name -> {
                        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
                        if (classes.stream().map(Path::of).noneMatch(matcher::matches)) {
                            wrong.add(page + ": -Dtest=" + name);
                        }
                    });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyProfileAndPropertyOfMavenExists() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String sources = walk("src/test").filter(path -> path.toString().endsWith(".java")).map(DocumentationTest::text)
                .collect(Collectors.joining());
        List<String> wrong = new ArrayList<>();
        for (Page page : pages) {
            Stream.concat(page.commands().stream().filter(line -> line.contains("mvn ")), page.code().stream()).forEach(line -> {
                PROFILE.matcher(line).results().map(each -> each.group(1)).filter(id -> !pom.contains("<id>" + id + "</id>"))
                        .forEach(id -> wrong.add(page + ": -P" + id));
                SYSTEM_PROPERTY.matcher(line).results().map(each -> each.group(1)).filter(name -> !name.equals("test")
                        && !pom.contains("<" + name) && !sources.contains("\"" + name + "\"")).forEach(name -> wrong.add(page + ": -D" + name));
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableOfRulesIsThatOfTheCatalogue() {
        assertThat(rulesPage().firstColumn("rule")).containsExactlyElementsOf(rules.keySet());
    }

    @Test
    void theRuleThatIsShownStandsInTheCatalogue() {
        assertThat(rulesPage().blocks("yaml")).isNotEmpty().allSatisfy(text ->
                assertThat(rules).containsAllEntriesOf(entries(DocumentedNames.yaml(text))));
    }

    @Test
    void everyFieldOfTheTableIsOneThatRulesHave() {
        Set<String> known = new TreeSet<>(OPTIONAL_FIELDS);
        rules.values().forEach(fields -> {
            known.addAll(fields.keySet());
            known.addAll(paths(fields));
        });

        assertThat(rulesPage().firstColumn("field")).isNotEmpty().isSubsetOf(known);
        assertThat(rulesPage().code()).containsAll(rules.values().stream().map(fields -> fields.get("type").toString()).toList());
    }

    @Test
    void theFieldsOfEachTypeOfRuleAreThoseThatItsRulesMayHave() throws IOException {
        String yaml = Files.readString(BUNDLED_RULES);
        Map<String, Set<String>> shown = new TreeMap<>();
        rulesPage().rows("type").forEach(cells -> shown.put(cells.get(0).get(0),
                cells.stream().skip(1).flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new))));
        Map<String, Set<String>> taken = new TreeMap<>();
        rules.forEach((id, fields) -> taken.put(fields.get("type").toString(), fieldsOf(id, yaml)));

        assertThat(shown).isEqualTo(taken);
    }

    /** The fields that a rule may have, from the message that refuses another one; without those of all rules and of single steps. */
    private static Set<String> fieldsOf(String id, String yaml) {
        try {
            RuleReader.read(yaml, "rules.yaml", Map.of(id + ".no-such-field", "1"));
        } catch (RuleException e) {
            return Arrays.stream(e.getMessage().replaceFirst(".* has the fields ", "").split(", "))
                    .filter(field -> !Set.of("type", "kind", "enabled", "latch").contains(field) && !field.matches("(low|medium|high)\\..*"))
                    .map(field -> field.replaceFirst("^(codes|confirm|escalate|repeated)\\..*", "$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        throw new AssertionError("rule " + id + " accepts a field that no rule has");
    }

    @Test
    void theTableOfScenariosNamesEachEventThatScenarioAllDoesNotHave() throws IOException {
        Path folder = Path.of("src/main/resources/io/vitalwatch/scenarios");
        Set<String> eventsOfAll = events(folder.resolve("all.yaml"));
        Set<String> further = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> further.addAll(events(file)));
        }
        further.removeAll(eventsOfAll);

        assertThat(page("docs/simulator.md").firstColumn("scenario")).containsExactlyInAnyOrderElementsOf(further)
                .allSatisfy(name -> assertThat(folder.resolve(name + ".yaml")).exists());
    }

    private static Set<String> events(Path scenario) {
        return EVENT.matcher(text(scenario)).results().map(each -> each.group(1)).collect(Collectors.toSet());
    }

    @Test
    void reasonsOfAlertsAndRejectedReadingsAreThoseOfTheSchemas() throws IOException {
        List<String> reasons = texts(schema("alert").at("/properties/reason/enum"));
        List<String> written = Arrays.stream(Reason.values()).map(Reason::label).toList();
        assertThat(reasons).as("the others are reserved").containsAll(written);
        assertThat(rulesPage().column("phase", 2)).containsExactlyInAnyOrderElementsOf(written);

        JsonNode rejected = schema("window").at("/properties/rejected");
        JsonNode names = rejected.has("propertyNames") ? rejected.at("/propertyNames/enum") : rejected.get("properties");
        List<String> verdicts = names.isArray() ? texts(names) : fieldNames(names);
        assertThat(rulesPage().firstColumn("reason")).containsExactlyInAnyOrderElementsOf(verdicts);
    }

    @Test
    void theTopicsOfOperationsAreTheDefaults() {
        List<String> named = page("docs/operations.md").firstColumn("topic");

        assertThat(named).isNotEmpty().isSubsetOf(topics());
        assertThat(named).containsAll(parameters.entrySet().stream().filter(each -> each.getKey().startsWith("topic."))
                .map(Map.Entry::getValue).filter(topic -> !topic.isEmpty()).toList());
    }

    @Test
    void everyFolderOfTheSourcesIsDescribed() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/main/java/io/vitalwatch"))) {
            assertThat(page("docs/development.md").firstColumn("folder")).as("the folders of docs/development.md")
                    .containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory).map(path -> path.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void everyBlockOfJsonIsJson() {
        assertThat(pages).flatMap(page -> page.blocks("json")).isNotEmpty().allSatisfy(text -> assertThat(json(text).isObject()).isTrue());
    }

    @Test
    void theReadmesDeliveryRaisesTheReadmesAlarm(@TempDir Path folder) throws IOException {
        List<String> shown = readme().blocks("json");
        Path recording = Files.writeString(folder.resolve("delivery.ndjson"), json(shown.get(0)) + "\n");
        Path alerts = folder.resolve("alerts.ndjson");

        CommandRun ran = CommandRun.of("replay", recording.toString(), "--alerts", alerts.toString(), "--parallelism", "1");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(Files.readAllLines(alerts)).map(DocumentationTest::json).containsExactly(json(shown.get(1)));
    }

    /** The words of a command line that the named command does not know. */
    private static List<String> unknownIn(String line) {
        List<String> words = List.of(line.split(" "));
        if (line.startsWith(JAR) && words.size() > 3) {
            String command = words.get(3);
            if (PLACEHOLDER.matcher(command).matches()) {
                return List.of();
            }
            if (!options.containsKey(command)) {
                return List.of(command);
            }
            return unknown(words, options.get(command), command);
        }
        if (words.get(0).endsWith("jobs/local.sh")) {
            return unknown(words, options.get("local"), "local");
        }
        if (words.get(0).endsWith(".sh") && words.get(0).contains("jobs/")) {
            Path script = Path.of(words.get(0));
            Set<String> own = Files.exists(script) ? ScriptHelpTest.optionsOf(script) : Set.of();
            return unknown(words, own, script.endsWith("submit.sh") ? "submit" : "script");
        }
        return List.of();
    }

    private static List<String> unknown(List<String> words, Set<String> own, String command) {
        return words.stream().filter(word -> word.startsWith("--")).map(word -> word.split("=", 2)[0]).filter(word -> {
            String name = word.substring(2);
            return !own.contains(word) && switch (command) {
                case "local", "replay", "submit" -> !isParameter(name);
                case "console", "receiver", "topics" -> !isSetting(name);
                case "control" -> !name.equals("kafka.bootstrap.servers");
                default -> true;
            };
        }).toList();
    }

    private static boolean isParameter(String name) {
        return name.startsWith("rule.<id>") || name.startsWith("kafka.<")
                || DocumentedNames.isParameter(name, parameters, rules.keySet());
    }

    private static boolean isSetting(String name) {
        return settings.containsKey(name) || name.startsWith("kafka.") || name.startsWith("secret.");
    }

    private static boolean isFileName(String name) {
        return Stream.of("jobs", "docker", "src").flatMap(DocumentationTest::walk).anyMatch(path -> path.endsWith(name))
                || name.endsWith(".jar");
    }

    private static Set<String> topics() {
        Set<String> topics = Stream.of(parameters, settings).flatMap(each -> each.entrySet().stream())
                .filter(each -> each.getKey().startsWith("topic.") && each.getValue().contains(".")).map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
        TopicPlan.all().forEach(plan -> topics.add(plan.name()));
        return topics;
    }

    /** The metrics of arrivals and deliveries, as the code names them. */
    private static Set<String> metrics() {
        return walk("src/main/java").filter(path -> path.toString().endsWith(".java")).map(DocumentationTest::text)
                .flatMap(text -> METRIC.matcher(text).results()).map(each -> each.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The options of each benchmark, by its script. */
    private static Map<String, Set<String>> benchmarkOptions() {
        return walk("jobs").filter(path -> path.getFileName().toString().matches("bench.*\\.sh"))
                .collect(Collectors.toMap(Path::toString, ScriptHelpTest::optionsOf));
    }

    private static Set<String> paths(Map<?, ?> fields) {
        Set<String> paths = new TreeSet<>();
        fields.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                paths(inner).forEach(path -> paths.add(name + "." + path));
            } else {
                paths.add(name.toString());
            }
        });
        return paths;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> entries(Object yaml) {
        return (Map<String, Map<String, Object>>) yaml;
    }

    private static Page readme() {
        return page("README.md");
    }

    private static Page rulesPage() {
        return page("docs/rules.md");
    }

    private static Page page(String file) {
        return pages.stream().filter(page -> page.file().equals(Path.of(file))).findFirst().orElseThrow();
    }

    private static JsonNode schema(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(Path.of("src/main/resources/io/vitalwatch/schema", name + ".json")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static Stream<Path> walk(String folder) {
        try (Stream<Path> walk = Files.walk(Path.of(folder))) {
            return walk.toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        return String.join("\n", Page.lines(file));
    }
}
