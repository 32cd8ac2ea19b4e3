package io.vitalwatch.simulator.patient;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes times in ISO-8601. */
public final class IsoTimes {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private IsoTimes() {}

    /** An offset from UTC such as {@code +01:00}; UTC is {@code +00:00}. */
    public static String offset(int minutes) {
        int plain = Math.abs(minutes);
        return String.format("%s%02d:%02d", minutes < 0 ? "-" : "+", plain / 60, plain % 60);
    }

    /** A moment with milliseconds and offset, such as {@code 2026-01-05T07:00:00.000+01:00}. */
    public static String iso(long millis, int offsetMinutes) {
        return ISO.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60)));
    }
}
