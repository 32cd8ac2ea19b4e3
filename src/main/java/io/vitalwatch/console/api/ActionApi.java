package io.vitalwatch.console.api;

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

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code POST /api/v1/episodes/{id}/actions}: somebody answers an alarm. The console writes a control record; the job decides, and its
 * answer comes with the records of the episode.
 */
public final class ActionApi {
    private static final Set<String> FIELDS = Set.of("action", "expect_sequence", "until", "reason", "id");
    /** Records after which an alarm is worse than before. */
    private static final Set<Reason> WORSE = EnumSet.of(Reason.CONFIRMED, Reason.ESCALATED, Reason.LIVE, Reason.REOPENED);
    private static final long LONGEST_PAUSE_MILLIS = 24 * 3_600_000L;

    private final Supplier<Store> stores;
    private final Changes changes;

    public ActionApi(Supplier<Store> stores, Changes changes) {
        this.stores = stores;
        this.changes = changes;
    }

    /** Answers 202 with the number of the control record, 409 where the alarm has become worse since the record that the caller has seen. */
    public void post(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = ApiAnswers.parts(exchange, "/api/v1/episodes/");
            EpisodeRow episode = parts.length == 2 && parts[1].equals("actions") ? stores.get().episode(parts[0]) : null;
            StoredPatientRow patient = episode == null ? null : stores.get().patient(episode.patient());
            // Whose patient has gone to another study acts on that study's patient no more: a pause is for all that comes.
            if (patient == null || !exchange.caller().sees(episode.last().study()) || !exchange.caller().sees(patient.study())) {
                exchange.send(ApiAnswers.notFound("episode"));
                return;
            }
            exchange.send(act(exchange, episode, patient));
        });
    }

    private HttpAnswer act(Exchange exchange, EpisodeRow episode, StoredPatientRow patient) throws SQLException {
        JsonBody asked = JsonBody.of(exchange, FIELDS);
        ActionChange.Verb verb = verb(asked.text("action", ""));
        int expected = asked.number("expect_sequence", "the number of the record that was on the screen");
        String id = asked.id();
        String reason = verb == ActionChange.Verb.ACKNOWLEDGE || verb == ActionChange.Verb.RESUME ? asked.text("reason", "")
                : asked.reason(verb.label());
        HttpAnswer conflict = conflict(episode, expected);
        if (conflict != null) {
            return conflict;
        }
        ActionChange change = new ActionChange(verb, verb.ofRule() ? null : episode.last().episode(),
                verb.ofRule() ? episode.last().rule() : null);
        return changes.writeUnchecked(Changes.readable(new ControlRecord(id, Scope.user(patient.user()), ControlRecord.NOT_SET,
                until(asked, verb, episode.last()), exchange.caller().name(), reason,
                verb.ofRule() ? ControlRecord.ANY_SEQUENCE : expected, change)));
    }

    private HttpAnswer conflict(EpisodeRow episode, int expected) throws SQLException {
        List<Alert> records = stores.get().records(episode.last().episode());
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

    private static ActionChange.Verb verb(String word) {
        for (ActionChange.Verb each : ActionChange.Verb.values()) {
            if (each.label().equals(word)) {
                return each;
            }
        }
        throw new BadParameter("action must be one of acknowledge, pause, resume, note, close");
    }

    private static long until(JsonBody asked, ActionChange.Verb verb, Alert last) {
        long until = asked.time("until");
        if (verb == ActionChange.Verb.PAUSE && until == ControlRecord.NOT_SET) {
            throw new BadParameter("until must be given for pause, at most 24 hours ahead");
        }
        if (verb == ActionChange.Verb.PAUSE && until > last.arrived() + 2 * LONGEST_PAUSE_MILLIS) {
            throw new BadParameter("until must be at most 24 hours ahead");
        }
        if (until != ControlRecord.NOT_SET && verb != ActionChange.Verb.PAUSE && verb != ActionChange.Verb.ACKNOWLEDGE) {
            throw new BadParameter("until must be given only for pause and acknowledge");
        }
        return until;
    }
}
