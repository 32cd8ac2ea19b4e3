package io.vitalwatch.alarm.patient;

import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * What the later rows of a delivery say about a temperature before them. A temperature row does not say whether the bracelet is worn; the
 * activity rows do, about once a minute. A bracelet that came off cools down before the next of them says so.
 */
final class WearingAhead {
    /** A row that is further ahead says nothing about a temperature, milliseconds. */
    static final long REACH = 600_000;

    private WearingAhead() {}

    /**
     * The sample; if it is a temperature and the next row that says it says that the bracelet is off, with its readings as not worn.
     *
     * @param samples a delivery's samples in order of time
     * @param statusAt sample time of the newest row before that said whether the bracelet is worn; at the sample's own time it decides
     */
    static Sample judged(List<Sample> samples, int index, long statusAt) {
        Sample sample = samples.get(index);
        if (sample.type() != SampleType.TEMPERATURE || sample.readings().isEmpty() || statusAt == sample.time()) {
            return sample;
        }
        for (int i = index + 1; i < samples.size() && samples.get(i).time() <= sample.time() + REACH; i++) {
            Ternary says = SameStamp.says(samples.get(i));
            if (says != Ternary.UNKNOWN) {
                return says == Ternary.TRUE ? sample : off(sample, samples.get(i).charging() == Ternary.TRUE);
            }
        }
        return sample;
    }

    private static Sample off(Sample sample, boolean charging) {
        List<Reading> readings = new ArrayList<>(sample.readings().size());
        for (Reading reading : sample.readings()) {
            readings.add(off(reading, charging));
        }
        return sample.with(readings);
    }

    /** The reading as not worn, where the gate judged its value. */
    static Reading off(Reading reading, boolean charging) {
        boolean judged = reading.verdict() == Verdict.USABLE || reading.verdict() == Verdict.IMPLAUSIBLE;
        return judged ? reading.judged(charging ? Verdict.CHARGING : Verdict.NOT_WORN) : reading;
    }
}
