package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.console.store.VitalSeries;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /api/v1/patients}: the ward as a list, a patient, vitals and episodes of a patient. */
public final class PatientApi {
    private static final int USUAL_POINTS = 600;
    private static final int MOST_POINTS = 5000;
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 5000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long LONGEST_MILLIS = 400 * DAY_MILLIS;

    private final Supplier<Store> stores;
    private final Ward ward;
    private final EpisodeApi episodes;
    private final AuditLog audit;
    private final LimitsApi limits;
    private final StayApi stay;

    public PatientApi(Supplier<Store> stores, Ward ward, EpisodeApi episodes, LimitsApi limits, Changes changes, AuditLog audit) {
        this.audit = audit;
        this.limits = limits;
        this.stay = new StayApi(changes);
        this.stores = stores;
        this.ward = ward;
        this.episodes = episodes;
    }

    /** {@code GET /api/v1/patients}: positional rows, as in the stream. */
    public void list(Exchange exchange) {
        Requests.answer(exchange, () -> {
            audit.viewedWard(exchange.caller());
            Set<String> studies = ApiAnswers.studies(exchange);
            int limit = ApiAnswers.number(exchange, "limit", USUAL_PAGE, 1, LARGEST_PAGE);
            boolean worst = !"id".equals(ApiAnswers.word(exchange, "sort", Set.of("attention", "id")));
            String after = exchange.parameter("page");
            if (after != null && !after.matches("[0-9a-f]{20}")) {
                throw new ApiAnswers.BadParameter("page must be the value of next in the answer before");
            }
            List<byte[]> rows = ward.page(studies, after, limit, worst);
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
                json.writeArrayFieldStart("columns");
                for (String name : Ward.columns()) {
                    json.writeString(name);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("rows");
                for (byte[] row : rows) {
                    raw(json, row);
                }
                json.writeEndArray();
                if (rows.size() == limit) {
                    // A row begins with the patient's id.
                    json.writeStringField("next", new String(rows.get(limit - 1), 2, 20, java.nio.charset.StandardCharsets.US_ASCII));
                }
            }));
        });
    }

    /** {@code PUT /api/v1/patients/{id}/limits/{rule}} and {@code POST /api/v1/patients/{id}/stay}. */
    public void change(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = ApiAnswers.parts(exchange, "/api/v1/patients/");
            StoredPatientRow patient = stores.get().patient(parts[0]);
            boolean put = exchange.request().getMethod().equals("PUT");
            if (patient == null || !exchange.caller().sees(patient.study())) {
                exchange.send(ApiAnswers.notFound("patient"));
            } else if (put && parts.length == 3 && parts[1].equals("limits")) {
                // A change that is only shown names the patient's open alarms.
                audit.viewed(exchange.caller(), patient.user());
                exchange.send(limits.putOfPatient(exchange, patient, parts[2]));
            } else if (!put && parts.length == 2 && parts[1].equals("stay")) {
                exchange.send(stay.post(exchange, patient));
            } else {
                exchange.send(ApiAnswers.notFound("path"));
            }
        });
    }

    /** {@code GET /api/v1/patients/{id}}, {@code …/vitals}, {@code …/episodes} and {@code …/limits}. */
    public void one(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String[] parts = ApiAnswers.parts(exchange, "/api/v1/patients/");
            // One store for all of it: a patient has another number in another store.
            Store store = stores.get();
            StoredPatientRow patient = store.patient(parts[0]);
            if (patient == null || !exchange.caller().sees(patient.study())) {
                exchange.send(ApiAnswers.notFound("patient"));
                return;
            }
            audit.viewed(exchange.caller(), patient.user());
            if (parts.length == 1) {
                ApiAnswers.sendTagged(exchange, patient(patient));
            } else if (parts.length == 2 && parts[1].equals("vitals")) {
                vitals(exchange, store, patient);
            } else if (parts.length == 2 && parts[1].equals("episodes")) {
                episodes.list(exchange, patient.id());
            } else if (parts.length == 2 && parts[1].equals("limits")) {
                limits.ofPatient(exchange, patient);
            } else {
                exchange.send(ApiAnswers.notFound("path"));
            }
        });
    }

    private HttpAnswer patient(StoredPatientRow patient) {
        byte[] row = ward.row(patient.id());
        return ApiAnswers.object(json -> {
            json.writeStringField("id", patient.id());
            json.writeStringField("study", patient.study());
            ApiAnswers.time(json, "first_seen", patient.firstSeen());
            ApiAnswers.time(json, "last_seen", patient.lastSeen());
            json.writeArrayFieldStart("columns");
            for (String name : Ward.columns()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeFieldName("row");
            if (row == null) {
                json.writeNull();
            } else {
                raw(json, row);
            }
        });
    }

    private void vitals(Exchange exchange, Store store, StoredPatientRow patient) throws SQLException {
        Long to = ApiAnswers.time(exchange, "to");
        long end = to == null ? ward.clock() : to;
        Long from = ApiAnswers.time(exchange, "from");
        long begin = from == null ? end - DAY_MILLIS : from;
        if (begin >= end || end - begin > LONGEST_MILLIS) {
            throw new ApiAnswers.BadParameter("from must be before to, and at most 400 days before it");
        }
        int points = ApiAnswers.number(exchange, "points", USUAL_POINTS, 1, MOST_POINTS);
        VitalSeries series = store.vitals(patient, begin, end, points);
        exchange.send(ApiAnswers.object(json -> write(json, series)));
    }

    private static void write(JsonGenerator json, VitalSeries series) throws IOException {
        ApiAnswers.time(json, "from", series.from());
        json.writeNumberField("step_seconds", series.step() / 1000);
        json.writeNumberField("count", series.count());
        json.writeObjectFieldStart("vitals");
        for (Vital vital : Vital.values()) {
            if (series.min(vital) != null) {
                json.writeObjectFieldStart(vital.label());
                json.writeStringField("unit", vital.printedUnit());
                values(json, "min", series.min(vital));
                values(json, "max", series.max(vital));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        json.writeObjectFieldStart("quality");
        for (Group group : Group.values()) {
            if (series.tried(group) != null) {
                json.writeObjectFieldStart(group.label());
                counts(json, "tried", series.tried(group));
                counts(json, "usable", series.usable(group));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static void values(JsonGenerator json, String field, int[] values) throws IOException {
        json.writeArrayFieldStart(field);
        for (int value : values) {
            if (value == VitalSeries.NONE) {
                json.writeNull();
            } else if (value % 1000 == 0) {
                json.writeNumber(value / 1000);
            } else {
                json.writeNumber(value / 1000.0);
            }
        }
        json.writeEndArray();
    }

    private static void counts(JsonGenerator json, String field, int[] counts) throws IOException {
        json.writeFieldName(field);
        json.writeArray(counts, 0, counts.length);
    }

    private static void raw(JsonGenerator json, byte[] value) throws IOException {
        json.writeRawValue(new String(value, java.nio.charset.StandardCharsets.UTF_8));
    }
}
