package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.settings.OptionTable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The documentation of the parameters agrees with the code. To write it again after a change of the options:
 * {@code mvn test -Dtest=ParameterTableTest -Dvitalwatch.rewrite=true}.
 */
class ParameterTableTest {
    private static final boolean REWRITE = Boolean.getBoolean("vitalwatch.rewrite");
    private static final String BEGIN = "<!-- parameters:begin -->\n";
    private static final String END = "<!-- parameters:end -->";

    @Test
    void theTableInTheDocumentationIsThatOfTheOptions() throws IOException {
        Path page = Path.of("docs/parameters.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).as("docs/parameters.md has the markers of the table").isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
        if (REWRITE) {
            Files.writeString(page, text.substring(0, begin) + OptionTable.markdown(JobOptions.all()) + text.substring(end));
        }

        assertThat(Files.readString(page)).as("run this test with -Dvitalwatch.rewrite=true")
                .contains(BEGIN + OptionTable.markdown(JobOptions.all()) + END);
    }

    @Test
    void theParameterFileIsThatOfTheOptions() throws IOException {
        same(Path.of("jobs/vitals-alerts/job.properties"), JobOptions.propertiesFile());
    }

    @Test
    void theCatalogueBesideTheJobIsTheBundledOne() throws IOException {
        same(Path.of("jobs/vitals-alerts/rules.yaml"), JobSettingsReader.bundledRules());
    }

    @Test
    void everyDefaultIsReadBackAsItself() {
        List<String> arguments = new ArrayList<>();
        JobOptions.all().options().forEach(option -> arguments.add("--" + option.name() + "=" + option.defaultText()));

        assertThat(JobSettingsReader.read(arguments)).usingRecursiveComparison().isEqualTo(JobSettingsReader.read(List.of()));
    }

    @Test
    void aParameterFileWithEveryLineInForceIsAccepted(@TempDir Path folder) throws IOException {
        List<String> lines = JobOptions.propertiesFile().lines().filter(line -> line.matches("#[a-z][a-z0-9.-]*=.+"))
                .map(line -> line.substring(1)).toList();
        Path file = Files.write(folder.resolve("all.properties"), lines);

        assertThat(lines).hasSizeGreaterThan(JobOptions.all().names().size() - 6);
        assertThat(JobSettingsReader.read(List.of("--config=" + file)).kafka()).containsEntry("bootstrap.servers", "localhost:9092");
    }

    private static void same(Path file, String text) throws IOException {
        if (REWRITE) {
            Files.writeString(file, text);
        }
        assertThat(file).as("run this test with -Dvitalwatch.rewrite=true").exists().hasContent(text);
    }
}
