package io.vitalwatch.console.api;

import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.control.ControlRefusal;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.wire.ControlRecordJson;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;

/** Makes control records of requests, checks them as the job will, and writes them. */
public final class Changes {
    private final ControlHistory history;
    private final ControlSink sink;
    private final LongSupplier clock;

    /**
     * @param sink null where nobody can change anything
     * @param clock the clock of control records, Unix milliseconds
     */
    public Changes(ControlHistory history, ControlSink sink, LongSupplier clock) {
        this.history = history;
        this.sink = sink;
        this.clock = clock;
    }

    /** The changes that count. */
    ControlHistory history() {
        return history;
    }

    /** Whether people can change anything. */
    boolean possible() {
        return sink != null;
    }

    long now() {
        return clock.getAsLong();
    }

    /**
     * The record of a request, with its id, reason and end.
     *
     * @throws BadParameter if it is none
     */
    ControlRecord record(Exchange exchange, JsonBody body, Scope scope, String reason, Change change) {
        return record(body.id(), exchange, body.time("until"), scope, reason, change);
    }

    /** @param until Unix milliseconds, or {@link ControlRecord#NOT_SET} */
    ControlRecord record(String id, Exchange exchange, long until, Scope scope, String reason, Change change) {
        return readable(new ControlRecord(id, scope, ControlRecord.NOT_SET, until, exchange.caller().name(), reason,
                ControlRecord.ANY_SEQUENCE, change));
    }

    /**
     * The same record, as the job will read it.
     *
     * @throws BadParameter if it cannot be read
     */
    static ControlRecord readable(ControlRecord record) {
        try {
            return ControlRecordJson.read(ControlRecordJson.of(record));
        } catch (ControlRefusal e) {
            throw new BadParameter(e.getMessage());
        }
    }

    /** Why the job would not take a record, as an answer 422; null if it would. */
    HttpAnswer refusal(ControlRecord record) {
        ControlAnswer answer = history.trial(record, now());
        return answer != null && answer.outcome() == Outcome.REFUSED ? HttpAnswer.problemDetails(422, answer.detail()) : null;
    }

    /** Writes a record: 202 with its number, 422 if the job would refuse it, 503 if Kafka does not take it. */
    HttpAnswer write(ControlRecord record) {
        HttpAnswer refusal = refusal(record);
        return refusal != null ? refusal : writeUnchecked(record);
    }

    /** As {@link #write}, for what only the job can check. */
    HttpAnswer writeUnchecked(ControlRecord record) {
        try {
            return new HttpAnswer(202, "application/json", HttpAnswer.jsonBytes(Map.of("seq", sink.write(record))), Map.of());
        } catch (IOException e) {
            return HttpAnswer.problemDetails(503, "Kafka did not take the change. Try again with the same id.").with("Retry-After", "2");
        }
    }
}
