package io.vitalwatch.alarm;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;

import java.util.List;

/** What the arrival clock decides: nothing arrives from a patient any more. The wall clock has no part in it. */
final class SilenceWatch {
    private final List<Rule.Silence> rules;
    private final EpisodeBook book;

    SilenceWatch(List<Rule.Silence> rules, EpisodeBook book) {
        this.rules = rules;
        this.book = book;
    }

    /** The next moment of the arrival clock at which silence becomes an alarm, or {@code Long.MAX_VALUE}. */
    long deadline(Patient patient) {
        long next = Long.MAX_VALUE;
        for (Rule.Silence rule : rules) {
            if (patient.episode(rule.id()) == null) {
                next = Math.min(next, patient.lastArrival + rule.after());
            }
        }
        return next;
    }

    /** Raises what is due at this deadline; whatever was open before is unknown from now on. */
    void due(Patient patient, String user, long deadline, Outcome out) {
        Moment moment = new Moment(user, patient.study, deadline, deadline, patient.offsetMinutes);
        for (Rule.Silence rule : rules) {
            if (patient.episode(rule.id()) == null && patient.lastArrival + rule.after() <= deadline) {
                Alert.Limit limit = new Alert.Limit("no delivery", 0, 0, rule.after());
                String message = "Nothing arrived for " + Sentences.duration(rule.after()) + ".";
                book.start(patient, rule, rule.priority(), patient.lastArrival, moment, new Finding(List.of(), limit, message), out);
                for (Episode episode : List.copyOf(patient.episodes)) {
                    if (episode.state == AlarmState.ACTIVE && !isSilence(episode)) {
                        String unknown = "Nothing arrived for " + Sentences.duration(rule.after())
                                + ": whether the alarm still holds is unknown.";
                        book.unknown(patient, episode, Reason.NO_DATA, moment, new Finding(List.of(), limit, unknown), out);
                    }
                }
            }
        }
    }

    /** Something new arrived. */
    void heard(Patient patient, Delivery delivery, Sample sample, Outcome out) {
        for (int i = 0; i < rules.size() && !patient.episodes.isEmpty(); i++) {
            Episode episode = patient.episode(rules.get(i).id());
            if (episode != null) {
                long arrival = delivery.arrival();
                Moment moment = new Moment(delivery.user(), delivery.study(), arrival, arrival, sample.offsetMinutes());
                Alert.Limit limit = new Alert.Limit("no delivery", 0, 0, rules.get(i).after());
                Finding finding = new Finding(List.of(), limit, "Data arrives again.");
                book.end(patient, episode, Reason.CLEARED, moment, finding, arrival, out);
            }
        }
        patient.lastArrival = Math.max(patient.lastArrival, delivery.arrival());
    }

    private boolean isSilence(Episode episode) {
        for (Rule.Silence rule : rules) {
            if (rule.id().equals(episode.rule)) {
                return true;
            }
        }
        return false;
    }
}
