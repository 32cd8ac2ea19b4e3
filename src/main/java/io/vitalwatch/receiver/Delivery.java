package io.vitalwatch.receiver;

import io.vitalwatch.receiver.BodyReader.End;
import io.vitalwatch.receiver.DeliveryHandler.Desk;
import io.vitalwatch.receiver.Metrics.Phase;
import io.vitalwatch.receiver.SignatureCheck.Verdict;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One request from its head to its answer. Everything is decided before anything is stored, so that a delivery is one record or none; and
 * it is answered exactly once, by whoever is first: Kafka's acknowledgement, the deadline, or a reason to refuse it.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    /** With Kafka known to be gone there is nothing to wait for; the little while is for an acknowledgement that is being read. */
    private static final long HOPELESS_NANOS = Duration.ofMillis(500).toNanos();

    private final Desk desk;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Consumer<Delivery> over;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final long began = System.nanoTime();
    private final long arrival;
    private BodyReader reader;
    private byte[] body;
    private String hash;
    private BodyScan.Found found;
    /** When the record was given to the producer, or 0. */
    private volatile long sent;

    Delivery(Desk desk, Request request, Response response, Callback callback, Consumer<Delivery> over) {
        this.desk = desk;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.over = over;
        this.arrival = desk.arrivals().of(request.getHeaders().get(ArrivalSource.HEADER));
    }

    void begin() {
        desk.inFlight().began();
        try {
            Refusal refusal = Refusal.ofHead(request, desk.settings());
            if (refusal == null && (!desk.inFlight().open() || !desk.taking().getAsBoolean())) {
                refusal = desk.taking().getAsBoolean() ? Refusal.OVERLOADED : Refusal.NOT_TAKING;
            }
            Refusal decided = refusal;
            if (decided != null && request.getHeaders().contains(HttpHeader.EXPECT)) {
                answer(decided, null);
                return;
            }
            int limit = decided == null ? desk.settings().limits().body() : BodyReader.PREFIX;
            reader = new BodyReader(request, desk.inFlight(), limit,
                    began + Duration.ofMillis(desk.settings().limits().readTimeout()).toNanos(), desk.settings().limits().body(),
                    end -> guarded(() -> bodyEnded(decided, end)));
            guarded(reader);
        } catch (RuntimeException e) {
            unexpected(e);
        }
    }

    /** @param gone whether Kafka is known to be gone */
    void look(long now, boolean gone) {
        long waiting = sent == 0 ? 0 : now - sent;
        if (waiting > Duration.ofMillis(desk.settings().limits().deadline()).toNanos()) {
            answer(Refusal.ACKNOWLEDGEMENT_LATE, null);
        } else if (waiting > HOPELESS_NANOS && gone) {
            answer(Refusal.KAFKA_DOWN, null);
        }
    }

    private void bodyEnded(Refusal decided, End end) {
        desk.metrics().took(Phase.READ, System.nanoTime() - began);
        body = reader.bytes();
        if (end == End.COMPLETE) {
            hash = sha256(body);
        }
        if (decided != null) {
            answer(decided, null);
            return;
        }
        switch (end) {
            case COMPLETE -> check();
            case TOO_LARGE -> answer(Refusal.TOO_LARGE, null);
            case NO_ROOM -> answer(Refusal.OVERLOADED, null);
            case TOO_SLOW -> answer(Refusal.TOO_SLOW, null);
            case BROKEN -> answer(Refusal.BROKEN_OFF, null);
        }
    }

    private void check() {
        long from = System.nanoTime();
        Verdict verdict = desk.signatures().check(request.getHeaders()::getValuesList, body, System.currentTimeMillis());
        if (verdict != Verdict.GOOD) {
            desk.metrics().badSignature(verdict);
            answer(Refusal.SIGNATURE, "signature-" + verdict.label());
            return;
        }
        found = desk.scans().get().scan(body);
        desk.metrics().took(Phase.CHECK, System.nanoTime() - from);
        switch (found.kind()) {
            case NO_JSON -> answer(Refusal.NO_JSON, found.reason());
            case TEST -> {
                desk.metrics().test();
                answer(204, "test", "test-event");
            }
            case STORE -> {
                if (!desk.studies().enabled(found.study())) {
                    answer(204, "study-off", "study-switched-off");
                } else if (!desk.log().available()) {
                    answer(Refusal.KAFKA_DOWN, null);
                } else {
                    store();
                }
            }
        }
    }

    private void store() {
        byte[] key = found.user() == null ? null : found.user().getBytes(StandardCharsets.UTF_8);
        sent = System.nanoTime();
        desk.log().append(key, body, arrival, hash, failure -> {
            // This may be the producer's only thread: it does the least that an answer needs.
            if (failure == null) {
                desk.metrics().took(Phase.ACKNOWLEDGE, System.nanoTime() - sent);
                desk.metrics().stored(body.length, found.samples(), found.newestSample(), arrival);
                answer(204, "stored", found.reason());
            } else {
                answer(failure == DeliveryLog.Failure.KAFKA_DOWN ? Refusal.KAFKA_DOWN : Refusal.NOT_ACKNOWLEDGED, null);
            }
        });
    }

    private void answer(Refusal refusal, String reason) {
        answer(refusal.code(), refusal.label(), reason == null ? refusal.label() : reason);
    }

    private void answer(int code, String outcome, String reason) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        over.accept(this);
        desk.inFlight().ended();
        desk.metrics().answered(outcome, code);
        HistoryRow row = listed(code) ? row(code, reason) : null;
        if (reader != null) {
            reader.release();
        }
        response.setStatus(code);
        if (code == 405) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
        } else if (code == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, desk.settings().limits().retryAfterSeconds());
        }
        if (code == 413 || code == 408) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        callback.succeeded();
        if (row != null) {
            desk.history().offer(row);
        }
    }

    /** Requests for other paths are scanners mostly, and would push deliveries out of the history; they are counted only. */
    private boolean listed(int code) {
        return code != 404;
    }

    private HistoryRow row(int code, String reason) {
        boolean failed = code >= 300;
        boolean known = body != null && hash != null;
        String event = found == null ? null : found.eventType();
        return new HistoryRow(0, desk.receiver(), arrival, event, code, 0, (System.nanoTime() - began) / 1000, reason,
                found == null ? null : found.study(), reader == null ? 0 : reader.total(), found == null ? 0 : found.samples(),
                known ? hash : null, failed ? RequestDetails.of(request, body, desk.settings()) : null);
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            unexpected(e);
        }
    }

    /** A fault of ours is no reason for the sender to give up, and its trace is nobody's business outside. */
    private void unexpected(RuntimeException fault) {
        LOG.error("A request could not be handled", fault);
        answer(Refusal.FAULT, null);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
