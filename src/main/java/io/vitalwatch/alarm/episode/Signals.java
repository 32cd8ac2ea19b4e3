package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Signal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people hear of one patient: the signal of each episode that is open or latched, and the pauses. A part of the patient's state; empty,
 * and without cost, where nobody answers alarms.
 *
 * <p>Bounded: of {@value #MOST} signals the oldest latched one is dropped first.
 */
public final class Signals {
    static final int MOST = 128;
    /** No such moment. */
    public static final long NEVER = Long.MAX_VALUE;

    /** By episode id, in the order in which they began; null without any, as the other two: where nobody answers, there never are any. */
    private Map<String, Heard> heard;
    /** By rule id: until when its alarms are paused, Unix milliseconds of the arrival clock. */
    private Map<String, Long> pauses;
    /** Episodes that were taken back, and what stands instead; the newest few. */
    private Map<String, String> gone;

    /** The signal of one episode. Mutable. */
    public static final class Heard {
        /** The last record of the episode, without readings and limit: what the next one is made of. */
        public Alert last;
        /** What people hear. */
        public Signal signal;
        /** When an acknowledgement ends, or {@link #NEVER}. */
        public long until = NEVER;
        /** Since when the signal is on, arrival clock. */
        public long onSince;
        /** Steps of the escalation that were taken since. */
        public int steps;
        /** The number of the last record that made the episode worse. */
        public int worse;

        /** The signal after a record. */
        public Heard(Alert last, Signal signal) {
            this.last = bare(last);
            this.signal = signal;
            this.onSince = last.arrived();
            this.worse = last.sequence();
        }

        private static Alert bare(Alert alert) {
            return new Alert(alert.id(), alert.episode(), alert.sequence(), alert.phase(), alert.state(), alert.reason(), alert.kind(),
                    alert.rule(), alert.priority(), alert.user(), alert.study(), alert.onset(), alert.observed(), alert.arrived(),
                    alert.offsetMinutes(), alert.freshness(), List.of(), new Alert.Limit("", 0, 0, 0), "", alert.time(),
                    alert.gravest(), alert.mergedInto());
        }

        void last(Alert alert) {
            last = bare(alert);
        }

        /** Whether the condition is over. */
        boolean ended() {
            return last.phase() == Alert.Phase.END;
        }

        Heard copy() {
            Heard copy = new Heard(last, signal);
            copy.until = until;
            copy.onSince = onSince;
            copy.steps = steps;
            copy.worse = worse;
            return copy;
        }
    }

    public boolean isEmpty() {
        return heard().isEmpty() && pauses().isEmpty() && gone().isEmpty();
    }

    /** By episode id; not to be changed. */
    public Map<String, Heard> heard() {
        return heard == null ? Map.of() : heard;
    }

    /** By rule id, until when; not to be changed. */
    public Map<String, Long> pauses() {
        return pauses == null ? Map.of() : pauses;
    }

    /** By the id of an episode that was taken back: what stands instead; empty if nothing does. Not to be changed. */
    public Map<String, String> gone() {
        return gone == null ? Map.of() : gone;
    }

    void add(Alert alert, Signal signal) {
        if (heard != null && heard.size() == MOST) {
            String oldest = heard.entrySet().stream().filter(each -> each.getValue().signal == Signal.LATCHED).findFirst()
                    .orElseGet(() -> heard.entrySet().iterator().next()).getKey();
            heard.remove(oldest);
        }
        put(alert.episode(), new Heard(alert, signal));
    }

    void put(String episode, Heard signal) {
        heard = heard == null ? new LinkedHashMap<>() : heard;
        heard.put(episode, signal);
    }

    void remove(String episode) {
        if (heard != null) {
            heard.remove(episode);
        }
    }

    void removeAll() {
        heard = null;
    }

    void takenBack(String episode, String instead) {
        gone = gone == null ? new LinkedHashMap<>() : gone;
        if (gone.size() == 16) {
            gone.remove(gone.keySet().iterator().next());
        }
        gone.put(episode, instead == null ? "" : instead);
    }

    void pause(String rule, long until) {
        pauses = pauses == null ? new TreeMap<>() : pauses;
        pauses.put(rule, until);
    }

    /** @return whether the rule's alarms were paused */
    boolean resume(String rule) {
        return pauses != null && pauses.remove(rule) != null;
    }

    /** Ends the pauses that are over at a moment of the arrival clock. */
    void endPauses(long now) {
        if (pauses != null) {
            pauses.values().removeIf(until -> until <= now);
        }
    }

    /** Whether alarms of a rule are paused at a moment of the arrival clock. */
    boolean isPaused(String rule, long now) {
        Long until = pauses().get(rule);
        return until != null && now < until;
    }

    /** What outlives the time to live of a patient: the pauses. */
    public Signals pausesAfter(long now) {
        Signals left = new Signals();
        pauses().forEach((rule, until) -> {
            if (until > now) {
                left.pause(rule, until);
            }
        });
        return left;
    }

    /** A copy that shares no mutable object with this one. */
    public Signals copy() {
        Signals copy = new Signals();
        heard().forEach((id, each) -> copy.put(id, each.copy()));
        copy.pauses = pauses == null ? null : new TreeMap<>(pauses);
        copy.gone = gone == null ? null : new LinkedHashMap<>(gone);
        return copy;
    }
}
