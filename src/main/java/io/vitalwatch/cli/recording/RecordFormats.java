package io.vitalwatch.cli.recording;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.ControlStateJson;
import io.vitalwatch.wire.RejectionJson;
import io.vitalwatch.wire.WindowJson;

/** The records of a replay as lines: the same JSON as on the topics, in an order that depends only on the records. */
public final class RecordFormats {
    private static final char NEXT = '\0';

    private RecordFormats() {}

    /** Alerts by arrival, user, rule, episode, sequence. */
    public record Alerts() implements SortedNdjsonSink.Format<Alert> {
        @Override
        public long time(Alert alert) {
            return alert.arrived();
        }

        @Override
        public String key(Alert alert) {
            return alert.user() + NEXT + alert.rule() + NEXT + alert.episode() + NEXT + String.format("%010d", alert.sequence());
        }

        @Override
        public byte[] json(Alert alert) {
            return AlertJson.of(alert);
        }
    }

    /** Windows by end, user, vital, count. */
    public record Windows() implements SortedNdjsonSink.Format<WindowSummary> {
        @Override
        public long time(WindowSummary window) {
            return window.end();
        }

        @Override
        public String key(WindowSummary window) {
            return window.user() + NEXT + window.vital().label() + NEXT + String.format("%010d", window.count());
        }

        @Override
        public byte[] json(WindowSummary window) {
            return WindowJson.of(window);
        }
    }

    /** Answers to control records by the clock, number, outcome. */
    public record ControlStates() implements SortedNdjsonSink.Format<ControlAnswer> {
        @Override
        public long time(ControlAnswer answer) {
            return answer.arrived();
        }

        @Override
        public String key(ControlAnswer answer) {
            return String.format("%019d%010d", Math.max(0, answer.seq()), answer.partition()) + answer.outcome().label();
        }

        @Override
        public byte[] json(ControlAnswer answer) {
            return ControlStateJson.of(answer);
        }
    }

    /** Rejections by arrival, file, line, and within a delivery by sample time. */
    public record Rejections() implements SortedNdjsonSink.Format<Rejection> {
        @Override
        public long time(Rejection rejection) {
            return rejection.arrival();
        }

        @Override
        public String key(Rejection rejection) {
            return rejection.origin().topic() + NEXT + String.format("%010d%019d%019d", rejection.origin().partition(),
                    rejection.origin().offset(), Math.max(0, rejection.sampleTime()));
        }

        @Override
        public byte[] json(Rejection rejection) {
            return RejectionJson.of(rejection);
        }
    }
}
