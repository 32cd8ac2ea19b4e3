package io.vitalwatch.job.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.control.ControlAnswer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ControlDecoderTest {
    private final List<ControlAnswer> answers = new ArrayList<>();
    private final ControlDecoder decoder = new ControlDecoder(new ControlSettings(2_000, null, null, "", Map.of()), ControlLog.NONE, "t", 1, 4,
            true, new ControlDecoder.Output() {
                @Override
                public void send(Delivery change) {
                    throw new AssertionError("nothing counts");
                }

                @Override
                public void answer(ControlAnswer answer) {
                    answers.add(answer);
                }

                @Override
                public void count(ControlCounter counter, int partition) {}
            });

    private void read(String... headers) {
        decoder.read(0, 0, 1_000, headers, null, 1_000);
    }

    /** A character outside the basic plane is two chars before it is replaced and one after. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE00 too large", "\uD83D", "\u0000"})
    void aProblemOfAnyCharactersIsARefusal(String problem) {
        read("1", "topic", "1000", problem);

        assertThat(answers).singleElement().satisfies(each -> {
            assertThat(each.outcome()).isEqualTo(ControlAnswer.Outcome.REFUSED);
            assertThat(each.detail()).matches("[ -~]*").hasSizeLessThanOrEqualTo(problem.length());
        });
    }

    @Test
    void aLongProblemIsCut() {
        read("1", "topic", "1000", "x".repeat(5_000));

        assertThat(answers).singleElement().satisfies(each -> assertThat(each.detail()).hasSize(200));
    }
}
