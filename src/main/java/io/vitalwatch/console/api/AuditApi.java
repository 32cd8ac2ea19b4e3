package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.console.store.AuditFilter;
import io.vitalwatch.console.store.AuditRow;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.wire.ControlRecordJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /api/v1/control}: every change and what became of it; {@code /api/v1/audit}: also who signed in and who saw whom. */
public final class AuditApi {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final Set<String> CHANGES = Arrays.stream(ControlKind.values()).map(ControlKind::label)
            .collect(Collectors.toCollection(TreeSet::new));
    private static final Set<String> EVERYTHING = everything();

    private final Supplier<Store> stores;

    public AuditApi(Supplier<Store> stores) {
        this.stores = stores;
    }

    private static Set<String> everything() {
        Set<String> all = new TreeSet<>(CHANGES);
        all.add("unreadable");
        Arrays.stream(AuditEvent.What.values()).map(AuditEvent.What::label).forEach(all::add);
        return all;
    }

    /** {@code GET /api/v1/control}. */
    public void control(Exchange exchange) {
        Requests.answer(exchange, () -> list(exchange, CHANGES));
    }

    /** {@code GET /api/v1/audit}. */
    public void audit(Exchange exchange) {
        Requests.answer(exchange, () -> list(exchange, EVERYTHING));
    }

    private void list(Exchange exchange, Set<String> words) throws SQLException {
        int limit = ApiAnswers.number(exchange, "limit", USUAL_PAGE, 1, LARGEST_PAGE);
        String what = ApiAnswers.word(exchange, "what", words);
        List<AuditRow> rows = stores.get().audit(new AuditFilter(ApiAnswers.studies(exchange), what == null ? words : Set.of(what),
                exchange.parameter("who"), exchange.parameter("patient"), ApiAnswers.time(exchange, "from"), ApiAnswers.time(exchange, "to"),
                cursor(exchange), limit));
        ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
            json.writeArrayFieldStart("records");
            for (AuditRow each : rows) {
                json.writeStartObject();
                write(json, each);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (rows.size() == limit) {
                json.writeStringField("next", rows.get(limit - 1).at() + "." + rows.get(limit - 1).key());
            }
        }));
    }

    private static AuditFilter.Cursor cursor(Exchange exchange) {
        String page = exchange.parameter("page");
        if (page == null) {
            return null;
        }
        if (!page.matches("-?\\d{1,18}\\.\\d{1,18}")) {
            throw new ApiAnswers.BadParameter("page must be the value of next in the answer before");
        }
        int dot = page.indexOf('.');
        return new AuditFilter.Cursor(Long.parseLong(page.substring(0, dot)), Long.parseLong(page.substring(dot + 1)));
    }

    private void write(JsonGenerator json, AuditRow row) throws IOException {
        json.writeStringField("topic", row.isControl() ? "control" : "audit");
        json.writeNumberField("offset", row.offset());
        ApiAnswers.time(json, "at", row.at());
        StoredPatientRow patient = row.user() == null ? null : stores.get().patientOf(row.user());
        if (patient != null) {
            json.writeStringField("patient", patient.id());
            json.writeStringField("study", patient.study());
        }
        if (row.event() != null) {
            event(json, row.event());
        } else if (row.change() != null) {
            change(json, row);
        } else {
            json.writeStringField("what", "unreadable");
        }
    }

    private static void event(JsonGenerator json, AuditEvent event) throws IOException {
        json.writeStringField("what", event.what().label());
        text(json, "who", event.who());
        text(json, "role", event.role());
        text(json, "how", event.how());
        text(json, "from", event.from());
        if (event.studies() != null) {
            json.writeArrayFieldStart("studies");
            for (String each : event.studies()) {
                json.writeString(each);
            }
            json.writeEndArray();
        }
    }

    private static void change(JsonGenerator json, AuditRow row) throws IOException {
        ControlRecord record = row.change();
        json.writeStringField("what", record.kind().label());
        json.writeStringField("who", record.author());
        json.writeStringField("scope", record.scope().isUser() ? "patient" : record.scope().type().label());
        if (record.scope().type() == Scope.Type.STUDY || record.scope().type() == Scope.Type.GROUP) {
            json.writeStringField("name", record.scope().name());
        }
        if (!record.reason().isEmpty()) {
            json.writeStringField("reason", record.reason());
        }
        time(json, "effective_at", record.effectiveAt());
        time(json, "until", record.until());
        json.writeObjectFieldStart("change");
        for (Map.Entry<String, String> each : RecordFields.of(RecordFields.of(new String(ControlRecordJson.of(record), StandardCharsets.UTF_8))
                .get("change")).entrySet()) {
            // A catalogue has an address of its own.
            if (!each.getKey().equals("yaml")) {
                json.writeFieldName(each.getKey());
                json.writeRawValue(each.getValue());
            }
        }
        json.writeEndObject();
        json.writeArrayFieldStart("answers");
        for (ControlAnswer each : row.answers()) {
            json.writeStartObject();
            json.writeNumberField("partition", each.partition());
            json.writeStringField("outcome", each.outcome().label());
            time(json, "arrived", each.arrived());
            time(json, "applied_at", each.appliedAt());
            if (each.lateMillis() > 0) {
                json.writeNumberField("late_ms", each.lateMillis());
            }
            text(json, "detail", each.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    private static void time(JsonGenerator json, String field, long millis) throws IOException {
        if (millis != ControlRecord.NOT_SET) {
            ApiAnswers.time(json, field, millis);
        }
    }
}
