package io.vitalwatch.console.api;

import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.change.PatientMarks;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.util.Set;

/** {@code POST /api/v1/patients/{id}/stay}: the name and the groups of a patient, admission, discharge, and handover of the bracelet. */
final class StayApi {
    private static final Set<String> FIELDS = Set.of("do", "groups", "alias", "reason", "id");

    private static final int LONGEST_ALIAS = 40;

    private final Changes changes;

    StayApi(Changes changes) {
        this.changes = changes;
    }

    HttpAnswer post(Exchange exchange, StoredPatientRow patient) {
        JsonBody body = JsonBody.of(exchange, FIELDS);
        if (body.text("do", "").equals("alias")) {
            return changes.write(alias(exchange, body, patient));
        }
        if (body.has("alias")) {
            throw new BadParameter("alias must be given only for alias");
        }
        PatientChange.Verb verb = verb(body.text("do", ""));
        if (!verb.setsGroups() && body.has("groups")) {
            throw new BadParameter("groups must be given only for admit and groups");
        }
        ControlRecord record = changes.record(body.id(), exchange, ControlRecord.NOT_SET, Scope.user(patient.user()),
                verb.setsGroups() ? body.text("reason", "") : body.reason(verb.label()),
                new PatientChange(verb, body.list("groups").stream().map(String::strip).distinct().sorted().toList(),
                        verb == PatientChange.Verb.ADMIT ? patient.study() : null));
        return changes.write(record);
    }

    /** The name that the site gives a patient for the stay is an observation; an empty one is over at once. */
    private ControlRecord alias(Exchange exchange, JsonBody body, StoredPatientRow patient) {
        String alias = body.text("alias", "");
        if (!body.has("alias") || alias.length() > LONGEST_ALIAS || body.has("groups")) {
            throw new BadParameter("alias must be a text of at most " + LONGEST_ALIAS + " characters, and groups must not be given");
        }
        long now = changes.now();
        return changes.record(body.id(), exchange, alias.isEmpty() ? now + 1 : ControlRecord.NOT_SET, Scope.user(patient.user()),
                body.text("reason", ""), new ObservationChange(PatientMarks.ALIAS, alias.isEmpty() ? "-" : alias, now));
    }

    private static PatientChange.Verb verb(String word) {
        for (PatientChange.Verb each : PatientChange.Verb.values()) {
            if (each.label().equals(word)) {
                return each;
            }
        }
        throw new BadParameter("do must be one of alias, groups, admit, discharge, handover");
    }
}
