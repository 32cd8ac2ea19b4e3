package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptionTableTest {
    private static final OptionList.Builder LIST = OptionList.of("setting");

    static {
        LIST.addConfig("A file.");
        LIST.add("cups", OptionType.whole(1, 9), "2", "One | two, a < b.");
        LIST.add("name", OptionType.text(), "", "Twelve ".repeat(20).trim());
        LIST.add(Family.of("rule.", "A field: rule.<id>", "rule.a=1", "rule.b=2"));
    }

    private static final OptionList ALL = LIST.build();

    @Test
    void theTableHasARowForEachOption() {
        assertThat(OptionTable.markdown(ALL)).startsWith("""
                | setting | default | what it is |
                |---|---|---|
                | `config` |  | A file. |
                | `cups` | `2` | One \\| two, a &lt; b. |
                | `name` |  | Twelve""").doesNotContain("rule.");
    }

    @Test
    void thePropertiesFileHasEveryDefaultCommentedOut() {
        assertThat(OptionTable.properties(ALL, "Settings.\n  indented")).isEqualTo("""
                # Settings.
                #   indented

                # One | two, a < b.
                #cups=2

                # Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve Twelve
                # Twelve Twelve Twelve Twelve Twelve Twelve
                #name=

                # A field: rule.<id>
                #rule.a=1
                #rule.b=2
                """);
    }

    @Test
    void helpIsWrappedAndIndented() {
        assertThat(OptionTable.help(ALL, "      ")).contains("  --config", "      A file.", "  --cups=2")
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
}
