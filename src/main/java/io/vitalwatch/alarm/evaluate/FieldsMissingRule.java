package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.LackingRows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Fields of a patient's rows were renamed or left out, so nothing watches what they would say ({@code type: fields-missing}): a row of
 * which nothing is known but its time, a row that has a field under another name ({@code cardiacArrest}), or a field that stood in each of
 * many rows of its event type and in none of the next ones ({@link PatientView#missingFields}). Asked at each sample time of a row, in
 * order of sample time, for the rows of all event types at once.
 *
 * @param ignored fields that may come and go
 * @param clearCount it ends after so many rows in a row, of each event type concerned, that lack nothing
 */
public record FieldsMissingRule(String id, Kind kind, Priority priority, Set<Field> ignored, int clearCount) implements Evaluation.OfRows {
    static final RuleKind KIND = new RuleKind("fields-missing", FieldsMissingRule::read);
    private static final int DEFAULT_CLEAR = 3;

    private static Evaluation read(RuleFields fields) {
        return new FieldsMissingRule(fields.id(), fields.kind(), fields.priority("priority"), ignored(fields),
                fields.whole("clear.count", DEFAULT_CLEAR, 1, 64));
    }

    private static Set<Field> ignored(RuleFields fields) {
        RuleFields.Value value = fields.find("ignore");
        // Not an EnumSet: it is part of the catalogue, which Java serialises.
        Set<Field> ignored = new HashSet<>();
        for (String each : value == null ? new String[0] : value.text().split(",")) {
            if (!each.isBlank()) {
                ignored.add(fields.oneOf("ignore", new RuleFields.Value(each, value.where()), Field.values(), Field::key));
            }
        }
        return ignored;
    }

    @Override
    public List<Trigger> triggers() {
        String may = ignored.stream().map(Field::key).sorted().collect(Collectors.joining(" or "));
        return List.of(new Trigger(priority, "values left out or renamed" + (may.isEmpty() ? "" : ", other than " + may)));
    }

    @Override
    public Set<Priority> priorities() {
        return Set.of(priority);
    }

    @Override
    public Concern concern() {
        return Concern.none().fields();
    }

    /** For each event type how many rows it needs until nothing is missing. */
    @Override
    public Latches freshLatches() {
        return new Latches(SampleType.values().length);
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        return arrived.inOrder() && (open || lacks(arrived.lacking().of(arrived.row().type().ordinal()))) ? arrived : null;
    }

    @Override
    public Moment firstFrom(PatientView patient, long time) {
        return moment(patient, patient.lackingFrom(time));
    }

    @Override
    public Moment next(Moment judged) {
        return judged.isAgain() ? moment(judged.patient(), judged.lacking().next()) : null;
    }

    private static Moment moment(PatientView patient, LackingRows rows) {
        return rows == null ? null : Moment.again(patient, rows);
    }

    @Override
    public boolean judgesFields() {
        return true;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        if (latches.clearNeeded.length < SampleType.values().length) {
            latches.clearNeeded = Arrays.copyOf(latches.clearNeeded, SampleType.values().length);
        }
        LackingRows.Lack lack = null;
        boolean back = false;
        for (int type = 0; type < latches.clearNeeded.length; type++) {
            LackingRows.Lack rows = moment.lacking().of(type);
            if (rows != null && lacks(rows)) {
                latches.clearNeeded[type] = (byte) clearCount;
                lack = lack == null ? rows : lack;
            } else if (rows != null && latches.open() && latches.clearNeeded[type] > 0) {
                back |= --latches.clearNeeded[type] == 0;
            }
        }
        if (lack != null) {
            LackingRows.Lack found = lack;
            return Judgement.holds(priority, moment.time(), moment.time(), true, () -> explain(found));
        }
        if (!back || latches.anyRungActive()) {
            return Judgement.NOTHING;
        }
        return Judgement.cleared(moment.time(), () -> new Explanation(List.of(), new Alert.Limit("rows that lack nothing", clearCount,
                clearCount, 0), "The fields are back in " + clearCount + (clearCount == 1 ? " row." : " rows in a row.")));
    }

    private boolean lacks(LackingRows.Lack rows) {
        return rows.nothingKnown() || rows.otherNames() || missing(rows) != 0;
    }

    private int missing(LackingRows.Lack rows) {
        int missing = rows.missing();
        for (Field each : ignored) {
            missing &= ~(1 << each.ordinal());
        }
        return missing;
    }

    private Explanation explain(LackingRows.Lack rows) {
        String names = rows.otherNames() && rows.names().isEmpty() ? "too many to list" : String.join(", ", rows.names());
        if (rows.nothingKnown()) {
            return new Explanation(List.of(), new Alert.Limit("a row without any known field", 1, 1, 0), "Nothing is known of a row but its"
                    + " time" + (names.isEmpty() ? "" : "; unknown fields: " + names) + ". Were fields renamed?");
        }
        int missing = missing(rows);
        if (missing == 0) {
            return new Explanation(List.of(), new Alert.Limit("a field under another name", 1, 1, 0), "Fields under another name: " + names
                    + ". What they hold is not watched.");
        }
        StringJoiner keys = new StringJoiner(", ");
        for (Field field : Field.values()) {
            if ((missing >>> field.ordinal() & 1) != 0) {
                keys.add(field.key());
            }
        }
        return new Explanation(List.of(), new Alert.Limit("a field that always stood is gone", PatientView.ROWS_WITHOUT,
                PatientView.ROWS_WITHOUT, 0), "Missing in the last " + PatientView.ROWS_WITHOUT + " " + rows.type().label()
                + " rows, after " + PatientView.ROWS_WITH + " rows that had them: " + keys
                + (names.isEmpty() ? "" : "; fields under another name: " + names) + ". What they would say is not watched.");
    }
}
