package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which samples concern a rule that has no open episode. From it the filter is built that keeps most samples from most rules. False
 * positives cost time; a false negative would lose an alarm.
 */
public final class Concern {
    /**
     * Values of a vital that do not concern the rule, thousandths, both ends included.
     *
     * @param lowest the smallest such value
     * @param highest the largest such value
     */
    public record Box(Vital vital, int lowest, int highest) {}

    private final Map<Group, List<Box>> outside = new EnumMap<>(Group.class);
    private final Set<Group> every = EnumSet.noneOf(Group.class);
    private final Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    private boolean rows;
    private boolean flags;
    private boolean off;
    private boolean fields;
    private IntPredicate battery = percent -> false;

    private Concern() {}

    /** No sample. Every concern starts with it. */
    public static Concern none() {
        return new Concern();
    }

    /** Usable readings of a group with at least one vital outside its box. */
    public Concern outside(Group group, List<Box> boxes) {
        outside.put(group, new ArrayList<>(boxes));
        return this;
    }

    /** Every usable reading of a group. */
    public Concern every(Group group) {
        every.add(group);
        return this;
    }

    /** Readings with one of these verdicts, of any group. */
    public Concern verdicts(Set<Verdict> these) {
        verdicts.addAll(these);
        return this;
    }

    /** Every row that is not a duplicate, with or without readings: for a rule about what is missing. Costs time at each row. */
    public Concern rows() {
        rows = true;
        return this;
    }

    /** Rows with a cardiac-arrest flag that was not known for their moment. */
    public Concern flags() {
        flags = true;
        return this;
    }

    /** Rows of which nothing is known, that have fields under another name, or of whose event type fields are missing. */
    public Concern fields() {
        fields = true;
        return this;
    }

    /** Rows that say that the bracelet is not on the patient. */
    public Concern off() {
        off = true;
        return this;
    }

    /** Rows with a battery charge for which this is true, per cent from 0 to 100; any other number concerns every rule. */
    public Concern battery(IntPredicate percent) {
        battery = percent;
        return this;
    }

    /** For each group that has boxes, its boxes. */
    public Map<Group, List<Box>> boxes() {
        return outside;
    }

    /** Whether every usable reading of the group concerns the rule. */
    public boolean everyReading(Group group) {
        return every.contains(group);
    }

    /** Whether readings with this verdict concern the rule. */
    public boolean verdict(Verdict verdict) {
        return verdicts.contains(verdict);
    }

    /** Whether every row concerns the rule. */
    public boolean everyRow() {
        return rows;
    }

    /** Whether a new cardiac-arrest flag concerns the rule. */
    public boolean newFlags() {
        return flags;
    }

    /** Whether rows of a bracelet that is not on the patient concern the rule. */
    public boolean notOnPatient() {
        return off;
    }

    /** Whether rows that lack fields concern the rule. */
    public boolean lackingFields() {
        return fields;
    }

    /** Whether this battery charge concerns the rule. */
    public boolean charge(int percent) {
        return battery.test(percent);
    }
}
