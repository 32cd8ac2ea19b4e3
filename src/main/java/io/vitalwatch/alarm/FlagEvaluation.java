package io.vitalwatch.alarm;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.ReadingRing;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The bracelet's own cardiac-arrest flag: alarms at the very sample, whatever its quality and age, and stays until there has been no flag
 * for a while and a usable pulse says that the heart beats. Without a pulse it is unknown, not over.
 */
final class FlagEvaluation {
    private static final long NEARBY = 600_000;
    private static final int MOST_PULSES = 3;

    private final Rule.Flag rule;
    private final EpisodeBook book;
    private final Alert.Limit limit;

    FlagEvaluation(Rule.Flag rule, EpisodeBook book) {
        this.rule = rule;
        this.book = book;
        StringBuilder codes = new StringBuilder();
        for (int code : new TreeSet<>(rule.codes().keySet())) {
            codes.append(codes.isEmpty() ? "" : " or ").append("cardiac-arrest = ").append(code);
        }
        this.limit = new Alert.Limit(codes.toString(), 1, 1, 0);
    }

    /** @param newFlag whether the sample carries a flag that was not known for its moment */
    void evaluate(Patient patient, Sample sample, boolean newFlag, Moment moment, Outcome out) {
        Episode episode = patient.episode(rule.id());
        Priority priority = newFlag ? rule.codes().get(sample.cardiacArrest()) : null;
        if (priority != null && !gated(sample)) {
            List<Alert.Evidence> evidence = evidence(patient, sample);
            String message = "The bracelet reports cardiac arrest (code " + sample.cardiacArrest() + ")"
                    + (evidence.size() > 1 ? "; " + Sentences.listed(evidence.subList(1, evidence.size())).toLowerCase() : "; no pulse nearby")
                    + ".";
            Finding finding = new Finding(evidence, limit, message);
            if (episode != null) {
                if (sample.time() < episode.onset) {
                    book.update(patient, episode, Reason.LATE_EVIDENCE, moment, finding, out);
                } else {
                    Priority now = sample.time() >= episode.lastTrue ? priority : episode.priority;
                    book.goesOn(patient, episode, now, true, moment, finding, out);
                }
            } else if (!patient.covered(rule.id(), sample.time())) {
                episode = book.start(patient, rule, priority, sample.time(), moment, finding, out);
            }
        }
        if (episode != null) {
            settle(patient, episode, moment.at(patient.clock()), out);
        }
    }

    private void settle(Patient patient, Episode episode, Moment moment, Outcome out) {
        if (patient.clock() - episode.lastTrue < rule.clearAfter()) {
            return;
        }
        ReadingRing pulses = patient.ring(Group.PULSE);
        int newest = pulses == null ? -1 : newestUsable(pulses);
        long earliest = Math.max(episode.lastTrue + 1, patient.clock() - rule.clearAfter());
        if (newest >= 0 && pulses.time(newest) >= earliest) {
            List<Alert.Evidence> evidence = new ArrayList<>();
            Trail.add(evidence, Group.PULSE, pulses, newest);
            String message = "No flag for " + Sentences.duration(rule.clearAfter()) + " and a usable pulse: "
                    + Sentences.listed(evidence).toLowerCase() + ".";
            Reason reason = episode.sequence == 1 && episode.notified == patient.clock() ? Reason.PASSED : Reason.CLEARED;
            book.end(patient, episode, reason, moment, new Finding(evidence, limit, message), patient.clock(), out);
        } else if (episode.state == AlarmState.ACTIVE) {
            String message = "No flag for " + Sentences.duration(rule.clearAfter())
                    + ", but no usable pulse either: whether the alarm still holds is unknown.";
            book.unknown(patient, episode, Reason.NO_USABLE_READING, moment, new Finding(List.of(), limit, message), out);
        }
    }

    private List<Alert.Evidence> evidence(Patient patient, Sample sample) {
        List<Alert.Evidence> evidence = new ArrayList<>();
        evidence.add(new Alert.Evidence(Vital.CARDIAC_ARREST, sample.cardiacArrest() * 1000, Reading.NO_QUALITY, sample.time()));
        List<Alert.Evidence> pulses = new ArrayList<>();
        ReadingRing ring = patient.ring(Group.PULSE);
        if (ring != null) {
            int end = ring.lowerBound(sample.time() + 1);
            for (int i = Math.max(0, end - MOST_PULSES); i < end; i++) {
                if (ring.time(i) >= sample.time() - NEARBY && ring.verdict(i) != Verdict.MALFORMED) {
                    Trail.add(pulses, Group.PULSE, ring, i);
                }
            }
        }
        Reading own = sample.reading(Group.PULSE);
        if (pulses.isEmpty() && own != null && own.verdict() != Verdict.MALFORMED) {
            pulses.add(new Alert.Evidence(Vital.PULSE, own.value(), own.quality(), sample.time()));
        }
        evidence.addAll(pulses);
        return evidence;
    }

    private boolean gated(Sample sample) {
        return rule.unless().contains(Context.CHARGING) && sample.charging() == Known.TRUE
                || rule.unless().contains(Context.NOT_WORN) && sample.worn() == Known.FALSE;
    }

    private static int newestUsable(ReadingRing ring) {
        for (int i = ring.size() - 1; i >= 0; i--) {
            if (ring.usable(i)) {
                return i;
            }
        }
        return -1;
    }
}
