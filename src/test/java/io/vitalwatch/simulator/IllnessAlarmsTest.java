package io.vitalwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.yaml.RuleReader;
import io.vitalwatch.model.Group;
import io.vitalwatch.simulator.patient.Illness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The bundled rules watch every measurement, and the simulator has an illness that each of these alarms is tested with. */
class IllnessAlarmsTest {
    private final Catalogue bundled = bundled();

    @Test
    void aRuleOfTheBundledCatalogueHasLimitsForEveryMeasurementGroup() {
        Set<Group> watched = EnumSet.noneOf(Group.class);
        bundled.rules().forEach(rule -> watched.addAll(groups(rule)));
        assertThat(watched).as("groups with a limit in rules.yaml").containsExactly(Group.values());
    }

    @Test
    void anIllnessRaisesAnAlarmForEveryMeasurementGroup() {
        Set<Group> raised = EnumSet.noneOf(Group.class);
        for (Illness illness : Illness.values()) {
            raised.addAll(groups(bundled.rule(illness.alarm().rule())));
        }
        assertThat(raised).as("groups that an illness of the simulator acts on").containsExactly(Group.values());
    }

    @ParameterizedTest
    @EnumSource(Illness.class)
    void theAlarmOfAnIllnessIsARuleOfTheBundledCatalogue(Illness illness) {
        assertThat(bundled.rule(illness.alarm().rule())).isNotNull();
    }

    private static Set<Group> groups(Evaluation rule) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        for (Rung rung : rule.limits()) {
            for (Comparison comparison : rung.condition().anyOf()) {
                groups.add(Group.carrying(comparison.vital()));
            }
        }
        return groups;
    }

    private static Catalogue bundled() {
        try (InputStream in = RuleReader.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return RuleReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), "rules.yaml", Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
