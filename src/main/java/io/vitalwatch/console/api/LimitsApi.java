package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.change.ControlHistory.CountedChange;
import io.vitalwatch.console.change.LimitsInForce;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code …/limits} of a patient or a study: the limits in force and where each comes from; a change of them, which is first shown with what
 * it would change.
 */
public final class LimitsApi {
    private static final Set<String> FIELDS = Set.of("set", "clear", "until", "reason", "id", "preview");
    private static final String RULE = "[a-z][a-z0-9-]{0,63}";

    private final Changes changes;
    private final Ward ward;
    private final AuditLog audit;

    public LimitsApi(Changes changes, Ward ward, AuditLog audit) {
        this.changes = changes;
        this.ward = ward;
        this.audit = audit;
    }

    /** The limits of a patient. */
    void ofPatient(Exchange exchange, StoredPatientRow patient) {
        exchange.send(answer(inForce(List.of(), patient.user(), patient.study())));
    }

    /** {@code GET /api/v1/studies/{study}/limits}. */
    public void ofStudy(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = ApiAnswers.parts(exchange, "/api/v1/studies/");
            if (parts.length != 2 || !parts[1].equals("limits") || !known(exchange, parts[0])) {
                exchange.send(ApiAnswers.notFound("study"));
                return;
            }
            exchange.send(answer(inForce(List.of(), null, parts[0])));
        });
    }

    /** {@code PUT /api/v1/studies/{study}/limits/{rule}}. */
    public void putOfStudy(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = ApiAnswers.parts(exchange, "/api/v1/studies/");
            if (parts.length != 3 || !parts[1].equals("limits") || !known(exchange, parts[0])) {
                exchange.send(ApiAnswers.notFound("study"));
                return;
            }
            // A change that is only shown names the open alarms of the study.
            audit.viewedWard(exchange.caller());
            exchange.send(put(exchange, new Scope(Scope.Type.STUDY, parts[0]), parts[2], null, parts[0], ward.openOfStudy(parts[0])));
        });
    }

    /** Changes the limits of a patient. */
    HttpAnswer putOfPatient(Exchange exchange, StoredPatientRow patient, String rule) {
        return put(exchange, Scope.user(patient.user()), rule, patient.user(), patient.study(), ward.open(patient.id()));
    }

    private boolean known(Exchange exchange, String study) {
        return ward.studies().contains(study) && exchange.caller().sees(study);
    }

    private LimitsInForce inForce(List<CountedChange> more, String user, String study) {
        List<CountedChange> all = new ArrayList<>(changes.history().counted());
        all.addAll(more);
        return LimitsInForce.of(changes.history().settings(), all, user, study, changes.now());
    }

    private HttpAnswer put(Exchange exchange, Scope scope, String rule, String user, String study, List<Alert> open) {
        if (!rule.matches(RULE)) {
            return ApiAnswers.notFound("rule");
        }
        JsonBody body = JsonBody.of(exchange, FIELDS);
        Map<String, String> set = new LinkedHashMap<>();
        body.texts("set").forEach((field, value) -> set.put(rule + "." + field, value));
        List<String> clear = body.list("clear").stream().map(each -> each.equals(LimitsChange.EVERYTHING) ? rule : rule + "." + each).toList();
        boolean preview = body.flag("preview");
        String reason = preview ? body.text("reason", "preview") : body.reason("limits");
        ControlRecord record = changes.record(exchange, body, scope, reason.isEmpty() ? "preview" : reason, new LimitsChange(set, clear));
        if (record.isTemporary() && record.until() <= changes.now()) {
            throw new BadParameter("until must be later than now");
        }
        HttpAnswer refusal = changes.refusal(record);
        if (refusal != null || !preview) {
            return refusal != null ? refusal : changes.writeUnchecked(record);
        }
        LimitsInForce before = inForce(List.of(), user, study);
        LimitsInForce after = inForce(List.of(new CountedChange(Long.MAX_VALUE, changes.now(), changes.now(), record)), user, study);
        return ApiAnswers.object(json -> preview(json, rule, before, after, open));
    }

    private static void preview(JsonGenerator json, String rule, LimitsInForce before, LimitsInForce after, List<Alert> open)
            throws IOException {
        Map<String, String> old = limits(before.rules().rule(rule));
        Map<String, String> now = limits(after.rules().rule(rule));
        boolean same = before.rules().rule(rule) == null ? after.rules().rule(rule) == null
                : before.rules().rule(rule).equals(after.rules().rule(rule));
        json.writeBooleanField("changes_nothing", same);
        json.writeArrayFieldStart("changes");
        List<String> names = new ArrayList<>(old.keySet());
        now.keySet().stream().filter(each -> !names.contains(each)).forEach(names::add);
        for (String each : names) {
            if (!java.util.Objects.equals(old.get(each), now.get(each))) {
                json.writeStartObject();
                json.writeStringField("limit", each);
                json.writeStringField("before", old.getOrDefault(each, ""));
                json.writeStringField("after", now.getOrDefault(each, ""));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("judged_again");
        for (Alert each : open) {
            if (each.rule().equals(rule) && !same) {
                json.writeStartObject();
                json.writeStringField("episode", each.episode());
                json.writeStringField("priority", each.priority().label());
                json.writeStringField("message", each.message());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    /** The conditions of a rule by priority; empty for a rule that is off or has none. */
    private static Map<String, String> limits(Evaluation rule) {
        Map<String, String> limits = new LinkedHashMap<>();
        for (Rung each : rule == null ? List.<Rung>of() : rule.limits()) {
            // A condition that stands at a milder priority already is that one, repeated.
            if (!limits.containsValue(each.condition().toString())) {
                limits.putIfAbsent(each.priority().label(), each.condition().toString());
            }
        }
        return limits;
    }

    private static HttpAnswer answer(LimitsInForce limits) {
        return ApiAnswers.object(json -> {
            json.writeArrayFieldStart("groups");
            for (String each : limits.groups()) {
                json.writeString(each);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rules");
            for (Evaluation each : limits.catalogue().rules()) {
                json.writeStartObject();
                rule(json, each, limits);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void rule(JsonGenerator json, Evaluation rule, LimitsInForce limits) throws IOException {
        Evaluation now = limits.rules().rule(rule.id());
        json.writeStringField("rule", rule.id());
        json.writeStringField("kind", rule.kind().label());
        json.writeBooleanField("off", now == null);
        json.writeBooleanField("own", !rule.equals(now));
        Map<String, String> usual = limits(rule);
        json.writeArrayFieldStart("limits");
        for (Map.Entry<String, String> each : limits(now == null ? rule : now).entrySet()) {
            json.writeStartObject();
            json.writeStringField("priority", each.getKey());
            json.writeStringField("condition", each.getValue());
            json.writeStringField("usual", usual.getOrDefault(each.getKey(), ""));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("set_by");
        for (Map.Entry<String, List<LimitsInForce.Setting>> each : limits.settings().entrySet()) {
            if (each.getKey().startsWith(rule.id() + ".")) {
                List<LimitsInForce.Setting> all = each.getValue();
                for (int i = all.size() - 1; i >= 0; i--) {
                    json.writeStartObject();
                    setting(json, each.getKey().substring(rule.id().length() + 1), all.get(i), i == all.size() - 1);
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }

    private static void setting(JsonGenerator json, String field, LimitsInForce.Setting setting, boolean counts) throws IOException {
        ControlRecord record = setting.change().record();
        json.writeStringField("field", field);
        json.writeStringField("value", setting.value());
        json.writeBooleanField("counts", counts);
        json.writeStringField("scope", record.scope().isUser() ? "patient" : record.scope().type().label());
        if (record.scope().type() == Scope.Type.STUDY || record.scope().type() == Scope.Type.GROUP) {
            json.writeStringField("name", record.scope().name());
        }
        if (record.isTemporary()) {
            ApiAnswers.time(json, "until", record.until());
        }
        json.writeNumberField("seq", setting.change().seq());
        ApiAnswers.time(json, "at", setting.change().at());
        json.writeStringField("who", record.author());
        json.writeStringField("reason", record.reason());
    }
}
