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

import java.util.List;

/**
 * Samples come from a patient, and the time of none of them can be believed ({@code type: clock-wrong}). Such samples are in no window, so
 * the patient is not watched. On the arrival clock; also for a patient of whom nothing else ever came.
 *
 * @param after how long after the first such sample, milliseconds
 */
public record ClockWrongRule(String id, Kind kind, Priority priority, long after) implements Evaluation.OnArrivalClock {
    static final RuleKind KIND = new RuleKind("clock-wrong", ClockWrongRule::read);

    private static Evaluation read(RuleFields fields) {
        return new ClockWrongRule(fields.id(), fields.kind(), fields.priority("priority"), fields.neededPositiveDuration("after"));
    }

    @Override
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, "only samples without a credible time for " + Sentences.duration(after)));
    }

    @Override
    public long deadline(PatientView patient) {
        return patient.undatedSince() == PatientView.NEVER ? NEVER : patient.undatedSince() + after;
    }

    @Override
    public Judgement judgeDeadline(PatientView patient, long now) {
        if (deadline(patient) > now) {
            return Judgement.FALSE;
        }
        return Judgement.holds(priority, now, patient.undatedSince(), true, () -> explain("For " + Sentences.duration(after)
                + " no sample had a time that can be believed: " + patient.undatedTimes() + ". Check the clock of bracelet and phone."));
    }

    @Override
    public Judgement judgeArrival(PatientView patient, long arrival) {
        return Judgement.cleared(arrival, () -> explain("Samples with a credible time arrive again."));
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return true;
    }

    private Explanation explain(String message) {
        return new Explanation(List.of(), new Alert.Limit("no credible time", 0, 0, after), message);
    }
}
