package io.vitalwatch.simulator.score;

import java.util.List;

/**
 * How well the alarms of a run agree with what was injected.
 *
 * @param rules one row per rule that was injected or raised an alarm, in alphabetical order
 * @param hits injections with their alarms
 * @param misses injections that raised no alarm
 * @param notDue injections that raised no alarm and of which the run ended before their data were delivered
 * @param falseAlarms alarms without an injection
 * @param faults injections that demand no alarm
 * @param repeated repeated alert records, which are not counted again
 */
public record Score(List<RuleScore> rules, List<Hit> hits, List<Truth> misses, List<Truth> notDue,
        List<AlarmOnset> falseAlarms, int faults, int repeated) {
    /** An injection and the alarm that found it. */
    public record Hit(Truth truth, AlarmOnset alarm) {
        /** From the injection to the arrival of the data that raised the alarm. */
        public long delayMillis() {
            return alarm.arrived() - truth.onset();
        }
    }

    /**
     * The score of one rule.
     *
     * @param kind physiological or technical
     * @param medianDelayMillis of its hits, or −1 when there are none
     * @param maxDelayMillis of its hits, or −1 when there are none
     */
    public record RuleScore(
            String rule, String kind, int injected, int hits, int misses, int falseAlarms, long medianDelayMillis, long maxDelayMillis) {}

    /** Whether every injection has its alarm and there is no false physiological alarm. False technical alarms are allowed. */
    public boolean passed() {
        return misses.isEmpty() && falseAlarms.stream().noneMatch(alarm -> alarm.kind().equals("physiological"));
    }
}
