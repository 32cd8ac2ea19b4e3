package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateOptions;
import io.vitalwatch.quality.GateSettings;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The job's parameters cover every group and every vital of the model. */
class GateParametersTest {
    @Test
    void theDefaultsOfTheJobAreThoseOfTheModel() {
        GateSettings gate = JobSettingsReader.read(List.of()).gate();

        Map<Group, Set<Integer>> accepted = GateOptions.quality().stream()
                .collect(Collectors.toMap(GateOptions.Quality::group, option -> Set.copyOf(option.accepted())));
        Map<Vital, Range> plausible = GateOptions.plausible().stream()
                .collect(Collectors.toMap(GateOptions.Plausible::vital, GateOptions.Plausible::range));
        assertThat(gate.accepted()).isEqualTo(accepted);
        assertThat(gate.plausible()).isEqualTo(plausible);
    }

    @Test
    void everyParameterOfTheGateIsAnArgumentOfTheJob() {
        for (GateOptions.Quality option : GateOptions.quality()) {
            assertThat(JobSettingsReader.read(List.of("--" + option.key() + "=4")).gate().accepted()).as(option.key())
                    .containsEntry(option.group(), Set.of(4));
        }
        for (GateOptions.Plausible option : GateOptions.plausible()) {
            List<String> arguments = new ArrayList<>(List.of("--" + option.key() + "=33..34.5"));
            // Limits that the range makes meaningless would be refused.
            JobSettingsReader.read(List.of()).catalogue().rules().stream().filter(ReadingRule.class::isInstance)
                    .forEach(rule -> arguments.add("--rule." + rule.id() + ".enabled=false"));
            assertThat(JobSettingsReader.read(arguments).gate().plausible()).as(option.key())
                    .containsEntry(option.vital(), Range.parse("33..34.5"));
        }
    }
}
