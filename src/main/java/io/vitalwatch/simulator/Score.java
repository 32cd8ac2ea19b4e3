package io.vitalwatch.simulator;

import java.util.List;

/**
 * How well a run found what was injected.
 *
 * @param rules one row a rule that was injected or alarmed, in alphabetical order
 * @param hits found injections
 * @param misses injections that raised no alarm
 * @param falseAlarms alarms that nothing was injected for
 * @param faults entries of the truth for which nothing is demanded
 * @param repeated alert records that came more than once and were counted once
 */
public record Score(List<RuleScore> rules, List<Hit> hits, List<Truth> misses, List<AlarmOnset> falseAlarms, int faults, int repeated) {
    /** An injection and the alarm that found it. */
    public record Hit(Truth truth, AlarmOnset alarm) {
        /** From the injection to the arrival of the data that raised the alarm. */
        public long delayMillis() {
            return alarm.arrived() - truth.onset();
        }
    }

    /**
     * What became of one rule.
     *
     * @param kind physiological or technical
     * @param medianDelayMillis of its hits, or −1 where there are none
     * @param maxDelayMillis of its hits, or −1 where there are none
     */
    public record RuleScore(
            String rule, String kind, int injected, int hits, int misses, int falseAlarms, long medianDelayMillis, long maxDelayMillis) {}

    /** Whether everything was found and no patient was alarmed about for nothing; false technical alarms are forgiven. */
    public boolean passed() {
        return misses.isEmpty() && falseAlarms.stream().noneMatch(alarm -> alarm.kind().equals("physiological"));
    }
}
