package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert.TimeBasis;

/**
 * The patient and the times of a decision.
 *
 * @param observed the sample time that decides; for rules on the arrival clock the arrival or the deadline, Unix milliseconds
 * @param arrived arrival of the deciding delivery; for rules on the arrival clock the arrival or the deadline
 * @param freshnessTime the moment from which the age of the data counts: the arrival, or the record's timestamp where that is earlier
 * @param offsetMinutes offset of the sample's local time, minutes east of UTC
 * @param patientClock the patient's clock at the decision
 * @param basis where the observed time comes from
 * @param remark a sentence about the time that is added to the record's message, or null
 */
public record DecisionContext(String user, String study, long observed, long arrived, long freshnessTime, int offsetMinutes,
        long patientClock, TimeBasis basis, String remark) {
    /** A decision at the bracelet's own time. */
    public DecisionContext(
            String user, String study, long observed, long arrived, long freshnessTime, int offsetMinutes, long patientClock) {
        this(user, study, observed, arrived, freshnessTime, offsetMinutes, patientClock, TimeBasis.SAMPLE, null);
    }

    /** A decision of which the age counts from its arrival. */
    public DecisionContext(String user, String study, long observed, long arrived, int offsetMinutes, long patientClock) {
        this(user, study, observed, arrived, arrived, offsetMinutes, patientClock);
    }

    /** The same delivery, for another sample time. */
    public DecisionContext at(long time) {
        return time == observed ? this
                : new DecisionContext(user, study, time, arrived, freshnessTime, offsetMinutes, patientClock, basis, remark);
    }

    /**
     * The same decision, for data that are as fresh as their arrival although their own time says something else.
     *
     * @param because a sentence for the record's message
     */
    public DecisionContext live(TimeBasis by, String because) {
        return new DecisionContext(user, study, observed, arrived, observed, offsetMinutes, patientClock, by, because);
    }

    /** Age of the data, milliseconds; below zero if the sample is ahead of its arrival. */
    public long age() {
        return freshnessTime - observed;
    }
}
