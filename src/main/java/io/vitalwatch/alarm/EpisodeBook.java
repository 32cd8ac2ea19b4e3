package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Phase;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

/** Opens, updates and closes the episodes of a patient, and writes a record of each step. The only place where alerts are made. */
final class EpisodeBook {
    private final long freshnessLimit;
    private final long reminderInterval;

    EpisodeBook(MonitorSettings settings) {
        this.freshnessLimit = settings.freshnessLimit();
        this.reminderInterval = settings.reminderInterval();
    }

    /** True when data of this moment is fresh enough to wake somebody. */
    boolean fresh(Moment moment) {
        return moment.age() <= freshnessLimit;
    }

    Freshness freshness(Moment moment) {
        return fresh(moment) ? Freshness.LIVE : Freshness.HISTORICAL;
    }

    Episode start(Patient patient, Rule rule, Priority priority, long onset, Moment moment, Finding finding, Outcome out) {
        Episode episode = open(patient, rule, priority, onset, moment.observed(), freshness(moment));
        write(patient, episode, Phase.START, Reason.CONFIRMED, moment, finding, out);
        return episode;
    }

    /** A whole episode that is over already: it was found in old data, and newer data tells how it went on. */
    void passed(Patient patient, Rule rule, Priority priority, long onset, long until, Freshness freshness, Moment moment, Finding finding,
            Outcome out) {
        Episode episode = open(patient, rule, priority, onset, until, freshness);
        write(patient, episode, Phase.START, Reason.CONFIRMED, moment, finding, out);
        end(patient, episode, Reason.PASSED, moment, finding, until, out);
    }

    void update(Patient patient, Episode episode, Reason reason, Moment moment, Finding finding, Outcome out) {
        write(patient, episode, Phase.UPDATE, reason, moment, finding, out);
    }

    /** Turns an open episode unknown: nothing tells whether it still holds. */
    void unknown(Patient patient, Episode episode, Reason reason, Moment moment, Finding finding, Outcome out) {
        episode.state = AlarmState.UNKNOWN;
        write(patient, episode, Phase.UPDATE, reason, moment, finding, out);
    }

    /**
     * Closes an episode.
     *
     * @param until the last moment that it covered; readings up to here belong to it
     */
    void end(Patient patient, Episode episode, Reason reason, Moment moment, Finding finding, long until, Outcome out) {
        episode.state = AlarmState.ENDED;
        write(patient, episode, Phase.END, reason, moment, finding, out);
        patient.episodes.remove(episode);
        if (episode.kind == Kind.PHYSIOLOGICAL) {
            patient.past.computeIfAbsent(episode.rule, id -> new Past()).add(episode.onset, until);
        }
    }

    /**
     * Says what changed at an evaluation that found the condition still holding, in at most one record: fresh data after old, a changed
     * priority, data after none.
     *
     * @param priority the priority now
     * @param holds whether this very reading shows the condition (and not merely that it has not recovered yet)
     */
    void goesOn(Patient patient, Episode episode, Priority priority, boolean holds, Moment moment, Finding finding, Outcome out) {
        Reason reason = null;
        if (episode.state == AlarmState.UNKNOWN) {
            episode.state = AlarmState.ACTIVE;
            reason = Reason.DATA_BACK;
        }
        if (priority != episode.priority) {
            reason = priority.compareTo(episode.priority) > 0 ? Reason.ESCALATED : Reason.DEESCALATED;
            episode.priority = priority;
        }
        if (holds) {
            episode.lastTrue = Math.max(episode.lastTrue, moment.observed());
            if (episode.freshness == Freshness.HISTORICAL && fresh(moment)) {
                episode.freshness = Freshness.LIVE;
                reason = Reason.LIVE;
            }
        }
        if (reason != null) {
            write(patient, episode, Phase.UPDATE, reason, moment, finding, out);
        }
    }

    /** True when a live high alarm has not been spoken of for the reminder interval of the patient clock. */
    boolean reminderDue(Patient patient, Episode episode) {
        return reminderInterval > 0
                && episode.priority == Priority.HIGH
                && episode.kind == Kind.PHYSIOLOGICAL
                && episode.freshness == Freshness.LIVE
                && patient.clock() - episode.notified >= reminderInterval;
    }

    private static Episode open(Patient patient, Rule rule, Priority priority, long onset, long lastTrue, Freshness freshness) {
        Episode episode = new Episode(rule.id(), rule.kind(), onset);
        episode.priority = priority;
        episode.freshness = freshness;
        episode.lastTrue = lastTrue;
        patient.episodes.add(episode);
        return episode;
    }

    private static void write(
            Patient patient, Episode episode, Phase phase, Reason reason, Moment moment, Finding finding, Outcome out) {
        String id = Ids.episode(moment.user(), episode.rule, episode.onset);
        out.alert(new Alert(
                Ids.record(id, episode.sequence),
                id,
                episode.sequence,
                phase,
                episode.state,
                reason,
                episode.kind,
                episode.rule,
                episode.priority,
                moment.user(),
                moment.study(),
                episode.onset,
                moment.observed(),
                moment.arrived(),
                moment.offsetMinutes(),
                episode.freshness,
                finding.readings(),
                finding.limit(),
                finding.message()));
        episode.sequence++;
        episode.notified = patient.clock();
    }
}
