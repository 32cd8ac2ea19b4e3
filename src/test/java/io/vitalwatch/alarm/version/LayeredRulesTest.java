package io.vitalwatch.alarm.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.LayeredRules.Base;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Limits of several records over one catalogue. */
class LayeredRulesTest {
    private static final CatalogueText TWO_SILENCES = new CatalogueText("""
            cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}
            no-data: {type: silence, kind: technical, priority: medium, after: 10min}
            no-data-later: {type: silence, kind: technical, priority: high, after: 30min}
            """, "catalogue", Map.of(), Ages.defaults());

    /** Each of them leaves one rule for silence, so each is taken when it is written. */
    @Test
    void limitsOfSeveralRecordsDoNotLeavePatientsUnwatched() {
        List<LimitsRecord> all = List.of(off(1, "no-data-later"), off(2, "no-data"));
        assertThat(rules(all, List.of()).unwatched()).isEmpty();
        assertThat(rules(List.of(off(1, "no-data")), List.of(off(2, "no-data-later"))).unwatched()).isEmpty();

        assertThat(rules(List.of(off(1, "no-data")), List.of()).rules()).extracting(each -> each.id())
                .containsExactly("cardiac-arrest", "no-data-later");
    }

    private static LimitsRecord off(long seq, String rule) {
        return new LimitsRecord(seq, seq, LimitsRecord.FOR_EVER, Map.of(rule + ".enabled", "false"), List.of());
    }

    private static Catalogue rules(List<LimitsRecord> all, List<LimitsRecord> personal) {
        return new LayeredRules().history(List.of(new Base(Long.MIN_VALUE, TWO_SILENCES)), new LayeredRules.Shared(all, List.of(),
                name -> List.of()), new PersonalLimits(personal, List.of()), Long.MIN_VALUE).newest();
    }
}
