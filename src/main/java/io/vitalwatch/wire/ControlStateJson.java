package io.vitalwatch.wire;

import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

/**
 * What became of a control record, as its record on the topic vitals.control.state, written and read. The contract is
 * schema/control-state.json.
 */
public final class ControlStateJson {
    private static final String SEQ = "seq";
    private static final String OUTCOME = "outcome";
    private static final String APPLIED_AT = "applied_at";
    private static final String LATE_MS = "late_ms";
    private static final String AUTHOR = "author";

    private ControlStateJson() {}

    /** The record's bytes, UTF-8; the same answer always gives the same bytes. Times are UTC. */
    public static byte[] of(ControlAnswer answer) {
        return RecordJson.of(json -> {
            if (answer.seq() >= 0) {
                json.number(SEQ, answer.seq());
            }
            json.text(RecordField.ID, answer.id());
            json.number(RecordField.PARTITION, answer.partition());
            json.text(OUTCOME, answer.outcome().label());
            json.time(RecordField.ARRIVED, answer.arrived(), 0);
            if (answer.appliedAt() != ControlRecord.NOT_SET) {
                json.time(APPLIED_AT, answer.appliedAt(), 0);
                json.number(LATE_MS, answer.lateMillis());
            }
            json.text(RecordField.DETAIL, answer.detail());
            if (answer.kind() != null) {
                json.text(RecordField.KIND, answer.kind().label());
            }
            if (answer.scope() != null) {
                json.object(RecordField.SCOPE, scope -> ControlRecordJson.write(answer.scope(), scope));
            }
            json.text(AUTHOR, answer.author());
        });
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static ControlAnswer read(byte[] record) {
        RecordReader json = RecordReader.of(record, "control state");
        boolean applied = json.has(APPLIED_AT);
        return new ControlAnswer(json.has(SEQ) ? json.number(SEQ) : -1, json.integer(RecordField.PARTITION),
                json.word(OUTCOME, ControlAnswer.Outcome.values(), ControlAnswer.Outcome::label),
                json.has(RecordField.ARRIVED) ? json.time(RecordField.ARRIVED) : ControlRecord.NOT_SET,
                applied ? json.time(APPLIED_AT) : ControlRecord.NOT_SET, applied ? json.number(LATE_MS) : 0,
                json.textOrNull(RecordField.DETAIL), json.textOrNull(RecordField.ID),
                json.has(RecordField.SCOPE) ? scope(json.object(RecordField.SCOPE)) : null,
                json.has(RecordField.KIND) ? json.word(RecordField.KIND, ControlKind.values(), ControlKind::label) : null,
                json.textOrNull(AUTHOR));
    }

    private static Scope scope(RecordReader json) {
        for (Scope.Type type : Scope.Type.values()) {
            if (json.has(type.label())) {
                return type == Scope.Type.ALL ? Scope.ALL : new Scope(type, json.text(type.label()));
            }
        }
        throw new IllegalArgumentException("control state: scope names nothing");
    }
}
