package io.vitalwatch.receiver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Reads and throws the study switch for people and scripts. An answer of 200 to PUT means that it holds here already. */
final class StudyApi {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long PATIENCE_MILLIS = 4000;
    static final Answer NOT_JSON = error(415, "send Content-Type: application/json");

    /** Status and body. */
    record Answer(int code, byte[] json) {}

    private final StudySwitch studies;
    private final KafkaLog log;
    private final String topic;
    private final LongSupplier clock;

    StudyApi(StudySwitch studies, KafkaLog log, String topic, LongSupplier clock) {
        this.studies = studies;
        this.log = log;
        this.topic = topic;
        this.clock = clock;
    }

    /** @param study a name, or null for all that were ever switched */
    Answer get(String study) {
        if (study != null && !StudySwitch.isName(study)) {
            return error(400, "a study is named by 1 to 128 characters");
        }
        return new Answer(200, bytes(json -> {
            if (study != null) {
                write(json, study, studies.state(study));
                return;
            }
            json.writeStartObject();
            json.writeArrayFieldStart("studies");
            for (var each : studies.all().entrySet()) {
                write(json, each.getKey(), each.getValue());
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    Answer put(String study, byte[] body) {
        if (!StudySwitch.isName(study)) {
            return error(400, "a study is named by 1 to 128 characters");
        }
        StudySwitch.State asked = StudySwitch.parse(body);
        if (asked == null) {
            return error(400, "send {\"enabled\":true} or {\"enabled\":false}");
        }
        StudySwitch.State state = new StudySwitch.State(asked.enabled(), clock.getAsLong());
        try {
            log.put(topic, StudySwitch.key(study), StudySwitch.value(state)).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return error(503, "Kafka did not acknowledge; the switch may or may not have been thrown, look again and repeat");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "stopping");
        }
        // It is in Kafka now, before or after what others asked for; the follower brings the order that counts for all.
        return awaitHere(study, state) ? new Answer(200, bytes(json -> write(json, study, studies.state(study))))
                : error(503, "stored in Kafka and not yet read back here; it will hold soon");
    }

    private boolean awaitHere(String study, StudySwitch.State state) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (studies.state(study).changedAt() < state.changedAt()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static void write(JsonGenerator json, String study, StudySwitch.State state) throws IOException {
        json.writeStartObject();
        json.writeStringField("study", study);
        json.writeBooleanField("enabled", state.enabled());
        if (state.changedAt() > 0) {
            json.writeNumberField("changed_at", state.changedAt());
        }
        json.writeEndObject();
    }

    private static Answer error(int code, String what) {
        return new Answer(code, bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", what);
            json.writeEndObject();
        }));
    }

    private interface Writing {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.write(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return (bytes.toString(StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
