package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Reach;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A rule of the catalogue. Each kind of rule is one class that implements this and registers itself in {@link RuleKinds}; nothing else in the
 * program knows the list of kinds.
 *
 * <p>A rule is immutable, has no state, and equals another rule with equal fields. It says what it looks at (from this the filter, the
 * reach of the windows, the metrics and the checks of parameters are built) and answers one question, {@link #judge}.
 *
 * <p>How a rule is asked: {@link #first} gives the first moment to judge after a new row, {@link #next} the one after it, in order of
 * sample time. If no episode is open, judging begins with {@link #freshLatches}; if one is open, with its latches. Rules {@link
 * OnArrivalClock} have deadlines instead.
 */
public interface Evaluation extends Serializable {
    /** No deadline. */
    long NEVER = Long.MAX_VALUE;

    /** The id, a part of every alert of the rule. */
    String id();

    /** Whether the rule is about the patient or about the ability to monitor the patient. */
    Kind kind();

    /** What a catalogue cannot do without, or patients are unwatched and nobody is told. */
    enum Essential {
        /** The bracelet's own cardiac-arrest flag. */
        CARDIAC_ARREST("no rule of type flag (cardiac-arrest): the bracelet's own cardiac-arrest flag raises nothing"),
        /** That nothing arrives from a patient. */
        SILENCE("no rule of type silence (no-data): a patient from whom nothing arrives is not noticed");

        private final String missing;

        Essential(String missing) {
            this.missing = missing;
        }

        /** What it means that no rule of the catalogue watches this: a clause for people. */
        public String missing() {
            return missing;
        }
    }

    /** Which of the essential things the rule watches; null for any other rule. */
    default Essential essential() {
        return null;
    }

    /**
     * Limits of the rule that can never be met, or never be left again, by values that are plausible; a sentence each that names both
     * settings and the fix. Empty for rules that can start and end.
     *
     * @param spans the values that each vital can have
     */
    default List<String> deadEnds(Function<Vital, Reach.Span> spans) {
        return List.of();
    }

    /** The priorities that an episode of this rule may have. */
    Set<Priority> priorities();

    /** Which samples concern the rule while it has no open episode of the patient. With an open episode every sample concerns it. */
    Concern concern();

    /** The largest number of readings of a group that one judgement uses; 0 if it uses none. */
    default int lookBack(Group group) {
        return 0;
    }

    /** Whether usable readings of a group with this activity code of the vendor are none of those that {@link #lookBack} counts. */
    default boolean skips(Group group, int activity) {
        return false;
    }

    /** Whether late readings of a group can change what the rule says. */
    default boolean looksAt(Group group) {
        return lookBack(group) > 0;
    }

    /**
     * Whether a moment of the rule is all that the rows of one sample time say. Rows of one sample time can come one after the other: the
     * rule is then judged again as after a late row.
     */
    default boolean judgesRows() {
        return false;
    }

    /** Whether the rule is asked at activity rows for what they say of the bracelet, with or without readings. */
    default boolean judgesStatus() {
        return false;
    }

    /** Whether the rule is asked about which fields rows have, with or without readings. */
    default boolean judgesFields() {
        return false;
    }

    /**
     * Whether a late reading that does not concern the rule by its {@link #concern} does so because of the readings after it. Asked where no
     * episode of the time after it is known.
     */
    default boolean concernedByLate(PatientView patient, Group group, long time) {
        return false;
    }

    /** How far one judgement looks back in sample time, milliseconds. */
    default long reach() {
        return 0;
    }

    /**
     * For how long before the late reach the rule needs the times of readings and whether they were usable, milliseconds; see {@link
     * io.vitalwatch.window.LeftReadings}.
     */
    default long countsLeft() {
        return 0;
    }

    /** The longest window or duration that the rule names, milliseconds; at most 24 hours are accepted. */
    default long longestWindow() {
        return reach();
    }

    /**
     * The time without an arrival after which the rule starts an episode, milliseconds; at most {@code state.ttl}. 0 for rules of another
     * kind.
     */
    default long longestSilence() {
        return 0;
    }

    /** Limits that must not contradict those of another rule on the same vital; empty for rules without limits. */
    default List<Rung> limits() {
        return List.of();
    }

    /** What raises each priority, for people, mildest first. No kind is silent: a rule without a word would look like one without a limit. */
    List<Trigger> triggers();

    /** Circumstances in which the rule does not use a sample. */
    default Set<Circumstance> unless() {
        return Set.of();
    }

    /** Whether the rule is asked for each measurement group ({@link Moment#group}) and not once for the row. */
    default boolean eachGroup() {
        return false;
    }

    /**
     * Whether every judgement is written when it is found, at its own moment, from stale rows too. Otherwise an alarm in old data of which
     * newer data show the end is written as passed.
     */
    default boolean waitsForNothing() {
        return false;
    }

    /** How far apart the measurements of the rule are where nothing is wrong, milliseconds; 0 if they come with every row or so. */
    default long cadence() {
        return 0;
    }

    /** The measurement group whose readings decide, for a rule whose open episode is unknown only without them; null for other rules. */
    default Group decides() {
        return null;
    }

    /** After this time without a usable reading of {@link #decides} an open episode is unknown, milliseconds. */
    default long unknownAfter() {
        return 0;
    }

    /**
     * The newest reading of an open alarm, its age and the limit, as a part of a sentence: for a reminder, or when the alarm becomes unknown.
     *
     * @param known whether the reading is new enough to say whether the alarm holds
     * @return null if there is no reading to give
     */
    default Explanation lastKnown(PatientView patient, Latches latches, DecisionContext context, boolean known) {
        return null;
    }

    /**
     * An alarm that begins again at most this long after its end goes on as the same episode, milliseconds; 0 for never. Only for rules
     * whose episodes do not overlap.
     */
    default long rejoin() {
        return 0;
    }

    /** How long at most from the onset to the moment that confirms it, milliseconds; no judgement counts readings that are older. */
    default long longestConfirmation() {
        return reach();
    }

    /** The latches before any moment. */
    default Latches freshLatches() {
        return new Latches();
    }

    /**
     * The first moment to judge after the patient's state was updated with a row, or null if the row does not concern the rule.
     *
     * @param open whether an episode of the rule is open
     */
    Moment first(Moment arrived, boolean open);

    /** The moment to judge after this one, or null. */
    default Moment next(Moment judged) {
        return null;
    }

    /**
     * The first moment at or after a sample time, from which the rule can be judged again after late data. {@link #next} leads on from it.
     *
     * @return null if there is none, and always for a rule that {@link #judgesAgain} not
     */
    default Moment firstFrom(PatientView patient, long time) {
        return null;
    }

    /** As {@link #firstFrom} while no alarm is open: without moments at which none can begin. It leads on to the same alarms, sooner. */
    default Moment firstToBegin(PatientView patient, long time) {
        return firstFrom(patient, time);
    }

    /** As {@link #next} while no alarm is open: without moments at which none can begin. It leads on to the same alarms, sooner. */
    default Moment nextToBegin(Moment judged) {
        return next(judged);
    }

    /** Whether the rule is a function of the data in order of sample time, so that late data can be judged again in their order. */
    default boolean judgesAgain() {
        return false;
    }

    /** Whether rows that are older than the late reach are judged by themselves, to record what was in them. */
    default boolean judgesStale() {
        return judgesAgain();
    }

    /**
     * How long before a moment the spans of the rule's ended episodes count at it, milliseconds. Not used for a rule that {@link
     * #judgesStale}: its spans are kept.
     */
    default long spansCount() {
        return 0;
    }

    /** Judges one moment. Updates the latches to those after this moment and changes nothing else. */
    Judgement judge(Moment moment, Latches latches);

    /** Whether an open episode of this rule says why there are no usable readings of a group. */
    default boolean explainsMissing(Group group, Latches latches) {
        return false;
    }

    /** A rule about rows as they are and not about readings, such as one about the bracelet. Late rows are judged again in order of time. */
    interface OfRows extends Evaluation {
        @Override
        default Moment next(Moment judged) {
            return judged.isAgain() ? firstFrom(judged.patient(), judged.time() + 1) : null;
        }

        @Override
        default boolean judgesAgain() {
            return true;
        }

        @Override
        default boolean judgesRows() {
            return true;
        }

        @Override
        default boolean judgesStale() {
            return false;
        }
    }

    /**
     * A rule on the arrival clock, such as silence. It concerns no sample and judges no moment of sample time: only {@link #deadline}, {@link
     * #judgeDeadline} and {@link #judgeArrival} are used.
     */
    interface OnArrivalClock extends Evaluation {
        /** The priority of each episode. */
        Priority priority();

        @Override
        default Set<Priority> priorities() {
            return Set.of(priority());
        }

        @Override
        default Concern concern() {
            return Concern.none();
        }

        @Override
        default Moment first(Moment arrived, boolean open) {
            return null;
        }

        @Override
        default Judgement judge(Moment moment, Latches latches) {
            return Judgement.NOTHING;
        }

        /**
         * The next moment of the arrival clock at which the rule has to be asked, or {@link #NEVER}. It is asked while no episode of the rule
         * is open.
         */
        long deadline(PatientView patient);

        /**
         * A moment that no {@link #deadline} is before, now or later, while data arrive in their usual way: what the patient's times are
         * only moves forward, and none of them was {@link PatientView#NEVER} before. It spares a search for the deadline at each delivery.
         */
        default long earliestDeadline(PatientView patient) {
            return deadline(patient);
        }

        /** Judges a moment of the arrival clock. Called while no episode is open. */
        Judgement judgeDeadline(PatientView patient, long now);

        /** Judges an arrival that added something. Called while an episode is open. */
        Judgement judgeArrival(PatientView patient, long arrival);

        /**
         * Why an open episode of this rule makes the patient's other open episodes unknown; null if it does not.
         *
         * @param now the arrival clock
         */
        default Explanation hidesOthers(PatientView patient, long now) {
            return null;
        }

        /**
         * The measurement group that the rule watches for readings that stay away, or null. While an episode of another rule {@link
         * #explainsMissing}, the rule has no deadline.
         */
        default Group missed() {
            return null;
        }
    }
}
