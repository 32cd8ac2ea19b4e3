package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;

import java.util.List;

/**
 * Repeats live alarms of high priority after the reminder interval, with the newest reading of the rule: after each row, for the episodes for
 * which it is time.
 */
final class Reminders {
    private final EpisodeBook book;
    private final long interval;

    /** @param interval {@link MonitorSettings#reminderInterval} */
    Reminders(EpisodeBook book, long interval) {
        this.book = book;
        this.interval = interval;
    }

    /** @param placed for each group the index of the row's reading in the ring, or −1 */
    void afterRow(PreparedCatalogue now, Patient patient, Delivery delivery, Sample sample, int[] placed, MonitorOutput out) {
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (book.mayRemind(episode, patient.clock(), delivery.arrival())) {
                remind(now.rule(episode.rule()), patient, episode, placed, patient.context(delivery, sample).at(patient.clock()), out);
            }
        }
    }

    private void remind(Evaluation rule, Patient patient, Episode episode, int[] placed, DecisionContext context, MonitorOutput out) {
        if (rule == null) {
            return;
        }
        Group group = rule.decides();
        boolean measured = group == null || placed[group.ordinal()] >= 0;
        if (!book.reminderDue(episode, patient.clock(), context.arrived(), rule.waitsForNothing(), measured ? 0 : rule.cadence())) {
            return;
        }
        if (group != null && !book.isKnown(context.at(patient.lastUsable(group)), rule.unknownAfter())) {
            return;
        }
        boolean known = episode.state() == AlarmState.ACTIVE;
        Explanation still = !known ? null : rule.lastKnown(patient, episode.latches(), context, true);
        String since = "since " + Sentences.since(episode.onset(), context.freshnessTime(), patient.offsetMinutes) + ".";
        Explanation why = still == null
                ? new Explanation(List.of(), new Alert.Limit("high for the reminder interval", 1, 1, interval),
                        (known ? "Still high priority, " : "Still unknown whether it holds, at high priority, ") + since)
                : still.saying("Still high priority: " + still.message() + ", " + since);
        book.update(episode, Reason.REMINDER, context, why, out);
    }
}
