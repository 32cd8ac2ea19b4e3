package io.vitalwatch;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vitalwatch.job.Topology;
import org.junit.jupiter.api.Test;

import java.util.Date;
import java.util.Random;
import java.util.UUID;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The walls between the rooms. */
class RoomsTest {
    private static final String FLINK = "org.apache.flink..";
    private static final String KAFKA = "org.apache.kafka..";
    private static final String YAML = "org.snakeyaml..";
    private static final String[] PATIENTS_AND_ALARMS = {
        "io.vitalwatch.model..", "io.vitalwatch.corsano..", "io.vitalwatch.quality..", "io.vitalwatch.window..", "io.vitalwatch.alarm..",
        "io.vitalwatch.monitor..", "io.vitalwatch.job.."
    };

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.vitalwatch");

    @Test
    void arrowsBetweenRoomsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("model").definedBy("io.vitalwatch.model..")
                .layer("corsano").definedBy("io.vitalwatch.corsano..")
                .layer("quality").definedBy("io.vitalwatch.quality..")
                .layer("window").definedBy("io.vitalwatch.window..")
                .layer("alarm").definedBy("io.vitalwatch.alarm..")
                .layer("monitor").definedBy("io.vitalwatch.monitor..")
                .layer("job").definedBy("io.vitalwatch.job..")
                .layer("receiver").definedBy("io.vitalwatch.receiver..")
                .layer("simulator").definedBy("io.vitalwatch.simulator..")
                .layer("cli").definedBy("io.vitalwatch.cli..")
                .whereLayer("model").mayNotAccessAnyLayer()
                .whereLayer("corsano").mayOnlyAccessLayers("model")
                .whereLayer("quality").mayOnlyAccessLayers("model")
                .whereLayer("window").mayOnlyAccessLayers("model")
                .whereLayer("alarm").mayOnlyAccessLayers("model", "window")
                .whereLayer("monitor").mayOnlyAccessLayers("model", "quality", "window", "alarm")
                .whereLayer("job").mayOnlyAccessLayers("model", "corsano", "quality", "window", "alarm", "monitor")
                .whereLayer("receiver").mayOnlyAccessLayers("model", "corsano")
                .whereLayer("simulator").mayOnlyAccessLayers("model", "corsano")
                .whereLayer("cli").mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void roomsHoldNoCircles() {
        slices().matching("io.vitalwatch.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void wordsNeedTheJdkOnly() {
        classes().that().resideInAPackage("io.vitalwatch.model..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.vitalwatch.model..")
                .check(CLASSES);
    }

    @Test
    void judgementNeedsNoFrameworkAndNoFormat() {
        classes().that().resideInAnyPackage("io.vitalwatch.quality..", "io.vitalwatch.window..", "io.vitalwatch.alarm..").and(noRuleReader())
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.vitalwatch..")
                .check(CLASSES);
    }

    @Test
    void yamlIsReadInOnePlaceForRulesAndOneForScenarios() {
        noClasses().that(noRuleReader()).and().doNotHaveSimpleName("ScenarioReader")
                .should().dependOnClassesThat().resideInAPackage(YAML)
                .check(CLASSES);
    }

    @Test
    void theSimulatorKnowsNeitherFlinkNorKafkaNorChance() {
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
    void theDecoderKnowsNeitherFlinkNorKafka() {
        noClasses().that().resideInAPackage("io.vitalwatch.corsano..")
                .should().dependOnClassesThat().resideInAnyPackage(FLINK, KAFKA)
                .check(CLASSES);
    }

    @Test
    void theMonitorKnowsNeitherKafkaNorJson() {
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
    void nothingRandomEntersARecord() {
        noClasses().that().resideInAnyPackage(PATIENTS_AND_ALARMS)
                .should().callMethod(UUID.class, "randomUUID")
                .orShould().callMethod(Math.class, "random")
                .orShould().dependOnClassesThat().areAssignableTo(Random.class)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> noRuleReader() {
        return not(simpleNameStartingWith("Rule").or(simpleNameStartingWith("RungReader")));
    }
}
