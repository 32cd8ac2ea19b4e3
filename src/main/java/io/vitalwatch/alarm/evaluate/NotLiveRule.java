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
 * Deliveries keep coming from a patient, and all data are older than {@code freshness.limit} ({@code type: not-live}): alarms on them are
 * only recorded, so the patient is not watched. A phone that uploads late does this, and a clock or time zone that is behind. On the
 * arrival clock.
 *
 * <p>It starts at the second delivery of old data or later: after a single one, silence is the reason.
 *
 * @param after how long after the first delivery of old data, milliseconds
 */
public record NotLiveRule(String id, Kind kind, Priority priority, long after) implements Evaluation.OnArrivalClock {
    static final RuleKind KIND = new RuleKind("not-live", NotLiveRule::read);

    private static Evaluation read(RuleFields fields) {
        return new NotLiveRule(fields.id(), fields.kind(), fields.priority("priority"), fields.neededPositiveDuration("after"));
    }

    @Override
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, "only old data for " + Sentences.duration(after)));
    }

    @Override
    public long deadline(PatientView patient) {
        boolean coming = patient.notLiveSince() != PatientView.NEVER && patient.lastArrival() > patient.notLiveSince();
        return !coming ? NEVER : Math.max(patient.notLiveSince() + after, patient.lastArrival());
    }

    /** The next delivery of old data may be the second one. */
    @Override
    public long earliestDeadline(PatientView patient) {
        return patient.notLiveSince() == PatientView.NEVER ? NEVER : patient.notLiveSince() + after;
    }

    @Override
    public Judgement judgeDeadline(PatientView patient, long now) {
        if (deadline(patient) > now) {
            return Judgement.FALSE;
        }
        return Judgement.holds(priority, now, patient.notLiveSince(), true, () -> explain("For " + Sentences.duration(after)
                + " all data that arrived were old: the newest sample was " + Sentences.roughly(patient.lag())
                + " old at its arrival. Alarms on such data are only recorded."));
    }

    @Override
    public Judgement judgeArrival(PatientView patient, long arrival) {
        return patient.notLiveSince() == PatientView.NEVER
                ? Judgement.cleared(arrival, () -> explain("Present data arrive again."))
                : Judgement.NOTHING;
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return true;
    }

    private Explanation explain(String message) {
        return new Explanation(List.of(), new Alert.Limit("all data older than freshness.limit", 0, 0, after), message);
    }
}
