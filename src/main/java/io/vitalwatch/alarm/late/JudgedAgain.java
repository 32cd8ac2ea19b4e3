package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.row.RulePrefilter;
import io.vitalwatch.alarm.version.RuleVersions;
import io.vitalwatch.model.Group;

import java.util.Arrays;

/**
 * The rules that late rows of a delivery concern, each with the oldest sample time from which it is judged again: first all rows are noted,
 * then each rule is judged once.
 */
public final class JudgedAgain {
    private final LateEvidence lateEvidence;
    private RuleVersions rules;
    /** For each rule, in the order of {@link RuleVersions#id}; {@link Evaluation#NEVER} for those that are not judged again. */
    private long[] from = {};
    private boolean any;

    public JudgedAgain(LateEvidence lateEvidence) {
        this.lateEvidence = lateEvidence;
    }

    /** Whether any rule is to be judged again. */
    public boolean any() {
        return any;
    }

    /** Notes the rules that look at a group of which the verdict of a reading changed. */
    public void note(RuleVersions inForce, Group group, long time) {
        use(inForce);
        for (int i = 0; i < from.length; i++) {
            if (inForce.judgesAgain(i) && inForce.looksAt(i, 1 << group.ordinal())) {
                note(i, time);
            }
        }
    }

    /**
     * Notes the rules that a row concerns of whose moment something was known before, or that came after a newer one.
     *
     * @param time of the row
     * @param asked the rules that the row concerns by the filter, by {@link RulePrefilter#bit}; {@link RulePrefilter#ALL} for each rule
     * @param newFlag whether the row carries a flag that was not known
     * @param placed for each group the index of the row's reading in the ring, or −1
     * @param late false for a row at the newest moment, which concerns only rules that judge all rows of a moment at once
     * @param restated whether the row changes what was known of the bracelet at its time
     */
    public void note(RuleVersions inForce, JudgedPatient patient, long time, long asked, boolean newFlag, int[] placed, boolean late,
            boolean restated) {
        use(inForce);
        // A version that is not the newest has rules that the filter does not know, and so has the newest while the patient has not come to it.
        boolean all = Math.min(time, patient.rulesFrom()) < inForce.history().newestFrom();
        int groups = groups(placed);
        for (int i = 0; i < from.length; i++) {
            Evaluation rule = inForce.newestOf(i);
            // A flag in a row of the very moment at which another row ended the alarm: the alarm goes on.
            boolean ended = newFlag && rule.waitsForNothing() && saidSomethingFrom(rule, patient, time);
            if (!inForce.judgesAgain(i) || !late && !rule.judgesRows() && !ended && !inForce.isOther(rule, patient.rulesFrom(), time)) {
                continue;
            }
            boolean ofRow = rule.waitsForNothing() || rule.judgesStatus() || rule.judgesFields() || restated && rule.judgesRows();
            if (!ofRow && !inForce.looksAt(i, groups)) {
                continue;
            }
            boolean concerned = restated && rule.judgesRows()
                    || (rule.waitsForNothing() ? newFlag : all || (asked & RulePrefilter.bit(i)) != 0);
            if (concerned || saidSomethingFrom(rule, patient, time) || concernedByReading(rule, patient, groups, time)) {
                note(i, time);
            }
        }
    }

    /** Notes the rules about the fields of rows: those of a time were not as they were known. */
    public void noteFields(RuleVersions inForce, long time) {
        use(inForce);
        for (int i = 0; i < from.length; i++) {
            if (inForce.newestOf(i).judgesFields()) {
                note(i, time);
            }
        }
    }

    /** Notes the rules that wait for nothing: a later flag was judged before. */
    public void noteFlags(RuleVersions inForce, long time) {
        use(inForce);
        for (int i = 0; i < from.length; i++) {
            if (inForce.judgesAgain(i) && inForce.newestOf(i).waitsForNothing()) {
                note(i, time);
            }
        }
    }

    private static boolean concernedByReading(Evaluation rule, JudgedPatient patient, int groups, long time) {
        for (int group = 0; groups >>> group != 0; group++) {
            if ((groups >>> group & 1) != 0 && rule.concernedByLate(patient, Group.of(group), time)) {
                return true;
            }
        }
        return false;
    }

    private void note(int rule, long time) {
        from[rule] = Math.min(from[rule], time);
        any = true;
    }

    private void use(RuleVersions inForce) {
        if (rules != inForce) {
            rules = inForce;
            from = new long[inForce.size()];
            Arrays.fill(from, Evaluation.NEVER);
        }
    }

    /** All late rows were taken in: judges the rules again that they concern. */
    public void judge(JudgedPatient patient, DecisionContext context, MonitorOutput out) {
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
    private static boolean saidSomethingFrom(Evaluation rule, JudgedPatient patient, long time) {
        if (patient.episodes().of(rule.id()) != null) {
            return true;
        }
        Past past = patient.episodes().past(rule.id());
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
