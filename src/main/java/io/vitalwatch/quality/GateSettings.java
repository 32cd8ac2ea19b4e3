package io.vitalwatch.quality;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Vital;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * What the quality gate lets pass.
 *
 * @param accepted accepted quality codes a group (pulse, spo2, respiration); a set, because the vendor documents codes above 100 without meaning
 * @param acceptMissingQuality whether a value without a quality code counts
 * @param wearing codes of {@code wearing} under which readings count
 * @param plausible what a living body shows, thousandths of the unit: pulse, spo2, respiration, temperature, systolic, diastolic
 * @param pulsePressure plausible systolic − diastolic, thousandths of a mmHg
 * @param series which blood-pressure series is taken
 * @param futureToleranceMillis how far a sample may be ahead of its arrival
 * @param pastLimitMillis how old a sample may be at its arrival
 */
public record GateSettings(
        Map<Group, Set<Integer>> accepted,
        boolean acceptMissingQuality,
        Set<Integer> wearing,
        Map<Vital, Range> plausible,
        Range pulsePressure,
        PressureSeries series,
        long futureToleranceMillis,
        long pastLimitMillis)
        implements Serializable {}
