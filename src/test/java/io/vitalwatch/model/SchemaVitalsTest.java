package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The schemas list the vitals and units of the model. To write these lists again after a change of the model:
 * {@code mvn test -Dtest=SchemaVitalsTest -Dvitalwatch.rewrite=true}.
 */
class SchemaVitalsTest {
    private static final boolean REWRITE = Boolean.getBoolean("vitalwatch.rewrite");
    private static final Path SCHEMAS = Path.of("src/main/resources/io/vitalwatch/schema");

    @ParameterizedTest
    @ValueSource(strings = {"alert", "window"})
    void aSchemaListsEveryVitalAndEveryUnitOfTheModel(String name) throws IOException {
        Path file = SCHEMAS.resolve(name + ".json");
        String schema = Files.readString(file);
        String wanted = with(schema, "vital", Arrays.stream(Vital.values()).map(Vital::label).toList());
        wanted = with(wanted, "unit", List.copyOf(new TreeSet<>(Arrays.stream(Vital.values()).map(Vital::unit).toList())));
        if (REWRITE) {
            Files.writeString(file, wanted);
        }

        assertThat(Files.readString(file)).as("run this test with -Dvitalwatch.rewrite=true").isEqualTo(wanted);
    }

    /** The schema with these words as the {@code enum} of the property. */
    private static String with(String schema, String property, List<String> words) {
        Matcher matcher = Pattern.compile("( *)\"" + property + "\": \\{\\s*\"enum\": (\\[.*?\\n *\\])", Pattern.DOTALL).matcher(schema);
        assertThat(matcher.find()).as(property + " has an enum").isTrue();
        String indent = matcher.group(1);
        String list = words.stream().map(word -> indent + "    \"" + word + "\"")
                .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "  ]"));
        return schema.substring(0, matcher.start(2)) + list + schema.substring(matcher.end(2));
    }
}
