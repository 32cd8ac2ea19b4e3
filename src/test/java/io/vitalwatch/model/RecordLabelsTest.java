package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;

/** The words used in records and rules are a contract with programs that read them. */
class RecordLabelsTest {
    @Test
    void labelsAreLowerCaseWords() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::label)).contains("no-usable-reading", "rule-removed", "cleared")
                .allMatch(label -> label.matches("[a-z]+(-[a-z]+)*"));
        assertThat(Arrays.stream(Alert.Phase.values()).map(Alert.Phase::label)).containsExactly("start", "update", "end");
        assertThat(Arrays.stream(Kind.values()).map(Kind::label)).containsExactly("physiological", "technical");
        assertThat(Arrays.stream(Rejection.Scope.values()).map(Rejection.Scope::label))
                .containsExactly("delivery", "sample", "reading", "notice");
    }

    @ParameterizedTest
    @EnumSource(SampleType.class)
    void anEventTypeIsFoundByItsExactName(SampleType type) {
        assertThat(SampleType.labelled(type.label())).isEqualTo(type);
        assertThat(SampleType.labelled(type.name())).isNull();
        assertThat(SampleType.labelled(null)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void poorSignalIsAnUnusableReadingOfABraceletThatIsWorn(Verdict verdict) {
        assertThat(verdict.poorSignal()).isEqualTo(!List.of("usable", "not-worn", "charging", "duplicate", "conflict", "skin")
                .contains(verdict.label()));
    }
}
