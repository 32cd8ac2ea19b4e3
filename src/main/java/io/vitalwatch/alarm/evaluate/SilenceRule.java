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
 * Nothing new arrived from a patient for some time ({@code type: silence}). The arrival clock decides; the wall clock decides nothing.
 * Samples that were sent before, samples older than {@code late.reach} and samples whose time cannot be believed are not new.
 *
 * @param after how long, milliseconds
 */
public record SilenceRule(String id, Kind kind, Priority priority, long after) implements Evaluation.OnArrivalClock {
    static final RuleKind KIND = new RuleKind("silence", SilenceRule::read);

    private static Evaluation read(RuleFields fields) {
        return new SilenceRule(fields.id(), fields.kind(), fields.priority("priority"), fields.neededPositiveDuration("after"));
    }

    @Override
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, "nothing new arrived for " + Sentences.duration(after)));
    }

    @Override
    public long longestSilence() {
        return after;
    }

    @Override
    public Essential essential() {
        return Essential.SILENCE;
    }

    @Override
    public long deadline(PatientView patient) {
        return patient.lastArrival() == PatientView.NEVER ? NEVER : patient.lastArrival() + after;
    }

    @Override
    public Judgement judgeDeadline(PatientView patient, long now) {
        if (patient.lastArrival() == PatientView.NEVER || patient.lastArrival() + after > now) {
            return Judgement.FALSE;
        }
        return Judgement.holds(priority, now, patient.lastArrival(), true, () -> explain(whatCame(patient) + "."));
    }

    /** Deliveries that bring nothing new are no sign of life, but people look for them first: the sentence says that they came. */
    private String whatCame(PatientView patient) {
        String time = Sentences.duration(after);
        if (patient.idleDeliveries() == 0) {
            return "Nothing arrived for " + time;
        }
        String came = "Nothing usable arrived for " + time + ": " + Sentences.deliveries(patient.idleDeliveries()) + " came, ";
        return patient.undatedSince() == PatientView.NEVER ? came + "with samples that were sent before or are too old"
                : came + "none usable: " + patient.undatedTimes();
    }

    @Override
    public Judgement judgeArrival(PatientView patient, long arrival) {
        return Judgement.cleared(arrival, () -> explain("Data arrives again."));
    }

    @Override
    public Explanation hidesOthers(PatientView patient, long now) {
        return explain("Nothing " + (patient.idleDeliveries() == 0 ? "" : "usable ") + "arrived for "
                + Sentences.roughly(now - patient.lastArrival()) + ": whether the alarm still holds is unknown.");
    }

    @Override
    public boolean explainsMissing(Group group, Latches latches) {
        return true;
    }

    private Explanation explain(String message) {
        return new Explanation(List.of(), new Alert.Limit("no delivery", 0, 0, after), message);
    }
}
