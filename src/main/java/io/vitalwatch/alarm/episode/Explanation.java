package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;

import java.util.List;

/**
 * Why a record is written.
 *
 * @param readings the readings that decided, oldest first
 * @param limit what they were compared with
 * @param message one plain sentence
 */
public record Explanation(List<Alert.Evidence> readings, Alert.Limit limit, String message) {
    /** The same readings and limit with another sentence. */
    public Explanation saying(String sentence) {
        return new Explanation(readings, limit, sentence);
    }
}
