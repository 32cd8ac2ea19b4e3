package io.vitalwatch.alarm;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.Tumbling;

import java.util.List;

/**
 * Holds the readings of one measurement group against a ladder of limits.
 *
 * <p>Each rung is a latch: it closes when its condition is confirmed and opens when as many usable readings in a row as it asked for are
 * inside its limit by the margin. A rung that closes takes the milder ones with it, so an alarm can step down the ladder. The priority is
 * that of the gravest closed rung; with none closed the alarm ends. Readings that do not count (unusable, gated by activity) neither
 * confirm nor clear: they leave the result unknown.
 */
final class LimitsEvaluation {
    private final Rule.Limits rule;
    private final EpisodeBook book;
    private final boolean statistics;
    private final Condition.Comparison[] comparisons;

    LimitsEvaluation(Rule.Limits rule, EpisodeBook book) {
        this.rule = rule;
        this.book = book;
        this.statistics = rule.rungs().stream().anyMatch(rung -> rung.confirm().statistic() != Confirm.Statistic.NONE);
        this.comparisons = rule.rungs().stream().flatMap(rung -> rung.condition().anyOf().stream()).toArray(Condition.Comparison[]::new);
    }

    /**
     * Asks the rule after a sample was taken in.
     *
     * @param inserted index of the sample's reading in the group's ring, or −1 where it brought none
     */
    void evaluate(Patient patient, int inserted, Moment moment, Outcome out) {
        Episode episode = patient.episodes.isEmpty() ? null : patient.episode(rule.id());
        ReadingRing ring = patient.ring(rule.group());
        if (episode == null && (inserted < 0 || !ring.usable(inserted) || !statistics && !violates(ring, inserted))) {
            return;
        }
        if (inserted >= 0 && ring.usable(inserted)) {
            Trail trail = new Trail(patient, rule, ring);
            if (trail.counts(inserted)) {
                if (episode != null) {
                    follow(patient, episode, trail, moment, out);
                } else if (statistics || trail.violates(inserted)) {
                    look(patient, trail, inserted, moment, out);
                }
                return;
            }
        }
        if (episode != null && episode.state == AlarmState.ACTIVE && ring != null) {
            Trail trail = new Trail(patient, rule, ring);
            int newest = trail.newest();
            long seen = newest < 0 ? episode.lastTrue : ring.time(newest);
            if (patient.clock() - seen > rule.unknownAfter()) {
                String message = Sentences.noUsableReading(rule.group().label(), rule.unknownAfter());
                Rung rung = gravest(episode.clearNeeded, episode.priority);
                book.unknown(patient, episode, Reason.NO_USABLE_READING, moment, new Finding(List.of(), limit(rung), message), out);
            }
        }
    }

    /** Whether a reading by itself is beyond any limit: of nearly all readings that is the only question. */
    private boolean violates(ReadingRing ring, int index) {
        for (Condition.Comparison comparison : comparisons) {
            if (comparison.holds(Tumbling.valueOf(comparison.vital(), ring, index))) {
                return true;
            }
        }
        return false;
    }

    /** Asks the rungs that need one sample only, of a reading too old to find its place in the window. */
    void evaluateStale(Patient patient, Reading reading, int activity, Moment moment, Outcome out) {
        if (patient.episode(rule.id()) != null || patient.covered(rule.id(), moment.observed())) {
            return;
        }
        ReadingRing single = new ReadingRing();
        single.insert(moment.observed(), reading, activity, 1);
        Trail trail = new Trail(patient, rule, single);
        if (!single.usable(0) || !trail.counts(0)) {
            return;
        }
        Rung found = null;
        for (Rung rung : rule.rungs()) {
            if (rung.confirm().oneSampleIsEnough() && trail.violates(rung, 0) && (found == null || gravier(rung, found))) {
                found = rung;
            }
        }
        if (found != null) {
            List<Alert.Evidence> evidence = trail.evidence(0, 0);
            Finding finding = new Finding(evidence, limit(found), Sentences.confirmed(evidence, found));
            book.passed(patient, rule, found.priority(), moment.observed(), moment.observed(), Freshness.HISTORICAL, moment, finding, out);
        }
    }

    Group group() {
        return rule.group();
    }

    /** The largest number of readings that any rung looks back on. */
    static int lookBack(Rule.Limits rule) {
        int most = 1;
        for (Rung rung : rule.rungs()) {
            most = Math.max(most, Math.max(rung.confirm().of(), rung.clearCount()));
        }
        return most;
    }

    /** Normalises the latches of an episode whose ladder was changed between two runs of the job. */
    void adapt(Episode episode) {
        if (episode.clearNeeded.length == rule.rungs().size()) {
            return;
        }
        byte[] needed = new byte[rule.rungs().size()];
        for (int i = 0; i < needed.length; i++) {
            Rung rung = rule.rungs().get(i);
            needed[i] = rung.priority().compareTo(episode.priority) <= 0 ? (byte) rung.clearCount() : 0;
        }
        episode.clearNeeded = needed;
    }

    /** No alarm is open: looks from the new reading on whether one began, and whether it still holds at the newest reading. */
    private void look(Patient patient, Trail trail, int inserted, Moment moment, Outcome out) {
        byte[] needed = new byte[rule.rungs().size()];
        byte[] gravestNeeded = null;
        int from = -1;
        int openedAt = -1;
        int lastViolating = -1;
        for (int at = inserted; at >= 0; at = trail.next(at)) {
            int first = step(trail, at, needed);
            if (openedAt < 0 && first >= 0) {
                openedAt = at;
                from = first;
            }
            if (openedAt >= 0) {
                if (trail.violates(at)) {
                    lastViolating = at;
                }
                if (!anyActive(needed)) {
                    passed(patient, trail, from, lastViolating < 0 ? openedAt : lastViolating, gravestNeeded, moment, out);
                    return;
                }
                gravestNeeded = graver(gravestNeeded, needed);
            }
        }
        if (openedAt < 0) {
            return;
        }
        int newest = trail.newest();
        Rung rung = gravest(needed, null);
        List<Alert.Evidence> evidence = trail.evidence(from, newest);
        Finding finding = new Finding(evidence, limit(rung), Sentences.confirmed(evidence, rung));
        Moment at = moment.at(trail.ring().time(newest));
        Episode episode = book.start(patient, rule, rung.priority(), trail.ring().time(from), at, finding, out);
        episode.clearNeeded = needed;
    }

    private void passed(Patient patient, Trail trail, int from, int until, byte[] needed, Moment moment, Outcome out) {
        Rung rung = gravest(needed, null);
        List<Alert.Evidence> evidence = trail.evidence(from, until);
        Finding finding = new Finding(evidence, limit(rung), Sentences.confirmed(evidence, rung));
        long end = trail.ring().time(until);
        Moment at = moment.at(end);
        Freshness freshness = book.freshness(at);
        book.passed(patient, rule, rung.priority(), trail.ring().time(from), end, freshness, at, finding, out);
    }

    /** An alarm is open: asks the rungs at the newest reading. */
    private void follow(Patient patient, Episode episode, Trail trail, Moment moment, Outcome out) {
        adapt(episode);
        int newest = trail.newest();
        Rung before = gravest(episode.clearNeeded, episode.priority);
        int needed = episode.clearNeeded[rule.rungs().indexOf(before)];
        int first = step(trail, newest, episode.clearNeeded);
        Moment at = moment.at(trail.ring().time(newest));
        if (!episode.anyRungActive()) {
            List<Alert.Evidence> evidence = trail.evidence(trail.back(newest, Math.max(1, needed)), newest);
            Finding finding = new Finding(evidence, limit(before), Sentences.cleared(evidence));
            book.end(patient, episode, Reason.CLEARED, at, finding, at.observed(), out);
            return;
        }
        Rung rung = gravest(episode.clearNeeded, episode.priority);
        Priority priority = rung.priority();
        boolean rose = priority.compareTo(episode.priority) > 0;
        List<Alert.Evidence> evidence = trail.evidence(rose && first >= 0 ? first : newest, newest);
        boolean holds = trail.violates(newest);
        String message = trail.violates(rung, newest) ? Sentences.confirmed(evidence, rung) : Sentences.goesOn(evidence, rung);
        book.goesOn(patient, episode, priority, holds, at, new Finding(evidence, limit(rung), message), out);
    }

    /**
     * Moves the latches over one reading.
     *
     * @return index of the first reading of what was newly confirmed, or −1
     */
    private int step(Trail trail, int at, byte[] needed) {
        List<Rung> rungs = rule.rungs();
        for (int i = 0; i < needed.length; i++) {
            if (needed[i] > 0 && trail.recovered(rungs.get(i), at, needed[i])) {
                needed[i] = 0;
            }
        }
        int first = -1;
        for (int i = needed.length - 1; i >= 0; i--) {
            Rung rung = rungs.get(i);
            if (!trail.violates(rung, at)) {
                continue;
            }
            int from = trail.confirmedFrom(rung, at);
            if (from < 0) {
                continue;
            }
            if (needed[i] == 0) {
                first = first < 0 ? from : Math.min(first, from);
            }
            needed[i] = (byte) rung.clearCount();
            for (int milder = 0; milder < i; milder++) {
                if (needed[milder] == 0) {
                    needed[milder] = (byte) rung.clearCount();
                }
            }
        }
        return first;
    }

    private Rung gravest(byte[] needed, Priority otherwise) {
        Rung found = null;
        for (int i = 0; i < rule.rungs().size(); i++) {
            Rung rung = rule.rungs().get(i);
            boolean active = needed != null && i < needed.length && needed[i] > 0;
            if (active && (found == null || gravier(rung, found))) {
                found = rung;
            }
        }
        if (found != null) {
            return found;
        }
        for (Rung rung : rule.rungs()) {
            if (rung.priority() == otherwise) {
                return rung;
            }
        }
        return rule.rungs().get(0);
    }

    private byte[] graver(byte[] before, byte[] now) {
        boolean rose = before == null || gravest(now, null).priority().compareTo(gravest(before, null).priority()) > 0;
        return rose ? now.clone() : before;
    }

    private static boolean gravier(Rung one, Rung other) {
        return one.priority().compareTo(other.priority()) > 0;
    }

    private static boolean anyActive(byte[] needed) {
        for (byte each : needed) {
            if (each > 0) {
                return true;
            }
        }
        return false;
    }

    static Alert.Limit limit(Rung rung) {
        Confirm confirm = rung.confirm();
        boolean statistic = confirm.statistic() != Confirm.Statistic.NONE;
        return new Alert.Limit(
                rung.condition().toString(),
                statistic ? confirm.readings() : confirm.count(),
                statistic ? confirm.readings() : confirm.of(),
                statistic ? confirm.window() : confirm.duration());
    }
}
