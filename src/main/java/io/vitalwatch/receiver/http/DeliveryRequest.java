package io.vitalwatch.receiver.http;

import io.vitalwatch.corsano.BodySummary;
import io.vitalwatch.kafka.DeliveryLog;
import io.vitalwatch.receiver.http.BodyReader.End;
import io.vitalwatch.receiver.signature.SignatureDiagnosis;
import io.vitalwatch.receiver.signature.SignatureResult;
import io.vitalwatch.web.access.SenderNetwork;
import io.vitalwatch.web.connection.StrictHttp;
import io.vitalwatch.wire.receiver.HistoryRow;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One request, from its head to its answer. All checks are done before the body is stored, so a delivery becomes one record or none. A
 * request is answered exactly once: by a refusal, by Kafka's acknowledgement or by the deadline, whichever is first.
 */
final class DeliveryRequest {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRequest.class);
    /** How long to wait after the connection to Kafka is lost: the client may still be processing an acknowledgement. */
    private static final long GONE_NANOS = Duration.ofMillis(500).toNanos();
    /** The largest body whose signature is diagnosed, bytes. */
    private static final int LARGEST_DIAGNOSED = 16 * 1024;
    /** A body that takes longer gives its memory back where memory is short. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();
    /** How long a body may arrive at any rate. */
    private static final long ANY_RATE_NANOS = Duration.ofSeconds(3).toNanos();

    private final ReceiverContext context;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Consumer<DeliveryRequest> over;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final long began = System.nanoTime();
    /** When the request began; of a stored delivery the timestamp of its record. */
    private volatile long arrival;
    private BodyReader reader;
    private InFlight.Room room;
    private volatile boolean reading;
    private volatile RequestRefusal givenUp;
    private SignatureResult refusedSignature;
    /** Whether the end of the body was not read, so that nothing else can be read from this connection. */
    private boolean unread;
    private byte[] body;
    private String hash;
    private BodySummary found;
    /** When the record was passed to the producer, by System.nanoTime(), or 0. */
    private volatile long sent;

    DeliveryRequest(ReceiverContext context, Request request, Response response, Callback callback, Consumer<DeliveryRequest> over) {
        this.context = context;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.over = over;
        this.arrival = now();
    }

    void begin() {
        context.inFlight().recordBegin();
        try {
            RequestRefusal refusal = RequestRefusal.ofHead(request, context.settings());
            if (refusal == null) {
                SignatureResult head = context.signatures().checkHead(request.getHeaders()::getValuesList);
                refusal = head == SignatureResult.GOOD ? null : RequestRefusal.SIGNATURE;
                refusedSignature = head;
            }
            if (refusal == null && (!context.inFlight().open(request.getLength()) || !context.taking().getAsBoolean())) {
                refusal = context.taking().getAsBoolean() ? RequestRefusal.OVERLOADED : RequestRefusal.NOT_TAKING;
            }
            RequestRefusal decided = refusal;
            if (decided != null && request.getHeaders().contains(HttpHeader.EXPECT)) {
                refuse(decided);
                return;
            }
            int limit = decided == null ? context.settings().bodyLimit() : BodyReader.PREFIX;
            String sender = context.settings().proxies().sender(Request.getRemoteAddr(request),
                    request.getHeaders().getValuesList("X-Forwarded-For"));
            StrictHttp.countFor(request, sender);
            room = context.inFlight().room(SenderNetwork.of(sender));
            reader = new BodyReader(request, room, limit, began + Duration.ofMillis(context.settings().readMillis()).toNanos(),
                    context.settings().bodyLimit(), end -> guarded(() -> bodyEnded(decided, end)));
            reading = true;
            guarded(reader);
        } catch (RuntimeException | LinkageError e) {
            unexpected(e);
        }
    }

    /**
     * Gives up a body that arrives too slowly, or that has been arriving for a second where memory is short. Call it several times a
     * second.
     *
     * @param now the time by System.nanoTime()
     * @param memoryShort whether memory for bodies is short
     */
    void giveUpIfSlow(long now, boolean memoryShort) {
        if (!reading) {
            return;
        }
        if (givenUp != null) {
            reader.giveUp();
            return;
        }
        long elapsed = now - began;
        boolean slow = elapsed > ANY_RATE_NANOS && reader.total() < context.settings().readRate() * (elapsed / 1e9)
                || elapsed > Duration.ofMillis(context.settings().readMillis()).toNanos();
        boolean holds = memoryShort && elapsed > PATIENCE_NANOS && room.size() > InFlight.ALWAYS;
        if (slow || holds) {
            givenUp = slow ? RequestRefusal.TOO_SLOW : RequestRefusal.OVERLOADED;
            reader.giveUp();
        }
    }

    /**
     * Answers 503 if Kafka's acknowledgement takes too long.
     *
     * @param now the time by System.nanoTime()
     * @param gone whether no broker is connected
     */
    void answerIfOverdue(long now, boolean gone) {
        long waiting = sent == 0 ? 0 : now - sent;
        if (waiting > Duration.ofMillis(context.settings().deadlineMillis()).toNanos()) {
            answer(RequestRefusal.ACKNOWLEDGEMENT_LATE, null);
        } else if (waiting > GONE_NANOS && gone) {
            answer(RequestRefusal.KAFKA_DOWN, null);
        }
    }

    private void bodyEnded(RequestRefusal decided, End end) {
        reading = false;
        context.metrics().recordTime(RequestStage.READ, System.nanoTime() - began);
        body = reader.bytes();
        if (decided != null) {
            unread = end != End.COMPLETE;
            refuse(decided);
            return;
        }
        switch (end) {
            case COMPLETE -> check();
            case TOO_LARGE -> answer(RequestRefusal.TOO_LARGE, null);
            case NO_ROOM -> answer(RequestRefusal.OVERLOADED, null);
            case TOO_SLOW -> {
                unread = true;
                answer(givenUp == null ? RequestRefusal.TOO_SLOW : givenUp, null);
            }
            case BROKEN -> answer(RequestRefusal.BROKEN_OFF, null);
        }
    }

    private void refuse(RequestRefusal decided) {
        if (decided == RequestRefusal.SIGNATURE) {
            context.metrics().recordSignatureFailure(refusedSignature);
            answer(decided, "signature-" + refusedSignature.label());
        } else {
            answer(decided, null);
        }
    }

    private void check() {
        long from = System.nanoTime();
        SignatureResult result = context.signatures().check(request.getHeaders()::getValuesList, body, System.currentTimeMillis());
        if (result != SignatureResult.GOOD) {
            context.metrics().recordSignatureFailure(result);
            answer(RequestRefusal.SIGNATURE, "signature-" + result.label());
            return;
        }
        StrictHttp.markProven(request);
        hash = sha256(body);
        found = context.summaries().get().read(body);
        context.metrics().recordTime(RequestStage.CHECK, System.nanoTime() - from);
        switch (found.content()) {
            case NOT_JSON -> answer(RequestRefusal.NO_JSON, found.reason());
            case TEST -> {
                context.metrics().recordTestEvent();
                answer(204, "test", "test-event");
            }
            case SAMPLES, HEARTBEAT, UNKNOWN -> {
                if (!context.studies().enabled(found.study())) {
                    answer(204, "study-off", "study-switched-off");
                } else if (!context.log().available()) {
                    answer(RequestRefusal.KAFKA_DOWN, null);
                } else {
                    store();
                }
            }
        }
    }

    private void store() {
        byte[] key = found.user() == null ? null : found.user().getBytes(StandardCharsets.UTF_8);
        sent = System.nanoTime();
        context.log().append(key, body, () -> arrival = now(), hash, failure -> {
            // This may run on the producer's only thread, so it does only what the answer needs.
            if (failure == null) {
                context.metrics().recordTime(RequestStage.ACKNOWLEDGE, System.nanoTime() - sent);
                context.metrics().recordStored(body.length, found.samples(), found.newestSample(), arrival);
                answer(204, "stored", found.reason());
            } else {
                answer(failure == DeliveryLog.Failure.KAFKA_DOWN ? RequestRefusal.KAFKA_DOWN : RequestRefusal.NOT_ACKNOWLEDGED, null);
            }
        });
    }

    private long now() {
        return context.arrivals().of(request.getHeaders().get(ArrivalSource.HEADER));
    }

    private void answer(RequestRefusal refusal, String reason) {
        answer(refusal.code(), refusal.label(), reason == null ? refusal.label() : reason);
    }

    private void answer(int code, String outcome, String reason) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        over.accept(this);
        context.inFlight().recordEnd();
        context.metrics().recordAnswer(outcome, code);
        if (code >= 300 && listed(code, reason)) {
            context.metrics().refusals().record(code, outcome.equals(RequestRefusal.SIGNATURE.label()) ? reason : outcome, System.nanoTime());
        }
        HistoryRow row = listed(code, reason) ? row(code, reason) : null;
        if (reader != null) {
            reader.release();
        }
        response.setStatus(code);
        if (code == 405) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
        } else if (code == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, context.settings().retryAfterSeconds());
        }
        if (code == 413 || code == 408 || unread) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        callback.succeeded();
        if (row != null) {
            context.history().offer(row, diagnosis(reason));
        }
    }

    /** Requests for other paths mostly come from scanners. They are only counted. */
    private static boolean listed(int code, String reason) {
        return code != 404 || reason.equals(RequestRefusal.PATH_NEAR_MISS.label());
    }

    private HistoryRow row(int code, String reason) {
        boolean failed = code >= 300;
        String event = found == null ? null : found.eventType();
        return new HistoryRow(0, context.receiver(), arrival, event, code, 0, (System.nanoTime() - began) / 1000, reason,
                found == null ? null : found.study(), reader == null ? 0 : reader.total(), found == null ? 0 : found.samples(),
                hash, failed ? RequestDetails.of(request, body, context.settings()) : null);
    }

    /** What finds out how a delivery was signed whose signature did not pass; null if that is not asked, or too much work now. */
    private Supplier<String> diagnosis(String reason) {
        boolean asked = reason != null && reason.startsWith("signature-") && !reason.equals("signature-" + SignatureResult.STALE.label());
        if (!asked || unread || body == null || body.length == 0 || body.length < reader.total() || body.length > LARGEST_DIAGNOSED
                || !context.diagnoses().allows("all")) {
            return null;
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.getHeaders().forEach(field -> headers.computeIfAbsent(field.getName(), any -> new ArrayList<>()).add(field.getValue()));
        byte[] bytes = body;
        return () -> SignatureDiagnosis.inWords(headers, bytes, context.signatures().secrets());
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            unexpected(e);
        }
    }

    /** An error in this program: the answer makes the sender try again; the stack trace is only in the log. */
    private void unexpected(Throwable fault) {
        LOG.error("A request could not be handled", fault);
        answer(RequestRefusal.FAULT, null);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
