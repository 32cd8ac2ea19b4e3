package io.vitalwatch.alarm.episode;

import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The plain sentences of alerts. */
public final class Sentences {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter TIME_AND_DAY = DateTimeFormatter.ofPattern("HH:mm 'on' d MMMM", Locale.ENGLISH);

    private Sentences() {}

    /** "Pulse 152, 155 /min: pulse >= 150 in 2 of the last 3 readings." The condition: the comparisons that the readings show. */
    public static String confirmed(List<Alert.Evidence> readings, String condition, Confirm confirm) {
        String how = how(confirm);
        return listed(readings) + ": " + condition + (how.isEmpty() ? "" : " " + how) + ".";
    }

    private static String how(Confirm confirm) {
        if (confirm.statistic() != Confirm.Statistic.NONE) {
            return "as the " + confirm.statistic().label() + " of " + duration(confirm.window());
        }
        return confirm.of() == 1 ? "" : confirm.count() == confirm.of() ? "in " + confirm.count() + " readings in a row"
                : "in " + confirm.count() + " of the last " + confirm.of() + " readings";
    }

    /** What raises the priority of a step: "pulse >= 131", "in 2 of the last 3 readings, for 15 s". */
    public static Trigger trigger(Rung rung) {
        Confirm confirm = rung.confirm();
        String how = how(confirm);
        String lasting = confirm.duration() == 0 || confirm.statistic() != Confirm.Statistic.NONE ? "" : "for " + duration(confirm.duration());
        return new Trigger(rung.priority(), rung.condition().toString(), how + (how.isEmpty() || lasting.isEmpty() ? "" : ", ") + lasting);
    }

    /**
     * The condition does not hold, and the alarm goes on.
     *
     * @param clause how far these readings have recovered: "not recovered from pulse >= 150"
     */
    public static String notRecovered(List<Alert.Evidence> readings, String clause) {
        return listed(readings) + ": " + clause + ".";
    }

    /** The condition holds at these readings, though not as often as confirms it. */
    public static String again(List<Alert.Evidence> readings, String condition) {
        return listed(readings) + ": " + condition + " again.";
    }

    /** "Recovered from pulse >= 131: pulse 88 /min." */
    public static String cleared(List<Alert.Evidence> readings, Rung from) {
        return "Recovered from " + from.condition() + ": " + lower(listed(readings)) + ".";
    }

    public static String cleared(List<Alert.Evidence> readings) {
        return "Recovered: " + lower(listed(readings)) + ".";
    }

    public static String noUsableReading(String vital, long after) {
        return "No usable " + vital + " reading for " + duration(after) + ": whether the alarm still holds is unknown.";
    }

    /** A measurement group within a sentence: "blood pressure", "SpO2". */
    public static String name(Group group) {
        return group == Group.SPO2 ? "SpO2" : group.label().replace('-', ' ');
    }

    /** A duration as people write it: 90 s, 10 min, 2 h. */
    public static String duration(long millis) {
        if (millis % 3_600_000 == 0 && millis > 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis % 60_000 == 0 && millis > 0) {
            return millis / 60_000 + " min";
        }
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }

    /** A time span as people say it, rounded down: 50 s, 6 min, 5 h, 3 d, 55 years. */
    public static String roughly(long millis) {
        long seconds = Math.abs(millis / 1000);
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 2 * 3600 ? seconds / 60 + " min" : seconds < 2 * 86_400 ? seconds / 3600 + " h"
                : seconds < 2 * 365 * 86_400L ? seconds / 86_400 + " d" : seconds / (365 * 86_400L) + " years";
    }

    /** "now", "6 min ago". */
    public static String ago(long millis) {
        return millis < 1000 ? "now" : roughly(millis) + " ago";
    }

    /** A moment in local time as people say it later: "12:39", on another day "12:39 on 24 October". */
    public static String since(long millis, long now, int offsetMinutes) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
        OffsetDateTime then = Instant.ofEpochMilli(millis).atOffset(offset);
        boolean today = then.toLocalDate().equals(Instant.ofEpochMilli(now).atOffset(offset).toLocalDate());
        return then.format(today ? TIME : TIME_AND_DAY);
    }

    /** "1 delivery", "12 deliveries". */
    public static String deliveries(long count) {
        return count == 1 ? "1 delivery" : count + " deliveries";
    }

    /** "Systolic 190, diastolic 110, mean 137 mmHg", each vital once with its values oldest first. */
    public static String listed(List<Alert.Evidence> readings) {
        if (readings.isEmpty()) {
            return "No reading";
        }
        StringBuilder text = new StringBuilder(48);
        Set<Vital> listed = EnumSet.noneOf(Vital.class);
        for (int i = 0; i < readings.size(); i++) {
            Vital vital = readings.get(i).vital();
            if (listed.add(vital)) {
                text.append(text.isEmpty() ? "" : ", ").append(vital == Vital.SPO2 ? "SpO2" : vital.label().replace('-', ' ')).append(' ')
                        .append(number(readings.get(i).value()));
                for (int j = i + 1; j < readings.size(); j++) {
                    if (readings.get(j).vital() == vital) {
                        text.append(", ").append(number(readings.get(j).value()));
                    }
                }
                text.append(unit(vital));
            }
        }
        text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
        return text.toString();
    }

    public static String number(int milli) {
        return Condition.decimal(milli);
    }

    /** The text with a small first letter, to stand inside a sentence. */
    public static String lower(String text) {
        return text.isEmpty() || text.startsWith("SpO2") ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String unit(Vital vital) {
        return vital.printedUnit().isEmpty() ? "" : " " + vital.printedUnit();
    }
}
