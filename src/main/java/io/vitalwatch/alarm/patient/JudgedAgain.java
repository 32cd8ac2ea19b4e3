package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;

import java.util.Arrays;

/** The rules that late rows of a delivery concern, each with the oldest sample time from which it is judged again. */
final class JudgedAgain {
    private final LateEvidence lateEvidence;
    private RulesInForce rules;
    /** For each rule, in the order of {@link RulesInForce#id}; {@link Evaluation#NEVER} for those that are not judged again. */
    private long[] from = {};
    private boolean any;

    JudgedAgain(LateEvidence lateEvidence) {
        this.lateEvidence = lateEvidence;
    }

    boolean any() {
        return any;
    }

    /**
     * Notes the rules that a row in an old place concerns.
     *
     * @param time of the row
     * @param asked the rules that the row concerns by the filter, by {@link RulePrefilter#bit}; {@link RulePrefilter#ALL} for each rule
     * @param newFlag whether the row carries a flag that was not known
     * @param placed for each group the index of the row's reading in the ring, or −1
     */
    void note(RulesInForce inForce, Patient patient, long time, long asked, boolean newFlag, int[] placed) {
        if (rules != inForce) {
            rules = inForce;
            from = new long[inForce.size()];
            Arrays.fill(from, Evaluation.NEVER);
        }
        // A version that is not the newest has rules that the filter does not know, and so has the newest while the patient has not come to it.
        boolean all = Math.min(time, patient.rulesFrom) < inForce.history.newestFrom();
        int groups = groups(placed);
        for (int i = 0; i < from.length; i++) {
            Evaluation rule = inForce.newestOf(i);
            if (!inForce.judgesAgain(i) || !inForce.looksAt(i, groups) && !rule.waitsForNothing()) {
                continue;
            }
            boolean concerned = rule.waitsForNothing() ? newFlag : all || (asked & RulePrefilter.bit(i)) != 0;
            if (concerned || saidSomethingFrom(rule, patient, time)) {
                from[i] = Math.min(from[i], time);
                any = true;
            }
        }
    }

    /** All late rows were taken in: judges the rules again that they concern. */
    void judge(Patient patient, DecisionContext context, MonitorOutput out) {
        if (!any) {
            return;
        }
        any = false;
        for (int i = 0; i < from.length; i++) {
            long oldest = from[i];
            from[i] = Evaluation.NEVER;
            if (oldest != Evaluation.NEVER) {
                lateEvidence.judgeAgain(rules, i, patient, oldest, context, out);
            }
        }
    }

    /** Whether late data at a sample time can change what a rule has said. */
    private static boolean saidSomethingFrom(Evaluation rule, Patient patient, long time) {
        if (patient.episodes.of(rule.id()) != null) {
            return true;
        }
        Past past = patient.episodes.past(rule.id());
        return past != null && past.endsFrom(time);
    }

    private static int groups(int[] placed) {
        int groups = 0;
        for (int group = 0; group < placed.length; group++) {
            groups |= placed[group] >= 0 ? 1 << group : 0;
        }
        return groups;
    }
}
