package io.vitalwatch.alarm;

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

import java.util.List;
import java.util.Locale;

/** The technical rules that look at samples: wearing, battery, signal. Each is asked only by samples that move the patient clock. */
final class DeviceEvaluation {
    private final EpisodeBook book;

    DeviceEvaluation(EpisodeBook book) {
        this.book = book;
    }

    /** Not worn, or on the charger, for a while. Asked by every row that says whether the bracelet is on the patient. */
    void notWorn(Rule.NotWorn rule, Patient patient, Sample sample, Moment moment, Outcome out) {
        Episode episode = patient.episode(rule.id());
        boolean off = patient.on == Known.FALSE;
        if (!off && episode == null) {
            return;
        }
        Vital vital = off && !patient.charging ? Vital.WEARING : Vital.CHARGING;
        int value = off && !patient.charging ? 0 : off ? 1000 : 0;
        List<Alert.Evidence> evidence = List.of(new Alert.Evidence(vital, value, Reading.NO_QUALITY, sample.time()));
        Alert.Limit limit = new Alert.Limit("not worn or charging", 1, 1, rule.after());
        if (off) {
            String message = (patient.charging ? "On the charger" : "Not worn") + " for at least " + Sentences.duration(rule.after()) + ".";
            Finding finding = new Finding(evidence, limit, message);
            if (episode != null) {
                episode.recovered = 0;
                book.goesOn(patient, episode, rule.priority(), true, moment, finding, out);
            } else if (sample.time() - patient.statusSince >= rule.after()) {
                book.start(patient, rule, rule.priority(), patient.statusSince, moment, finding, out);
            }
        } else if (++episode.recovered >= rule.clearCount()) {
            Finding finding = new Finding(List.of(), limit, "Worn again.");
            book.end(patient, episode, Reason.CLEARED, moment, finding, sample.time(), out);
        }
    }

    /** The battery's charge, with hysteresis. Zero is empty, not missing. */
    void battery(Rule.Battery rule, Patient patient, Sample sample, Moment moment, Outcome out) {
        if (sample.battery() == Sample.MISSING) {
            return;
        }
        Episode episode = patient.episode(rule.id());
        int charge = sample.battery() * 1000;
        if (episode == null && !anyHolds(rule.rungs(), charge)) {
            return;
        }
        boolean gated = rule.unless().contains(Context.CHARGING) && sample.charging() == Known.TRUE
                || rule.unless().contains(Context.NOT_WORN) && sample.worn() == Known.FALSE;
        Rung found = null;
        for (Rung rung : rule.rungs()) {
            Condition.Comparison comparison = rung.condition().anyOf().get(0);
            boolean stays = episode != null
                    && rung.priority().compareTo(episode.priority) <= 0
                    && !comparison.clearedBy(charge, rung.clearMargin());
            if (!gated && (comparison.holds(charge) || stays)) {
                found = rung;
            }
        }
        List<Alert.Evidence> evidence = List.of(new Alert.Evidence(Vital.BATTERY, charge, Reading.NO_QUALITY, sample.time()));
        if (found == null) {
            if (episode != null) {
                Finding finding = new Finding(evidence, LimitsEvaluation.limit(rule.rungs().get(0)),
                        gated ? "On the charger: " + Sentences.listed(evidence).toLowerCase(Locale.ROOT) + "." : Sentences.cleared(evidence));
                book.end(patient, episode, Reason.CLEARED, moment, finding, sample.time(), out);
            }
            return;
        }
        Finding finding = new Finding(evidence, LimitsEvaluation.limit(found), Sentences.listed(evidence) + ": " + found.condition() + ".");
        if (episode == null) {
            book.start(patient, rule, found.priority(), sample.time(), moment, finding, out);
        } else {
            book.goesOn(patient, episode, found.priority(), true, moment, finding, out);
        }
    }

    private static boolean anyHolds(List<Rung> rungs, int charge) {
        for (int i = 0; i < rungs.size(); i++) {
            if (rungs.get(i).condition().anyOf().get(0).holds(charge)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Most readings of a group unusable on a worn bracelet. Asked by every reading; scans the window only for an unusable reading or while
     * the alarm is open, so good signal costs nothing; and with no alarm open it stops at the first usable reading too many.
     */
    void poorSignal(Rule.PoorSignal rule, Patient patient, Group group, int inserted, Moment moment, Outcome out) {
        Episode episode = patient.episode(rule.id());
        ReadingRing ring = patient.ring(group);
        if (episode == null ? !ring.verdict(inserted).poorSignal() : episode.subject != group.ordinal()) {
            return;
        }
        long after = patient.clock() - rule.window();
        int oldest = ring.lowerBound(after + 1);
        if (episode == null && (oldest == 0 || ring.time(oldest - 1) <= after - rule.window())) {
            return;
        }
        int mostUsable = (100 - rule.sharePercent()) * (ring.size() - oldest) / 100;
        if (episode == null && ring.countUsable(oldest, mostUsable) > mostUsable) {
            return;
        }
        int tried = 0;
        int unusable = 0;
        int index = ring.size() - 1;
        for (; index >= oldest; index--) {
            boolean poor = ring.verdict(index).poorSignal();
            tried += poor || ring.usable(index) ? 1 : 0;
            unusable += poor ? 1 : 0;
        }
        Alert.Limit limit = new Alert.Limit(
                "unusable " + group.label() + " readings >= " + rule.sharePercent() + " %", rule.readings(), rule.readings(), rule.window());
        String share = unusable + " of " + tried + " " + group.label() + " readings of the last " + Sentences.duration(rule.window())
                + " unusable.";
        if (episode == null) {
            if (tried >= rule.readings() && 100L * unusable >= (long) rule.sharePercent() * tried) {
                long onset = ring.time(index + 1);
                Episode started = book.start(
                        patient, rule, rule.priority(), onset, moment, new Finding(evidence(group, ring), limit, share), out);
                started.subject = group.ordinal();
            }
        } else if (tried >= rule.readings() && 100L * unusable < (long) rule.clearSharePercent() * tried) {
            book.end(patient, episode, Reason.CLEARED, moment, new Finding(evidence(group, ring), limit, share), patient.clock(), out);
        } else {
            boolean holds = 100L * unusable >= (long) rule.sharePercent() * tried;
            book.goesOn(patient, episode, episode.priority, holds, moment, new Finding(evidence(group, ring), limit, share), out);
        }
    }

    /** An implausible value at the best quality on a worn bracelet. A group without a quality code never reaches the best. */
    void implausible(Rule.Implausible rule, Patient patient, Sample sample, Reading reading, Moment moment, Outcome out) {
        Episode episode = patient.episode(rule.id());
        if (episode == null && reading.verdict() != Verdict.IMPLAUSIBLE) {
            return;
        }
        Group group = reading.group();
        List<Alert.Evidence> evidence = List.of(new Alert.Evidence(group.first(), reading.value(), reading.quality(), sample.time()));
        Alert.Limit limit = new Alert.Limit("outside the plausible range", 1, 1, 0);
        boolean implausible = reading.verdict() == Verdict.IMPLAUSIBLE
                && rule.quality().contains(reading.quality())
                && sample.worn() == Known.TRUE
                && sample.charging() != Known.TRUE;
        if (implausible) {
            Finding finding = new Finding(evidence, limit,
                    Sentences.listed(evidence) + " at the best quality is not plausible: verify sensor and patient.");
            if (episode == null) {
                book.start(patient, rule, rule.priority(), sample.time(), moment, finding, out).subject = group.ordinal();
            } else {
                episode.recovered = episode.subject == group.ordinal() ? 0 : episode.recovered;
                book.goesOn(patient, episode, episode.priority, true, moment, finding, out);
            }
        } else if (episode != null && episode.subject == group.ordinal() && reading.verdict() == Verdict.USABLE) {
            if (++episode.recovered >= rule.clearCount()) {
                Finding finding = new Finding(evidence, limit, Sentences.cleared(evidence));
                book.end(patient, episode, Reason.CLEARED, moment, finding, sample.time(), out);
            }
        }
    }

    private static List<Alert.Evidence> evidence(Group group, ReadingRing ring) {
        List<Alert.Evidence> evidence = new java.util.ArrayList<>();
        Trail.add(evidence, group, ring, ring.size() - 1);
        return evidence;
    }
}
