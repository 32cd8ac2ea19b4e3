package io.vitalwatch.wire;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Part;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a record of samples in exactly the form in which {@link SamplesJson#of} writes it, in one pass and without a tree: a store that is
 * built anew reads millions. Whatever differs, be it a field of a later version, white space or a character outside ASCII, is not read here.
 */
final class SamplesScanner {
    private static final int MOST_DIGITS = 18;
    private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int[] MILLI_OF_DIGITS = {1000, 100, 10, 1};

    private static final byte[] USER = bytes("{\"user\":");
    private static final byte[] STUDY = bytes(",\"study\":");
    private static final byte[] ARRIVED = bytes(",\"arrived\":");
    private static final byte[] TOPIC = bytes(",\"topic\":");
    private static final byte[] PARTITION = bytes(",\"partition\":");
    private static final byte[] OFFSET = bytes(",\"offset\":");
    private static final byte[] UNDATED = bytes(",\"undated\":");
    private static final byte[] SAMPLES = bytes(",\"samples\":[");
    private static final byte[] TYPE = bytes("{\"type\":");
    private static final byte[] TIME = bytes(",\"time\":");
    private static final byte[] WORN = bytes(",\"worn\":");
    private static final byte[] CHARGING = bytes(",\"charging\":");
    private static final byte[] BATTERY = bytes(",\"battery\":");
    private static final byte[] ACTIVITY = bytes(",\"activity\":");
    private static final byte[] CARDIAC_ARREST = bytes(",\"cardiac_arrest\":");
    private static final byte[] READINGS = bytes(",\"readings\":[");
    private static final byte[] QUALITY = bytes(",\"quality\":");
    private static final byte[] VERDICT = bytes(",\"verdict\":");
    private static final byte[] END_OF_LIST = bytes("]}");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");
    private static final byte[][] TYPES = labels(Arrays.stream(SampleType.values()).map(SampleType::label).toList());
    private static final byte[][] VERDICTS = labels(Arrays.stream(Verdict.values()).map(Verdict::label).toList());
    /** What stands before the first value of each group, and before the second one of a pair. */
    private static final byte[][] FIRST = new byte[Group.count()][];
    private static final byte[][] SECOND = new byte[Group.count()][];

    static {
        for (Group group : Group.values()) {
            List<Vital> measured = group.measured();
            FIRST[group.ordinal()] = bytes("{\"group\":\"" + group.label() + "\",\"values\":{\"" + measured.get(0).label() + "\":");
            SECOND[group.ordinal()] = group.paired() ? bytes(",\"" + measured.get(1).label() + "\":") : null;
        }
    }

    /** Ends the reading of a record that has another form. It has no stack trace, so it costs little. */
    private static final class OtherForm extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final OtherForm IT = new OtherForm();

        private OtherForm() {
            super(null, null, false, false);
        }
    }

    private final byte[] record;
    private int at;
    private int offsetMinutes;

    private SamplesScanner(byte[] record) {
        this.record = record;
    }

    /** The delivery, or null if the record has another form, whether it is valid or not. */
    static Delivery read(byte[] record) {
        try {
            return new SamplesScanner(record).delivery();
        } catch (OtherForm | ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] labels(List<String> labels) {
        return labels.stream().map(each -> bytes('"' + each + '"')).toArray(byte[][]::new);
    }

    private Delivery delivery() {
        String user = text(USER);
        String study = text(STUDY);
        expect(ARRIVED);
        long arrived = time();
        String topic = text(TOPIC);
        int partition = integer(PARTITION);
        expect(OFFSET);
        long offset = number();
        if (found(UNDATED)) {
            number();
        }
        expect(SAMPLES);
        List<Sample> samples = new ArrayList<>();
        while (record[at] != ']') {
            if (!samples.isEmpty()) {
                expect(',');
            }
            samples.add(sample());
        }
        expect(END_OF_LIST);
        if (at != record.length) {
            throw OtherForm.IT;
        }
        return new Delivery(user, study, arrived, arrived, Part.WHOLE, new Origin(topic, partition, offset), List.copyOf(samples));
    }

    private Sample sample() {
        expect(TYPE);
        SampleType type = SampleType.of(word(TYPES));
        expect(TIME);
        long time = time();
        int minutes = offsetMinutes;
        Ternary worn = ternary(WORN);
        Ternary charging = ternary(CHARGING);
        int battery = integerOr(BATTERY);
        int activity = integerOr(ACTIVITY);
        int arrest = integerOr(CARDIAC_ARREST);
        expect(READINGS);
        Reading[] readings = new Reading[Group.count()];
        int count = 0;
        while (record[at] != ']') {
            if (count > 0) {
                expect(',');
            }
            readings[count++] = reading();
        }
        expect(END_OF_LIST);
        return new Sample(type, time, minutes, worn, charging, battery, activity, arrest,
                List.of(count == readings.length ? readings : Arrays.copyOf(readings, count)));
    }

    private Reading reading() {
        int group = 0;
        while (!found(FIRST[group])) {
            group++;
        }
        int first = thousandths();
        int second = 0;
        if (SECOND[group] != null) {
            expect(SECOND[group]);
            second = thousandths();
        }
        expect('}');
        int quality = found(QUALITY) ? integer() : Reading.NO_QUALITY;
        expect(VERDICT);
        Verdict verdict = Verdict.of(word(VERDICTS));
        expect('}');
        return new Reading(Group.of(group), first, second, quality, verdict);
    }

    private boolean found(byte[] text) {
        int end = at + text.length;
        if (end > record.length || !Arrays.equals(record, at, end, text, 0, text.length)) {
            return false;
        }
        at = end;
        return true;
    }

    private void expect(byte[] text) {
        if (!found(text)) {
            throw OtherForm.IT;
        }
    }

    private void expect(char character) {
        if (record[at++] != character) {
            throw OtherForm.IT;
        }
    }

    private int word(byte[][] words) {
        int word = 0;
        while (!found(words[word])) {
            word++;
        }
        return word;
    }

    /** A string of plain characters after its name. */
    private String text(byte[] name) {
        expect(name);
        expect('"');
        int from = at;
        byte each = record[at];
        while (each != '"') {
            // Bytes from 0x80 are negative.
            if (each < ' ' || each == '\\') {
                throw OtherForm.IT;
            }
            each = record[++at];
        }
        return new String(record, from, at++ - from, StandardCharsets.ISO_8859_1);
    }

    private Ternary ternary(byte[] name) {
        if (!found(name)) {
            return Ternary.UNKNOWN;
        }
        if (found(TRUE)) {
            return Ternary.TRUE;
        }
        expect(FALSE);
        return Ternary.FALSE;
    }

    private int integer(byte[] name) {
        expect(name);
        return integer();
    }

    private int integerOr(byte[] name) {
        return found(name) ? integer() : Sample.MISSING;
    }

    private int integer() {
        return narrow(number());
    }

    private static int narrow(long number) {
        if (number != (int) number) {
            throw OtherForm.IT;
        }
        return (int) number;
    }

    private long number() {
        boolean negative = record[at] == '-';
        at += negative ? 1 : 0;
        long number = digits();
        return negative ? -number : number;
    }

    /** A number with at most three decimals, in thousandths. */
    private int thousandths() {
        boolean negative = record[at] == '-';
        at += negative ? 1 : 0;
        long number = digits();
        if (number > Integer.MAX_VALUE) {
            throw OtherForm.IT;
        }
        number *= 1000;
        if (record[at] == '.') {
            int from = ++at;
            long fraction = 0;
            while (isDigit(record[at]) && at - from < 3) {
                fraction = fraction * 10 + record[at++] - '0';
            }
            if (at == from || isDigit(record[at])) {
                throw OtherForm.IT;
            }
            number += fraction * MILLI_OF_DIGITS[at - from];
        }
        return narrow(negative ? -number : number);
    }

    /** A whole number as JSON writes it: without zeros in front. What follows it is looked at by whoever reads on. */
    private long digits() {
        int from = at;
        long number = 0;
        while (isDigit(record[at])) {
            number = number * 10 + record[at++] - '0';
            if (at - from > MOST_DIGITS) {
                throw OtherForm.IT;
            }
        }
        if (at == from || record[from] == '0' && at - from > 1) {
            throw OtherForm.IT;
        }
        return number;
    }

    private static boolean isDigit(byte each) {
        return each >= '0' && each <= '9';
    }

    /** An RFC 3339 time as Unix milliseconds; its offset stands in {@link #offsetMinutes} after it. */
    private long time() {
        expect('"');
        int year = two() * 100 + two();
        expect('-');
        int month = within(two(), 1, 12);
        expect('-');
        int day = within(two(), 1, DAYS[month - 1]);
        if (month == 2 && day == 29 && !(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))) {
            throw OtherForm.IT;
        }
        expect('T');
        int hour = within(two(), 0, 23);
        expect(':');
        int minute = within(two(), 0, 59);
        expect(':');
        int second = within(two(), 0, 59);
        int millis = 0;
        if (record[at] == '.') {
            at++;
            millis = digit() * 100 + two();
        }
        offsetMinutes = zone();
        expect('"');
        return ((epochDay(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes) * 60_000 + second * 1000L + millis;
    }

    private int zone() {
        byte sign = record[at++];
        if (sign == 'Z') {
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw OtherForm.IT;
        }
        int hours = two();
        expect(':');
        int minutes = within(hours * 60 + within(two(), 0, 59), 0, 18 * 60);
        return sign == '-' ? -minutes : minutes;
    }

    /** Days since 1970 of a date of the Gregorian calendar from the year 0: years begin in March, so that the leap day is the last. */
    private static long epochDay(int year, int month, int day) {
        int shifted = month > 2 ? year : year - 1;
        int fromMarch = (month + 9) % 12;
        return 365L * shifted + Math.floorDiv(shifted, 4) - Math.floorDiv(shifted, 100) + Math.floorDiv(shifted, 400)
                + (153 * fromMarch + 2) / 5 + day - 1 - 719_468;
    }

    private int two() {
        return digit() * 10 + digit();
    }

    private int digit() {
        byte each = record[at++];
        if (!isDigit(each)) {
            throw OtherForm.IT;
        }
        return each - '0';
    }

    private static int within(int number, int least, int most) {
        if (number < least || number > most) {
            throw OtherForm.IT;
        }
        return number;
    }
}
