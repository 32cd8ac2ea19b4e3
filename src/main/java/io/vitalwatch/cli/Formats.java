package io.vitalwatch.cli;

import io.vitalwatch.job.AlertJson;
import io.vitalwatch.job.RejectionJson;
import io.vitalwatch.job.WindowJson;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;

/** How the records of a replay become lines: the same JSON as on the topics, in an order that the records themselves decide. */
final class Formats {
    private static final char NEXT = '\0';

    private Formats() {}

    /** By arrival, user, rule, episode, sequence. */
    record Alerts() implements NdjsonFile.Format<Alert> {
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

    /** By end, user, vital, count. */
    record Windows() implements NdjsonFile.Format<WindowSummary> {
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

    /** By arrival, file, line, and within a delivery by sample time. */
    record Rejections() implements NdjsonFile.Format<Rejection> {
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
