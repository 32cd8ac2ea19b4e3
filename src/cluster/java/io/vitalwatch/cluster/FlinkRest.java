package io.vitalwatch.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client for the parts of Flink's REST interface that the tests use. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI address;

    FlinkRest(URI address) {
        this.address = address;
    }

    /** Number of registered TaskManagers; 0 without an answer. */
    int taskManagers() throws InterruptedException {
        try {
            return get("/overview").path("taskmanagers").asInt();
        } catch (IOException e) {
            return 0;
        }
    }

    /** {@code RUNNING}, {@code RESTARTING} …; empty without an answer. */
    String state(String job) throws InterruptedException {
        try {
            return get("/jobs/" + job).path("state").asText("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether the job and all of its tasks run. */
    boolean allTasksRun(String job) throws InterruptedException {
        try {
            JsonNode answer = get("/jobs/" + job);
            if (!answer.path("state").asText().equals("RUNNING")) {
                return false;
            }
            for (JsonNode vertex : answer.path("vertices")) {
                if (vertex.path("tasks").path("RUNNING").asInt() < vertex.path("parallelism").asInt()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Number of checkpoints with one status: {@code completed}, {@code failed}, {@code in_progress}, {@code restored}. */
    int checkpoints(String job, String outcome) throws InterruptedException {
        try {
            return get("/jobs/" + job + "/checkpoints").path("counts").path(outcome).asInt();
        } catch (IOException e) {
            return -1;
        }
    }

    String exceptions(String job) throws InterruptedException {
        try {
            return get("/jobs/" + job + "/exceptions").path("root-exception").asText();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Triggers a checkpoint; does not wait for it. */
    void triggerCheckpoint(String job) throws IOException, InterruptedException {
        post("/jobs/" + job + "/checkpoints", "{\"checkpointType\":\"FULL\"}");
    }

    void cancel(String job) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/jobs/" + job)).timeout(Duration.ofSeconds(10))
                .method("PATCH", HttpRequest.BodyPublishers.noBody()).build();
        http.send(request, HttpResponse.BodyHandlers.discarding());
        Waiting.until("job " + job + " is cancelled", () -> {
            String state = state(job);
            return state.equals("CANCELED") || state.equals("FAILED") || state.equals("FINISHED");
        });
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(10)).build());
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IOException(request.method() + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
