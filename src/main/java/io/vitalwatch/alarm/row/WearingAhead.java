package io.vitalwatch.alarm.row;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.List;

/**
 * What the later rows of a delivery say about a temperature before them, so that nothing is said that the same delivery takes back. A
 * temperature row itself does not say whether the bracelet is worn.
 */
public final class WearingAhead {
    /** A row that is further ahead says nothing about a temperature, milliseconds. */
    public static final long REACH = 600_000;

    private WearingAhead() {}

    /**
     * The verdict of a temperature if the next row that says it says that the bracelet is off; else null.
     *
     * @param samples a delivery's samples in order of time
     */
    public static Verdict verdict(List<Sample> samples, int index) {
        Sample sample = samples.get(index);
        if (sample.type() != SampleType.TEMPERATURE || sample.readings().isEmpty()) {
            return null;
        }
        for (int i = index + 1; i < samples.size() && samples.get(i).time() <= sample.time() + REACH; i++) {
            Ternary says = SameStamp.says(samples.get(i));
            if (says != Ternary.UNKNOWN) {
                return says == Ternary.TRUE ? null : samples.get(i).charging() == Ternary.TRUE ? Verdict.CHARGING : Verdict.NOT_WORN;
            }
        }
        return null;
    }
}
