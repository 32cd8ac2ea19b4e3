package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The bracelet works, but one vital is no longer measured ({@code type: no-reading}). On the arrival clock: it is due {@code after} the
 * sample time of the newest usable reading, whatever arrived since.
 *
 * <p>It does not repeat what another alarm says: it waits while an open alarm explains the missing readings, for {@code after} from a row
 * that says "not worn" or "charging" and from the patient's first delivery, for a minute after such an alarm ended ({@code after} where the
 * vital is not expected), and where silence began with the newest usable reading. It ends with a usable reading that is at most four fifths
 * of {@code after} old at its arrival.
 *
 * @param group the measurement group
 * @param after how long, milliseconds
 * @param expected whether the vital is expected from each patient; if not, it is from those from whom it was measured once
 */
public record NoReadingRule(String id, Kind kind, Priority priority, Group group, long after, boolean expected)
        implements Evaluation.OnArrivalClock {
    static final RuleKind KIND = new RuleKind("no-reading", NoReadingRule::read);

    /** A delivery holds the rows of a minute or two, and activity and temperature come in deliveries of their own. */
    private static final long SAME_UPLOAD = 120_000;
    /** So long after the end of an alarm that explained it, so that the other deliveries of the same upload can arrive. */
    private static final long AFTER_EXPLAINED = 60_000;

    private static Evaluation read(RuleFields fields) {
        Group group = fields.oneOf("vital", fields.need("vital"), Group.values(), Group::label);
        RuleFields.Value after = fields.find("after");
        RuleFields.Value expected = fields.find("expected");
        return new NoReadingRule(fields.id(), fields.kind(), fields.priority("priority"), group,
                after == null ? fields.age(group) : fields.neededPositiveDuration("after"),
                expected != null && fields.oneOf("expected", expected, new Boolean[] {true, false}, String::valueOf));
    }

    @Override
    public Group missed() {
        return group;
    }

    @Override
    public List<Trigger> triggers() {
        return List.of(new Trigger(priority, "no usable " + Sentences.name(group) + " for " + Sentences.duration(after)
                + (expected ? ", even if there never was one" : ", if there was one before")));
    }

    @Override
    public long deadline(PatientView patient) {
        long since = since(patient);
        if (since == PatientView.NEVER) {
            return NEVER;
        }
        long due = earliestDeadline(patient);
        long arrival = patient.lastArrival();
        boolean silentSince = arrival != PatientView.NEVER && arrival <= since + SAME_UPLOAD;
        return Math.max(silentSince ? arrival + after : due, Math.max(due, arrival));
    }

    /** Silence may turn out not to have begun with the newest usable reading. */
    @Override
    public long earliestDeadline(PatientView patient) {
        long since = since(patient);
        if (since == PatientView.NEVER) {
            return NEVER;
        }
        long due = Math.max(since, patient.firstContact()) + after;
        if (patient.lastOff() != PatientView.NEVER) {
            due = Math.max(due, patient.lastOff() + after);
        }
        if (patient.explainedUntil() != PatientView.NEVER) {
            due = Math.max(due, patient.explainedUntil() + (expected ? AFTER_EXPLAINED : after));
        }
        return due;
    }

    private long since(PatientView patient) {
        long usable = patient.lastUsable(group);
        return usable != PatientView.NEVER || !expected ? usable : patient.firstContact();
    }

    @Override
    public Judgement judgeDeadline(PatientView patient, long now) {
        if (deadline(patient) > now) {
            return Judgement.FALSE;
        }
        return Judgement.holds(priority, now, since(patient), true, () -> explain(missing(patient, now)));
    }

    @Override
    public Judgement judgeArrival(PatientView patient, long arrival) {
        long usable = patient.lastUsable(group);
        // A reading that is nearly too old does not end it: the alarm would come back before the next one.
        return usable == PatientView.NEVER || usable + after - after / 5 <= arrival
                ? Judgement.NOTHING
                : Judgement.cleared(arrival, () -> {
                    ReadingRing ring = patient.ring(group);
                    List<Alert.Evidence> evidence = CountedReadings.evidenceAt(group, ring, newestUsable(ring));
                    return new Explanation(evidence, limit(), "Measured again: " + Sentences.lower(Sentences.listed(evidence)) + ".");
                });
    }

    /** "No usable pulse for 10 min. 9 rows came since: 3 with an unusable reading (quality), 6 without a value." */
    private String missing(PatientView patient, long now) {
        long usable = patient.lastUsable(group);
        String name = Sentences.name(group);
        String text = usable == PatientView.NEVER
                ? "No usable " + name + " was ever measured, " + Sentences.roughly(now - patient.firstContact()) + " after the first delivery."
                : "No usable " + name + " for " + Sentences.roughly(now - usable) + ".";
        int rows = patient.rowsAfter(group, usable);
        if (rows == 0) {
            return text + " No row came since.";
        }
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        ReadingRing ring = patient.ring(group);
        int unusable = 0;
        for (int i = ring == null ? 0 : ring.size() - 1; ring != null && i >= 0 && ring.time(i) > usable; i--) {
            verdicts.merge(ring.verdict(i), 1, Integer::sum);
            unusable++;
        }
        StringBuilder came = new StringBuilder();
        verdicts.forEach((verdict, count) -> came.append(came.isEmpty() ? "" : ", ").append(verdict.label()));
        return text + " " + rows + (rows == 1 ? " row came since: " : " rows came since: ")
                + (unusable == 0 ? "" : unusable + " with an unusable reading (" + came + "), ") + Math.max(0, rows - unusable)
                + " without a value.";
    }

    private static int newestUsable(ReadingRing ring) {
        int index = ring.size() - 1;
        while (!ring.usable(index)) {
            index--;
        }
        return index;
    }

    private Explanation explain(String message) {
        return new Explanation(List.of(), limit(), message);
    }

    private Alert.Limit limit() {
        return new Alert.Limit("no usable " + group.label().replace('-', ' '), 0, 0, after);
    }
}
