package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.function.IntFunction;

/** The order of these enums is in the state's bytes: add new constants at the end; never move or remove one. */
class StateOrdinalsTest {
    @Test
    void theOrderOfEnumsInTheStatesBytesNeverChanges() {
        assertThat(Verdict.values()).extracting(Verdict::label).startsWith("usable", "quality", "quality-missing", "not-worn", "charging",
                "implausible", "negative", "malformed", "incomplete", "duplicate", "conflict", "skin");
        assertThat(Group.values()).extracting(Group::label).startsWith("pulse", "spo2", "respiration", "temperature", "blood-pressure");
        assertThat(Priority.values()).extracting(Priority::label).containsExactly("low", "medium", "high");
        assertThat(AlarmState.values()).extracting(AlarmState::label).containsExactly("active", "unknown", "ended");
        assertThat(Freshness.values()).extracting(Freshness::label).containsExactly("live", "historical");
        assertThat(Ternary.values()).containsExactly(Ternary.TRUE, Ternary.FALSE, Ternary.UNKNOWN);
        assertThat(SampleType.values()).containsExactly(SampleType.ACTIVITY, SampleType.TEMPERATURE);
    }

    @Test
    void anOrdinalLeadsBackToItsValue() {
        assertLeadBack(Verdict.values(), Verdict::of);
        assertLeadBack(Group.values(), Group::of);
        assertLeadBack(Priority.values(), Priority::of);
        assertLeadBack(AlarmState.values(), AlarmState::of);
        assertLeadBack(Freshness.values(), Freshness::of);
        assertLeadBack(Ternary.values(), Ternary::of);
        assertLeadBack(SampleType.values(), SampleType::of);
        assertThat(Group.count()).isEqualTo(Group.values().length);
    }

    private static <E extends Enum<E>> void assertLeadBack(E[] all, IntFunction<E> of) {
        for (E each : all) {
            assertThat(of.apply(each.ordinal())).isSameAs(each);
        }
    }
}
