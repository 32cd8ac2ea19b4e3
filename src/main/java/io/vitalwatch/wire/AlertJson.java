package io.vitalwatch.wire;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Vital;

import java.util.List;

/** An alert as its record on the alerts topic, written and read. The contract is schema/alert.json. */
public final class AlertJson {
    private AlertJson() {}

    /** The record's bytes, UTF-8; the same alert always gives the same bytes. Times are written in the sample's own offset. */
    public static byte[] of(Alert alert) {
        int offset = alert.offsetMinutes();
        return RecordJson.of(json -> {
            json.text(RecordField.ID, alert.id());
            json.text(RecordField.EPISODE, alert.episode());
            json.number(RecordField.SEQUENCE, alert.sequence());
            json.text(RecordField.PHASE, alert.phase().label());
            json.text(RecordField.STATE, alert.state().label());
            json.text(RecordField.REASON, alert.reason().label());
            json.text(RecordField.KIND, alert.kind().label());
            json.text(RecordField.RULE, alert.rule());
            json.text(RecordField.PRIORITY, alert.priority().label());
            if (alert.gravest() != alert.priority()) {
                json.text(RecordField.GRAVEST, alert.gravest().label());
            }
            json.text(RecordField.USER, alert.user());
            json.text(RecordField.STUDY, alert.study());
            json.time(RecordField.ONSET, alert.onset(), offset);
            json.time(RecordField.OBSERVED, alert.observed(), offset);
            json.time(RecordField.ARRIVED, alert.arrived(), offset);
            json.number(RecordField.AGE_SECONDS, alert.ageSeconds());
            json.text(RecordField.FRESHNESS, alert.freshness().label());
            if (alert.time() != TimeBasis.SAMPLE) {
                json.text(RecordField.TIME, alert.time().label());
            }
            json.text(RecordField.MERGED_INTO, alert.mergedInto());
            json.text(RecordField.SIGNAL, alert.signal() == null ? null : alert.signal().label());
            json.text(RecordField.CATALOGUE_VERSION, alert.basis() == null ? null : alert.basis().catalogue());
            if (alert.basis() != null && alert.basis().stay() > 0) {
                json.number(RecordField.STAY, alert.basis().stay());
            }
            by(json, alert.by(), offset);
            json.startArray(RecordField.READINGS);
            for (Alert.Evidence reading : alert.readings()) {
                json.element(element -> {
                    element.text(RecordField.VITAL, reading.vital().label());
                    element.milli(RecordField.VALUE, reading.value());
                    element.text(RecordField.UNIT, reading.vital().unit());
                    if (reading.quality() == Reading.NO_QUALITY) {
                        element.unknown(RecordField.QUALITY);
                    } else {
                        element.number(RecordField.QUALITY, reading.quality());
                    }
                    element.time(RecordField.AT, reading.at(), offset);
                });
            }
            json.endArray();
            json.object(RecordField.LIMIT, limit -> {
                limit.text(RecordField.CONDITION, alert.limit().condition());
                limit.number(RecordField.COUNT, alert.limit().count());
                limit.number(RecordField.OF, alert.limit().of());
                limit.milli(RecordField.DURATION_SECONDS, alert.limit().durationMillis());
                limit.text(RecordField.LAYER, alert.basis() == null ? null : alert.basis().layer());
                terms(limit, alert.limit().terms());
            });
            json.text(RecordField.MESSAGE, alert.message());
        });
    }

    private static void by(RecordJson json, Alert.By by, int offset) {
        if (by == null) {
            return;
        }
        json.object(RecordField.BY, cause -> {
            cause.text(RecordField.AUTHOR, by.author());
            cause.text(RecordField.REASON, by.reason());
            if (by.until() != Alert.NO_TIME) {
                cause.time(RecordField.UNTIL, by.until(), offset);
            }
            if (by.step() > 0) {
                cause.number(RecordField.STEP, by.step());
            }
        });
    }

    private static void terms(RecordJson json, List<Alert.Term> terms) {
        if (terms.isEmpty()) {
            return;
        }
        json.startArray(RecordField.TERMS);
        for (Alert.Term term : terms) {
            json.element(element -> {
                element.text(RecordField.TEXT, term.text());
                element.text(RecordField.VITAL, term.vital().label());
                element.text(RecordField.STATISTIC, term.statistic());
                element.text(RecordField.OPERATOR, term.operator());
                element.milli(RecordField.VALUE, term.value());
                if (term.observed() != null) {
                    element.milli(RecordField.OBSERVED, term.observed());
                    element.number(RecordField.AGE_SECONDS, term.ageSeconds());
                }
                if (term.holds() == Ternary.UNKNOWN) {
                    element.unknown(RecordField.HOLDS);
                } else {
                    element.flag(RecordField.HOLDS, term.holds() == Ternary.TRUE);
                }
            });
        }
        json.endArray();
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one. Fields that can be derived from others (unit, age) are not
     * read.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static Alert read(byte[] record) {
        RecordReader json = RecordReader.of(record, "alert");
        RecordReader limit = json.object(RecordField.LIMIT);
        Priority priority = json.word(RecordField.PRIORITY, Priority.values(), Priority::label);
        return new Alert(
                json.text(RecordField.ID),
                json.text(RecordField.EPISODE),
                json.integer(RecordField.SEQUENCE),
                json.word(RecordField.PHASE, Phase.values(), Phase::label),
                json.word(RecordField.STATE, AlarmState.values(), AlarmState::label),
                json.word(RecordField.REASON, Reason.values(), Reason::label),
                json.word(RecordField.KIND, Kind.values(), Kind::label),
                json.text(RecordField.RULE),
                priority,
                json.text(RecordField.USER),
                json.text(RecordField.STUDY),
                json.time(RecordField.ONSET),
                json.time(RecordField.OBSERVED),
                json.time(RecordField.ARRIVED),
                json.offsetMinutes(RecordField.ONSET),
                json.word(RecordField.FRESHNESS, Freshness.values(), Freshness::label),
                json.list(RecordField.READINGS, AlertJson::evidence),
                new Alert.Limit(limit.text(RecordField.CONDITION), limit.integer(RecordField.COUNT), limit.integer(RecordField.OF),
                        limit.thousandths(RecordField.DURATION_SECONDS),
                        limit.has(RecordField.TERMS) ? limit.list(RecordField.TERMS, AlertJson::term) : List.of()),
                json.text(RecordField.MESSAGE),
                json.has(RecordField.TIME) ? json.word(RecordField.TIME, TimeBasis.values(), TimeBasis::label) : TimeBasis.SAMPLE,
                json.has(RecordField.GRAVEST) ? json.word(RecordField.GRAVEST, Priority.values(), Priority::label) : priority,
                json.textOrNull(RecordField.MERGED_INTO),
                json.has(RecordField.SIGNAL) ? json.word(RecordField.SIGNAL, Signal.values(), Signal::label) : null,
                json.has(RecordField.BY) ? by(json.object(RecordField.BY)) : null,
                json.has(RecordField.CATALOGUE_VERSION)
                        ? new Alert.Basis(json.text(RecordField.CATALOGUE_VERSION), limit.text(RecordField.LAYER),
                                json.has(RecordField.STAY) ? json.integer(RecordField.STAY) : 0) : null);
    }

    private static Alert.By by(RecordReader by) {
        return new Alert.By(by.textOrNull(RecordField.AUTHOR), by.textOrNull(RecordField.REASON),
                by.has(RecordField.UNTIL) ? by.time(RecordField.UNTIL) : Alert.NO_TIME,
                by.has(RecordField.STEP) ? by.integer(RecordField.STEP) : 0);
    }

    private static Alert.Term term(RecordReader term) {
        boolean compared = term.has(RecordField.OBSERVED);
        return new Alert.Term(
                term.text(RecordField.TEXT),
                term.word(RecordField.VITAL, Vital.values(), Vital::label),
                term.textOrNull(RecordField.STATISTIC),
                term.text(RecordField.OPERATOR),
                term.value(RecordField.VALUE),
                compared ? term.value(RecordField.OBSERVED) : null,
                compared ? term.number(RecordField.AGE_SECONDS) : null,
                !term.has(RecordField.HOLDS) ? Ternary.UNKNOWN : term.flag(RecordField.HOLDS) ? Ternary.TRUE : Ternary.FALSE);
    }

    private static Alert.Evidence evidence(RecordReader reading) {
        return new Alert.Evidence(
                reading.word(RecordField.VITAL, Vital.values(), Vital::label),
                reading.value(RecordField.VALUE),
                reading.has(RecordField.QUALITY) ? reading.integer(RecordField.QUALITY) : Reading.NO_QUALITY,
                reading.time(RecordField.AT));
    }
}
