package io.vitalwatch.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.store.EpisodeRow;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.io.IOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code POST /api/v1/episodes/{id}/actions}: somebody answers an alarm. The console writes a control record; the job decides, and its
 * answer comes with the records of the episode.
 */
public final class ActionApi {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> FIELDS = Set.of("action", "expect_sequence", "until", "reason", "id");
    /** Records after which an alarm is worse than before. */
    private static final Set<Reason> WORSE = EnumSet.of(Reason.CONFIRMED, Reason.ESCALATED, Reason.LIVE, Reason.REOPENED);
    private static final int LONGEST_TEXT = 500;
    private static final long LONGEST_PAUSE_MILLIS = 24 * 3_600_000L;

    private final Store store;
    private final ControlSink control;

    public ActionApi(Store store, ControlSink control) {
        this.store = store;
        this.control = control;
    }

    /** Answers 202 with the number of the control record, 409 where the alarm has become worse since the record that the caller has seen. */
    public void post(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = exchange.request().getHttpURI().getCanonicalPath().substring("/api/v1/episodes/".length()).split("/", -1);
            EpisodeRow episode = parts.length == 2 && parts[1].equals("actions") ? store.episode(parts[0]) : null;
            if (episode == null || !exchange.caller().sees(episode.last().study())) {
                exchange.send(ApiAnswers.notFound("episode"));
                return;
            }
            exchange.send(act(exchange, episode));
        });
    }

    private HttpAnswer act(Exchange exchange, EpisodeRow episode) throws SQLException {
        if (!exchange.hasJson()) {
            throw new BadParameter("the body must be application/json");
        }
        JsonNode asked = body(exchange.body());
        ActionChange.Verb verb = verb(asked);
        int expected = expected(asked);
        String reason = text(asked, "reason", "");
        String id = text(asked, "id", null);
        if (id == null || !id.matches("[A-Za-z0-9-]{8,64}")) {
            throw new BadParameter("id must be 8 to 64 letters, digits or hyphens, the same when the request is repeated");
        }
        if (verb != ActionChange.Verb.ACKNOWLEDGE && reason.isEmpty()) {
            throw new BadParameter("reason must be given for " + asked.get("action").asText());
        }
        HttpAnswer conflict = conflict(episode, expected);
        if (conflict != null) {
            return conflict;
        }
        StoredPatientRow patient = store.patient(episode.patient());
        boolean ofRule = verb == ActionChange.Verb.PAUSE || verb == ActionChange.Verb.RESUME;
        ActionChange change = new ActionChange(verb, ofRule ? null : episode.last().episode(), ofRule ? episode.last().rule() : null);
        ControlRecord record = new ControlRecord(id, Scope.user(patient.user()), ControlRecord.NOT_SET, until(asked, verb, episode.last()),
                exchange.caller().name(), reason, ofRule ? ControlRecord.ANY_SEQUENCE : expected, change);
        try {
            long seq = control.write(record);
            return new HttpAnswer(202, "application/json", HttpAnswer.jsonBytes(Map.of("seq", seq)), Map.of());
        } catch (IOException e) {
            return HttpAnswer.problemDetails(503, "Kafka did not take the action. Try again with the same id.").with("Retry-After", "2");
        }
    }

    private HttpAnswer conflict(EpisodeRow episode, int expected) throws SQLException {
        List<Alert> records = store.records(episode.last().episode());
        if (expected > episode.last().sequence()) {
            throw new BadParameter("expect_sequence must be the number of a record of the episode; its last one is "
                    + episode.last().sequence());
        }
        for (Alert each : records) {
            if (each.sequence() > expected && WORSE.contains(each.reason())) {
                return HttpAnswer.problemDetails(409, "This alarm has become worse: " + each.message());
            }
            if (each.sequence() > expected && (each.reason() == Reason.MERGED || each.reason() == Reason.WITHDRAWN)) {
                return HttpAnswer.problemDetails(409, "This alarm does not stand any more: " + each.message());
            }
        }
        return null;
    }

    private static JsonNode body(byte[] bytes) {
        try {
            JsonNode read = JSON.readTree(bytes);
            if (read == null || !read.isObject()) {
                throw new BadParameter("the body must be a JSON object");
            }
            for (Map.Entry<String, JsonNode> each : read.properties()) {
                if (!FIELDS.contains(each.getKey())) {
                    throw new BadParameter("the body must have only " + String.join(", ", new TreeSet<>(FIELDS)));
                }
            }
            return read;
        } catch (IOException e) {
            throw new BadParameter("the body must be a JSON object");
        }
    }

    private static ActionChange.Verb verb(JsonNode asked) {
        for (ActionChange.Verb each : ActionChange.Verb.values()) {
            if (each.label().equals(asked.path("action").asText())) {
                return each;
            }
        }
        throw new BadParameter("action must be one of acknowledge, pause, resume, note, close");
    }

    private static int expected(JsonNode asked) {
        JsonNode given = asked.path("expect_sequence");
        if (!given.isInt() || given.intValue() < 0) {
            throw new BadParameter("expect_sequence must be the number of the record that was on the screen");
        }
        return given.intValue();
    }

    private static String text(JsonNode asked, String field, String usual) {
        JsonNode given = asked.get(field);
        if (given == null) {
            return usual;
        }
        if (!given.isTextual() || given.textValue().length() > LONGEST_TEXT) {
            throw new BadParameter(field + " must be a text of at most " + LONGEST_TEXT + " characters");
        }
        return given.textValue().strip();
    }

    private static long until(JsonNode asked, ActionChange.Verb verb, Alert last) {
        String text = text(asked, "until", null);
        if (text == null) {
            if (verb == ActionChange.Verb.PAUSE) {
                throw new BadParameter("until must be given for pause, at most 24 hours ahead");
            }
            return ControlRecord.NOT_SET;
        }
        try {
            long until = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            if (verb == ActionChange.Verb.PAUSE && until > last.arrived() + 2 * LONGEST_PAUSE_MILLIS) {
                throw new BadParameter("until must be at most 24 hours ahead");
            }
            return until;
        } catch (DateTimeException e) {
            throw new BadParameter("until must be a time such as 2026-11-29T14:03:00Z");
        }
    }
}
