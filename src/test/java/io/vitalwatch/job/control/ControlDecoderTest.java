package io.vitalwatch.job.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
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

    /** Where numbers do not rise, receivers may have dropped a content that came before. */
    @Test
    void aContentIsSentOnceAndAgainWhereTheNumbersOfAPartitionFall() {
        List<ControlCopy> sent = new ArrayList<>();
        ControlDecoder taking = new ControlDecoder(JobSettingsReader.read(List.of()).control().intake(), ControlLog.NONE, "t", 2, 1, true,
                new ControlDecoder.Output() {
                    @Override
                    public void send(Delivery change) {
                        sent.add(change.control());
                    }

                    @Override
                    public void answer(ControlAnswer answer) {}

                    @Override
                    public void count(ControlCounter counter, int partition) {}
                });
        List<String> copies = List.of("0 1", "1 1", "0 2", "1 2", "0 3", "0 9", "1 9", "0 4", "1 3", "1 4");
        for (int i = 0; i < copies.size(); i++) {
            String[] copy = copies.get(i).split(" ");
            byte[] value = ("{\"id\":\"c" + copy[1] + "\",\"kind\":\"limits\",\"scope\":{\"all\":true},\"author\":\"a\",\"reason\":\"r\","
                    + "\"change\":{\"set\":{\"spo2-low.medium\":\"88\"}}}").getBytes(StandardCharsets.UTF_8);
            taking.read(Integer.parseInt(copy[0]), i, 1_000, new String[] {copy[1], "topic", "1000", null}, value, 1_000);
        }

        assertThat(sent).extracting(each -> each.partition() + " " + each.seq() + (each.content() == null ? "" : " content"))
                .containsExactly("0 1 content", "1 1 content", "0 2 content", "1 2", "0 3 content", "0 9 content", "1 9", "0 4 content",
                        "1 3 content", "1 4 content");
    }
}
