package io.vitalwatch.console.api;

import io.vitalwatch.console.live.LiveStreams;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;

import java.util.Set;
import java.util.function.LongSupplier;

/** {@code /api/v1/status}, {@code /api/v1/me} and {@code /api/v1/studies}: how the console does, who is asking, which studies there are. */
public final class StatusApi {
    private final Ward ward;
    private final IngestState ingest;
    private final LiveStreams streams;
    private final LongSupplier clock;
    private final boolean byArrival;
    private final String deliveries;
    private final boolean actions;
    private final Sessions sessions;
    private final LongSupplier auditLost;

    /**
     * @param byArrival whether ages count from the newest arrival
     * @param deliveries the address of the receiver's page, or null
     * @param actions whether people can answer alarms and change limits
     * @param sessions those from which people can sign out, or null
     * @param auditLost how many records of the audit were lost
     */
    public StatusApi(Ward ward, IngestState ingest, LiveStreams streams, LongSupplier clock, boolean byArrival, String deliveries,
            boolean actions, Sessions sessions, LongSupplier auditLost) {
        this.sessions = sessions;
        this.auditLost = auditLost;
        this.ward = ward;
        this.ingest = ingest;
        this.streams = streams;
        this.clock = clock;
        this.byArrival = byArrival;
        this.deliveries = deliveries;
        this.actions = actions;
    }

    /** {@code GET /api/v1/status}. */
    public void status(Exchange exchange) {
        String problem = ingest.problem() != null ? ingest.problem() : ingest.storeProblem();
        int[] counts = ward.counts(exchange.caller().studies());
        long newest = ward.newestArrival();
        exchange.send(ApiAnswers.object(json -> {
            ApiAnswers.time(json, "now", clock.getAsLong());
            json.writeStringField("clock", byArrival ? "arrival" : "wall");
            if (newest != Long.MIN_VALUE) {
                ApiAnswers.time(json, "newest_arrival", newest);
            }
            json.writeNumberField("records_behind", ingest.behind());
            json.writeNumberField("records_unreadable", ingest.unreadable());
            if (ingest.rebuildBehind() >= 0) {
                json.writeNumberField("rebuild_behind", ingest.rebuildBehind());
            }
            json.writeNumberField("audit_lost", auditLost.getAsLong());
            json.writeNumberField("viewers", streams.viewers());
            if (problem != null) {
                json.writeStringField("problem", problem);
            }
            json.writeFieldName("patients_by_attention");
            json.writeArray(counts, 0, counts.length);
        }));
    }

    /** {@code GET /api/v1/me}. */
    public void me(Exchange exchange) {
        exchange.send(ApiAnswers.object(json -> {
            json.writeStringField("name", exchange.caller().name());
            json.writeStringField("role", exchange.caller().role().label());
            json.writeBooleanField("actions", actions && exchange.caller().role().covers(Role.CLINICIAN));
            json.writeBooleanField("rules", actions && exchange.caller().role().covers(Role.EDITOR) && exchange.caller().studies() == null);
            json.writeBooleanField("study_limits", actions && exchange.caller().role().covers(Role.EDITOR));
            json.writeBooleanField("audit", exchange.caller().role().covers(Role.AUDITOR));
            json.writeBooleanField("sign_out", sessions != null && sessions.has(exchange.request()));
            if (deliveries != null) {
                json.writeStringField("deliveries", deliveries);
            }
        }));
    }

    /** {@code GET /api/v1/studies}: those that the caller may see. */
    public void studies(Exchange exchange) {
        Set<String> studies = ward.studies();
        ApiAnswers.sendTagged(exchange, ApiAnswers.object(json -> {
            json.writeArrayFieldStart("studies");
            for (String each : studies) {
                if (exchange.caller().sees(each)) {
                    json.writeString(each);
                }
            }
            json.writeEndArray();
        }));
    }

    /** {@code GET /health/ready}: whether the topics are read up to the present, stored, and sent to the pages. */
    public void ready(Exchange exchange) {
        boolean ready = streams.alive() && ingest.problem() == null && ingest.storeProblem() == null && ingest.behind() >= 0 && ingest.catchingUp() == 0;
        exchange.send(ready ? HttpAnswer.text(200, "ready\n") : HttpAnswer.text(503, "not ready\n"));
    }
}
