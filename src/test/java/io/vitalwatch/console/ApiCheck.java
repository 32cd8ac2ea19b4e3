package io.vitalwatch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Asks a console and holds every answer against openapi.json: status, content type and schema. */
final class ApiCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = document();
    static final JsonNode DOCUMENT = tree(TEXT);
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of("urn:openapi", TEXT))));

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI root;
    private final String authorization;

    /** @param authorization the header's value, or null */
    ApiCheck(URI root, String authorization) {
        this.root = root;
        this.authorization = authorization;
    }

    HttpResponse<String> raw(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The answer of a route below /api/v1, checked. */
    JsonNode get(int status, String path) throws IOException, InterruptedException {
        return checked("get", status, path, raw("GET", "/api/v1" + path));
    }

    /** The answer to a request with a body, checked; a body that is accepted is checked too. */
    JsonNode send(String method, int status, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve("/api/v1" + path)).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode operation = DOCUMENT.at("/paths").get(template(path)).get(method.toLowerCase(Locale.ROOT));
        if (answer.statusCode() < 300) {
            check(operation.at("/requestBody/content").get("application/json").at("/schema/$ref").textValue(), body);
        }
        return checked(method.toLowerCase(Locale.ROOT), status, path, answer);
    }

    private JsonNode checked(String method, int status, String path, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        JsonNode described = DOCUMENT.at("/paths").get(template(path.split("\\?")[0])).at("/" + method + "/responses/" + status);
        assertThat(described.isMissingNode()).as("%s %s is described", path, status).isFalse();
        String pointer = described.has("$ref") ? described.get("$ref").textValue().substring(1) : null;
        JsonNode content = (pointer == null ? described : DOCUMENT.at(pointer)).get("content");
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        assertThat(content.has(type)).as("%s answers %s", path, type).isTrue();
        check(content.get(type).get("schema").path("$ref").asText(), answer.body());
        return tree(answer.body());
    }

    /** Holds a text against a schema of the document, {@code #/components/schemas/…}. */
    static void check(String reference, String text) {
        assertThat(SCHEMAS.getSchema(SchemaLocation.of("urn:openapi" + reference)).validate(text, InputFormat.JSON,
                context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))).as(reference + ": " + text).isEmpty();
    }

    private static String template(String path) {
        for (String each : (Iterable<String>) () -> DOCUMENT.at("/paths").fieldNames()) {
            if (each.equals(path)) {
                return each;
            }
        }
        for (String each : (Iterable<String>) () -> DOCUMENT.at("/paths").fieldNames()) {
            if (path.matches(each.replaceAll("\\{[a-z]+\\}", "[^/]+"))) {
                return each;
            }
        }
        throw new AssertionError(path + " is not in openapi.json");
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String document() {
        try (InputStream in = ApiCheck.class.getResourceAsStream("/io/vitalwatch/console/page/openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
