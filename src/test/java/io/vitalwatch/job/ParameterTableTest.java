package io.vitalwatch.job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the repository says about parameters is what the code knows. To write it anew after a change of the options:
 * {@code mvn test -Dtest=ParameterTableTest -Dvitalwatch.rewrite=true}.
 */
class ParameterTableTest {
    private static final boolean REWRITE = Boolean.getBoolean("vitalwatch.rewrite");
    private static final String BEGIN = "<!-- parameters:begin -->\n";
    private static final String END = "<!-- parameters:end -->";

    @Test
    void theReadmesTableIsThatOfTheOptions() throws IOException {
        Path readme = Path.of("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).as("README.md has the markers of the table").isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
        if (REWRITE) {
            Files.writeString(readme, text.substring(0, begin) + ParameterTable.markdown() + text.substring(end));
        }

        assertThat(Files.readString(readme)).as("run this test with -Dvitalwatch.rewrite=true")
                .contains(BEGIN + ParameterTable.markdown() + END);
    }

    @Test
    void theParameterFileIsThatOfTheOptions() throws IOException {
        same(Path.of("jobs/vitals-alerts/vitals-alerts.properties"), ParameterTable.properties());
    }

    @Test
    void theCatalogueBesideTheJobIsTheBundledOne() throws IOException {
        same(Path.of("jobs/vitals-alerts/rules.yaml"), SettingsReader.bundledRules());
    }

    @Test
    void everyDefaultIsReadBackAsItself() {
        List<String> arguments = new ArrayList<>();
        JobOptions.ALL.forEach(option -> {
            String value = ParameterTable.text(option.defaultValue());
            if (!value.isEmpty()) {
                arguments.add("--" + option.key() + "=" + value);
            }
        });

        assertThat(SettingsReader.read(arguments)).usingRecursiveComparison().isEqualTo(SettingsReader.read(List.of()));
    }

    @Test
    void aParameterFileWithEveryLineInForceIsAccepted(@TempDir Path folder) throws IOException {
        List<String> lines = ParameterTable.properties().lines().filter(line -> line.matches("#[a-z][a-z.-]*=.+"))
                .map(line -> line.substring(1)).toList();
        Path file = Files.write(folder.resolve("all.properties"), lines);

        assertThat(lines).hasSizeGreaterThan(JobOptions.ALL.size() - 5);
        assertThat(SettingsReader.read(List.of("--config=" + file)).kafka()).containsEntry("bootstrap.servers", "localhost:9092");
    }

    private static void same(Path file, String text) throws IOException {
        if (REWRITE) {
            Files.writeString(file, text);
        }
        assertThat(file).as("run this test with -Dvitalwatch.rewrite=true").exists().hasContent(text);
    }
}
