package io.vitalwatch.intake;

import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.quality.QualityGate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reports fields that are in a row and cannot be read: each is counted, and each field gets one notice a delivery, with the text received.
 * What a field about the state of the bracelet would have said is unknown, which is neither "worn" nor "not worn". A measured value or its
 * quality code makes the reading malformed.
 */
final class UnreadableFields {
    private static final List<Field> FIELDS = QualityGate.STATE_FIELDS;
    private static final List<Field> MEASURED = Stream.of(Group.values())
            .flatMap(group -> Stream.of(Field.valueOf(group), Field.secondOf(group), Field.qualityOf(group))).filter(Objects::nonNull).toList();
    private static final String TIMEZONE = "timezone";
    private static final int TIMEZONE_BIT = Integer.MIN_VALUE;

    private final QualityGate gate;
    private int reported;

    UnreadableFields(QualityGate gate) {
        this.gate = gate;
    }

    /** A delivery begins. */
    void begin() {
        reported = 0;
    }

    /** Looks at one row of the delivery. */
    void check(Row row, RawRecord raw, Decoded decoded, IntakeOutput out) {
        for (int i = 0; i < FIELDS.size(); i++) {
            Field field = FIELDS.get(i);
            if (gate.unreadable(row, field)) {
                report(field.key(), meaning(field), text(row, field), 1 << i, row, raw, decoded, out);
            }
        }
        if (row.malformedText() != null) {
            for (int i = 0; i < MEASURED.size(); i++) {
                Field field = MEASURED.get(i);
                if (row.get(field) == Row.MALFORMED) {
                    report(field.key(), "a number: the reading is not used", row.text(field), 1 << FIELDS.size() + i, row, raw, decoded, out);
                }
            }
        }
        if (row.timezoneText() != null) {
            report(TIMEZONE, "an offset such as +01:00; times are written in UTC", row.timezoneText(), TIMEZONE_BIT, row, raw, decoded, out);
        }
    }

    private void report(
            String field, String meaning, String value, int bit, Row row, RawRecord raw, Decoded decoded, IntakeOutput out) {
        out.count(IntakeCounter.FIELDS_UNREADABLE, field);
        if ((reported & bit) != 0) {
            return;
        }
        reported |= bit;
        out.count(IntakeCounter.NOTICES, "unreadable-field");
        out.rejection(new Rejection(Scope.NOTICE, "unreadable-field", field + " is not " + meaning, raw.origin(), raw.arrival(), decoded.user(),
                decoded.study(), row.get(Field.TIMESTAMP), field, value, null, raw.body().length));
    }

    private static String meaning(Field field) {
        return switch (field) {
            case WEARING -> "a code from 0 to 4: whether the bracelet is worn is unknown";
            case IS_CHARGING -> "true, false, 0 or 1: whether the bracelet is on the charger is unknown";
            case BATTERY -> "a whole number from 0 to 100: the charge is unknown";
            case ACTIVITY_TYPE -> "a code from 0 up: the activity is unknown";
            default -> throw new IllegalArgumentException(field + " is not about the state of the bracelet");
        };
    }

    private static String text(Row row, Field field) {
        return row.has(field) ? BigDecimal.valueOf(row.get(field), 3).stripTrailingZeros().toPlainString() : row.text(field);
    }
}
