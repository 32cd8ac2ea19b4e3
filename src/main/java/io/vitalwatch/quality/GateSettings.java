package io.vitalwatch.quality;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * What the quality gate accepts.
 *
 * @param accepted accepted quality codes, for each group that has a quality code; a set and not a minimum, because the
 *     vendor sends undocumented codes above 100
 * @param acceptMissingQuality whether a value without its quality code is usable
 * @param wearing codes of the field {@code wearing} with which readings are usable
 * @param plausible the plausible range of each measured vital
 * @param pulsePressure the plausible range of systolic − diastolic, thousandths of a mmHg
 * @param series which blood-pressure series is used
 * @param skinStudies studies in which {@code temp_sk1} is the temperature of the skin; {@link #EVERY} for all
 * @param futureToleranceMillis how far a sample may be ahead of its arrival
 * @param pastLimitMillis how old a sample may be at its arrival
 * @param pastBelievableMillis a sample older than this was never measured at its time: the bracelet's clock was not set
 */
public record GateSettings(
        Map<Group, Set<Integer>> accepted,
        boolean acceptMissingQuality,
        Set<Integer> wearing,
        Map<Vital, Range> plausible,
        Range pulsePressure,
        PressureSeries series,
        Set<String> skinStudies,
        long futureToleranceMillis,
        long pastLimitMillis,
        long pastBelievableMillis)
        implements Serializable {
    /** Instead of the name of a study: all of them. */
    public static final String EVERY = "*";
}
