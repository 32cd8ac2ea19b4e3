package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A span of sample time in which the condition of a rule held, from its onset to the moment that ended it. */
final class Stretch {
    final long onset;
    Priority gravest;
    Priority last;
    long lastShown;
    boolean shown;
    /** Null for a stretch that began before the readings that are kept, until a reading of it is judged. */
    Judgement mostSevere;
    Judgement newest;
    /** At the oldest moment that late data can have changed. */
    Judgement changed;
    Explanation whyChanged;
    /** The last moment that belongs to it. */
    long end = Evaluation.NEVER;
    Explanation why;
    Explanation whyEnded;
    /** Why it ended; null while it is open. */
    Reason ended;
    /** When other rules took effect that ended it, or changed its priority last; 0 if none did. */
    long ruled;
    Latches latches;
    /** The latches before the readings that are kept, where it began before them; else null. */
    Episode.Edge edge;
    Episode episode;
    /** When its newest part began, and the spans of the parts before, each with its beginning and end. */
    long resumed;
    final List<long[]> parts = new ArrayList<>(0);
    /** For each priority the newest moment whose data show it. */
    private final Map<Priority, Long> newestShown = new EnumMap<>(Priority.class);

    Stretch(long onset) {
        this.onset = onset;
        this.resumed = onset;
    }

    /** The condition was confirmed again soon after its end: it goes on. */
    void resume(long from) {
        parts.add(new long[] {resumed, end});
        resumed = from;
        end = Evaluation.NEVER;
        ended = null;
        whyEnded = null;
    }

    /** Notes its spans as those of its episode. */
    void note(Past past) {
        for (long[] part : parts) {
            past.add(part[0], part[1], null, Past.PART);
        }
        if (!open()) {
            past.add(resumed, end, episode, ended == Reason.CLEARED ? 0 : Past.FINAL);
        }
        episode.resumed(resumed);
    }

    boolean open() {
        return ended == null;
    }

    boolean overlaps(long from, long until) {
        return onset <= until && from <= end;
    }

    /** The moment that is given as its end: of one that a change of rules ended, that of the change. */
    long endObserved() {
        return ended == Reason.CLEARED ? end : ruled;
    }

    void add(Judgement judgement) {
        lastShown = judgement.shown() || mostSevere == null ? judgement.at() : lastShown;
        shown = judgement.shown();
        mostSevere = mostSevere == null || judgement.priority().compareTo(mostSevere.priority()) > 0 ? judgement : mostSevere;
        raise(judgement.priority());
        newest = judgement;
        if (judgement.shows() != null) {
            newestShown.put(judgement.shows(), judgement.at());
        }
    }

    /** The most severe priority that its data show from a moment on, or null. */
    Priority shownFrom(long time) {
        Priority most = null;
        for (Map.Entry<Priority, Long> each : newestShown.entrySet()) {
            most = each.getValue() >= time && (most == null || each.getKey().compareTo(most) > 0) ? each.getKey() : most;
        }
        return most;
    }

    /** The priority from now on. */
    void raise(Priority priority) {
        gravest = gravest == null || priority.compareTo(gravest) > 0 ? priority : gravest;
        last = priority;
    }

    /** It ended before the readings that are kept. */
    void endedBefore(long time) {
        end = time;
        ended = Reason.CLEARED;
        explain();
        whyEnded = new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), "Late data show that this alarm did not go on.");
    }

    /** Ends it by a judgement. */
    void end(Judgement judgement) {
        end = judgement.at();
        ended = Reason.CLEARED;
        explain();
        whyEnded = judgement.account().explain();
    }

    /** Ends it because other rules took effect. */
    void end(Reason reason, long from, Explanation because) {
        end = from - 1;
        ruled = from;
        ended = reason;
        explain();
        whyEnded = because;
    }

    /** Explains it, while its readings still count. */
    void explain() {
        if (newest == null) {
            why = new Explanation(List.of(), new Alert.Limit("late data", 0, 0, 0), "Late data show that this alarm went on.");
            return;
        }
        whyChanged = changed == null ? null : changed.account().explain();
        why = open()
                ? newest.account().explainStretch(onset, newest.at())
                : mostSevere.account().explainStretch(onset, lastShown);
    }
}
