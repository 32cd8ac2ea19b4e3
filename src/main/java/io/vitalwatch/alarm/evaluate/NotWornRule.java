package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.RowStatus;
import io.vitalwatch.window.StatusRing;

import java.util.List;
import java.util.Set;

/**
 * Not worn, or on the charger, for some time ({@code type: not-worn}). Asked at each row that says whether the bracelet is on the
 * patient, in order of sample time.
 *
 * @param after how long, milliseconds
 * @param clearCount it clears after this many consecutive rows that say "worn"
 */
public record NotWornRule(String id, Kind kind, Priority priority, long after, int clearCount) implements Evaluation.OfRows {
    static final RuleKind KIND = new RuleKind("not-worn", NotWornRule::read);

    private static Evaluation read(RuleFields fields) {
        return new NotWornRule(fields.id(), fields.kind(), fields.priority("priority"), fields.neededDuration("after"),
                fields.whole("clear.count", 1, 1, 64));
    }

    @Override
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, "not worn or on the charger" + (after == 0 ? "" : " for " + Sentences.duration(after))));
    }

    @Override
    public Set<Priority> priorities() {
        return Set.of(priority);
    }

    @Override
    public Concern concern() {
        return Concern.none().off();
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        return arrived.status() ? arrived : null;
    }

    /** A row that says whether the bracelet is on the patient. */
    @Override
    public Moment firstFrom(PatientView patient, long time) {
        long row = patient.statusFrom(time);
        while (row != PatientView.NEVER && RowStatus.on(patient.status().at(row)) == Ternary.UNKNOWN) {
            row = patient.statusFrom(row + 1);
        }
        return row == PatientView.NEVER ? null : Moment.again(patient, row);
    }

    @Override
    public boolean judgesStatus() {
        return true;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        StatusRing status = moment.patient().status();
        long now = status.at(moment.time());
        if (RowStatus.on(now) == Ternary.FALSE) {
            latches.recovered = 0;
            long since = latches.open() ? moment.time() : status.offSince(moment.time());
            if (!latches.open() && moment.time() - since < after) {
                return Judgement.FALSE;
            }
            // Of an alarm that other limits ended, what came before its end is not a part of the next one.
            long ended = latches.open() ? Long.MIN_VALUE : moment.patient().lastEnd(id);
            long onset = Math.max(since, ended + 1);
            return Judgement.holds(priority, moment.time(), onset, true,
                    () -> notOnPatient(moment.time(), RowStatus.charging(now) == Ternary.TRUE));
        }
        if (!latches.open() || ++latches.recovered < clearCount) {
            return Judgement.NOTHING;
        }
        return Judgement.cleared(moment.time(), () -> new Explanation(List.of(), limit(), "Worn again."));
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return true;
    }

    private Explanation notOnPatient(long time, boolean charging) {
        Alert.Evidence evidence = new Alert.Evidence(charging ? Vital.CHARGING : Vital.WEARING, charging ? 1000 : 0, Reading.NO_QUALITY,
                time);
        String message = (charging ? "On the charger" : "Not worn") + " for at least " + Sentences.duration(after) + ".";
        return new Explanation(List.of(evidence), limit(), message);
    }

    private Alert.Limit limit() {
        return new Alert.Limit("not worn or charging", 1, 1, after);
    }
}
