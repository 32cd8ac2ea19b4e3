package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitalwatch.console.store.Databases;
import io.vitalwatch.kafka.TopicPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** asyncapi.json describes every topic and its records. */
@Timeout(60)
class AsyncApiTest {
    private static final Path SCHEMAS = Path.of("src/main/resources/io/vitalwatch/schema");
    private static final String DRAFT = "application/schema+json;version=draft-2020-12";

    @TempDir
    private Path folder;

    private static JsonNode document() throws Exception {
        return new ObjectMapper().readTree(Files.readString(Path.of("src/main/resources/io/vitalwatch/console/page/asyncapi.json")));
    }

    @Test
    void everyTopicIsDescribedAndNoOther() throws Exception {
        List<String> topics = new ArrayList<>();
        for (JsonNode channel : document().get("channels")) {
            topics.add(channel.get("address").textValue());
            assertThat(channel.at("/bindings/kafka/topic")).isEqualTo(channel.get("address"));
            assertThat(channel.get("description").textValue()).endsWith(".");
            assertThat(channel.get("messages")).isNotEmpty();
        }
        assertThat(document().get("asyncapi").textValue()).isEqualTo("3.0.0");
        assertThat(topics).containsExactlyInAnyOrderElementsOf(TopicPlan.all().stream().map(TopicPlan::name).toList());
    }

    @Test
    void everySchemaOfARecordIsNamedAndServed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        try (SimulatedWard ward = SimulatedWard.start(Databases.SQLITE.address(folder), "--unprotected=true")) {
            ApiCheck api = new ApiCheck(ward.uri(), null);
            assertThat(ApiCheck.tree(api.raw("GET", "/api/v1/asyncapi.json").body())).isEqualTo(document());
            for (JsonNode message : document().findValues("payload")) {
                assertThat(message.get("schemaFormat").textValue()).isEqualTo(DRAFT);
                String reference = message.at("/schema/$ref").textValue();
                HttpResponse<String> schema = api.raw("GET", "/api/v1/" + reference);
                assertThat(schema.statusCode()).as(reference).isEqualTo(200);
                assertThat(schema.body()).isEqualTo(Files.readString(SCHEMAS.resolveSibling(reference)));
                assertThat(ApiCheck.tree(schema.body()).get("$schema").textValue()).contains("2020-12");
                named.add(reference.substring("schema/".length()));
            }
        }
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            assertThat(named).containsExactlyInAnyOrderElementsOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
