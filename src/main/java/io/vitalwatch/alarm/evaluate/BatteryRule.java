package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.LadderReader;
import io.vitalwatch.alarm.rule.Reach;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.RowStatus;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The battery's charge ({@code type: battery}). Zero is empty, not missing. Asked at each activity row with a charge,
 * in order of sample time.
 *
 * <p>An alarm about a low charge ends when the bracelet was charged: on the charger, or at a charge that is clearly higher. The charge that
 * is reported swings by a few per cent, so a small rise ends nothing and lowers no priority.
 *
 * @param rungs conditions on {@code battery}, mildest first; each with one comparison, confirmed by one row
 * @param charged a charge from which the bracelet counts as charged, per cent; limits that are crossed upwards do not use it
 * @param unless circumstances in which it raises no alarm, such as on the charger
 */
public record BatteryRule(String id, Kind kind, List<Rung> rungs, int charged, Set<Circumstance> unless) implements Evaluation.OfRows {
    private static final int FULL = 100;
    /** By default the bracelet counts as charged so many per cent above the highest limit. */
    private static final int DEFAULT_CHARGE = 15;

    static final RuleKind KIND = new RuleKind("battery", BatteryRule::read);

    private static Evaluation read(RuleFields fields) {
        List<Rung> rungs = LadderReader.ofSingleValues(fields, Vital.BATTERY);
        return new BatteryRule(fields.id(), fields.kind(), rungs, charged(fields, rungs),
                Circumstance.read(fields, Circumstance.OF_THE_BRACELET));
    }

    private static int charged(RuleFields fields, List<Rung> rungs) {
        int highest = -1;
        for (Rung rung : rungs) {
            Comparison comparison = comparison(rung);
            highest = comparison.operator().rising() ? highest : Math.max(highest, Math.floorDiv(comparison.limit(), 1000));
        }
        RuleFields.Value value = fields.find("clear.charge");
        if (value == null) {
            return Math.min(FULL, highest + DEFAULT_CHARGE);
        }
        int charged = fields.whole("clear.charge", value, 0, FULL);
        if (highest < 0) {
            throw fields.refuse(value, "clear.charge needs a limit for a low charge, such as low: battery <= 10");
        }
        if (charged <= highest) {
            throw fields.refuse(value, "clear.charge " + charged + " is not above the limit " + highest + ": the alarm would end as soon as"
                    + " it starts; set it to " + Math.min(FULL, highest + DEFAULT_CHARGE));
        }
        return charged;
    }

    @Override
    public List<Trigger> triggers() {
        return rungs.stream().map(Sentences::trigger).toList();
    }

    @Override
    public Set<Priority> priorities() {
        EnumSet<Priority> priorities = EnumSet.noneOf(Priority.class);
        rungs.forEach(rung -> priorities.add(rung.priority()));
        return priorities;
    }

    @Override
    public List<String> deadEnds(Function<Vital, Reach.Span> spans) {
        return Reach.deadEnds(id, rungs, Long.MAX_VALUE, spans);
    }

    @Override
    public Concern concern() {
        return Concern.none().battery(percent -> anyHolds(percent * 1000));
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        int charge = arrived.row().type() == SampleType.ACTIVITY && arrived.inOrder() ? arrived.row().battery() : Sample.MISSING;
        return charge != Sample.MISSING && (open || anyHolds(charge * 1000)) ? arrived : null;
    }

    /** A row with a charge. */
    @Override
    public Moment firstFrom(PatientView patient, long time) {
        long row = patient.statusFrom(time);
        while (row != PatientView.NEVER && RowStatus.battery(patient.status().at(row)) == Sample.MISSING) {
            row = patient.statusFrom(row + 1);
        }
        return row == PatientView.NEVER ? null : Moment.again(patient, row);
    }

    @Override
    public boolean judgesStatus() {
        return true;
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        long status = moment.patient().status().at(moment.time());
        int charge = RowStatus.battery(status) * 1000;
        boolean gated = Circumstance.any(unless, RowStatus.worn(status), RowStatus.charging(status));
        Rung found = null;
        for (Rung rung : rungs) {
            Comparison comparison = comparison(rung);
            boolean stays = latches.open()
                    && rung.priority().compareTo(latches.priority) <= 0
                    && !(comparison.clearedBy(charge, rung.clearMargin()) && (comparison.operator().rising() || charge >= 1000 * charged));
            if (!gated && (comparison.holds(charge) || stays)) {
                found = rung;
            }
        }
        List<Alert.Evidence> evidence = List.of(new Alert.Evidence(Vital.BATTERY, charge, Reading.NO_QUALITY, moment.time()));
        if (found == null) {
            return Judgement.cleared(moment.time(), () -> new Explanation(evidence, rungs.get(0).limit(),
                    gated ? "On the charger: " + Sentences.lower(Sentences.listed(evidence)) + "." : Sentences.cleared(evidence)));
        }
        Rung rung = found;
        String still = comparison(rung).holds(charge) || comparison(rung).operator().rising() ? ": " : ": not charged since ";
        return Judgement.holds(rung.priority(), moment.time(), moment.time(), true,
                () -> new Explanation(evidence, rung.limit(), Sentences.listed(evidence) + still + rung.condition() + "."));
    }

    private boolean anyHolds(int charge) {
        for (int i = 0; i < rungs.size(); i++) {
            if (comparison(rungs.get(i)).holds(charge)) {
                return true;
            }
        }
        return false;
    }

    private static Comparison comparison(Rung rung) {
        return rung.condition().anyOf().get(0);
    }
}
