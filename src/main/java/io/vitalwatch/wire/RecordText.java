package io.vitalwatch.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times and numbers as they stand in records. Written by hand, because every record has some: {@link java.time.format.DateTimeFormatter}
 * takes a third of the time that it takes to write a window's record.
 */
public final class RecordText {
    /** The longest text of this class, bytes. */
    static final int LONGEST = 29;

    private static final int MAX_OFFSET_MINUTES = 18 * 60;
    /** Years of four digits at every offset: Unix milliseconds, first inclusive, last exclusive. */
    private static final long FIRST_TIME = Instant.parse("0000-01-02T00:00:00Z").toEpochMilli();
    private static final long LAST_TIME = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    private RecordText() {}

    /**
     * Unix milliseconds as RFC 3339, with milliseconds only if they are not 0, and {@code Z} for UTC.
     *
     * @param offsetMinutes minutes east of UTC; an offset of more than 18 hours, which RFC 3339 cannot express, counts as UTC
     * @return the text, or null if the year does not have four digits
     */
    public static String time(long millis, int offsetMinutes) {
        byte[] text = new byte[LONGEST];
        int end = time(millis, offsetMinutes, text, 0);
        return end < 0 ? null : ascii(text, end);
    }

    /** The same into an array. Returns the index after the text, or −1 if the year does not have four digits. */
    static int time(long millis, int offsetMinutes, byte[] into, int from) {
        int minutes = Math.abs(offsetMinutes) <= MAX_OFFSET_MINUTES ? offsetMinutes : 0;
        if (millis < FIRST_TIME || millis >= LAST_TIME) {
            return -1;
        }
        long local = millis + minutes * 60_000L;
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
        int ofDay = (int) Math.floorMod(local, DAY);
        twoDigits(date.getYear() / 100, into, from);
        int at = twoDigits(date.getYear() % 100, into, from + 2);
        at = twoDigits('-', date.getMonthValue(), into, at);
        at = twoDigits('-', date.getDayOfMonth(), into, at);
        at = twoDigits('T', ofDay / 3_600_000, into, at);
        at = twoDigits(':', ofDay / 60_000 % 60, into, at);
        at = twoDigits(':', ofDay / 1000 % 60, into, at);
        if (ofDay % 1000 != 0) {
            into[at] = '.';
            into[at + 1] = (byte) ('0' + ofDay % 1000 / 100);
            at = twoDigits(ofDay % 100, into, at + 2);
        }
        if (minutes == 0) {
            into[at] = 'Z';
            return at + 1;
        }
        at = twoDigits(minutes < 0 ? '-' : '+', Math.abs(minutes) / 60, into, at);
        return twoDigits(':', Math.abs(minutes) % 60, into, at);
    }

    /** Thousandths as the shortest plain decimal: 121000 is 121, 38100 is 38.1, -500 is -0.5. */
    static String decimal(long thousandths) {
        byte[] text = new byte[LONGEST];
        return ascii(text, decimal(thousandths, text, 0));
    }

    /** The same into an array. Returns the index after the text. */
    static int decimal(long thousandths, byte[] into, int from) {
        int at = from;
        if (thousandths < 0) {
            into[at++] = '-';
        }
        long whole = Math.abs(thousandths / 1000);
        int digits = 1;
        for (long rest = whole / 10; rest > 0; rest /= 10) {
            digits++;
        }
        at += digits;
        for (int i = at - 1; digits > 0; i--, digits--) {
            into[i] = (byte) ('0' + whole % 10);
            whole /= 10;
        }
        int fraction = (int) Math.abs(thousandths % 1000);
        if (fraction != 0) {
            into[at++] = '.';
            for (int left = fraction; left != 0; left = left % 100 * 10) {
                into[at++] = (byte) ('0' + left / 100);
            }
        }
        return at;
    }

    private static int twoDigits(char before, int upTo99, byte[] into, int at) {
        into[at] = (byte) before;
        return twoDigits(upTo99, into, at + 1);
    }

    private static int twoDigits(int upTo99, byte[] into, int at) {
        into[at] = (byte) ('0' + upTo99 / 10);
        into[at + 1] = (byte) ('0' + upTo99 % 10);
        return at + 2;
    }

    private static String ascii(byte[] text, int end) {
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }
}
