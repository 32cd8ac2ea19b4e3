package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Vital;

import java.util.List;
import java.util.Set;

/**
 * Not worn, or on the charger, for some time ({@code type: not-worn}). Asked at each row in order that says whether the bracelet is on the
 * patient.
 *
 * @param after how long, milliseconds
 * @param clearCount it clears after this many consecutive rows that say "worn"
 */
public record NotWornRule(String id, Kind kind, Priority priority, long after, int clearCount) implements Evaluation {
    static final RuleKind KIND = new RuleKind("not-worn", NotWornRule::read);

    private static Evaluation read(RuleFields fields) {
        return new NotWornRule(fields.id(), fields.kind(), fields.priority("priority"), fields.neededDuration("after"),
                fields.whole("clear.count", 1, 1, 64));
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

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        PatientView patient = moment.patient();
        if (patient.on() == Ternary.FALSE) {
            latches.recovered = 0;
            if (!latches.open() && moment.time() - patient.statusSince() < after) {
                return Judgement.FALSE;
            }
            return Judgement.holds(priority, moment.time(), patient.statusSince(), true, () -> notOnPatient(moment));
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

    private Explanation notOnPatient(Moment moment) {
        boolean charging = moment.patient().charging();
        Alert.Evidence evidence = new Alert.Evidence(charging ? Vital.CHARGING : Vital.WEARING, charging ? 1000 : 0, Reading.NO_QUALITY,
                moment.time());
        String message = (charging ? "On the charger" : "Not worn") + " for at least " + Sentences.duration(after) + ".";
        return new Explanation(List.of(evidence), limit(), message);
    }

    private Alert.Limit limit() {
        return new Alert.Limit("not worn or charging", 1, 1, after);
    }
}
