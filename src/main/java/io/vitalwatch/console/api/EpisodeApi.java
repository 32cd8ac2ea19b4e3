package io.vitalwatch.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vitalwatch.console.live.Attention;
import io.vitalwatch.console.store.EpisodeCounts;
import io.vitalwatch.console.store.EpisodeFilter;
import io.vitalwatch.console.store.EpisodeRow;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.wire.AlertJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /api/v1/episodes}: alarm episodes with filters, newest onset first; one episode with all its records; CSV. */
public final class EpisodeApi {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final int MOST_CSV = 100_000;
    private static final int MOST_PATIENTS = 10;
    private static final long WEEK_MILLIS = 7 * 86_400_000L;
    private static final Set<String> PRIORITIES = Arrays.stream(Priority.values()).map(Priority::label)
            .collect(Collectors.toCollection(TreeSet::new));
    private static final Set<String> SIGNALS = Arrays.stream(Signal.values()).map(Signal::label)
            .collect(Collectors.toCollection(TreeSet::new));
    private static final Set<String> KINDS = Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.toCollection(TreeSet::new));

    private final Supplier<Store> stores;
    private final AuditLog audit;
    private final LongSupplier clock;

    /** An export takes some 30 MB until a browser has read all of it. */
    private final Semaphore exports = new Semaphore(2);

    /** @param clock Unix milliseconds */
    public EpisodeApi(Supplier<Store> stores, AuditLog audit, LongSupplier clock) {
        this.stores = stores;
        this.audit = audit;
        this.clock = clock;
    }

    /** {@code GET /api/v1/episodes}. */
    public void list(Exchange exchange) {
        Requests.answer(exchange, () -> {
            audit.viewedWard(exchange.caller());
            list(exchange, exchange.parameter("patient"));
        });
    }

    void list(Exchange exchange, String patient) throws SQLException {
        int limit = ApiAnswers.number(exchange, "limit", USUAL_PAGE, 1, LARGEST_PAGE);
        List<EpisodeRow> rows = stores.get().episodes(filter(exchange, patient, cursor(exchange), limit));
        ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
            json.writeArrayFieldStart("episodes");
            for (EpisodeRow each : rows) {
                json.writeStartObject();
                write(json, each);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (rows.size() == limit) {
                Alert last = rows.get(limit - 1).last();
                json.writeStringField("next", last.onset() + "." + last.episode());
            }
        }));
    }

    /** {@code GET /api/v1/episodes/{id}}. */
    public void one(Exchange exchange) {
        Requests.answer(exchange, () -> {
            String id = exchange.onlySegmentAfter("/api/v1/episodes/");
            EpisodeRow row = id == null ? null : stores.get().episode(id);
            if (row == null || !exchange.caller().sees(row.last().study())) {
                exchange.send(ApiAnswers.notFound("episode"));
                return;
            }
            audit.viewed(exchange.caller(), row.last().user());
            List<Alert> records = stores.get().records(id);
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
                write(json, row.with(EpisodeRow.Acknowledgement.of(records)));
                json.writeArrayFieldStart("records");
                for (Alert each : records) {
                    record(json, each);
                }
                json.writeEndArray();
            }));
        });
    }

    /** {@code GET /api/v1/episode-counts}: alarms a patient-day, and which rules and patients have most of them. */
    public void counts(Exchange exchange) {
        Requests.answer(exchange, () -> {
            audit.viewedWard(exchange.caller());
            Set<String> studies = ApiAnswers.studies(exchange);
            Long until = ApiAnswers.time(exchange, "to");
            long to = until == null ? clock.getAsLong() : until;
            Long since = ApiAnswers.time(exchange, "from");
            long from = since == null ? to - WEEK_MILLIS : since;
            EpisodeCounts counts = stores.get().counts(studies, from, to, MOST_PATIENTS);
            double days = stores.get().patientDays(studies, from, to);
            ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
                ApiAnswers.time(json, "from", from);
                ApiAnswers.time(json, "to", to);
                json.writeNumberField("episodes", counts.episodes());
                json.writeNumberField("patient_days", Math.round(days * 1000) / 1000.0);
                json.writeArrayFieldStart("rules");
                for (EpisodeCounts.OfRule each : counts.rules()) {
                    json.writeStartObject();
                    json.writeStringField("rule", each.rule());
                    json.writeNumberField("episodes", each.episodes());
                    json.writeNumberField("patients", each.patients());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeArrayFieldStart("patients");
                for (EpisodeCounts.OfPatient each : counts.patients()) {
                    json.writeStartObject();
                    json.writeStringField("patient", each.patient());
                    json.writeNumberField("episodes", each.episodes());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
        });
    }

    /** {@code GET /api/v1/episodes.csv}: as the list, at most 100,000 rows. */
    public void csv(Exchange exchange) {
        if (!exports.tryAcquire()) {
            exchange.send(HttpAnswer.problemDetails(503, "Others are exporting. Try again.").with("Retry-After", "5"));
            return;
        }
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                exports.release();
            }
        };
        boolean begun = false;
        try {
            export(exchange.afterwards(end));
            begun = true;
        } finally {
            if (!begun) {
                end.run();
            }
        }
    }

    private void export(Exchange exchange) {
        Requests.answer(exchange, () -> {
            audit.exported(exchange.caller());
            StringBuilder csv = new StringBuilder("episode,patient,study,rule,kind,priority,gravest,state,freshness,onset,last_record,message,"
                    + "signal,acknowledged_by,acknowledged_after_seconds\r\n");
            EpisodeFilter.Cursor cursor = null;
            for (int rows = 0; rows < MOST_CSV; rows += LARGEST_PAGE) {
                List<EpisodeRow> page = stores.get().episodes(filter(exchange, exchange.parameter("patient"), cursor, LARGEST_PAGE));
                page.forEach(each -> csv.append(line(each)));
                if (page.size() < LARGEST_PAGE) {
                    break;
                }
                cursor = EpisodeFilter.Cursor.of(page.get(page.size() - 1));
            }
            exchange.send(HttpAnswer.of(200, "text/csv;charset=utf-8", csv.toString())
                    .with("Content-Disposition", "attachment; filename=\"episodes.csv\""));
        });
    }

    private static String line(EpisodeRow row) {
        Alert last = row.last();
        EpisodeRow.Acknowledgement first = row.acknowledged();
        String by = first == null || first.by() == null ? "" : first.by();
        String after = first == null || first.afterMillis() == null ? "" : Long.toString(first.afterMillis() / 1000);
        return List.of(last.episode(), row.patient(), last.study(), last.rule(), last.kind().label(), last.priority().label(),
                last.gravest().label(), last.state().label(), last.freshness().label(), Instant.ofEpochMilli(last.onset()).toString(),
                Instant.ofEpochMilli(last.arrived()).toString(), last.message(), last.heard().label(), by, after).stream().map(EpisodeApi::cell)
                .collect(Collectors.joining(",")) + "\r\n";
    }

    /** A text that a spreadsheet would take for a formula begins with an apostrophe. */
    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[A-Za-z0-9.:_-]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    private static EpisodeFilter filter(Exchange exchange, String patient, EpisodeFilter.Cursor cursor, int limit) {
        String open = ApiAnswers.word(exchange, "open", Set.of("false", "true"));
        String signal = ApiAnswers.word(exchange, "signal", SIGNALS);
        return new EpisodeFilter(ApiAnswers.studies(exchange), patient, exchange.parameter("rule"),
                ApiAnswers.word(exchange, "priority", PRIORITIES), ApiAnswers.word(exchange, "kind", KINDS),
                open == null ? null : open.equals("true"),
                signal == null ? null : Signal.valueOf(signal.toUpperCase(Locale.ROOT)), ApiAnswers.time(exchange, "from"),
                ApiAnswers.time(exchange, "to"), cursor, limit);
    }

    private static EpisodeFilter.Cursor cursor(Exchange exchange) {
        String page = exchange.parameter("page");
        if (page == null) {
            return null;
        }
        if (!page.matches("(?s)-?\\d{1,18}\\..{1,100}")) {
            throw new ApiAnswers.BadParameter("page must be the value of next in the answer before");
        }
        int dot = page.indexOf('.');
        return new EpisodeFilter.Cursor(Long.parseLong(page.substring(0, dot)), page.substring(dot + 1));
    }

    private static void write(JsonGenerator json, EpisodeRow row) throws IOException {
        Alert last = row.last();
        json.writeStringField("id", last.episode());
        json.writeStringField("patient", row.patient());
        json.writeBooleanField("open", Attention.stays(last));
        json.writeFieldName("last");
        record(json, last);
        if (row.acknowledged() != null) {
            json.writeObjectFieldStart("acknowledged");
            json.writeStringField("at", Instant.ofEpochMilli(row.acknowledged().at()).toString());
            if (row.acknowledged().afterMillis() != null) {
                json.writeNumberField("after_seconds", row.acknowledged().afterMillis() / 1000);
            }
            if (row.acknowledged().by() != null) {
                json.writeStringField("by", row.acknowledged().by());
            }
            json.writeEndObject();
        }
    }

    /** A record as it stands in the topic, without the user. */
    private static void record(JsonGenerator json, Alert alert) throws IOException {
        String text = new String(AlertJson.of(alert), StandardCharsets.UTF_8);
        List<String> parts = new ArrayList<>();
        RecordFields.of(text).forEach((name, value) -> {
            if (!name.equals("user")) {
                parts.add("\"" + name + "\":" + value);
            }
        });
        json.writeRawValue("{" + String.join(",", parts) + "}");
    }
}
