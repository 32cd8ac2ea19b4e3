package io.vitalwatch.cli;

import io.vitalwatch.receiver.ReceiverOptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README says of the receiver is what the code knows; {@code -Dvitalwatch.rewrite=true} writes it anew. */
class ReadmeTest {
    private static final String BEGIN = "<!-- receiver:begin -->\n";
    private static final String END = "<!-- receiver:end -->";

    @Test
    void theTableOfTheReceiversSettingsIsThatOfTheOptions() throws IOException {
        Path readme = Path.of("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).as("README.md has the markers of the table").isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
        if (Boolean.getBoolean("vitalwatch.rewrite")) {
            Files.writeString(readme, text.substring(0, begin) + table() + text.substring(end));
        }

        assertThat(Files.readString(readme)).as("run this test with -Dvitalwatch.rewrite=true").contains(BEGIN + table() + END);
    }

    @Test
    void everyFileThatTheReadmeLinksToIsThere() throws IOException {
        assertThat(Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(Path.of("README.md"))).results()
                .map((MatchResult link) -> Path.of(link.group(1))).toList()).isNotEmpty().allSatisfy(path -> assertThat(path).exists());
    }

    private static String table() {
        return "| setting | default | what it is |\n|---|---|---|\n" + ReceiverOptions.all().stream()
                .map(each -> "| `" + each.name() + "` | " + (each.otherwise().isEmpty() ? "" : "`" + each.otherwise() + "`") + " | "
                        + each.description().replace("|", "\\|").replace("<", "&lt;") + " |\n").collect(Collectors.joining());
    }
}
