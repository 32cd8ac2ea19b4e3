package io.vitalwatch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.job.Topology;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The allowed dependencies between the packages of the program (rooms), and inside them. */
class RoomsTest {
    private static final String FLINK = "org.apache.flink..";
    private static final String KAFKA = "org.apache.kafka..";
    private static final String YAML = "org.snakeyaml..";
    private static final String[] PATIENTS_AND_ALARMS = {
        "io.vitalwatch.model..", "io.vitalwatch.corsano..", "io.vitalwatch.quality..", "io.vitalwatch.intake..", "io.vitalwatch.window..",
        "io.vitalwatch.alarm..", "io.vitalwatch.control..", "io.vitalwatch.monitor..", "io.vitalwatch.wire..", "io.vitalwatch.job.."
    };

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.vitalwatch");

    /** Bottom to top: a room may use the rooms before it. */
    private static final List<String> ROOMS = List.of("model", "settings", "corsano", "quality", "intake", "window", "alarm", "control",
            "monitor", "wire", "job", "kafka", "web", "receiver", "console", "simulator", "cli");
    /** Inside a room, bottom to top; the empty name is the room's own package. */
    private static final Map<String, List<String>> SUB_ROOMS = Map.ofEntries(
            Map.entry("model", List.of("control", "")),
            Map.entry("intake", List.of("clock", "")),
            Map.entry("alarm", List.of("rule", "episode", "evaluate", "yaml", "version", "row", "late", "patient")),
            Map.entry("monitor", List.of("rules", "")),
            Map.entry("wire", List.of("receiver", "")),
            Map.entry("job", List.of("control", "records", "")),
            Map.entry("web", List.of("access", "oidc", "connection", "")),
            Map.entry("receiver", List.of("clock", "signature", "history", "study", "http", "")),
            Map.entry("console", List.of("store", "change", "live", "api", "")),
            Map.entry("simulator", List.of("patient", "vendor", "scenario", "score", "")),
            Map.entry("cli", List.of("terminal", "recording", "local", "control", "command", "")));
    private static final int MOST_FILES = 20;

    @Test
    void arrowsBetweenRoomsPointDown() {
        Set<String> wrong = new TreeSet<>();
        arrows((from, to) -> {
            int source = ROOMS.indexOf(part(from, 2));
            int target = ROOMS.indexOf(part(to, 2));
            if (source < 0 || target > source) {
                wrong.add(from.getName() + " -> " + to.getName());
            }
        });
        assertThat(wrong).as("rooms, bottom to top: " + ROOMS).isEmpty();
    }

    @Test
    void arrowsInsideRoomsPointDown() {
        Set<String> wrong = new TreeSet<>();
        arrows((from, to) -> {
            List<String> inside = SUB_ROOMS.get(part(from, 2));
            if (inside != null && part(from, 2).equals(part(to, 2)) && inside.indexOf(part(to, 3)) > inside.indexOf(part(from, 3))) {
                wrong.add(from.getName() + " -> " + to.getName());
            }
        });
        assertThat(wrong).as("inside rooms, bottom to top: " + SUB_ROOMS).isEmpty();
    }

    @Test
    void everySubRoomIsListed() {
        Set<String> unlisted = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            List<String> inside = SUB_ROOMS.getOrDefault(part(each, 2), List.of(""));
            if (!part(each, 2).isEmpty() && !inside.contains(part(each, 3))) {
                unlisted.add(each.getPackageName());
            }
        }
        assertThat(unlisted).isEmpty();
    }

    /** Visits every dependency between two classes of this program in different packages. */
    private static void arrows(BiConsumer<JavaClass, JavaClass> visit) {
        for (JavaClass from : CLASSES) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (to.getPackageName().startsWith("io.vitalwatch.") && !to.getPackageName().equals(from.getPackageName())) {
                    visit.accept(from, to);
                }
            }
        }
    }

    private static String part(JavaClass of, int index) {
        String[] parts = of.getPackageName().split("\\.");
        return parts.length > index ? parts[index] : "";
    }

    @Test
    void noTwoClassesShareASimpleName() {
        Map<String, Set<String>> byName = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            if (each.isTopLevelClass() && !each.getSimpleName().equals("package-info")) {
                byName.computeIfAbsent(each.getSimpleName(), name -> new TreeSet<>()).add(each.getName());
            }
        }
        byName.values().removeIf(names -> names.size() == 1);
        assertThat(byName).isEmpty();
    }

    @Test
    void noPackageHasMoreThanTwentyFiles() {
        Map<String, Integer> files = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            boolean counts = each.isTopLevelClass() && !each.getSimpleName().equals("package-info");
            files.merge(each.getPackageName(), counts ? 1 : 0, Integer::sum);
        }
        assertThat(files.values()).as(files.toString()).allMatch(count -> count <= MOST_FILES);
    }

    @Test
    void modelAndSettingsUseTheJdkOnly() {
        classes().that().resideInAPackage("io.vitalwatch.model..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.vitalwatch.model..")
                .check(CLASSES);
        classes().that().resideInAPackage("io.vitalwatch.settings..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.vitalwatch.settings..")
                .check(CLASSES);
    }

    @Test
    void gateWindowsAndAlarmsUseNoFramework() {
        classes().that().resideInAnyPackage("io.vitalwatch.quality..", "io.vitalwatch.intake..", "io.vitalwatch.window..",
                        "io.vitalwatch.alarm..", "io.vitalwatch.control..")
                .and(noRuleDocument())
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.vitalwatch..")
                .check(CLASSES);
    }

    @Test
    void yamlIsReadInOnePlaceForRulesOneForScenariosAndOneForControlFiles() {
        noClasses().that(noRuleDocument()).and().doNotHaveSimpleName("ScenarioReader").and().doNotHaveSimpleName("ControlFileReader")
                .should().dependOnClassesThat().resideInAPackage(YAML)
                .check(CLASSES);
    }

    @Test
    void theSimulatorUsesNeitherFlinkNorKafkaNorRandomNumbers() {
        noClasses().that().resideInAPackage("io.vitalwatch.simulator..")
                .should().dependOnClassesThat().resideInAnyPackage(FLINK, KAFKA)
                .orShould().callMethod(Math.class, "random")
                .orShould().callMethod(UUID.class, "randomUUID")
                .orShould().dependOnClassesThat().areAssignableTo(Random.class)
                .check(CLASSES);
    }

    @Test
    void simulatedTimeIsAnArgument() {
        noClasses().that().resideInAPackage("io.vitalwatch.simulator..").and().doNotHaveSimpleName("MachineClock")
                .should().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethodWhere(target(nameMatching("now")).and(target(owner(resideInAPackage("java.time..")))))
                .check(CLASSES);
    }

    @Test
    void decodingAndIntakeUseNeitherFlinkNorKafka() {
        noClasses().that().resideInAnyPackage("io.vitalwatch.corsano..", "io.vitalwatch.intake..")
                .should().dependOnClassesThat().resideInAnyPackage(FLINK, KAFKA)
                .check(CLASSES);
    }

    @Test
    void theMonitorUsesNeitherKafkaNorJson() {
        noClasses().that().resideInAPackage("io.vitalwatch.monitor..")
                .should().dependOnClassesThat().resideInAnyPackage(KAFKA, "com.fasterxml.jackson..", "org.apache.flink.shaded.jackson2..")
                .check(CLASSES);
    }

    @Test
    void topologyAloneNamesOperatorsAndKeys() {
        noClasses().that(not(assignableTo(Topology.class)))
                .should().callMethodWhere(target(owner(resideInAPackage("org.apache.flink.streaming.api.datastream..")))
                        .and(target(nameMatching("uid|name|keyBy"))))
                .check(CLASSES);
    }

    @Test
    void theWallClockDecidesNothingAboutAPatient() {
        noClasses().that().resideInAnyPackage(PATIENTS_AND_ALARMS)
                .should().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethodWhere(target(nameMatching("now")).and(target(owner(resideInAPackage("java.time..")))))
                .orShould().callConstructor(Date.class)
                .check(CLASSES);
    }

    @Test
    void noRecordHasRandomContent() {
        noClasses().that().resideInAnyPackage(PATIENTS_AND_ALARMS)
                .should().callMethod(UUID.class, "randomUUID")
                .orShould().callMethod(Math.class, "random")
                .orShould().dependOnClassesThat().areAssignableTo(Random.class)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> noRuleDocument() {
        return not(simpleNameStartingWith("RuleDocument"));
    }
}
