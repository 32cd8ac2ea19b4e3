package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.alarm.yaml.CatalogueDifferences;
import io.vitalwatch.alarm.yaml.CatalogueDifferences.Difference;
import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.change.ControlHistory.CountedChange;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.store.EpisodeRow;
import io.vitalwatch.console.store.ShadowComparison;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.control.ControlRecordReader;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code /api/v1/catalogues}: the rules in force, every catalogue before, the shadow catalogue beside what was said; a new catalogue is
 * checked, tried as a shadow, put into force, and replaced by an earlier one.
 */
public final class RulesApi {
    /** The longest body: a catalogue, in which JSON may write each character with six. */
    public static final int LARGEST_BODY = 2 * ControlRecordReader.LARGEST_RECORD;
    private static final String SUBMITTED = "submitted";
    private static final Set<String> FIELDS = Set.of("do", "yaml", "seq", "reason", "id");
    private static final int MOST_LISTED = 50;

    private final Supplier<Store> stores;
    private final Changes changes;
    private final AuditLog audit;

    public RulesApi(Supplier<Store> stores, Changes changes, AuditLog audit) {
        this.stores = stores;
        this.audit = audit;
        this.changes = changes;
    }

    /** {@code GET /api/v1/catalogues}: what is in force, the shadow, and the history, newest first. */
    public void list(Exchange exchange) {
        Requests.answer(exchange, () -> {
            ControlHistory history = changes.history();
            long now = changes.now();
            CountedChange inForce = history.catalogue(now);
            CountedChange shadow = history.shadow(now);
            List<CountedChange> all = history.counted().stream().filter(each -> each.record().kind() == ControlKind.CATALOGUE).toList();
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
                json.writeObjectFieldStart("in_force");
                version(json, inForce);
                rules(json, rules(inForce));
                json.writeEndObject();
                if (shadow != null) {
                    json.writeObjectFieldStart("shadow");
                    version(json, shadow);
                    json.writeArrayFieldStart("differences");
                    differences(json, history.yaml(now), history.parameters(now), ((ShadowChange) shadow.record().change()).yaml());
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeArrayFieldStart("history");
                for (int i = all.size() - 1; i >= 0; i--) {
                    json.writeStartObject();
                    version(json, all.get(i));
                    json.writeArrayFieldStart("differences");
                    differences(json, i == 0 ? history.settings().yaml() : yaml(all.get(i - 1)),
                            i == 0 ? history.settings().fields() : Map.of(), yaml(all.get(i)));
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
        });
    }

    /** {@code GET /api/v1/catalogues/{seq}}: the text of one; {@code submitted} for that of the job's submission. */
    public void one(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String name = exchange.onlySegmentAfter("/api/v1/catalogues/");
            String yaml = SUBMITTED.equals(name) ? changes.history().settings().yaml() : name == null ? null : find(name);
            if (yaml == null) {
                exchange.send(ApiAnswers.notFound("catalogue"));
                return;
            }
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> json.writeStringField("yaml", yaml)));
        });
    }

    /** {@code GET /api/v1/shadow}: what the shadow catalogue would have said since it began, beside what was said. */
    public void shadow(Exchange exchange) {
        Requests.answer(exchange, () -> {
            CountedChange shadow = changes.history().shadow(changes.now());
            if (shadow == null) {
                exchange.send(ApiAnswers.notFound("shadow catalogue"));
                return;
            }
            audit.viewedWard(exchange.caller());
            ShadowComparison found = stores.get().compareShadow(ApiAnswers.studies(exchange), shadow.from(), MOST_LISTED);
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> comparison(json, shadow.from(), found)));
        });
    }

    /** {@code POST /api/v1/catalogues}. */
    public void post(Exchange exchange) {
        Requests.answer(exchange, () -> {
            if (exchange.caller().studies() != null) {
                exchange.send(HttpAnswer.problemDetails(403, "Rules are for all patients. This needs somebody who may see all studies."));
                return;
            }
            exchange.send(act(exchange, JsonBody.of(exchange, FIELDS)));
        });
    }

    private HttpAnswer act(Exchange exchange, JsonBody body) {
        String verb = body.text("do", "");
        return switch (verb) {
            case "check" -> check(exchange, body.id(), yaml(body));
            case "shadow" -> changes.write(record(exchange, body.id(), body.reason(verb), new ShadowChange(yaml(body))));
            case "live" -> changes.write(record(exchange, body.id(), body.reason(verb), new CatalogueChange(yaml(body))));
            case "stop-shadow" -> changes.write(record(exchange, body.id(), body.reason(verb), new ShadowChange(null)));
            case "promote" -> promote(exchange, body);
            case "rollback" -> rollback(exchange, body);
            default -> throw new BadParameter("do must be one of check, shadow, live, promote, stop-shadow, rollback");
        };
    }

    private static String yaml(JsonBody body) {
        String yaml = body.document("yaml", ControlRecordReader.LARGEST_RECORD);
        if (yaml.isBlank()) {
            throw new BadParameter("yaml must be given");
        }
        return yaml;
    }

    private ControlRecord record(Exchange exchange, String id, String reason, Change change) {
        return changes.record(id, exchange, ControlRecord.NOT_SET, Scope.ALL, reason, change);
    }

    /** Nothing is written: what would differ, or why the job would refuse it. */
    private HttpAnswer check(Exchange exchange, String id, String yaml) {
        HttpAnswer refusal = changes.refusal(record(exchange, id, "check", new CatalogueChange(yaml)));
        if (refusal != null) {
            return refusal;
        }
        try {
            return checked(yaml);
        } catch (RuleException e) {
            return HttpAnswer.problemDetails(422, e.getMessage());
        }
    }

    private HttpAnswer checked(String yaml) {
        long now = changes.now();
        return ApiAnswers.object(json -> {
            json.writeArrayFieldStart("differences");
            differences(json, changes.history().yaml(now), changes.history().parameters(now), yaml);
            json.writeEndArray();
            rules(json, changes.history().settings().check().read(yaml, "new catalogue", Map.of()));
        });
    }

    /** The shadow that the caller saw goes into force and ends as a shadow. */
    private HttpAnswer promote(Exchange exchange, JsonBody body) {
        CountedChange shadow = changes.history().shadow(changes.now());
        int seq = body.number("seq", "the number of the shadow catalogue that was on the screen");
        if (shadow == null || shadow.seq() != seq) {
            return HttpAnswer.problemDetails(409, "This catalogue does not run as a trial any more. Look at it again.");
        }
        HttpAnswer written = changes.write(record(exchange, body.id(), body.reason("promote"),
                new CatalogueChange(((ShadowChange) shadow.record().change()).yaml())));
        if (written.code() != 202) {
            return written;
        }
        HttpAnswer stopped = changes.write(record(exchange, body.id() + "-stop", body.reason("promote"), new ShadowChange(null)));
        return stopped.code() == 202 ? written : stopped;
    }

    private HttpAnswer rollback(Exchange exchange, JsonBody body) {
        Map<String, String> parameters = changes.history().settings().fields();
        if (!body.has("seq") && !parameters.isEmpty()) {
            return HttpAnswer.problemDetails(422, "The job was started with parameters over these rules (" + String.join(", ",
                    new TreeSet<>(parameters.keySet())) + "); rules that are put into force do not have them. Edit a copy, write their values"
                    + " into it, and put that into force.");
        }
        String yaml = body.has("seq") ? find(Integer.toString(body.number("seq", "the number of an earlier catalogue")))
                : changes.history().settings().yaml();
        if (yaml == null) {
            throw new BadParameter("seq must be the number of an earlier catalogue");
        }
        return changes.write(record(exchange, body.id(), body.reason("rollback"), new CatalogueChange(yaml)));
    }

    /** The text of a catalogue or shadow by its number, or null. */
    private String find(String seq) {
        for (CountedChange each : changes.history().counted()) {
            if (Long.toString(each.seq()).equals(seq)) {
                return each.record().change() instanceof CatalogueChange change ? change.yaml()
                        : each.record().change() instanceof ShadowChange change ? change.yaml() : null;
            }
        }
        return null;
    }

    private static String yaml(CountedChange catalogue) {
        return ((CatalogueChange) catalogue.record().change()).yaml();
    }

    /** The rules of a catalogue, or of the job's submission. */
    private Catalogue rules(CountedChange catalogue) {
        var settings = changes.history().settings();
        return catalogue == null ? settings.check().read(settings.yaml(), "catalogue", settings.fields())
                : settings.check().read(yaml(catalogue), "catalogue", Map.of());
    }

    /** Number, time, author and reason; nothing for the catalogue of the job's submission. */
    private static void version(JsonGenerator json, CountedChange change) throws IOException {
        if (change != null) {
            json.writeNumberField("seq", change.seq());
            ApiAnswers.time(json, "at", change.at());
            ApiAnswers.time(json, "from", change.from());
            json.writeStringField("who", change.record().author());
            json.writeStringField("reason", change.record().reason());
        }
    }

    private static void differences(JsonGenerator json, String before, Map<String, String> parameters, String after) throws IOException {
        for (Difference each : CatalogueDifferences.between(before, parameters, after)) {
            json.writeStartObject();
            json.writeStringField("field", each.field());
            if (each.before() != null) {
                json.writeStringField("before", each.before());
            }
            if (each.after() != null) {
                json.writeStringField("after", each.after());
            }
            json.writeEndObject();
        }
    }

    private static void rules(JsonGenerator json, Catalogue catalogue) throws IOException {
        json.writeArrayFieldStart("rules");
        for (Evaluation rule : catalogue.rules()) {
            json.writeStartObject();
            json.writeStringField("rule", rule.id());
            json.writeStringField("kind", rule.kind().label());
            json.writeArrayFieldStart("limits");
            List<Trigger> triggers = rule.triggers();
            for (Trigger each : triggers) {
                boolean repeated = triggers.stream().anyMatch(other -> each.priority().compareTo(other.priority()) > 0
                        && other.condition().equals(each.condition()));
                json.writeStartObject();
                json.writeBooleanField("repeated", repeated);
                json.writeStringField("priority", each.priority().label());
                json.writeStringField("condition", each.condition());
                json.writeStringField("confirmed", each.confirmed());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unless");
            for (String each : rule.unless().stream().sorted().map(Circumstance::label).toList()) {
                json.writeString(each);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void comparison(JsonGenerator json, long since, ShadowComparison found) throws IOException {
        ApiAnswers.time(json, "since", since);
        json.writeArrayFieldStart("rules");
        for (ShadowComparison.OfRule each : found.rules()) {
            json.writeStartObject();
            json.writeStringField("rule", each.rule());
            json.writeNumberField("said", each.said());
            json.writeNumberField("shadow", each.shadow());
            json.writeNumberField("both", each.both());
            json.writeEndObject();
        }
        json.writeEndArray();
        episodes(json, "only_said", found.onlySaid());
        episodes(json, "only_shadow", found.onlyShadow());
    }

    private static void episodes(JsonGenerator json, String field, List<EpisodeRow> rows) throws IOException {
        json.writeArrayFieldStart(field);
        for (EpisodeRow each : rows) {
            json.writeStartObject();
            json.writeStringField("patient", each.patient());
            json.writeStringField("rule", each.last().rule());
            json.writeStringField("priority", each.last().priority().label());
            ApiAnswers.time(json, "onset", each.last().onset());
            json.writeStringField("message", each.last().message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
