package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class SampleTest {
    private final Reading pulse = new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE);
    private final Reading spo2 = new Reading(Group.SPO2, 97_000, 0, 4, Verdict.USABLE);

    @Test
    void aSampleFindsTheReadingOfAGroup() {
        Sample sample = new Sample(SampleType.ACTIVITY, 1, 0, Ternary.TRUE, Ternary.FALSE, 1, 1, 0, List.of(pulse, spo2));
        assertThat(sample.reading(Group.SPO2)).isSameAs(spo2);
        assertThat(sample.reading(Group.PULSE)).isSameAs(pulse);
        assertThat(sample.reading(Group.TEMPERATURE)).isNull();
    }

    @Test
    void aReadingUnderAnotherVerdictKeepsItsValues() {
        assertThat(pulse.judged(Verdict.DUPLICATE)).isEqualTo(new Reading(Group.PULSE, 70_000, 0, 4, Verdict.DUPLICATE));
    }
}
