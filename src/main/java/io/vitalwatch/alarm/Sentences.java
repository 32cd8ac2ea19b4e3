package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Vital;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The plain sentences of alerts. */
final class Sentences {
    private Sentences() {}

    /** "Pulse 152, 155 /min: pulse >= 150 in 2 of the last 3 readings." */
    static String confirmed(List<Alert.Evidence> readings, Rung rung) {
        Confirm confirm = rung.confirm();
        String how;
        if (confirm.statistic() != Confirm.Statistic.NONE) {
            how = " as the " + confirm.statistic().name().toLowerCase(Locale.ROOT) + " of " + duration(confirm.window());
        } else if (confirm.of() == 1) {
            how = "";
        } else if (confirm.count() == confirm.of()) {
            how = " in " + confirm.count() + " readings in a row";
        } else {
            how = " in " + confirm.count() + " of the last " + confirm.of() + " readings";
        }
        return listed(readings) + ": " + rung.condition() + how + ".";
    }

    static String goesOn(List<Alert.Evidence> readings, Rung rung) {
        return listed(readings) + ": not recovered from " + rung.condition() + ".";
    }

    static String cleared(List<Alert.Evidence> readings) {
        return "Recovered: " + lower(listed(readings)) + ".";
    }

    static String noUsableReading(String vital, long after) {
        return "No usable " + vital + " reading for " + duration(after) + ": whether the alarm still holds is unknown.";
    }

    /** A duration as people write it: 90 s, 10 min, 2 h. */
    static String duration(long millis) {
        if (millis % 3_600_000 == 0 && millis > 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis % 60_000 == 0 && millis > 0) {
            return millis / 60_000 + " min";
        }
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }

    /** "Systolic 190, diastolic 110, mean 137 mmHg", each vital once with its values oldest first. */
    static String listed(List<Alert.Evidence> readings) {
        List<Vital> vitals = readings.stream().map(Alert.Evidence::vital).distinct().toList();
        String text = vitals.stream()
                .map(vital -> vital.label().replace('-', ' ')
                        + " "
                        + readings.stream()
                                .filter(reading -> reading.vital() == vital)
                                .map(reading -> number(reading.value()))
                                .collect(Collectors.joining(", "))
                        + unit(vital))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "No reading" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    static String number(int milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }

    private static String lower(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String unit(Vital vital) {
        return switch (vital) {
            case PULSE, RESPIRATION -> " /min";
            case SPO2, BATTERY -> " %";
            case TEMPERATURE -> " °C";
            case SYSTOLIC, DIASTOLIC, MEAN_PRESSURE -> " mmHg";
            case CARDIAC_ARREST, WEARING, CHARGING -> "";
        };
    }
}
