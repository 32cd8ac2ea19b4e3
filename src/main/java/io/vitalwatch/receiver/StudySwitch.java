package io.vitalwatch.receiver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which studies are switched off here. A study that nobody ever switched is on. Every receiver reads the same topic, so all agree. */
final class StudySwitch {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 128;

    /**
     * What is known of a study.
     *
     * @param changedAt Unix milliseconds, or 0 where it was never switched
     */
    record State(boolean enabled, long changedAt) {}

    private static final State NEVER_SWITCHED = new State(true, 0);

    private final Map<String, State> states = new ConcurrentHashMap<>();

    boolean enabled(String study) {
        return study == null || state(study).enabled();
    }

    State state(String study) {
        return states.getOrDefault(study, NEVER_SWITCHED);
    }

    /** All that were ever switched, by name. */
    Map<String, State> all() {
        return new TreeMap<>(states);
    }

    static boolean isName(String study) {
        return !study.isEmpty() && study.length() <= LONGEST && study.chars().noneMatch(Character::isISOControl);
    }

    /** Takes over a record of the topic; one that cannot be read changes nothing. */
    void read(byte[] key, byte[] value) {
        if (key == null) {
            return;
        }
        String study = new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            states.remove(study);
            return;
        }
        State state = parse(value);
        if (state != null) {
            states.put(study, state);
        }
    }

    static byte[] key(String study) {
        return study.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] value(State state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeBooleanField("enabled", state.enabled());
            json.writeNumberField("changed_at", state.changedAt());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads {@code {"enabled":false}} with or without {@code changed_at}; null for anything else. */
    static State parse(byte[] value) {
        Boolean enabled = null;
        long changedAt = 0;
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("enabled") && token.isBoolean()) {
                    enabled = parser.getBooleanValue();
                } else if (name.equals("changed_at") && token == JsonToken.VALUE_NUMBER_INT) {
                    changedAt = parser.getLongValue();
                } else {
                    return null;
                }
            }
            return enabled == null || parser.nextToken() != null ? null : new State(enabled, changedAt);
        } catch (IOException e) {
            return null;
        }
    }
}
