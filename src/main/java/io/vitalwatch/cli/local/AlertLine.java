package io.vitalwatch.cli.local;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.Alert;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.RecordText;

/** An alert as one line for a person: when, how urgent, what happened, to whom, why. */
final class AlertLine {
    private static final int USER_SHOWN = 8;
    private static final int SECOND = "2025-11-01T00:04:05".length();

    private AlertLine() {}

    /** The line for a record of the alerts topic, without line feed. A record that cannot be read gives a line that says why. */
    static String of(byte[] record, Terminal terminal) {
        try {
            return of(AlertJson.read(record), terminal);
        } catch (IllegalArgumentException e) {
            return printable("an alert record cannot be read: " + e.getMessage());
        }
    }

    private static String of(Alert alert, Terminal terminal) {
        String user = printable(alert.user());
        String freshness = alert.freshness().label() + ", data " + age(alert.ageSeconds());
        return terminal.faint(time(alert))
                + "  " + terminal.badge(alert.priority().label())
                + String.format("  %-6s  %-8s  %-19s  ", alert.phase().label(),
                        user.substring(0, Math.min(USER_SHOWN, user.length())), printable(alert.rule()))
                + printable(alert.message())
                + terminal.faint("  [" + freshness + "]");
    }

    /** The arrival in the patient's own local time. */
    private static String time(Alert alert) {
        return RecordText.time(alert.arrived(), alert.offsetMinutes()).substring(0, SECOND).replace('T', ' ');
    }

    private static String age(long seconds) {
        if (seconds < 120) {
            return seconds + " s old";
        }
        return seconds < 7200 ? seconds / 60 + " min old" : seconds / 3600 + " h old";
    }

    /** User ids and messages come from outside: control characters in them must not reach the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
