package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Account;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.rule.RuleFields;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The bracelet's own cardiac-arrest flag ({@code type: flag}). It raises an alarm at its own sample, whatever the quality and the age. It
 * clears when there was no flag for some time and a usable pulse shows that the heart beats; without a usable pulse it is unknown.
 *
 * @param codes which code raises which priority
 * @param off codes that raise nothing
 * @param other the priority of a code that is in neither; null if it raises nothing. The vendor does not document its codes, so a new one
 *     raises an alarm by default
 * @param clearAfter after this time without a flag a usable pulse clears it, milliseconds
 * @param unless circumstances of the bracelet in which it does not start; empty by default
 */
public record FlagRule(String id, Kind kind, Map<Integer, Priority> codes, Set<Integer> off, Priority other, long clearAfter,
        Set<Circumstance> unless) implements Evaluation {
    static final RuleKind KIND = new RuleKind("flag", FlagRule::read);
    private static final long NEARBY = 600_000;
    private static final int MOST_PULSES = 3;
    private static final String OTHER = "other";
    private static final Alert.Limit OTHER_CODE = new Alert.Limit("cardiac-arrest = any other code", 1, 1, 0);

    private static Evaluation read(RuleFields fields) {
        return new FlagRule(fields.id(), fields.kind(), codes(fields), off(fields), other(fields), fields.neededDuration("clear.after"),
                Circumstance.read(fields, Circumstance.OF_THE_BRACELET));
    }

    private static Map<Integer, Priority> codes(RuleFields fields) {
        Map<Integer, Priority> codes = new HashMap<>();
        for (String code : fields.below("codes")) {
            if (code.equals(OTHER)) {
                continue;
            }
            RuleFields.Value value = fields.find("codes." + code);
            if (!code.matches("[1-9]\\d{0,3}")) {
                throw fields.refuse(value, "codes." + code + " is not a code; write a number from 1 to 9999 (0 means no flag)");
            }
            if (!off(value)) {
                codes.put(Integer.parseInt(code), fields.priority("codes." + code, value));
            }
        }
        RuleFields.Value other = fields.find("codes." + OTHER);
        if (codes.isEmpty() && (other == null || off(other))) {
            throw new RuleException("rule " + fields.id() + " (" + fields.where()
                    + "): codes is missing; write codes: {1: high, 2: high}, or enabled: false");
        }
        return codes;
    }

    private static Set<Integer> off(RuleFields fields) {
        Set<Integer> off = new HashSet<>();
        for (String code : fields.below("codes")) {
            if (!code.equals(OTHER) && off(fields.find("codes." + code))) {
                off.add(Integer.parseInt(code));
            }
        }
        return off;
    }

    private static Priority other(RuleFields fields) {
        RuleFields.Value value = fields.find("codes." + OTHER);
        if (value == null) {
            return Priority.HIGH;
        }
        return off(value) ? null : fields.priority("codes." + OTHER, value);
    }

    private static boolean off(RuleFields.Value value) {
        return value.text().trim().equals("off");
    }

    @Override
    public List<Trigger> triggers() {
        return priorities().stream().map(each -> new Trigger(each, "the bracelet reports cardiac arrest, " + codes(each) + ", at once")).toList();
    }

    /** The codes that raise a priority, in words. */
    private String codes(Priority priority) {
        String listed = codes.entrySet().stream().filter(each -> each.getValue() == priority).map(Map.Entry::getKey).sorted()
                .map(String::valueOf).collect(Collectors.joining(" or "));
        String but = off.isEmpty() ? "" : " but " + off.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "));
        if (other != priority) {
            return "code " + listed;
        }
        return (priorities().size() == 1 ? "any code" : listed.isEmpty() ? "any other code" : "code " + listed + " or any other") + but;
    }

    @Override
    public Set<Priority> priorities() {
        EnumSet<Priority> priorities = EnumSet.noneOf(Priority.class);
        priorities.addAll(codes.values());
        if (other != null) {
            priorities.add(other);
        }
        return priorities;
    }

    @Override
    public Essential essential() {
        return Essential.CARDIAC_ARREST;
    }

    private Priority priority(int code) {
        return codes.containsKey(code) ? codes.get(code) : off.contains(code) ? null : other;
    }

    @Override
    public Concern concern() {
        return Concern.none().flags();
    }

    /** The newest usable pulse clears it, however old it is; the pulses before a flag are its evidence. */
    @Override
    public int lookBack(Group group) {
        return group == Group.PULSE ? MOST_PULSES : 0;
    }

    @Override
    public boolean waitsForNothing() {
        return true;
    }

    @Override
    public Moment first(Moment arrived, boolean open) {
        return open || arrived.newFlag() ? arrived : null;
    }

    /** After the row the patient's clock is judged, because it decides when the alarm clears. */
    @Override
    public Moment next(Moment judged) {
        if (judged.isAgain()) {
            return firstFrom(judged.patient(), judged.time() + 1);
        }
        return judged.row() == null || judged.patient().clock() == PatientClock.UNSET ? null : judged.atClock();
    }

    @Override
    public Moment firstFrom(PatientView patient, long time) {
        long row = patient.rowFrom(time);
        return row == PatientView.NEVER ? null : Moment.again(patient, row);
    }

    @Override
    public boolean judgesAgain() {
        return true;
    }

    /** Another row of the same sample time may say that the bracelet is on the patient. */
    @Override
    public boolean judgesRows() {
        return !unless.isEmpty();
    }

    @Override
    public Judgement judge(Moment moment, Latches latches) {
        if (moment.isAgain()) {
            return judgeAgain(moment, latches);
        }
        return moment.row() == null ? judgeClock(moment, latches) : judgeRow(moment, latches);
    }

    private Judgement judgeAgain(Moment moment, Latches latches) {
        int code = moment.patient().flagAt(moment.time());
        Priority priority = code <= 0 || muted(moment) ? null : priority(code);
        if (priority == null) {
            return judgeClock(moment, latches);
        }
        latches.lastTrue = moment.time();
        latches.priority = priority;
        return Judgement.holds(priority, moment.time(), moment.time(), true,
                () -> explainFlag(moment.patient(), moment.time(), code, null));
    }

    private boolean muted(Moment moment) {
        PatientView patient = moment.patient();
        if (unless.isEmpty() || patient.statusFrom(moment.time()) != moment.time()) {
            return false;
        }
        long status = patient.status().at(moment.time());
        return Circumstance.any(unless, RowStatus.worn(status), RowStatus.charging(status));
    }

    private Judgement judgeRow(Moment moment, Latches latches) {
        Sample row = moment.row();
        Priority priority = moment.newFlag() ? priority(row.cardiacArrest()) : null;
        if (priority == null || Circumstance.any(unless, row)) {
            return Judgement.NOTHING;
        }
        Priority now = latches.open() && row.time() < latches.lastTrue ? latches.priority : priority;
        return Judgement.holds(now, row.time(), row.time(), true,
                () -> explainFlag(moment.patient(), row.time(), row.cardiacArrest(), row.reading(Group.PULSE)));
    }

    private Judgement judgeClock(Moment moment, Latches latches) {
        PatientView patient = moment.patient();
        if (!latches.open() || moment.time() - latches.lastTrue < clearAfter) {
            return Judgement.NOTHING;
        }
        ReadingRing pulses = patient.ring(Group.PULSE);
        int newest = pulses == null ? -1 : newestUsable(pulses, moment.time());
        long earliest = Math.max(latches.lastTrue + 1, moment.time() - clearAfter);
        if (newest >= 0 && pulses.time(newest) >= earliest) {
            return Judgement.cleared(moment.time(), () -> {
                List<Alert.Evidence> evidence = CountedReadings.evidenceAt(Group.PULSE, pulses, newest);
                return new Explanation(evidence, limit(), "No flag for " + Sentences.duration(clearAfter) + " and a usable pulse: "
                        + Sentences.lower(Sentences.listed(evidence)) + ".");
            });
        }
        return Judgement.unknown(moment.time(), new Account() {
            @Override
            public Explanation explain() {
                return new Explanation(List.of(), limit(), "No flag for " + Sentences.duration(clearAfter)
                        + ", but no usable pulse either: whether the alarm still holds is unknown.");
            }

            @Override
            public String nearestChange() {
                return "a usable pulse";
            }
        });
    }

    private Explanation explainFlag(PatientView patient, long time, int code, Reading own) {
        List<Alert.Evidence> pulses = pulsesNear(patient, time, own);
        List<Alert.Evidence> evidence = new ArrayList<>();
        evidence.add(new Alert.Evidence(Vital.CARDIAC_ARREST, code * 1000, Reading.NO_QUALITY, time));
        evidence.addAll(pulses);
        boolean known = codes.containsKey(code);
        String message = "The bracelet reports cardiac arrest (" + (known ? "code " : "unknown code ") + code + ")"
                + (pulses.isEmpty() ? "; no pulse nearby" : "; " + Sentences.lower(Sentences.listed(pulses))) + ".";
        return new Explanation(evidence, known ? limit() : OTHER_CODE, message);
    }

    /** The last pulses up to the row, whatever their quality; if there are none, the row's own. */
    private static List<Alert.Evidence> pulsesNear(PatientView patient, long time, Reading own) {
        List<Alert.Evidence> pulses = new ArrayList<>();
        ReadingRing ring = patient.ring(Group.PULSE);
        if (ring != null) {
            int end = ring.lowerBound(time + 1);
            for (int i = Math.max(0, end - MOST_PULSES); i < end; i++) {
                if (ring.time(i) >= time - NEARBY && ring.verdict(i) != Verdict.MALFORMED) {
                    pulses.addAll(CountedReadings.evidenceAt(Group.PULSE, ring, i));
                }
            }
        }
        if (pulses.isEmpty() && own != null && own.verdict() != Verdict.MALFORMED) {
            pulses.add(new Alert.Evidence(Vital.PULSE, own.value(), own.quality(), time));
        }
        return pulses;
    }

    private Alert.Limit limit() {
        StringBuilder condition = new StringBuilder();
        for (int code : new TreeSet<>(codes.keySet())) {
            condition.append(condition.isEmpty() ? "" : " or ").append("cardiac-arrest = ").append(code);
        }
        return condition.isEmpty() ? OTHER_CODE : new Alert.Limit(condition.toString(), 1, 1, 0);
    }

    private static int newestUsable(ReadingRing ring, long until) {
        for (int i = ring.lowerBound(until + 1) - 1; i >= 0; i--) {
            if (ring.usable(i)) {
                return i;
            }
        }
        return -1;
    }
}
