package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.ControlRecord;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The signal of alarms: what people hear, apart from what is known of the condition. On → acknowledged until a time → on again; paused;
 * latched; off. Everything on the arrival clock. It sees each record of an episode and adds records of its own to it.
 */
public final class SignalBook {
    private final SignalSettings settings;
    private final Predicate<String> neverPaused;
    private final Function<Alert, Boolean> latch;

    /**
     * @param neverPaused whether a rule cannot be paused, such as that of the cardiac-arrest flag
     * @param latch whether the rule of a record says that its alarms stay after their end; null if it does not say so
     */
    public SignalBook(SignalSettings settings, Predicate<String> neverPaused, Function<Alert, Boolean> latch) {
        this.settings = settings;
        this.neverPaused = neverPaused;
        this.latch = latch;
    }

    /**
     * What people hear after a record where nobody can answer: nothing is remembered.
     *
     * @param latch as in the constructor
     */
    static Signal unanswered(Alert alert, Boolean latch) {
        if (alert.phase() == Phase.END) {
            return latches(alert, latch) ? Signal.LATCHED : Signal.OFF;
        }
        return alert.freshness() == Freshness.LIVE ? Signal.ON : Signal.OFF;
    }

    /**
     * Live alarms about the patient stay until somebody acknowledges them, if their rule says so; those of high priority, if it says nothing.
     * What was taken back or forgotten does not stay.
     */
    private static boolean latches(Alert alert, Boolean latch) {
        return stands(alert) && alert.kind() == Kind.PHYSIOLOGICAL && alert.freshness() == Freshness.LIVE
                && (latch == null ? alert.gravest() == Priority.HIGH : latch);
    }

    private static boolean stands(Alert alert) {
        return alert.reason() != Reason.WITHDRAWN && alert.reason() != Reason.MERGED && alert.reason() != Reason.EXPIRED
                && alert.reason() != Reason.CLOSED && alert.reason() != Reason.DISCHARGED;
    }

    /** Takes in a record of an episode and says what people hear after it. */
    Signal written(Signals signals, Alert alert) {
        Signals.Heard heard = signals.heard().get(alert.episode());
        if (alert.reason() == Reason.WITHDRAWN || alert.reason() == Reason.MERGED) {
            signals.takenBack(alert.episode(), alert.mergedInto());
            Signals.Heard into = alert.mergedInto() == null ? null : signals.heard().get(alert.mergedInto());
            if (into != null) {
                worse(signals, into, into.last.sequence(), alert.arrived());
            }
        }
        if (alert.phase() == Phase.END) {
            return ended(signals, heard, alert);
        }
        if (heard == null) {
            boolean live = alert.freshness() == Freshness.LIVE;
            Signal signal = !live ? Signal.OFF : isPaused(signals, alert.rule(), alert.arrived()) ? Signal.PAUSED : Signal.ON;
            signals.add(alert, signal);
            return signal;
        }
        boolean rose = alert.priority().compareTo(heard.last.priority()) > 0 || heard.ended()
                || alert.freshness() == Freshness.LIVE && heard.last.freshness() == Freshness.HISTORICAL
                || alert.reason() == Reason.REOPENED;
        heard.last(alert);
        if (rose) {
            worse(signals, heard, alert.sequence(), alert.arrived());
        }
        return heard.signal;
    }

    private void worse(Signals signals, Signals.Heard heard, int sequence, long now) {
        heard.worse = sequence;
        boolean live = heard.last.freshness() == Freshness.LIVE;
        on(heard, !live ? Signal.OFF : isPaused(signals, heard.last.rule(), now) ? Signal.PAUSED : Signal.ON, now);
    }

    private static void on(Signals.Heard heard, Signal signal, long now) {
        if (heard.signal != signal) {
            heard.onSince = now;
            heard.steps = 0;
        }
        heard.signal = signal;
        heard.until = Signals.NEVER;
    }

    private Signal ended(Signals signals, Signals.Heard heard, Alert alert) {
        boolean wasLatched = heard != null && heard.signal == Signal.LATCHED && stands(alert);
        boolean seen = heard == null || heard.signal == Signal.ACKNOWLEDGED || heard.signal == Signal.OFF;
        if (wasLatched || !seen && latches(alert, latch.apply(alert))) {
            if (!wasLatched) {
                on(heard, Signal.LATCHED, alert.arrived());
            }
            heard.last(alert);
            return Signal.LATCHED;
        }
        signals.remove(alert.episode());
        return Signal.OFF;
    }

    /** The next moment of the arrival clock at which a signal changes by itself, or {@link Signals#NEVER}. */
    public long deadline(Signals signals) {
        long next = Signals.NEVER;
        for (Signals.Heard each : signals.heard().values()) {
            next = Math.min(next, Math.min(each.signal == Signal.ACKNOWLEDGED ? each.until : Signals.NEVER, escalation(each)));
        }
        for (long until : signals.pauses().values()) {
            next = Math.min(next, until);
        }
        return next;
    }

    private long escalation(Signals.Heard heard) {
        boolean calls = heard.signal == Signal.ON || heard.signal == Signal.LATCHED;
        return calls && heard.steps < settings.escalateAfter().size() ? heard.onSince + settings.escalateAfter().get(heard.steps)
                : Signals.NEVER;
    }

    /** Does what is due at a moment of the arrival clock. */
    public void due(Signals signals, PatientEpisodes episodes, long now, MonitorOutput out) {
        signals.endPauses(now);
        for (Signals.Heard each : List.copyOf(signals.heard().values())) {
            if (each.signal == Signal.ACKNOWLEDGED && each.until <= now) {
                on(each, Signal.ON, now);
                write(each, episodes, Reason.RE_ALARM, now, "Acknowledged and not over: the signal is back.", null, out);
            } else if (each.signal == Signal.PAUSED && !isPaused(signals, each.last.rule(), now)) {
                on(each, Signal.ON, now);
                write(each, episodes, Reason.RESUMED, now, "The pause is over: the signal is back.", null, out);
            } else if (escalation(each) <= now) {
                each.steps++;
                write(each, episodes, Reason.ESCALATED_TO_PEOPLE, now, "Not acknowledged for " + Sentences.roughly(now - each.onSince)
                        + ": step " + each.steps + " of the escalation.", new Alert.By(null, null, Alert.NO_TIME, each.steps), out);
            }
        }
    }

    /**
     * An answer to an alarm.
     *
     * @param now when it counts, arrival clock, Unix milliseconds
     * @return why it is refused, or null if it counts
     */
    public String act(Signals signals, PatientEpisodes episodes, ControlRecord record, long now, MonitorOutput out) {
        ActionChange action = (ActionChange) record.change();
        long until = record.isTemporary() ? record.until() : Signals.NEVER;
        if (record.isTemporary() && (until <= now || until > now + SignalSettings.LONGEST)) {
            return "until must lie within 24 h after the action counts";
        }
        Alert.By by = new Alert.By(record.author(), record.reason() == null || record.reason().isEmpty() ? null : record.reason(),
                record.isTemporary() ? until : Alert.NO_TIME, 0);
        return switch (action.verb()) {
            case PAUSE -> pause(signals, episodes, action.rule(), until, by, now, out);
            case RESUME -> resume(signals, episodes, action.rule(), by, now, out);
            case ACKNOWLEDGE, CLOSE, NOTE -> answer(signals, episodes, action, record.expectSequence(), by, now, out);
        };
    }

    /** The open alarm of a rule, or the newest one that is latched. */
    private static Signals.Heard ofRule(Signals signals, String rule) {
        Signals.Heard found = null;
        for (Signals.Heard each : signals.heard().values()) {
            if (each.last.rule().equals(rule) && (found == null || found.ended())) {
                found = each;
            }
        }
        return found;
    }

    private String answer(Signals signals, PatientEpisodes episodes, ActionChange action, int expected, Alert.By by, long now,
            MonitorOutput out) {
        Signals.Heard heard = action.episode() == null ? ofRule(signals, action.rule()) : signals.heard().get(action.episode());
        if (heard == null && action.episode() == null) {
            return "no open or latched alarm of this patient is of the rule " + action.rule();
        }
        if (heard == null) {
            String instead = signals.gone().get(action.episode());
            return instead == null ? "no open or latched alarm of this patient has this id"
                    : instead.isEmpty() ? "the alarm was taken back: late data show that there was none"
                    : "the alarm turned out to be a part of " + instead + ": answer that one";
        }
        if (expected != ControlRecord.ANY_SEQUENCE && heard.worse > expected) {
            return "this alarm has become worse: record " + heard.worse + " came after record " + expected;
        }
        switch (action.verb()) {
            case NOTE -> write(heard, episodes, Reason.NOTE, now, "Note: " + by.reason(), by, out);
            case CLOSE -> {
                if (heard.signal != Signal.LATCHED) {
                    return "the condition is not over: acknowledge the alarm or pause its rule";
                }
                close(signals, episodes, heard, "Closed.", by, now, out);
            }
            default -> {
                if (heard.signal == Signal.LATCHED) {
                    close(signals, episodes, heard, "Acknowledged after its end.", by, now, out);
                    return null;
                }
                boolean calls = heard.signal == Signal.ON || heard.signal == Signal.ACKNOWLEDGED;
                if (!calls) {
                    write(heard, episodes, Reason.ACKNOWLEDGED, now, "Acknowledged.", by, out);
                    return null;
                }
                long end = by.until() == Alert.NO_TIME ? now + settings.acknowledged(heard.last.priority()) : by.until();
                heard.signal = Signal.ACKNOWLEDGED;
                heard.until = end;
                write(heard, episodes, Reason.ACKNOWLEDGED, now, "Acknowledged until "
                        + Sentences.since(end, now, heard.last.offsetMinutes()) + ".", new Alert.By(by.author(), by.reason(), end, 0), out);
            }
        }
        return null;
    }

    /** The patient goes: latched alarms are over. Open ones have ended already. */
    public void discharge(Signals signals, PatientEpisodes episodes, long now, MonitorOutput out) {
        for (Signals.Heard each : List.copyOf(signals.heard().values())) {
            each.signal = Signal.OFF;
            write(each, episodes, Reason.DISCHARGED, now, "Over, and the patient has gone.", null, out);
        }
        signals.removeAll();
    }

    private static void close(Signals signals, PatientEpisodes episodes, Signals.Heard heard, String message, Alert.By by, long now,
            MonitorOutput out) {
        heard.signal = Signal.OFF;
        write(heard, episodes, Reason.CLOSED, now, message, by, out);
        signals.remove(heard.last.episode());
    }

    private String pause(Signals signals, PatientEpisodes episodes, String rule, long until, Alert.By by, long now, MonitorOutput out) {
        if (until == Signals.NEVER) {
            return "a pause needs until, at most 24 h ahead";
        }
        boolean all = rule.equals(ActionChange.ALL_RULES);
        if (!all && neverPaused.test(rule)) {
            return rule + " cannot be paused";
        }
        signals.pause(rule, until);
        for (Signals.Heard each : List.copyOf(signals.heard().values())) {
            boolean calls = each.signal == Signal.ON || each.signal == Signal.ACKNOWLEDGED;
            if (calls && isPaused(signals, each.last.rule(), now)) {
                each.signal = Signal.PAUSED;
                each.until = Signals.NEVER;
                write(each, episodes, Reason.PAUSED, now, "Paused until " + Sentences.since(until, now, each.last.offsetMinutes()) + ".", by,
                        out);
            }
        }
        return null;
    }

    private String resume(Signals signals, PatientEpisodes episodes, String rule, Alert.By by, long now, MonitorOutput out) {
        if (!signals.resume(rule)) {
            return "nothing is paused by this name";
        }
        for (Signals.Heard each : List.copyOf(signals.heard().values())) {
            if (each.signal == Signal.PAUSED && !isPaused(signals, each.last.rule(), now)) {
                on(each, Signal.ON, now);
                write(each, episodes, Reason.RESUMED, now, "The pause was ended: the signal is back.", by, out);
            }
        }
        return null;
    }

    private boolean isPaused(Signals signals, String rule, long now) {
        return signals.isPaused(rule, now) || !neverPaused.test(rule) && signals.isPaused(ActionChange.ALL_RULES, now);
    }

    /** Writes a record of the signal. It changes nothing of the condition. */
    private static void write(Signals.Heard heard, PatientEpisodes episodes, Reason reason, long now, String message, Alert.By by,
            MonitorOutput out) {
        Alert last = heard.last;
        Episode episode = episodes.find(last.user(), last.rule(), last.episode());
        int sequence = episode == null ? last.sequence() + 1 : episode.sequence;
        AlarmState state = episode == null ? last.state() : episode.state;
        Alert alert = new Alert(Ids.record(last.episode(), sequence), last.episode(), sequence,
                heard.ended() ? Phase.END : Phase.UPDATE, state, reason, last.kind(), last.rule(), last.priority(), last.user(), last.study(),
                last.onset(), now, now, last.offsetMinutes(), last.freshness(), List.of(), last.limit(), message, last.time(), last.gravest(),
                null).with(heard.signal, by);
        if (episode != null) {
            episode.sequence++;
            episode.written = Math.max(episode.written, now);
        }
        heard.last(alert);
        out.alert(alert);
    }
}
