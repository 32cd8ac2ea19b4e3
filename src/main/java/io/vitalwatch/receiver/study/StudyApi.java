package io.vitalwatch.receiver.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vitalwatch.kafka.RawLogWriter;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;
import io.vitalwatch.wire.receiver.StudyJson;
import io.vitalwatch.wire.receiver.StudyState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** HTTP API to read and set whether a study is enabled. When PUT is answered 200, this receiver uses the new state. */
public final class StudyApi {
    private static final long TIMEOUT_MILLIS = 4000;
    private static final Logger AUDIT = LoggerFactory.getLogger("io.vitalwatch.audit");
    private static final String PREFIX = "/api/studies/";
    private static final HttpAnswer BAD_NAME = HttpAnswer.problem(400, "a study is named by 1 to 128 printable characters in UTF-8");
    private static final HttpAnswer NOT_ONE = HttpAnswer.problem(404, "the path is /api/studies/ and the name of one study");

    /** A study in an answer; {@code changed_at} is missing if the study was never set, {@code changed_by} if its author is not known. */
    private record StudyAnswer(String study, boolean enabled,
            @JsonProperty("changed_at") @JsonInclude(Include.NON_DEFAULT) long changedAt,
            @JsonProperty("changed_by") @JsonInclude(Include.NON_NULL) String changedBy) {}

    private record StudyList(List<StudyAnswer> studies) {}

    private final StudySwitch studies;
    private final RawLogWriter log;
    private final String topic;
    private final LongSupplier clock;

    /**
     * @param topic the name of corsano.studies
     * @param clock Unix milliseconds
     */
    public StudyApi(StudySwitch studies, RawLogWriter log, String topic, LongSupplier clock) {
        this.studies = studies;
        this.log = log;
        this.topic = topic;
        this.clock = clock;
    }

    /** All studies that were ever set. */
    public void list(Exchange exchange) {
        exchange.send(HttpAnswer.jsonLine(200, new StudyList(studies.all().entrySet().stream()
                .map(each -> answer(each.getKey(), each.getValue())).toList())));
    }

    /** The study that the path names. */
    public void get(Exchange exchange) {
        String name = exchange.onlySegmentAfter(PREFIX);
        exchange.send(name == null ? NOT_ONE : StudySwitch.isName(name) ? current(name) : BAD_NAME);
    }

    /**
     * Sets the study that the path names, from {@code {"enabled":true}} or {@code {"enabled":false}}. The content type must be JSON: for
     * a page of another origin a browser first asks the server (CORS), and this server never agrees.
     */
    public void put(Exchange exchange) {
        String name = exchange.onlySegmentAfter(PREFIX);
        if (!exchange.hasJson()) {
            exchange.send(HttpAnswer.problem(415, "send Content-Type: application/json"));
        } else if (name == null) {
            exchange.send(NOT_ONE);
        } else if (!StudySwitch.isName(name)) {
            exchange.send(BAD_NAME);
        } else {
            exchange.send(set(name, exchange.body(), exchange.caller().name()));
        }
    }

    private HttpAnswer set(String name, byte[] body, String by) {
        StudyState asked = StudyJson.readRequest(body);
        if (asked == null) {
            return HttpAnswer.problem(400, "send {\"enabled\":true} or {\"enabled\":false}");
        }
        StudyState state = new StudyState(asked.enabled(), clock.getAsLong(), by);
        AUDIT.info("{} switches study {} {}", by, name, state.enabled() ? "on" : "off");
        try {
            log.store(topic, StudySwitch.key(name), StudyJson.of(state)).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return HttpAnswer.problem(503, "Kafka did not acknowledge; the switch may or may not have been thrown, look again and repeat");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HttpAnswer.problem(503, "stopping");
        }
        // The record is in Kafka, before or after records of other receivers. All receivers read them in this order.
        return awaitReadBack(name, state) ? current(name)
                : HttpAnswer.problem(503, "stored in Kafka and not yet read back here; it will hold soon");
    }

    private boolean awaitReadBack(String name, StudyState state) {
        long end = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (studies.state(name).changedAt() < state.changedAt()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private HttpAnswer current(String name) {
        return HttpAnswer.jsonLine(200, answer(name, studies.state(name)));
    }

    private static StudyAnswer answer(String name, StudyState state) {
        return new StudyAnswer(name, state.enabled(), Math.max(0, state.changedAt()), state.changedBy());
    }
}
