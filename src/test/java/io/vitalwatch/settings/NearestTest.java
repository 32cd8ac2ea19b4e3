package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NearestTest {
    private static final List<String> WORDS = List.of("low", "medium", "high", "confirm.duration", "confirm.count", "clear.margin",
            "unless");

    @ParameterizedTest
    @CsvSource({"hihg, high", "medum, medium", "mediumm, medium", "lo, low", "confirm.coutn, confirm.count",
            "confirm.duraton, confirm.duration",
            "clearmargin, clear.margin", "unles, unless", "high, high", "'', low"})
    void theWordWithTheFewestEditsIsFound(String word, String nearest) {
        assertThat(Nearest.to(word, WORDS)).isEqualTo(nearest);
    }

    @Test
    void ofEquallyNearWordsTheFirstIsTaken() {
        assertThat(Nearest.to("bat", List.of("cat", "hat"))).isEqualTo("cat");
        assertThat(Nearest.to("bat", List.of("hat", "cat"))).isEqualTo("hat");
    }

    @Test
    void insertionsDeletionsAndReplacementsCostTheSame() {
        assertThat(Nearest.to("abcd", List.of("abxy", "abc"))).isEqualTo("abc");
        assertThat(Nearest.to("kitten", List.of("xxxxxxx", "sitting", "zzzz"))).isEqualTo("sitting");
        assertThat(Nearest.to("abc", List.of("xabc", "xyzc"))).isEqualTo("xabc");
    }

    @Test
    void lettersInFrontCountLikeAnyOthers() {
        assertThat(Nearest.to("b", List.of("xxxxb", "a"))).isEqualTo("a");
        assertThat(Nearest.to("bxxxx", List.of("xxxx", "b"))).isEqualTo("xxxx");
    }

    @Test
    void withoutCandidatesThereIsNone() {
        assertThat(Nearest.to("word", List.of())).isNull();
    }
}
