package io.vitalwatch.model;

import java.util.List;
import java.util.Locale;

/**
 * One record of an alarm episode: everything that is needed to understand why it was written.
 *
 * <p>It contains no wall-clock time and nothing random, so the same deliveries give the same record, byte for byte.
 *
 * @param id hash of episode and sequence: the same after a crash, a replay, a rescale
 * @param episode hash of user, rule and onset
 * @param sequence number of the record in its episode: 0 for the start, then 1, 2 and so on
 * @param rule the rule's id in the catalogue
 * @param onset when the condition began, sample time (arrival time for no-data)
 * @param observed sample time of the data that caused this record; if silence caused it, the deadline on the arrival clock
 * @param arrived arrival of the delivery that caused this record; if silence caused it, the same deadline
 * @param offsetMinutes the sample's own offset, in which its times are written
 * @param freshness live, or historical (found on old data, recorded only)
 * @param readings the readings that caused this record, oldest first
 * @param limit what the readings were compared with
 * @param message one plain sentence
 * @param gravest the most severe priority that the episode has had, as it is known now
 * @param mergedInto the episode of which this one turned out to be a part, or null
 * @param time which clock onset and observed are of, where the bracelet's own cannot be believed
 * @param signal what people hear after this record; null in records of a version that did not say so
 * @param by who caused the record, or null
 * @param basis by which rules it was judged; null where rules do not change while the job runs
 */
public record Alert(
        String id,
        String episode,
        int sequence,
        Phase phase,
        AlarmState state,
        Reason reason,
        Kind kind,
        String rule,
        Priority priority,
        String user,
        String study,
        long onset,
        long observed,
        long arrived,
        int offsetMinutes,
        Freshness freshness,
        List<Evidence> readings,
        Limit limit,
        String message,
        TimeBasis time,
        Priority gravest,
        String mergedInto,
        Signal signal,
        By by,
        Basis basis) {
    /** The end of an action that has none. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** A record of which the signal is not known yet. */
    public Alert(String id, String episode, int sequence, Phase phase, AlarmState state, Reason reason, Kind kind, String rule,
            Priority priority, String user, String study, long onset, long observed, long arrived, int offsetMinutes, Freshness freshness,
            List<Evidence> readings, Limit limit, String message, TimeBasis time, Priority gravest, String mergedInto) {
        this(id, episode, sequence, phase, state, reason, kind, rule, priority, user, study, onset, observed, arrived, offsetMinutes,
                freshness, readings, limit, message, time, gravest, mergedInto, null, null, null);
    }

    /** The same record with what people hear after it. */
    public Alert with(Signal heard, By cause) {
        return new Alert(id, episode, sequence, phase, state, reason, kind, rule, priority, user, study, onset, observed, arrived,
                offsetMinutes, freshness, readings, limit, message, time, gravest, mergedInto, heard, cause, basis);
    }

    /** The same record about data that are of the past, however new they are. */
    public Alert historical() {
        return new Alert(id, episode, sequence, phase, state, reason, kind, rule, priority, user, study, onset, observed, arrived,
                offsetMinutes, Freshness.HISTORICAL, readings, limit, message, time, gravest, mergedInto, signal, by, basis);
    }

    /** The same record with the rules by which it was judged, and the stay. */
    public Alert judgedBy(Basis rules) {
        return new Alert(id, episode, sequence, phase, state, reason, kind, rule, priority, user, study, onset, observed, arrived,
                offsetMinutes, freshness, readings, limit, message, time, gravest, mergedInto, signal, by, rules);
    }

    /**
     * The rules by which a record was judged.
     *
     * @param catalogue the version of the catalogue, 12 hexadecimal digits
     * @param layer where the rule's fields come from: {@code catalogue}, or the narrowest scope that sets one of them: {@code all}, {@code
     *     study}, {@code group}, {@code patient}, {@code temporary}
     * @param stay the number of the patient's stay, counted up at each discharge or handover
     */
    public record Basis(String catalogue, String layer, int stay) {}

    /**
     * Whose action a record answers.
     *
     * @param author who; null for what the job does by itself, such as a step of an escalation
     * @param reason why, or null
     * @param until when the action ends, Unix milliseconds, or {@link #NO_TIME}
     * @param step the step of an escalation, from 1 on; 0 for none
     */
    public record By(String author, String reason, long until, int step) {}

    /** A record whose times are those of the bracelet, of an episode that was never more severe. */
    public Alert(String id, String episode, int sequence, Phase phase, AlarmState state, Reason reason, Kind kind, String rule,
            Priority priority, String user, String study, long onset, long observed, long arrived, int offsetMinutes, Freshness freshness,
            List<Evidence> readings, Limit limit, String message) {
        this(id, episode, sequence, phase, state, reason, kind, rule, priority, user, study, onset, observed, arrived, offsetMinutes,
                freshness, readings, limit, message, TimeBasis.SAMPLE, priority, null);
    }

    /**
     * Whether the condition of a grave alarm is over and nobody has answered it. Never of a job that takes no answers, whose records do not say
     * by which rules they were judged: nobody could end it.
     */
    public boolean isLatched() {
        return signal == Signal.LATCHED && basis != null;
    }

    /** What people hear after this record, also where the record is of a job that takes no answers or does not say so. */
    public Signal heard() {
        if (phase == Phase.END) {
            return isLatched() ? Signal.LATCHED : Signal.OFF;
        }
        return signal != null ? signal : freshness == Freshness.HISTORICAL ? Signal.OFF : Signal.ON;
    }

    /** Age of the data at the decision, whole seconds: arrival − sample time, never below zero. */
    public long ageSeconds() {
        return Math.max(0, Math.floorDiv(arrived - observed, 1000));
    }

    /**
     * A reading as evidence.
     *
     * @param value thousandths of the vital's unit
     * @param quality the vendor's code, or {@link Reading#NO_QUALITY}
     * @param at sample time, Unix milliseconds
     */
    public record Evidence(Vital vital, int value, int quality, long at) {}

    /**
     * What the readings were compared with, in the rule's own words.
     *
     * @param condition the rung's condition, such as {@code systolic > 180 or diastolic > 120}
     * @param count how many readings must satisfy the condition
     * @param of out of how many readings
     * @param durationMillis how long the condition must last, from the first to the last of those readings; 0 for no minimum
     * @param terms the comparisons of the condition, in its order, at the newest of the readings; empty if it has none
     */
    public record Limit(String condition, int count, int of, long durationMillis, List<Term> terms) {
        /** A limit of which the parts are not compared one by one. */
        public Limit(String condition, int count, int of, long durationMillis) {
            this(condition, count, of, durationMillis, List.of());
        }

        /** The same limit with the parts of its condition. */
        public Limit with(List<Term> parts) {
            return new Limit(condition, count, of, durationMillis, parts);
        }
    }

    /**
     * One comparison of a limit's condition, with the value that was compared.
     *
     * @param text the comparison in the rule's own words, such as {@code mean < 65}
     * @param vital what is compared
     * @param statistic the statistic of the readings that is compared, such as {@code median}; null for a reading itself
     * @param operator one of {@code < <= > >= =}
     * @param value the limit, thousandths of the vital's unit
     * @param observed the value that was compared, thousandths; null if there is none
     * @param ageSeconds how much older that value is than the record's {@code observed}, whole seconds; null if there is no value
     * @param holds whether the comparison holds at the record's {@code observed}; unknown if the value is too old to say so
     */
    public record Term(String text, Vital vital, String statistic, String operator, int value, Integer observed, Long ageSeconds,
            Ternary holds) {}

    /** What people hear of an episode. It is apart from {@link AlarmState}, which says what is known of the condition. */
    public enum Signal {
        /** It calls. */
        ON,
        /** Somebody takes care; it comes back after some time. */
        ACKNOWLEDGED,
        /** Alarms of the rule are paused for the patient. */
        PAUSED,
        /** The condition is over, and nobody has acknowledged the alarm yet. */
        LATCHED,
        /** It does not call: the alarm is historical, or over. */
        OFF;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Lower-case name, as in records. */
        public String label() {
            return label;
        }
    }

    /** What a record does to its episode (IHE PCD-04: start, continue, end). */
    public enum Phase {
        START,
        UPDATE,
        END;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Lower-case name, as in records. */
        public String label() {
            return label;
        }
    }

    /** Where the time of the data in an alert comes from. */
    public enum TimeBasis {
        /** The bracelet's timestamp. */
        SAMPLE,
        /** The arrival: the timestamp cannot be believed. */
        ARRIVAL,
        /**
         * The bracelet's timestamp, which is behind by the same amount in every delivery: a wrong clock or time zone, so the data are live
         * although their timestamps are old.
         */
        BEHIND;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Lower-case name, as in records. */
        public String label() {
            return label;
        }
    }
}
