package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A patient's state goes on under other rules and other windows. */
class CatalogueChangeTest {
    @Test
    void anOpenEpisodeOfARemovedRuleEndsWithThatReasonAtTheNextDelivery() {
        Timeline before = new Timeline().at(0, spo2(88)).at(60, spo2(88));
        Timeline after = new Timeline(Rules.settings(), without("spo2-low")).continuing(before).at(120, spo2(88)).at(180, spo2(88));
        assertThat(after.story()).containsExactly("end spo2-low medium ended rule-removed live @120");
        assertThat(after.alerts.get(0).message()).isEqualTo("The rule is no longer in the catalogue.");
        assertThat(after.alerts.get(0).sequence()).isEqualTo(1);
        assertThat(after.alerts.get(0).episode()).isEqualTo(before.alerts.get(0).episode());
    }

    @Test
    void anAddedRuleSeesTheReadingsThatAreThere() {
        Timeline before = new Timeline(Rules.settings(), without("spo2-low")).at(0, spo2(88)).at(60, pulse(70));
        Timeline after = new Timeline().continuing(before).at(120, spo2(88));
        assertThat(after.story()).containsExactly("start spo2-low medium active confirmed live @120");
        assertThat(after.alerts.get(0).onset()).isEqualTo(Timeline.BEGINNING);
    }

    @Test
    void anOpenEpisodeGoesOnUnderALongerLadderAndClears() {
        Timeline before = new Timeline().at(0, spo2(84)).at(60, spo2(84));
        Evaluation longer = Rules.limits("spo2-low", Group.SPO2, Set.of(),
                Rules.rung(Priority.LOW, Vital.SPO2, Operator.AT_MOST, 93, 2, 3, 2),
                Rules.rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, 91, 2, 3, 2),
                Rules.rung(Priority.HIGH, Vital.SPO2, Operator.AT_MOST, 85, 2, 3, 2));
        Timeline after = new Timeline(Rules.settings(), with(longer)).continuing(before).at(120, spo2(84)).at(180, spo2(94))
                .at(240, spo2(94));
        assertThat(after.story()).containsExactly("update spo2-low low active deescalated live @240");
        after.at(300, spo2(95)).at(360, spo2(95));
        assertThat(after.story()).endsWith("end spo2-low low ended cleared live @360");
    }

    @Test
    void anOpenEpisodeGoesOnUnderAShorterLadder() {
        Timeline before = new Timeline().at(0, spo2(84)).at(60, spo2(84));
        Evaluation shorter = Rules.limits("spo2-low", Group.SPO2, Set.of(), Rules.rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, 91, 2, 3,
                2));
        Timeline after = new Timeline(Rules.settings(), with(shorter)).continuing(before).at(120, spo2(84));
        assertThat(after.story()).containsExactly("update spo2-low medium active deescalated live @120");
        assertThat(after.at(180, spo2(97)).at(240, spo2(97)).story()).endsWith("end spo2-low medium ended cleared live @240");
    }

    @Test
    void shorterWindowsAndReachTakeEffectAndLoseNoOrder() {
        Timeline before = new Timeline();
        for (int second = 0; second < 3600; second++) {
            before.at(second, pulse(70));
        }
        MonitorSettings small = new MonitorSettings(Rules.MINUTE, Rules.MINUTE, 15 * Rules.MINUTE, 0, 7 * 24 * Rules.HOUR);
        Timeline after = new Timeline(small, new Catalogue(List.of(Rules.catalogue().rule("pulse-high")))).continuing(before);
        after.at(3600.5, pulse(140)).at(3599.5, 3601, pulse(141)).at(3601, pulse(70));
        var ring = after.patient().ring(Group.PULSE);
        for (int i = 1; i < ring.size(); i++) {
            assertThat(ring.time(i)).isGreaterThan(ring.time(i - 1));
        }
        assertThat(ring.size()).isLessThan(200);
        assertThat(ring.value(ring.size() - 1)).isEqualTo(70_000);
        assertThat(ring.value(ring.size() - 2)).isEqualTo(140_000);
        assertThat(ring.value(ring.size() - 3)).as("the late one between its neighbours").isEqualTo(141_000);
    }

    private static Catalogue without(String id) {
        return new Catalogue(Rules.catalogue().rules().stream().filter(rule -> !rule.id().equals(id)).toList());
    }

    private static Catalogue with(Evaluation changed) {
        List<Evaluation> rules = new ArrayList<>(Rules.catalogue().rules());
        rules.replaceAll(rule -> rule.id().equals(changed.id()) ? changed : rule);
        return new Catalogue(rules);
    }
}
