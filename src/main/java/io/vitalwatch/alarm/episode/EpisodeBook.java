package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.window.PatientClock;

/** Opens, continues and closes the episodes of a patient, and writes a record of each step. The only place where alerts are made. */
public final class EpisodeBook {
    private final long freshnessLimit;
    private final long reminderInterval;

    /**
     * @param freshnessLimit an alarm on older data (arrival − sample time) is historical, milliseconds
     * @param reminderInterval a live high alarm is repeated after this long on the patient clock, milliseconds; 0 for never
     */
    public EpisodeBook(long freshnessLimit, long reminderInterval) {
        this.freshnessLimit = freshnessLimit;
        this.reminderInterval = reminderInterval;
    }

    /** Live if the data are not older than the freshness limit, else historical. */
    public Freshness freshness(DecisionContext context) {
        return fresh(context) ? Freshness.LIVE : Freshness.HISTORICAL;
    }

    /** How old the data of a live alarm may be, milliseconds. */
    public long freshnessLimit() {
        return freshnessLimit;
    }

    private boolean fresh(DecisionContext context) {
        return context.age() <= freshnessLimit;
    }

    /**
     * Opens an episode.
     *
     * @param again whether late data can correct it, see {@link Past}
     * @param latches of the rule after the moment that confirmed it; the episode keeps them
     */
    public Episode start(PatientEpisodes episodes, String rule, Kind kind, boolean again, Priority priority, long onset, Latches latches,
            DecisionContext context, Explanation why, MonitorOutput out) {
        return start(episodes, rule, kind, again, priority, priority, onset, latches, freshness(context), context, why, out);
    }

    /** As the other one, for an episode that late data showed: before, it may have been more severe. */
    public Episode start(PatientEpisodes episodes, String rule, Kind kind, Priority priority, Priority gravest, long onset, Latches latches,
            DecisionContext context, Explanation why, MonitorOutput out) {
        return start(episodes, rule, kind, true, priority, gravest, onset, latches, freshness(context), context, why, out);
    }

    private Episode start(PatientEpisodes episodes, String rule, Kind kind, boolean again, Priority priority, Priority gravest, long onset,
            Latches latches, Freshness freshness, DecisionContext context, Explanation why, MonitorOutput out) {
        latches.priority = priority;
        latches.lastTrue = context.observed();
        Episode.Identity identity = again ? episodes.pastOf(rule).claim(onset) : new Episode.Identity(onset, 0);
        Episode episode = new Episode(rule, kind, identity, latches, freshness);
        episode.gravest = gravest;
        episodes.add(episode);
        write(episode, Phase.START, Reason.CONFIRMED, context, why, out);
        return episode;
    }

    /** Writes a complete episode that is already over: it was found in old data, and newer data show its end. */
    public void passed(PatientEpisodes episodes, String rule, Kind kind, boolean again, Priority priority, long onset, Freshness freshness,
            DecisionContext context, Explanation why, MonitorOutput out) {
        Episode episode = start(episodes, rule, kind, again, priority, priority, onset, new Latches(), freshness, context, why, out);
        end(episodes, episode, Reason.PASSED, context, why, context.observed(), out);
    }

    /**
     * Writes a complete episode that late data showed and that is over already.
     *
     * @param from the decision at the last moment at which the condition held
     * @param until the decision at the moment that ended it
     */
    public Episode passed(PatientEpisodes episodes, String rule, Kind kind, Priority gravest, Priority last, long onset,
            DecisionContext from, Explanation why, DecisionContext until, Explanation whyEnded, MonitorOutput out) {
        Episode episode = start(episodes, rule, kind, true, gravest, gravest, onset, new Latches(), Freshness.HISTORICAL, from, why, out);
        episode.latches().priority = last;
        episode.state = AlarmState.ENDED;
        write(episode, Phase.END, Reason.PASSED, until, whyEnded, out);
        episodes.remove(episode);
        return episode;
    }

    /** What late data say of an episode from its onset on. */
    public void amend(Episode episode, long onset, Priority gravest, Latches latches) {
        episode.onset = onset;
        episode.gravest = gravest;
        Priority before = episode.latches().priority;
        long lastTrue = episode.latches().lastTrue;
        episode.latches(latches);
        latches.priority = latches.priority == null ? before : latches.priority;
        latches.lastTrue = latches.lastTrue == 0 ? lastTrue : latches.lastTrue;
    }

    /**
     * Opens an ended episode again, because the condition was confirmed again soon after its end.
     *
     * @param span of the episode among those of its rule
     * @param onset when the condition began again
     */
    public Episode rejoin(PatientEpisodes episodes, String rule, int span, Judged judged, long onset, Latches latches, DecisionContext context,
            Explanation why, MonitorOutput out) {
        Episode episode = episodes.past(rule).episode(span);
        episodes.past(rule).goOn(span);
        show(episode, judged.priority(), judged.shows(), context);
        latches.priority = episode.said(judged.priority());
        latches.lastTrue = context.observed();
        episode.latches(latches);
        episode.resumed(onset);
        episode.gravest = judged.priority().compareTo(episode.gravest) > 0 ? judged.priority() : episode.gravest;
        reopen(episodes, episode, context, why, out);
        return episode;
    }

    /** What a rule found: the priority of the condition, and the one that the data of the moment show, or null. */
    public record Judged(Priority priority, Priority shows) {}

    /** Opens an ended episode again: it goes on. */
    public void reopen(PatientEpisodes episodes, Episode episode, DecisionContext context, Explanation why, MonitorOutput out) {
        episode.state = AlarmState.ACTIVE;
        episodes.add(episode);
        if (episode.freshness == Freshness.HISTORICAL && fresh(context)) {
            episode.freshness = Freshness.LIVE;
        }
        write(episode, Phase.UPDATE, Reason.REOPENED, context, why, out);
    }

    /**
     * Ends an open episode where late data show its end, or ends an ended one again with what late data show.
     *
     * @param cause why an open one ends
     */
    public void endLate(PatientEpisodes episodes, Episode episode, Reason cause, DecisionContext context, Explanation why,
            MonitorOutput out) {
        Reason reason = episode.state == AlarmState.ENDED ? Reason.LATE_EVIDENCE : cause;
        episode.state = AlarmState.ENDED;
        write(episode, Phase.END, reason, context, why, out);
        episodes.remove(episode);
    }

    /** Takes back an episode that never was, or that is a part of another one. */
    public void withdraw(PatientEpisodes episodes, Episode episode, Episode into, DecisionContext context, Explanation why,
            MonitorOutput out) {
        episode.state = AlarmState.ENDED;
        String id = into == null ? null : Ids.episode(context.user(), into.rule(), into.identity());
        write(episode, Phase.END, into == null ? Reason.WITHDRAWN : Reason.MERGED, context, why, id, out);
        episodes.remove(episode);
    }

    /** Writes a record and leaves the state of the episode as it is. */
    public void update(Episode episode, Reason reason, DecisionContext context, Explanation why, MonitorOutput out) {
        write(episode, Phase.UPDATE, reason, context, why, out);
    }

    /**
     * Notes what priority the data show that make an alarm live, or of a live one whose priority older data had raised. A live alarm does not
     * take its priority from data that are not live.
     *
     * @param confirmed the priority of the condition
     * @param shows the priority that the newest data show, or null
     */
    public void show(Episode episode, Priority confirmed, Priority shows, DecisionContext context) {
        boolean turnsLive = episode.freshness == Freshness.HISTORICAL && fresh(context);
        if (shows != null && (turnsLive || episode.shownLive != null && shows.compareTo(episode.shownLive) > 0)) {
            episode.shownLive = shows;
        }
        if (episode.shownLive != null && episode.shownLive.compareTo(confirmed) >= 0) {
            episode.shownLive = null;
        }
    }

    /** Sets an active episode to unknown, because no data show whether its condition still holds. */
    public void unknown(Episode episode, Reason reason, DecisionContext context, Explanation why, MonitorOutput out) {
        episode.state = AlarmState.UNKNOWN;
        write(episode, Phase.UPDATE, reason, context, why, out);
    }

    /**
     * Closes an episode.
     *
     * @param until the last moment that it covers; readings up to this one belong to it
     */
    public void end(PatientEpisodes episodes, Episode episode, Reason reason, DecisionContext context, Explanation why, long until,
            MonitorOutput out) {
        episode.state = AlarmState.ENDED;
        write(episode, Phase.END, reason, context, why, out);
        if (episode.kind() == Kind.PHYSIOLOGICAL || episodes.past(episode.rule()) != null) {
            episodes.end(episode, until, reason == Reason.CLEARED || reason == Reason.PASSED);
        } else {
            episodes.remove(episode);
        }
    }

    /**
     * Continues an episode whose condition still holds. Writes at most one record: when live data follow historical ones, when the priority
     * changed, or when data come again.
     *
     * <p>Reasons that coincide: {@code live} before {@code escalated} or {@code deescalated} before {@code data-back}.
     *
     * @param confirmed the priority of the condition; that of the record is lower where only data that are not live show it
     * @param shows the priority that the newest reading shows; null if the alarm continues only because it has not recovered yet
     * @param known whether the data are new enough to show that an unknown alarm holds; an older reading leaves it unknown
     */
    public void continueEpisode(Episode episode, Priority confirmed, Priority shows, boolean known, DecisionContext context,
            Account account, MonitorOutput out) {
        Reason reason = null;
        show(episode, confirmed, shows, context);
        Priority priority = episode.said(confirmed);
        if (episode.state == AlarmState.UNKNOWN && known) {
            episode.state = AlarmState.ACTIVE;
            reason = Reason.DATA_BACK;
        }
        Latches latches = episode.latches();
        if (priority != latches.priority) {
            reason = priority.compareTo(latches.priority) > 0 ? Reason.ESCALATED : Reason.DEESCALATED;
            latches.priority = priority;
            episode.gravest = priority.compareTo(episode.gravest) > 0 ? priority : episode.gravest;
        }
        if (shows != null) {
            latches.lastTrue = Math.max(latches.lastTrue, context.observed());
            if (episode.freshness == Freshness.HISTORICAL && fresh(context)) {
                episode.freshness = Freshness.LIVE;
                reason = Reason.LIVE;
            }
        }
        if (reason != null) {
            write(episode, Phase.UPDATE, reason, context, account.explain(), out);
        }
    }

    /**
     * Whether a reading shows that an unknown alarm holds: it is live, or at most half as old as the rule's readings may be. With an older one
     * the alarm would be unknown again a moment later.
     *
     * @param unknownAfter how old the rule's readings may be, milliseconds
     */
    public boolean isKnown(DecisionContext context, long unknownAfter) {
        return context.age() <= Math.max(freshnessLimit, unknownAfter / 2);
    }

    /**
     * True when a live high alarm has had no record for the reminder interval, by the patient clock and by the arrival clock: data that come at
     * once are not repeated to people one by one.
     *
     * @param unknownToo whether an alarm counts of which it is unknown whether it still holds
     * @param cadence how far apart measurements are, if the row has none of the rule; else 0
     */
    public boolean reminderDue(Episode episode, long patientClock, long arrived, boolean unknownToo, long cadence) {
        return mayRemind(episode, patientClock, arrived)
                && (unknownToo || episode.state == AlarmState.ACTIVE)
                && patientClock - episode.notified >= cadence;
    }

    /** As {@link #reminderDue}, as far as it does not depend on the rule. */
    public boolean mayRemind(Episode episode, long patientClock, long arrived) {
        return reminderInterval > 0
                && episode.latches().priority == Priority.HIGH
                && episode.kind() == Kind.PHYSIOLOGICAL
                && episode.freshness == Freshness.LIVE
                && (episode.written == Episode.NEVER || arrived - episode.written >= reminderInterval)
                && patientClock - episode.notified >= reminderInterval;
    }

    private static void write(Episode episode, Phase phase, Reason reason, DecisionContext context, Explanation why, MonitorOutput out) {
        write(episode, phase, reason, context, why, null, out);
    }

    private static void write(Episode episode, Phase phase, Reason reason, DecisionContext context, Explanation why, String mergedInto,
            MonitorOutput out) {
        String id = Ids.episode(context.user(), episode.rule(), episode.identity());
        out.alert(new Alert(
                Ids.record(id, episode.sequence),
                id,
                episode.sequence,
                phase,
                episode.state,
                reason,
                episode.kind(),
                episode.rule(),
                episode.latches().priority,
                context.user(),
                context.study(),
                episode.onset(),
                context.observed(),
                context.arrived(),
                context.offsetMinutes(),
                episode.freshness,
                why.readings(),
                why.limit(),
                context.remark() == null ? why.message() : why.message() + " " + context.remark(),
                context.basis(),
                episode.gravest,
                mergedInto));
        episode.sequence++;
        episode.written = Math.max(episode.written, context.arrived());
        episode.notified = context.patientClock() == PatientClock.UNSET ? context.observed() : context.patientClock();
    }
}
