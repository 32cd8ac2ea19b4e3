package io.vitalwatch.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as text. */
final class Times {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private Times() {}

    /** {@code +01:00}; UTC is {@code +00:00}. */
    static String offset(int minutes) {
        int plain = Math.abs(minutes);
        return String.format("%s%02d:%02d", minutes < 0 ? "-" : "+", plain / 60, plain % 60);
    }

    /** ISO-8601 with milliseconds and offset. */
    static String iso(long millis, int offsetMinutes) {
        return ISO.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60)));
    }
}
