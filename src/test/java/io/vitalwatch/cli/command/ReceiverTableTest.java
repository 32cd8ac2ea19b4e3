package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.ReceiverOptions;
import io.vitalwatch.settings.OptionTable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The table of settings in docs/receiver.md is generated from the options; {@code -Dvitalwatch.rewrite=true} rewrites it. */
class ReceiverTableTest {
    private static final String BEGIN = "<!-- receiver:begin -->\n";
    private static final String END = "<!-- receiver:end -->";

    @Test
    void theTableOfTheReceiversSettingsIsThatOfTheOptions() throws IOException {
        Path page = Path.of("docs/receiver.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).as("docs/receiver.md has the markers of the table").isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
        if (Boolean.getBoolean("vitalwatch.rewrite")) {
            Files.writeString(page, text.substring(0, begin) + table() + text.substring(end));
        }

        assertThat(Files.readString(page)).as("run this test with -Dvitalwatch.rewrite=true").contains(BEGIN + table() + END);
    }

    private static String table() {
        return OptionTable.markdown(ReceiverOptions.all());
    }
}
